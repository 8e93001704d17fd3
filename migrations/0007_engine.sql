-- The whole queue engine: states of their own for what is not due and for what waits for its key, the schedules, the workers.
set local lock_timeout = '10s';

-- pending: may be claimed. scheduled: not due yet. blocked: due, but its concurrency key is taken; whoever frees the key
-- makes it pending. So a claim reads only what it can take, however much waits for its time or its key.
alter table jobs
    drop constraint jobs_state,
    add constraint jobs_state check (state in ('pending', 'scheduled', 'blocked', 'running')),
    add constraint jobs_priority check (priority between -1000 and 1000),
    add column concurrency_limit smallint not null default 1
        constraint jobs_concurrency_limit check (concurrency_limit between 1 and 1000);     -- so many of equal keys run at a time
update jobs set state = 'scheduled' where state = 'pending' and run_at > now();

-- A lane is what waits in a queue with one priority for one org; the pick goes round the lanes of the best priority.
drop index jobs_ready_idx;
create index jobs_ready_idx on jobs (queue, (-priority), coalesce(org_id, '00000000-0000-0000-0000-000000000000'), run_at, id)
    where state = 'pending';
create index jobs_scheduled_idx on jobs (run_at) where state = 'scheduled';
create index jobs_blocked_idx on jobs (concurrency_key, (-priority), run_at, id) where state = 'blocked';
drop index jobs_unique_key;
create unique index jobs_unique_key on jobs (kind, unique_key, coalesce(org_id, '00000000-0000-0000-0000-000000000000'))
    where state <> 'running' and unique_key is not null;
drop index jobs_org_idx;
create index jobs_org_idx on jobs (org_id, id) where org_id is not null;
create index jobs_user_idx on jobs (created_by, id) where created_by is not null;

-- What a retry of a finished job needs to be the same job again.
alter table finished_jobs
    add column priority smallint not null default 0,
    add column unique_key text,
    add column concurrency_key text,
    add column concurrency_limit smallint not null default 1;
drop index finished_jobs_org_idx;
create index finished_jobs_org_idx on finished_jobs (org_id, id) where org_id is not null;
create index finished_jobs_user_idx on finished_jobs (created_by, id) where created_by is not null;
create index finished_jobs_failed_idx on finished_jobs (id) where state = 'failed';
create index finished_jobs_age_idx on finished_jobs using brin (finished_at);

-- A job may end in its own tenant transaction, together with what it did; a waiting one is cancelled, a failed one tried
-- again in the caller's.
grant insert, delete on finished_jobs to cmis_tenant;

-- Workers and their signs of life. `waits_for` asks whoever enqueues into these queues for a notification: PostgreSQL makes
-- notifying commits one after the other, so a worker that is busy anyway asks for none.
create table job_workers (
    id uuid constraint job_workers_pk primary key,
    name text not null,             -- host and process
    kinds text[] not null,
    queues text[] not null,
    places int not null,            -- jobs that it runs at once
    running int not null,
    waits_for text[] not null,
    stopping boolean not null,
    started_at timestamptz not null,
    seen_at timestamptz not null
) with (fillfactor = 50);
call make_system_table('job_workers');
create policy whoever_enqueues on job_workers for select to cmis_tenant using (true);
grant select (waits_for, seen_at) on job_workers to cmis_tenant;

-- Where each schedule of the code stands.
create table job_schedules (
    name text constraint job_schedules_pk primary key,
    definition text not null,       -- of the code that planned next_at: another one plans anew
    next_at timestamptz not null,
    last_at timestamptz,            -- the occurrence that was enqueued last
    last_job_id uuid
);
call make_system_table('job_schedules');

-- One row: whether the schedules of the installation are paused.
create table job_scheduler (
    singleton boolean constraint job_scheduler_pk primary key default true constraint job_scheduler_one_row check (singleton),
    paused_at timestamptz,
    paused_by uuid
);
call make_system_table('job_scheduler');
insert into job_scheduler default values;
