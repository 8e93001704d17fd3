-- The rule of the house: every row of a business table belongs to one org, and the database itself refuses the others.
-- Three roles (see crates/db/bootstrap.sql): cmis_owner owns the schema, cmis_system works across orgs by its own
-- policies, cmis_tenant does everything a person or a key does and sees one org at a time.
set local lock_timeout = '10s';

revoke all on schema public from public;
grant usage on schema public to cmis_system, cmis_tenant;

-- Makes an existing table a tenant table. Expects a column org_id. `operations` is what the tenant role may do there.
create procedure make_tenant_table(target regclass, operations text default 'select, insert, update, delete')
language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
        'create policy tenant on %s to cmis_tenant
         using (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)
         with check (org_id = nullif(current_setting(''app.org_id'', true), '''')::uuid)', target);
    execute format('create policy system on %s to cmis_system using (true) with check (true)', target);
    execute format('grant %s on %s to cmis_tenant', operations, target);
    execute format('grant select, insert, update, delete on %s to cmis_system', target);
end $$;

-- Makes an existing table one that only the system role reaches: it holds no org's rows, or those of all of them.
create procedure make_system_table(target regclass)
language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format('create policy system on %s to cmis_system using (true) with check (true)', target);
    execute format('grant select, insert, update, delete on %s to cmis_system', target);
end $$;

-- Creates the monthly partitions of a table partitioned by range of a timestamptz, from last month to `ahead` months on.
create function ensure_partitions(target regclass, ahead int default 3) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    first_day date;
    partition_name text;
begin
    -- it runs as the owner: only tables of the product, not whatever the caller made under a name
    if not exists (select from pg_class where oid = target and relkind = 'p' and relnamespace = 'public'::regnamespace) then
        raise exception '% is no partitioned table of the product', target using errcode = 'wrong_object_type';
    end if;
    -- two nodes that start at once
    perform pg_advisory_xact_lock(hashtextextended('ensure_partitions', 0));
    for step in -1..ahead loop
        first_day := (date_trunc('month', now() at time zone 'utc') + make_interval(months => step))::date;
        partition_name := format('%s_%s', target, to_char(first_day, 'YYYYMM'));
        if to_regclass(format('public.%I', partition_name)) is null then
            execute format('create table public.%I partition of %s for values from (%L) to (%L)', partition_name, target,
                first_day::timestamp at time zone 'utc', (first_day + interval '1 month')::timestamp at time zone 'utc');
        end if;
    end loop;
end $$;
revoke all on function ensure_partitions(regclass, int) from public;
grant execute on function ensure_partitions(regclass, int) to cmis_system;
revoke all on procedure make_tenant_table(regclass, text), make_system_table(regclass) from public;

-- One row: what holds for the whole installation.
create table instance (
    singleton boolean constraint instance_pk primary key default true constraint instance_one_row check (singleton),
    key_fingerprint text not null,
    setup_token_hash bytea,
    maintained_at timestamptz,      -- the last daily maintenance that came to its end
    backed_up_at timestamptz,       -- the last daily backup that did
    created_at timestamptz not null
);
call make_system_table('instance');

-- What an org may use; null means unlimited. Readable by every tenant (prices and limits are no secret).
create table plans (
    name text constraint plans_pk primary key
        constraint plans_name check (name in ('free', 'starter', 'professional', 'enterprise')),
    rank smallint not null constraint plans_rank_key unique,
    ai_requests bigint,
    members bigint,
    connected_accounts bigint,
    storage_bytes bigint
);
insert into plans (name, rank, ai_requests, members, connected_accounts, storage_bytes) values
    ('free', 0, 50, 3, 3, 1073741824),
    ('starter', 1, 500, 10, 10, 10737418240),
    ('professional', 2, 5000, 50, 50, 107374182400),
    ('enterprise', 3, null, null, null, null);
alter table plans enable row level security;
alter table plans force row level security;
create policy everyone on plans for select to cmis_tenant using (true);
create policy system on plans to cmis_system using (true) with check (true);
grant select on plans to cmis_tenant;
grant select, update on plans to cmis_system;
