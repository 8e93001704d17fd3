-- What platforms announced stays as it came; which of it is still to be looked at stands in a table of its own. A mark on the event made a second
-- copy of it, payload and all, and of its place in every index, thousands of times a second.
set local lock_timeout = '10s';

create table unspread_events (
    due_at timestamptz not null,
    event_id uuid not null,             -- platform_events; without a foreign key, that would look each one up
    tries smallint not null default 0,  -- looks for whom it concerns: the ad may be read later than its lead
    constraint unspread_events_pk primary key (due_at, event_id)
);
call make_system_table('unspread_events');

insert into unspread_events (due_at, event_id, tries)
select due_at, id, tries from platform_events where state = 'received';

drop index platform_events_due_idx;
alter table platform_events drop column state, drop column tries, drop column due_at;
