-- One dispatcher reads the logs for everybody who listens; its readers go on where those of the notifications stood.
set local lock_timeout = '10s';

update event_consumers set name = 'events' where name = 'notifications';
update event_consumers set name = 'events.accounts' where name = 'notifications.accounts';

-- Notices by mail, within measure: how many went to a person one by one in the hour that began at `since`, and what came beyond,
-- which waits for one mail that holds it all.
create table notification_mails (
    user_id uuid constraint notification_mails_pk primary key
        constraint notification_mails_user_fk references users on delete cascade,
    since timestamptz not null,
    sent int not null
);
call make_system_table('notification_mails');

create table notification_digests (
    user_id uuid not null constraint notification_digests_user_fk references users on delete cascade,
    seq bigint generated always as identity,
    org_id uuid constraint notification_digests_org_fk references orgs on delete cascade,  -- null: what concerns the account
    kind text not null,
    params jsonb not null,
    constraint notification_digests_pk primary key (user_id, seq)
);
call make_system_table('notification_digests');
