-- Figures of the whole installation: each node writes its own, whoever asks adds them up.
set local lock_timeout = '10s';

-- The nodes that serve requests, and their signs of life.
create table nodes (
    id uuid constraint nodes_pk primary key,
    name text not null,             -- host and process
    version text not null,
    started_at timestamptz not null,
    seen_at timestamptz not null
) with (fillfactor = 50);
call make_system_table('nodes');

-- What a node answered within a minute. Counts of a histogram add up over nodes and minutes; percentiles would not.
create table node_minutes (
    node_id uuid not null,
    minute timestamptz not null,
    requests bigint not null,
    failed bigint not null,         -- answered with our fault: 5xx
    micros bigint not null,         -- time taken, all requests together
    latencies bigint[] not null,    -- requests by how long they took: the bounds stand in the code and never change
    constraint node_minutes_pk primary key (minute, node_id)
) with (fillfactor = 50);
call make_system_table('node_minutes');

-- Requests that failed by our fault: where, and the id that finds the line in the log. Nothing of what was asked.
create table request_errors (
    id uuid constraint request_errors_pk primary key,
    at timestamptz not null,
    node_id uuid not null,
    code text not null,             -- the public word of the error
    method text not null,
    route text not null,            -- the template, never the address
    error_id text                   -- as the caller was told
);
create index request_errors_at_idx on request_errors (at);
call make_system_table('request_errors');
