-- The days of what was launched change, and its platforms are told.
set local lock_timeout = '10s';

alter table campaign_changes drop constraint campaign_changes_kind;
alter table campaign_changes add constraint campaign_changes_kind check (kind in ('launch', 'status', 'budget', 'dates'));

alter table campaign_steps drop constraint campaign_steps_kind;
alter table campaign_steps add constraint campaign_steps_kind check (kind in ('create', 'ad_set', 'status', 'budget', 'dates'));
alter table campaign_steps add column start_date date;
alter table campaign_steps add column end_date date;

-- A longer campaign costs more: somebody else may have to agree. The days it had and those it is to have, as changes keep them.
alter table spend_approvals drop constraint spend_approvals_kind;
alter table spend_approvals add constraint spend_approvals_kind check (kind in ('launch', 'budget', 'dates'));
alter table spend_approvals add column before_dates jsonb;
alter table spend_approvals add column dates jsonb;
