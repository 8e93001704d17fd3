-- Jobs, events, audit and the mail outbox.
set local lock_timeout = '10s';

-- Live work only: finished jobs move to finished_jobs, so that picking stays fast whatever the history.
-- An org's deletion deletes its jobs by hand: a foreign key here would cost every enqueue a lock on orgs.
create table jobs (
    id uuid constraint jobs_pk primary key,
    org_id uuid,                    -- null: work of the installation itself
    queue text not null,
    kind text not null,
    payload jsonb not null,
    state text not null constraint jobs_state check (state in ('pending', 'running')),
    priority smallint not null default 0,       -- higher first
    run_at timestamptz not null,
    attempt smallint not null default 0,        -- attempts begun
    max_attempts smallint not null,
    unique_key text,                -- an equal waiting job is the same job
    concurrency_key text,           -- of equal keys, one runs at a time
    worker_id uuid,
    lease uuid,                     -- fencing: a result is taken only from the holder
    lease_until timestamptz,
    started_at timestamptz,
    progress smallint not null default 0 constraint jobs_progress check (progress between 0 and 100),
    progress_message text,
    cancel_requested boolean not null default false,
    created_by uuid,                -- the user who caused it
    created_at timestamptz not null,
    last_error text
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);
create index jobs_ready_idx on jobs (queue, priority desc, run_at, id) where state = 'pending';
create unique index jobs_unique_key on jobs (kind, unique_key, coalesce(org_id, '00000000-0000-0000-0000-000000000000'))
    where state = 'pending' and unique_key is not null;
create index jobs_lease_idx on jobs (lease_until) where state = 'running';
create index jobs_running_key_idx on jobs (concurrency_key) where state = 'running' and concurrency_key is not null;
create index jobs_org_idx on jobs (org_id, created_at) where org_id is not null;
call make_tenant_table('jobs');

create table finished_jobs (
    id uuid not null,
    org_id uuid,
    queue text not null,
    kind text not null,
    payload jsonb not null,
    state text not null constraint finished_jobs_state check (state in ('completed', 'failed', 'cancelled')),
    attempt smallint not null,
    max_attempts smallint not null,
    progress smallint not null,
    result jsonb,
    error text,
    created_by uuid,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz not null,
    constraint finished_jobs_pk primary key (id, finished_at)
) partition by range (finished_at);
create index finished_jobs_org_idx on finished_jobs (org_id, finished_at) where org_id is not null;
call make_tenant_table('finished_jobs', 'select');
select ensure_partitions('finished_jobs');

create table job_attempts (
    job_id uuid not null,
    attempt smallint not null,
    org_id uuid,
    worker_id uuid not null,
    started_at timestamptz not null,
    finished_at timestamptz not null,
    outcome text not null constraint job_attempts_outcome check (outcome in ('completed', 'retry', 'failed', 'cancelled', 'lost')),
    error text,
    constraint job_attempts_pk primary key (job_id, attempt, started_at)
);
create index job_attempts_age_idx on job_attempts (finished_at);
call make_tenant_table('job_attempts', 'select');

-- What happened, for the one dispatcher. Read by position: a reader takes rows whose transaction is older than every
-- running one (txid < pg_snapshot_xmin(pg_current_snapshot())), in order of (txid, seq), so that no late commit is skipped.
create table events (
    org_id uuid not null,
    at timestamptz not null,
    seq bigint generated always as identity,
    txid xid8 not null default pg_current_xact_id(),
    kind text not null,
    object_kind text not null,
    object_id uuid,
    payload jsonb not null,
    actor_kind text not null,
    actor_id uuid,
    actor_name text,
    constraint events_pk primary key (org_id, at, seq)
) partition by range (at);
create index events_position_idx on events (txid, seq);
create index events_object_idx on events (org_id, object_id, at);
call make_tenant_table('events', 'select, insert');
select ensure_partitions('events');

create table event_consumers (
    name text constraint event_consumers_pk primary key,
    txid xid8 not null,
    seq bigint not null,
    updated_at timestamptz not null
);
call make_system_table('event_consumers');

-- Who did what: one entry for every state change of a business object.
create table audit_log (
    org_id uuid not null,
    at timestamptz not null,
    seq bigint generated always as identity,
    actor_kind text not null constraint audit_log_actor_kind check
        (actor_kind in ('person', 'key', 'app', 'job', 'platform', 'instance_admin', 'system')),
    actor_id uuid,
    actor_name text,
    request_id text,
    action text not null,
    object_kind text not null,
    object_id uuid,
    before jsonb,
    after jsonb,
    address text,
    constraint audit_log_pk primary key (org_id, at, seq)
) partition by range (at);
create index audit_log_object_idx on audit_log (org_id, object_id, at);
create index audit_log_actor_idx on audit_log (org_id, actor_id, at);
call make_tenant_table('audit_log', 'select, insert');
select ensure_partitions('audit_log');

-- The twins for what happens outside any org: logins, client registration, instance administration.
create table system_events (
    at timestamptz not null,
    seq bigint generated always as identity,
    txid xid8 not null default pg_current_xact_id(),
    kind text not null,
    user_id uuid,
    payload jsonb not null,
    constraint system_events_pk primary key (at, seq)
) partition by range (at);
create index system_events_position_idx on system_events (txid, seq);
call make_system_table('system_events');
select ensure_partitions('system_events');

create table system_audit_log (
    at timestamptz not null,
    seq bigint generated always as identity,
    actor_kind text not null,
    actor_id uuid,
    actor_name text,
    request_id text,
    action text not null,
    object_kind text not null,
    object_id uuid,
    before jsonb,
    after jsonb,
    address text,
    constraint system_audit_log_pk primary key (at, seq)
) partition by range (at);
create index system_audit_log_object_idx on system_audit_log (object_id, at);
call make_system_table('system_audit_log');
select ensure_partitions('system_audit_log');

-- Mail on its way. The parameters hold links with tokens: sealed, and emptied once sent.
create table mails (
    id uuid constraint mails_pk primary key,
    org_id uuid,
    recipient text not null,
    locale text not null constraint mails_locale check (locale in ('ar', 'en')),
    template text not null,
    params bytea,
    created_at timestamptz not null,
    sent_at timestamptz
);
create index mails_age_idx on mails (created_at);
create policy tenant_enqueues on mails for insert to cmis_tenant
    with check (org_id = nullif(current_setting('app.org_id', true), '')::uuid);
call make_system_table('mails');
grant insert on mails to cmis_tenant;
