-- What people set up over campaigns and their numbers: views of a page that they come back to, and rules that tell them when a number is where it
-- should not be.
set local lock_timeout = '10s';

-- How somebody looks at a page: what its address says, under a name.
create table saved_views (
    org_id uuid not null,
    id uuid not null,
    owner_id uuid not null,
    page text not null constraint saved_views_page check (page in ('campaigns', 'analytics')),
    name text not null,
    query jsonb not null,               -- parameter: text or texts
    columns text[],                     -- of a list; null: those that it has by itself
    is_shared boolean not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint saved_views_pk primary key (org_id, id),
    constraint saved_views_owner_fk foreign key (org_id, owner_id) references members on delete cascade
);
create unique index saved_views_name_key on saved_views (org_id, owner_id, page, lower(name));
create index saved_views_shared_idx on saved_views (org_id, page) where is_shared;
call make_tenant_table('saved_views');

-- When people want to be told of a campaign's numbers. A rule of a campaign's own stands in for the one of its kind for all campaigns.
create table alert_rules (
    org_id uuid not null constraint alert_rules_org_fk references orgs on delete cascade,
    id uuid not null,
    kind text not null constraint alert_rules_kind check (kind in ('budget', 'pacing', 'cpa', 'roas', 'ctr', 'spend_spike')),
    campaign_id uuid,                   -- null: all
    thresholds bigint[] not null        -- in millionths: per cent, an amount, a ratio
        constraint alert_rules_thresholds check (cardinality(thresholds) between 1 and 10),
    is_enabled boolean not null,
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint alert_rules_pk primary key (org_id, id),
    constraint alert_rules_campaign_fk foreign key (org_id, campaign_id) references campaigns on delete cascade,
    constraint alert_rules_once unique nulls not distinct (org_id, kind, campaign_id)
);
create index alert_rules_campaign_idx on alert_rules (org_id, campaign_id);
call make_tenant_table('alert_rules');

-- What crossed a threshold.
create table alerts (
    org_id uuid not null,
    id uuid not null,
    rule_id uuid,                       -- null: it is gone
    kind text not null constraint alerts_kind check (kind in ('budget', 'pacing', 'cpa', 'roas', 'ctr', 'spend_spike')),
    campaign_id uuid not null,
    threshold bigint not null,          -- in millionths, as in the rule
    value bigint not null,              -- likewise; of an open one as it was seen last
    evidence jsonb not null,
    proposed_micros bigint,             -- the budget that would answer it
    status text not null constraint alerts_status check (status in ('open', 'resolved', 'dismissed')),
    is_crossed boolean not null,        -- the value has not come back since: it does not fire again, dismissed or not
    is_told boolean not null,           -- people heard of it: one further on that crossed at the same time is told in its place
    fired_at timestamptz not null,
    ended_at timestamptz,
    constraint alerts_pk primary key (org_id, id),
    constraint alerts_ended check ((status = 'open') = (ended_at is null)),
    constraint alerts_open check (status <> 'open' or is_crossed),
    constraint alerts_rule_fk foreign key (org_id, rule_id) references alert_rules on delete set null (rule_id),
    constraint alerts_campaign_fk foreign key (org_id, campaign_id) references campaigns on delete cascade
);
-- Once for each crossing, whoever looks at the same time.
create unique index alerts_crossed_key on alerts (org_id, rule_id, campaign_id, threshold) where is_crossed;
create index alerts_campaign_idx on alerts (org_id, campaign_id) where is_crossed;
create index alerts_fired_idx on alerts (org_id, fired_at desc, id);
create index alerts_ended_idx on alerts (ended_at);
call make_tenant_table('alerts');

-- What every org begins with; new ones get theirs where they are made (alerts::begin).
insert into alert_rules (org_id, id, kind, thresholds, is_enabled, created_at, updated_at)
select o.org_id, gen_random_uuid(), r.kind, r.thresholds, true, now(), now()
from orgs o, (values ('budget', array[80000000, 90000000, 100000000]::bigint[]), ('pacing', array[20000000]::bigint[])) as r (kind, thresholds);
