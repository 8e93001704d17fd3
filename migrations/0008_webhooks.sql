-- Outgoing webhooks: endpoints of orgs, what is delivered to them, and each attempt at it.
set local lock_timeout = '10s';

create table webhook_endpoints (
    org_id uuid not null,
    id uuid not null,
    url text not null,
    description text not null default '',
    events text[],                      -- null: all
    secret bytea not null,              -- sealed
    previous_secret bytea,              -- sealed; signs too until previous_until
    previous_until timestamptz,
    last_attempt_at timestamptz,
    last_status smallint,
    last_error text,
    failing_since timestamptz,          -- no attempt succeeded since
    disabled_at timestamptz,
    disabled_reason text constraint webhook_endpoints_disabled_reason check (disabled_reason in ('person', 'failing', 'gone')),
    version integer not null default 1,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint webhook_endpoints_pk primary key (org_id, id),
    constraint webhook_endpoints_created_by_fk foreign key (org_id, created_by) references members on delete cascade,
    constraint webhook_endpoints_disabled check ((disabled_at is null) = (disabled_reason is null))
);
call make_tenant_table('webhook_endpoints');

-- An event on its way to an endpoint. No foreign key to the endpoint: it would cost every delivery a lock on one row.
-- What an endpoint leaves behind goes with the rest after 30 days.
create table webhook_deliveries (
    org_id uuid not null,
    id uuid not null,
    created_at timestamptz not null,
    seq bigint generated always as identity,
    endpoint_id uuid not null,
    event_id uuid not null,             -- the same at every endpoint and in every attempt
    event text not null,
    body text not null,                 -- the bytes that are signed and sent
    state text not null constraint webhook_deliveries_state check (state in ('pending', 'delivered', 'failed')),
    attempts smallint not null default 0,       -- all of them
    tries smallint not null default 0,          -- those since it was last sent on purpose: they choose the next wait
    next_attempt_at timestamptz,
    finished_at timestamptz,
    status smallint,                    -- of the last attempt
    error text,
    constraint webhook_deliveries_pk primary key (org_id, id, created_at),
    constraint webhook_deliveries_next check ((state = 'pending') = (next_attempt_at is not null))
) partition by range (created_at);
create index webhook_deliveries_endpoint_idx on webhook_deliveries (org_id, endpoint_id, created_at, seq);
create index webhook_deliveries_due_idx on webhook_deliveries (org_id, endpoint_id, next_attempt_at) where state = 'pending';
create index webhook_deliveries_failed_idx on webhook_deliveries (org_id, endpoint_id) where state = 'failed';
create index webhook_deliveries_age_idx on webhook_deliveries using brin (created_at);
call make_tenant_table('webhook_deliveries', 'select, insert, update');
select ensure_partitions('webhook_deliveries');

create table webhook_attempts (
    org_id uuid not null,
    delivery_id uuid not null,
    number smallint not null,
    at timestamptz not null,
    latency_ms integer not null,
    status smallint,
    answer text,                        -- the first 4 kB
    error text,                         -- why there is no status
    detail text,
    constraint webhook_attempts_pk primary key (org_id, delivery_id, number, at)
) partition by range (at);
create index webhook_attempts_age_idx on webhook_attempts using brin (at);
call make_tenant_table('webhook_attempts', 'select, insert');
select ensure_partitions('webhook_attempts');
