-- Every change of who may do what is told to all nodes at commit, so that a role change or a revocation takes effect at once.
set local lock_timeout = '10s';

create function notify_access() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_notify('access', tg_table_name);
    return null;
end $$;
revoke all on function notify_access() from public;

-- For each row, with a condition on what changed: a statement that changed nothing, and one that gives a login a later end,
-- takes no right away and stays silent. (Equal notices of a transaction are one.)
create trigger notify_access after update on users for each row
    when ((old.name, old.email, old.locale, old.is_instance_admin, old.mfa_enabled_at, old.disabled_at, old.erased_at)
        is distinct from (new.name, new.email, new.locale, new.is_instance_admin, new.mfa_enabled_at, new.disabled_at, new.erased_at))
    execute function notify_access();
create trigger notify_access_gone after delete on users for each row execute function notify_access();

create trigger notify_access after update on sessions for each row
    when ((old.org_id, old.ended_at, old.mfa) is distinct from (new.org_id, new.ended_at, new.mfa)
        or new.expires_at < old.expires_at)
    execute function notify_access();
create trigger notify_access_gone after delete on sessions for each row when (old.ended_at is null)
    execute function notify_access();

create trigger notify_access_new after insert on members for each row execute function notify_access();
create trigger notify_access after update on members for each row
    when ((old.role, old.status) is distinct from (new.role, new.status))
    execute function notify_access();
create trigger notify_access_gone after delete on members for each row execute function notify_access();

create trigger notify_access after update on orgs for each row
    when ((old.require_mfa, old.suspended_at) is distinct from (new.require_mfa, new.suspended_at))
    execute function notify_access();
create trigger notify_access_gone after delete on orgs for each row execute function notify_access();

create trigger notify_access after update on api_keys for each row
    when ((old.scopes, old.revoked_at, old.expires_at) is distinct from (new.scopes, new.revoked_at, new.expires_at))
    execute function notify_access();
create trigger notify_access_gone after delete on api_keys for each row when (old.revoked_at is null)
    execute function notify_access();

create trigger notify_access after update on oauth_grants for each row
    when ((old.scopes, old.revoked_at) is distinct from (new.scopes, new.revoked_at))
    execute function notify_access();
create trigger notify_access_gone after delete on oauth_grants for each row when (old.revoked_at is null)
    execute function notify_access();

create trigger notify_access after update on oauth_tokens for each row
    when (old.kind = 'access' and (old.scopes is distinct from new.scopes or new.expires_at < old.expires_at))
    execute function notify_access();
create trigger notify_access_gone after delete on oauth_tokens for each row when (old.kind = 'access')
    execute function notify_access();

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
