-- One dispatcher reads the logs for everybody who listens; its readers go on where those of the notifications stood.
set local lock_timeout = '10s';

update event_consumers set name = 'events' where name = 'notifications';
update event_consumers set name = 'events.accounts' where name = 'notifications.accounts';
