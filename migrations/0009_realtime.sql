-- Realtime: whose rights changed, how jobs go, who is there.
set local lock_timeout = '10s';

-- A notice of a changed right says whose it is ("user <id>", "org <id>"), so that a node looks only at the sockets concerned.
create or replace function notify_access() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
declare
    gone record := case when tg_op = 'DELETE' then old else new end;
begin
    perform pg_notify('access', case tg_table_name
        when 'users' then 'user ' || (to_jsonb(gone) ->> 'id')
        when 'sessions' then 'user ' || (to_jsonb(gone) ->> 'user_id')
        when 'members' then 'user ' || (to_jsonb(gone) ->> 'user_id')
        when 'orgs' then 'org ' || (to_jsonb(gone) ->> 'org_id')
        else tg_table_name end);
    return null;
end $$;

-- The end of a job that somebody asked for. A trigger, so that no way to end one forgets it; the others do not even reach it.
create function notify_job_end() returns trigger
language plpgsql security definer set search_path = pg_catalog as $$
begin
    perform pg_notify('job_news', json_build_object('job_id', new.id, 'org_id', new.org_id, 'user_id', new.created_by,
        'kind', new.kind, 'status', new.state)::text);
    return null;
end $$;
revoke all on function notify_job_end() from public;
create trigger notify_job_end after insert on finished_jobs for each row when (new.created_by is not null)
    execute function notify_job_end();

-- The nodes that hold connections of people. One that has not been seen for a while is gone, and everybody on it.
create table realtime_nodes (
    id uuid constraint realtime_nodes_pk primary key,
    seen_at timestamptz not null
);
call make_system_table('realtime_nodes');

-- Who has an org open at which node.
create table presence (
    org_id uuid not null constraint presence_org_fk references orgs on delete cascade,
    user_id uuid not null constraint presence_user_fk references users on delete cascade,
    node_id uuid not null constraint presence_node_fk references realtime_nodes on delete cascade,
    constraint presence_pk primary key (org_id, user_id, node_id)
);
create index presence_node_idx on presence (node_id);
create index presence_user_idx on presence (user_id);
call make_tenant_table('presence', 'select');
