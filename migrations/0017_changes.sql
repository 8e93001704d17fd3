-- What platforms are told of campaigns: a change is what somebody decided, with a step for each ad account that has to hear of it.
set local lock_timeout = '10s';

create table campaign_changes (
    org_id uuid not null,
    id uuid not null,
    campaign_id uuid not null,
    kind text not null constraint campaign_changes_kind check (kind in ('launch', 'status', 'budget')),
    before jsonb not null,
    after jsonb not null,
    reason text,                        -- why the product decided it: budget_exceeded, end_date_reached
    undoes uuid,                        -- the change that it takes back
    undone_at timestamptz,
    made_by uuid,                       -- null: the product
    made_at timestamptz not null,
    constraint campaign_changes_pk primary key (org_id, id),
    constraint campaign_changes_campaign_fk foreign key (org_id, campaign_id) references campaigns on delete cascade,
    constraint campaign_changes_made_by_fk foreign key (org_id, made_by) references members on delete set null (made_by)
);
create index campaign_changes_campaign_idx on campaign_changes (org_id, campaign_id, id desc);
call make_tenant_table('campaign_changes');

create table campaign_steps (
    org_id uuid not null,
    id uuid not null,
    change_id uuid not null,
    campaign_id uuid not null,
    ad_account_id uuid not null,
    platform_campaign_id uuid,          -- what it is about; null until it is made
    kind text not null constraint campaign_steps_kind check (kind in ('create', 'status', 'budget')),
    status text constraint campaign_steps_status check (status in ('active', 'paused')),
    daily_budget_micros bigint,
    lifetime_budget_micros bigint,
    state text not null constraint campaign_steps_state check (state in ('pending', 'done', 'failed', 'superseded')),
    sent_at timestamptz,                -- a creation went out: before it goes out again the platform is asked whether it is there
    attempts integer not null default 0,
    problem_class text,
    problem_code text,
    problem_words text,
    updated_at timestamptz not null,
    constraint campaign_steps_pk primary key (org_id, id),
    constraint campaign_steps_change_fk foreign key (org_id, change_id) references campaign_changes on delete cascade,
    constraint campaign_steps_campaign_fk foreign key (org_id, campaign_id) references campaigns on delete cascade,
    constraint campaign_steps_account_fk foreign key (org_id, ad_account_id) references ad_accounts on delete cascade,
    constraint campaign_steps_platform_campaign_fk foreign key (org_id, platform_campaign_id) references platform_campaigns
);
create index campaign_steps_change_idx on campaign_steps (org_id, change_id);
create index campaign_steps_place_idx on campaign_steps (org_id, campaign_id, ad_account_id);
create index campaign_steps_pending_idx on campaign_steps (org_id, campaign_id) where state = 'pending';
call make_tenant_table('campaign_steps');

-- What a campaign is called at its platform until its id is stored: it is found by that when the answer was lost.
create function campaign_marker(step uuid) returns text
language sql immutable parallel safe as $$
    select '[' || right(step::text, 12) || ']'
$$;

-- When the platform took our last change: a list that was read meanwhile is older.
alter table platform_campaigns add column pushed_at timestamptz;

-- When somebody here ended it: that its counterparts are paused is no reason to call it paused.
alter table campaigns add column ended_at timestamptz;
-- What the product itself looks after.
create index campaigns_running_idx on campaigns (org_id, id) where status = 'active' and origin = 'here';
