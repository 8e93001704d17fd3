-- Kept pages live for minutes and are read once: pressing them took twice as long as storing their rows does.
set local lock_timeout = '10s';

alter table sync_pages alter column rows set storage external;
