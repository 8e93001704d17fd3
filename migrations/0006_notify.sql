-- Every change of who may do what is told to all nodes at commit, so that a role change or a revocation takes effect at once.
-- Column lists keep "last used" updates silent.
set local lock_timeout = '10s';

create function notify_access() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_notify('access', tg_table_name);
    return null;
end $$;
revoke all on function notify_access() from public;

create trigger notify_access after update of name, email, locale, mfa_enabled_at, is_instance_admin, disabled_at, erased_at or delete
    on users for each statement execute function notify_access();
create trigger notify_access after update of org_id, ended_at, mfa, expires_at or delete
    on sessions for each statement execute function notify_access();
create trigger notify_access after insert or update of role, status or delete
    on members for each statement execute function notify_access();
create trigger notify_access after update of require_mfa, suspended_at or delete
    on orgs for each statement execute function notify_access();
create trigger notify_access after update of scopes, expires_at, revoked_at or delete
    on api_keys for each statement execute function notify_access();
create trigger notify_access after update of scopes, revoked_at or delete
    on oauth_grants for each statement execute function notify_access();
create trigger notify_access after update of scopes, expires_at or delete
    on oauth_tokens for each statement execute function notify_access();

-- The dispatcher of notifications reads by position anyway; this only wakes it at once.
create function notify_events() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_notify('events', '');
    return null;
end $$;
revoke all on function notify_events() from public;

create trigger notify_events after insert on events for each statement execute function notify_events();
create trigger notify_events after insert on system_events for each statement execute function notify_events();
