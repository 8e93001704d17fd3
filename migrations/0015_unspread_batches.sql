-- Events that came together wait together: a row for each, written and deleted, is more work for the database than what it says.
set local lock_timeout = '10s';

create table unspread_batches (
    due_at timestamptz not null,
    id uuid not null,
    event_ids uuid[] not null,          -- platform_events; without a foreign key, as they are deleted one by one with their org
    tries smallint not null default 0,  -- looks for whom they concern: an ad may be read later than its lead
    constraint unspread_batches_pk primary key (due_at, id)
);
call make_system_table('unspread_batches');

insert into unspread_batches (due_at, id, event_ids, tries)
select due_at, event_id, array[event_id], tries from unspread_events;
drop table unspread_events;
