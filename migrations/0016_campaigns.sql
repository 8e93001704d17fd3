-- Campaigns: the org's own plans across platforms. A plan has counterparts, the platform campaigns; one that was made at a platform is imported.
set local lock_timeout = '10s';

create table campaigns (
    org_id uuid not null constraint campaigns_org_fk references orgs on delete cascade,
    id uuid not null,
    name text not null,
    description text not null default '',
    objectives text[] not null default '{}',
    status text not null constraint campaigns_status check (status in ('draft', 'active', 'paused', 'completed', 'archived')),
    archived_from text constraint campaigns_archived_from check (archived_from in ('draft', 'active', 'paused', 'completed')),
    origin text not null constraint campaigns_origin check (origin in ('here', 'platform')),
    budget_micros bigint constraint campaigns_budget check (budget_micros > 0),
    budget_type text not null constraint campaigns_budget_type check (budget_type in ('lifetime', 'daily')),
    currency text not null constraint campaigns_currency check (currency ~ '^[A-Z]{3}$'),
    start_date date,                    -- of the org's time zone; of an imported one the ad account's
    end_date date,                      -- the last day
    audience jsonb not null default '{}',
    tone text not null default '',
    keywords text[] not null default '{}',
    tags text[] not null default '{}',
    owner_id uuid,                      -- null: found at a platform, and nobody took it over
    version integer not null default 1,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint campaigns_pk primary key (org_id, id),
    constraint campaigns_archived check ((status = 'archived') = (archived_from is not null)),
    constraint campaigns_dates check (end_date >= start_date),
    constraint campaigns_owner_fk foreign key (org_id, owner_id) references members on delete set null (owner_id)
);
create index campaigns_created_idx on campaigns (org_id, created_at desc, id);
create index campaigns_status_idx on campaigns (org_id, status);
call make_tenant_table('campaigns');

-- Where a campaign runs or is to run.
create table campaign_accounts (
    org_id uuid not null,
    campaign_id uuid not null,
    ad_account_id uuid not null,
    constraint campaign_accounts_pk primary key (org_id, campaign_id, ad_account_id),
    constraint campaign_accounts_campaign_fk foreign key (org_id, campaign_id) references campaigns on delete cascade,
    constraint campaign_accounts_account_fk foreign key (org_id, ad_account_id) references ad_accounts on delete cascade
);
create index campaign_accounts_account_idx on campaign_accounts (org_id, ad_account_id);
call make_tenant_table('campaign_accounts');

-- The plan that a platform campaign is a counterpart of; null until the next sync, of what was read before there were plans.
alter table platform_campaigns
    add column campaign_id uuid,
    add constraint platform_campaigns_campaign_fk
        foreign key (org_id, campaign_id) references campaigns on delete set null (campaign_id);
create index platform_campaigns_campaign_idx on platform_campaigns (org_id, campaign_id);

-- The numbers of some campaigns, over any time: of a page of a list, of one that is looked at.
create index campaign_metrics_campaign_idx on campaign_metrics (org_id, campaign_id, day);

-- Where a campaign at a platform stands, in the words of campaigns: what has ended is completed, whatever its switch says.
create function platform_state(status text, ends_at timestamptz, at timestamptz) returns text
language sql immutable parallel safe as $$
    select case when status in ('archived', 'deleted') then 'archived' when ends_at <= at then 'completed' else status end
$$;

-- What a campaign is for, by what its platform says.
create function campaign_objectives(objective text) returns text[]
language sql immutable parallel safe as $$
    select case objective
        when 'awareness' then array['brand_awareness']
        when 'traffic' then array['traffic']
        when 'leads' then array['lead_generation']
        when 'app_promotion' then array['app_installs']
        when 'sales' then array['conversions']
        else '{}'::text[]
    end
$$;
