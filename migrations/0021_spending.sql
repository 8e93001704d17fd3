-- What an organization lets be spent, whoever asks: caps, a second person above an amount, and the switch that stops everything.
set local lock_timeout = '10s';

-- Of each currency apart: amounts of several are never added up.
create table spend_limits (
    org_id uuid not null,
    currency text not null constraint spend_limits_currency check (currency ~ '^[A-Z]{3}$'),
    daily_cap_micros bigint constraint spend_limits_daily check (daily_cap_micros >= 0),
    lifetime_cap_micros bigint constraint spend_limits_lifetime check (lifetime_cap_micros >= 0),
    counted_from date not null,         -- the first day that counts for the lifetime cap
    approval_above_micros bigint constraint spend_limits_approval check (approval_above_micros >= 0),
    version integer not null default 1,
    updated_at timestamptz not null,
    constraint spend_limits_pk primary key (org_id, currency),
    constraint spend_limits_org_fk foreign key (org_id) references orgs on delete cascade
);
call make_tenant_table('spend_limits');

-- A row while nothing may be spent.
create table spend_stops (
    org_id uuid not null,
    note text not null,
    stopped_by uuid,                    -- null: the command line
    stopped_at timestamptz not null,
    constraint spend_stops_pk primary key (org_id),
    constraint spend_stops_org_fk foreign key (org_id) references orgs on delete cascade,
    constraint spend_stops_stopped_by_fk foreign key (org_id, stopped_by) references members on delete set null (stopped_by)
);
call make_tenant_table('spend_stops');

-- What somebody decided and somebody else has to agree to.
create table spend_approvals (
    org_id uuid not null,
    id uuid not null,
    campaign_id uuid not null,
    kind text not null constraint spend_approvals_kind check (kind in ('launch', 'budget')),
    before_micros bigint,               -- the budget that it had
    budget_micros bigint not null,      -- in all or a day
    worth_micros bigint not null,       -- what it comes to
    campaign_version integer not null,  -- of the plan that was looked at
    state text not null constraint spend_approvals_state check (state in ('open', 'approved', 'rejected', 'withdrawn')),
    asked_by uuid,
    asked_at timestamptz not null,
    note text not null default '',      -- why it was rejected
    decided_by uuid,
    decided_at timestamptz,
    constraint spend_approvals_pk primary key (org_id, id),
    constraint spend_approvals_campaign_fk foreign key (org_id, campaign_id) references campaigns on delete cascade,
    constraint spend_approvals_asked_by_fk foreign key (org_id, asked_by) references members on delete set null (asked_by),
    constraint spend_approvals_decided_by_fk foreign key (org_id, decided_by) references members on delete set null (decided_by)
);
create unique index spend_approvals_open on spend_approvals (org_id, campaign_id) where state = 'open';
create index spend_approvals_campaign_idx on spend_approvals (org_id, campaign_id);
create index spend_approvals_asked_idx on spend_approvals (org_id, asked_at desc);
call make_tenant_table('spend_approvals');

-- What runs, wherever it was made: what a cap and the switch stop.
create index campaigns_active_idx on campaigns (org_id, id) where status = 'active';

-- What a daily cap paused: looked at when a new day begins.
create index campaign_changes_capped_idx on campaign_changes (made_at) where reason = 'daily_cap_reached';
