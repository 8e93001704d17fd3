-- Prepares your own PostgreSQL (16 or newer, with pgvector installed) for CMIS. Run it once with psql as a superuser, or
-- as your provider's administrator. It can be run again.
--
--     psql postgres://postgres@db.example.com/postgres -v password="'choose-a-password'" -f crates/db/bootstrap.sql
--
-- Then start CMIS with
--
--     DATABASE_URL=postgres://cmis_owner:choose-a-password@db.example.com/cmis
--
-- Three roles. Only the owner sees past row-level security; it is used for migrations and backups and for nothing else.
--   cmis_owner   owns the database and its schema
--   cmis_system  sign-in, the queue, syncs: reaches all orgs through policies of its own
--   cmis_tenant  everything a person or a key does: sees one org at a time
-- CMIS itself sets the passwords of the two others, and keeps them in keys/database.json of its data folder. To choose
-- them yourself, set them with `\password` and start CMIS with CMIS_SYSTEM_DATABASE_URL and CMIS_TENANT_DATABASE_URL.
\set ON_ERROR_STOP on

select 'create role cmis_owner login nosuperuser createrole bypassrls'
where not exists (select from pg_roles where rolname = 'cmis_owner') \gexec
select 'create role cmis_system login nosuperuser nobypassrls nocreatedb nocreaterole'
where not exists (select from pg_roles where rolname = 'cmis_system') \gexec
select 'create role cmis_tenant login nosuperuser nobypassrls nocreatedb nocreaterole'
where not exists (select from pg_roles where rolname = 'cmis_tenant') \gexec

\if :{?password}
alter role cmis_owner password :password;
\endif

-- The owner may set the passwords of the two, and cannot act as them.
grant cmis_system, cmis_tenant to cmis_owner with admin true, inherit false, set false;

-- Administrators of managed servers are no superusers: they must be a member of the owner to create its database.
select format('grant cmis_owner to %I', current_user)
where not pg_has_role(current_user, 'cmis_owner', 'member') \gexec
select 'create database cmis owner cmis_owner encoding ''UTF8'' template template0'
where not exists (select from pg_database where datname = 'cmis') \gexec
revoke connect, temporary on database cmis from public;
grant connect on database cmis to cmis_system, cmis_tenant;

\connect cmis
-- vector is not a trusted extension: the owner could not create it.
create extension if not exists vector;
alter schema public owner to cmis_owner;
