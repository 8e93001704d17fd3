-- A launch makes an ad set below each campaign: whom it is to reach, and when.
set local lock_timeout = '10s';

alter table campaign_steps drop constraint campaign_steps_kind;
alter table campaign_steps add constraint campaign_steps_kind check (kind in ('create', 'ad_set', 'status', 'budget'));

-- What it was called when it went out: a campaign may get another name until somebody looks for what was made.
alter table campaign_steps add column sent_name text;

-- The step that made it; null for what was made at the platform.
alter table ad_sets add column made_by_step uuid;
create index ad_sets_made_here_idx on ad_sets (org_id, campaign_id) where made_by_step is not null;

-- The numbers of an account's day over all its campaigns: what is not asked by campaign costs the same however many there are.
create table account_metrics (
    org_id uuid not null,
    day date not null,
    ad_account_id uuid not null,
    impressions bigint not null,
    clicks bigint not null,
    spend_micros bigint not null,
    conversions_millionths bigint,
    conversion_value_micros bigint,
    leads bigint,
    video_views bigint,
    engagements bigint,
    constraint account_metrics_pk primary key (org_id, day, ad_account_id),
    constraint account_metrics_account_fk foreign key (org_id, ad_account_id) references ad_accounts on delete cascade
);
-- an owner that is no superuser sees none of the rows while its own table forces it
alter table campaign_metrics no force row level security;
alter table ad_accounts no force row level security;
insert into account_metrics (org_id, day, ad_account_id, impressions, clicks, spend_micros, conversions_millionths,
                             conversion_value_micros, leads, video_views, engagements)
select org_id, day, ad_account_id, sum(impressions)::bigint, sum(clicks)::bigint, sum(spend_micros)::bigint,
       sum(conversions_millionths)::bigint, sum(conversion_value_micros)::bigint, sum(leads)::bigint, sum(video_views)::bigint,
       sum(engagements)::bigint
from campaign_metrics m
where exists (select from ad_accounts a where a.org_id = m.org_id and a.id = m.ad_account_id)
group by org_id, day, ad_account_id;
alter table ad_accounts force row level security;
alter table campaign_metrics force row level security;
call make_tenant_table('account_metrics');

-- Organizations that were there before alerts begin with the same rules as new ones. An owner that is no superuser sees none of the rows
-- while its own tables force it, so that 0018 found no organizations there; elsewhere it did, and who has no rules deleted them.
alter table orgs no force row level security;
alter table alert_rules no force row level security;
insert into alert_rules (org_id, id, kind, thresholds, is_enabled, created_at, updated_at)
select o.org_id, gen_random_uuid(), r.kind, r.thresholds, true, now(), now()
from orgs o, (values ('budget', array[80000000, 90000000, 100000000]::bigint[]), ('pacing', array[20000000]::bigint[])) as r (kind, thresholds)
where not exists (select from alert_rules a where a.org_id = o.org_id)
  and not (select rolsuper or rolbypassrls from pg_roles where rolname = current_user);
alter table alert_rules force row level security;
alter table orgs force row level security;
