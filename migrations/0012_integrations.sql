-- The ad platforms: what an org connected, the tokens in their vault, what was read from the platforms, and what they announced.
set local lock_timeout = '10s';

-- Partitions by day too: numbers come for thirteen months past. `target` is partitioned by a timestamptz or by a date.
create or replace function ensure_partitions(target regclass, ahead int default 3) returns void
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    first_day date;
    partition_name text;
    is_by_day boolean;
begin
    -- it runs as the owner: only tables of the product, not whatever the caller made under a name
    select a.atttypid = 'date'::regtype into is_by_day
    from pg_class c
    join pg_partitioned_table p on p.partrelid = c.oid
    join pg_attribute a on a.attrelid = c.oid and a.attnum = p.partattrs[0]
    where c.oid = target and c.relkind = 'p' and c.relnamespace = 'public'::regnamespace;
    if is_by_day is null then
        raise exception '% is no partitioned table of the product', target using errcode = 'wrong_object_type';
    end if;
    -- two nodes that start at once
    perform pg_advisory_xact_lock(hashtextextended('ensure_partitions', 0));
    for step in (case when is_by_day then -14 else -1 end)..ahead loop
        first_day := (date_trunc('month', now() at time zone 'utc') + make_interval(months => step))::date;
        partition_name := format('%s_%s', target, to_char(first_day, 'YYYYMM'));
        if to_regclass(format('public.%I', partition_name)) is not null then
            continue;
        elsif is_by_day then
            execute format('create table public.%I partition of %s for values from (%L) to (%L)', partition_name, target,
                first_day, (first_day + interval '1 month')::date);
        else
            execute format('create table public.%I partition of %s for values from (%L) to (%L)', partition_name, target,
                first_day::timestamp at time zone 'utc', (first_day + interval '1 month')::timestamp at time zone 'utc');
        end if;
    end loop;
end $$;

-- An app of an org's own at a platform; without one the installation's is used (its credentials are configuration).
create table platform_apps (
    org_id uuid not null constraint platform_apps_org_fk references orgs on delete cascade,
    platform text not null,
    app_id text not null,
    secrets bytea not null,             -- sealed: app secret, the one before it, the channel's own secret, what the platform wants besides
    version integer not null default 1,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint platform_apps_pk primary key (org_id, platform),
    constraint platform_apps_created_by_fk foreign key (org_id, created_by) references members on delete cascade
);
create index platform_apps_app_idx on platform_apps (platform, app_id);
call make_tenant_table('platform_apps');

-- An org's authorized connection to a platform.
create table integrations (
    org_id uuid not null constraint integrations_org_fk references orgs on delete cascade,
    id uuid not null,
    platform text not null constraint integrations_platform
        check (platform in ('meta', 'google', 'tiktok', 'linkedin', 'twitter', 'snapchat')),
    app_id text not null,               -- the app that the person granted it to
    is_own_app boolean not null,        -- platform_apps holds its secret; else the configuration does
    external_id text not null,          -- the platform's id of who granted
    name text not null,
    scopes text[] not null,
    missing_scopes text[] not null,     -- asked for and not granted
    status text not null constraint integrations_status check (status in ('active', 'needs_reconnect', 'disconnected')),
    token_version integer not null,     -- of integration_tokens; grows only
    expires_at timestamptz,             -- of the access token; null: it does not end
    refresh_expires_at timestamptz,
    refresh_at timestamptz,             -- when to refresh ahead; null: never
    refreshing_until timestamptz,       -- somebody is at it until then
    verified_at timestamptz not null,   -- the last call that proved the tokens
    problem_class text,                 -- of what failed last; null while all is well
    problem_code text,
    problem_words text,                 -- the platform's own
    problem_at timestamptz,
    synced_at timestamptz,              -- the last sync that came to its end
    sync_at timestamptz,                -- the next one is due
    backfilled_to date,                 -- numbers are here from this day on
    version integer not null default 1,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint integrations_pk primary key (org_id, id),
    constraint integrations_created_by_fk foreign key (org_id, created_by) references members on delete cascade
);
create unique index integrations_who_key on integrations (org_id, platform, external_id) where status <> 'disconnected';
create index integrations_external_idx on integrations (platform, external_id) where status <> 'disconnected';
create index integrations_refresh_idx on integrations (refresh_at) where status = 'active' and refresh_at is not null;
create index integrations_sync_idx on integrations (sync_at) where status = 'active' and sync_at is not null;
call make_tenant_table('integrations', 'select, insert, update');

-- The vault: every version of the tokens, sealed. A version is never changed; the newest is the one that integrations names.
create table integration_tokens (
    org_id uuid not null,
    integration_id uuid not null,
    version integer not null,
    access bytea not null,              -- sealed
    refresh bytea,                      -- sealed
    expires_at timestamptz,
    refresh_expires_at timestamptz,
    made_by text not null constraint integration_tokens_made_by check (made_by in ('consent', 'refresh')),
    created_at timestamptz not null,
    constraint integration_tokens_pk primary key (org_id, integration_id, version),
    constraint integration_tokens_integration_fk foreign key (org_id, integration_id) references integrations on delete cascade
);
call make_tenant_table('integration_tokens');

-- A sign-in at a platform that was begun here: its state is good once, for one person or link, for minutes.
create table connect_attempts (
    org_id uuid not null constraint connect_attempts_org_fk references orgs on delete cascade,
    id uuid not null,
    state_hash bytea not null,
    platform text not null,
    app_id text not null,
    is_own_app boolean not null,
    member_id uuid,                     -- who began; null: whoever holds the link
    link_id uuid,
    integration_id uuid,                -- what it is to mend
    keep bytea,                         -- sealed: a PKCE verifier, a request token's secret
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint connect_attempts_pk primary key (org_id, id),
    constraint connect_attempts_by check ((member_id is null) <> (link_id is null)),
    constraint connect_attempts_member_fk foreign key (org_id, member_id) references members on delete cascade,
    constraint connect_attempts_integration_fk foreign key (org_id, integration_id) references integrations on delete cascade
);
create unique index connect_attempts_state_key on connect_attempts (org_id, state_hash);
create index connect_attempts_expires_idx on connect_attempts (expires_at);
call make_tenant_table('connect_attempts');

-- A link with which somebody without an account gives an integration its right back.
create table reconnect_links (
    org_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    token_hash bytea not null,
    created_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    revoked_at timestamptz,
    constraint reconnect_links_pk primary key (org_id, id),
    constraint reconnect_links_integration_fk foreign key (org_id, integration_id) references integrations on delete cascade,
    constraint reconnect_links_created_by_fk foreign key (org_id, created_by) references members on delete cascade
);
create unique index reconnect_links_token_key on reconnect_links (org_id, token_hash);
create index reconnect_links_token_idx on reconnect_links (token_hash);
call make_tenant_table('reconnect_links');

-- An ad account that tokens reach. It belongs to one integration, however many reach it: its numbers are there once.
create table ad_accounts (
    org_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    platform text not null,
    external_id text not null,
    name text not null,
    currency text not null,
    time_zone text not null,            -- its days
    is_active boolean not null,         -- ads can run in it
    through text,                       -- what the connector needs besides to call it
    is_used boolean not null default false,     -- chosen by a person
    is_reached boolean not null default true,   -- the tokens still reach it
    backfilled_to date,                 -- its numbers are here from this day on
    numbers_to date,                    -- and up to this one
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint ad_accounts_pk primary key (org_id, id),
    constraint ad_accounts_integration_fk foreign key (org_id, integration_id) references integrations
);
create unique index ad_accounts_external_key on ad_accounts (org_id, platform, external_id);
create index ad_accounts_integration_idx on ad_accounts (org_id, integration_id);
create index ad_accounts_external_idx on ad_accounts (platform, external_id) where is_used;
call make_tenant_table('ad_accounts', 'select, insert, update');

create table platform_campaigns (
    org_id uuid not null,
    id uuid not null,
    ad_account_id uuid not null,
    external_id text not null,
    name text not null,
    status text not null constraint platform_campaigns_status check (status in ('active', 'paused', 'archived', 'deleted')),
    delivery text,                      -- the platform's word for how it does
    objective text,
    objective_word text not null default '',
    daily_budget_micros bigint,
    lifetime_budget_micros bigint,
    starts_at timestamptz,
    ends_at timestamptz,
    changed_at timestamptz,             -- at the platform
    seen_run uuid,                      -- the last sync that found it
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint platform_campaigns_pk primary key (org_id, id),
    constraint platform_campaigns_account_fk foreign key (org_id, ad_account_id) references ad_accounts on delete cascade
);
create unique index platform_campaigns_external_key on platform_campaigns (org_id, ad_account_id, external_id);
create index platform_campaigns_external_idx on platform_campaigns (external_id);
call make_tenant_table('platform_campaigns', 'select, insert, update');

create table ad_sets (
    org_id uuid not null,
    id uuid not null,
    ad_account_id uuid not null,
    campaign_id uuid not null,
    external_id text not null,
    name text not null,
    status text not null constraint ad_sets_status check (status in ('active', 'paused', 'archived', 'deleted')),
    delivery text,
    daily_budget_micros bigint,
    lifetime_budget_micros bigint,
    changed_at timestamptz,
    seen_run uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint ad_sets_pk primary key (org_id, id),
    constraint ad_sets_campaign_fk foreign key (org_id, campaign_id) references platform_campaigns on delete cascade
);
create unique index ad_sets_external_key on ad_sets (org_id, ad_account_id, external_id);
create index ad_sets_campaign_idx on ad_sets (org_id, campaign_id);
call make_tenant_table('ad_sets', 'select, insert, update');

create table ads (
    org_id uuid not null,
    id uuid not null,
    ad_account_id uuid not null,
    ad_set_id uuid not null,
    external_id text not null,
    name text not null,
    status text not null constraint ads_status check (status in ('active', 'paused', 'archived', 'deleted')),
    delivery text,                      -- the result of its review included
    changed_at timestamptz,
    seen_run uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint ads_pk primary key (org_id, id),
    constraint ads_ad_set_fk foreign key (org_id, ad_set_id) references ad_sets on delete cascade
);
create unique index ads_external_key on ads (org_id, ad_account_id, external_id);
create index ads_external_idx on ads (external_id);
create index ads_ad_set_idx on ads (org_id, ad_set_id);
call make_tenant_table('ads', 'select, insert, update');

-- Numbers of a day of the account's own time zone. Replaced by windows, never added to. No foreign keys: each row would pay for them.
create table ad_metrics (
    org_id uuid not null,
    day date not null,
    ad_account_id uuid not null,
    campaign_id uuid not null,          -- platform_campaigns
    object_id uuid not null,            -- the ad; its ad set or campaign where the platform tells of no ads
    level smallint not null,            -- 1 campaign, 2 ad set, 3 ad
    split smallint not null,            -- 0 none, 1 age and gender, 2 country, 3 placement, 4 device
    part text not null collate "C",     -- 'age=25-34;gender=female'; empty without a split
    impressions bigint not null,
    clicks bigint not null,
    spend_micros bigint not null,
    conversions_millionths bigint,      -- null: the platform does not count it
    conversion_value_micros bigint,
    leads bigint,
    video_views bigint,
    engagements bigint,
    reach bigint,                       -- not additive
    constraint ad_metrics_pk primary key (org_id, ad_account_id, day, split, object_id, part)
) partition by range (day);
call make_tenant_table('ad_metrics');
create table ad_metrics_other partition of ad_metrics default;
select ensure_partitions('ad_metrics');

-- The same without splits, a row for each campaign and day: what most pages sum up.
create table campaign_metrics (
    org_id uuid not null,
    day date not null,
    ad_account_id uuid not null,
    campaign_id uuid not null,
    impressions bigint not null,
    clicks bigint not null,
    spend_micros bigint not null,
    conversions_millionths bigint,
    conversion_value_micros bigint,
    leads bigint,
    video_views bigint,
    engagements bigint,
    constraint campaign_metrics_pk primary key (org_id, day, ad_account_id, campaign_id)
) partition by range (day);
call make_tenant_table('campaign_metrics');
create table campaign_metrics_other partition of campaign_metrics default;
select ensure_partitions('campaign_metrics');

-- A sync, as people see it.
create table sync_runs (
    org_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    kind text not null constraint sync_runs_kind check (kind in ('update', 'backfill')),
    cause text not null constraint sync_runs_cause check (cause in ('connect', 'person', 'schedule', 'platform', 'command')),
    status text not null constraint sync_runs_status
        check (status in ('queued', 'running', 'held', 'completed', 'failed', 'cancelled')),
    job_id uuid not null,
    today date,                         -- the last day that it reads, of each account's own zone at most a day apart; null before it began
    progress smallint not null default 0,
    pages integer not null default 0,
    rows bigint not null default 0,
    stalled smallint not null default 0,        -- attempts since the last page was stored
    resumes_at timestamptz,             -- it waits for the platform until then
    problem_class text,
    problem_code text,
    problem_words text,
    created_by uuid,
    created_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    constraint sync_runs_pk primary key (org_id, id),
    constraint sync_runs_integration_fk foreign key (org_id, integration_id) references integrations on delete cascade
);
create index sync_runs_integration_idx on sync_runs (org_id, integration_id, created_at desc);
create index sync_runs_age_idx on sync_runs (created_at);
create unique index sync_runs_live_key on sync_runs (org_id, integration_id, kind) where status in ('queued', 'running', 'held');
create index sync_runs_live_idx on sync_runs (job_id) where status in ('queued', 'running');
call make_tenant_table('sync_runs', 'select, insert, update');

-- Where a sync stands in an account: the next page to ask for. A killed one goes on there.
create table sync_positions (
    org_id uuid not null,
    run_id uuid not null,
    ad_account_id uuid not null,
    step text not null,                 -- campaigns, ad_sets, ads, metrics, done
    split smallint not null default 0,
    window_from date,
    window_to date,
    cursor text,                        -- null: the first page
    pages integer not null default 0,   -- of this window, kept in sync_pages
    is_whole boolean not null default true,     -- no numbers without a split were refused
    updated_at timestamptz not null,
    constraint sync_positions_pk primary key (org_id, run_id, ad_account_id),
    constraint sync_positions_run_fk foreign key (org_id, run_id) references sync_runs on delete cascade
);
call make_tenant_table('sync_positions');

-- Pages of a window that is not whole yet: it replaces what was there at once, when its last page has come.
create table sync_pages (
    org_id uuid not null,
    run_id uuid not null,
    ad_account_id uuid not null,
    page integer not null,
    rows bytea storage external not null, -- pressing them would take twice as long as storing what they hold
    constraint sync_pages_pk primary key (org_id, run_id, ad_account_id, page),
    constraint sync_pages_run_fk foreign key (org_id, run_id) references sync_runs on delete cascade
);
call make_tenant_table('sync_pages');

-- A page or a business account that tokens reach: what the platform's notices name besides ad accounts. It may stand with several
-- integrations: whoever reaches it hears of it.
create table platform_profiles (
    org_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    platform text not null,
    external_id text not null,
    kind text not null constraint platform_profiles_kind check (kind in ('page', 'instagram')),
    name text not null,
    forms_run uuid,                     -- the last sync that has listed its lead forms
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint platform_profiles_pk primary key (org_id, id),
    constraint platform_profiles_integration_fk foreign key (org_id, integration_id) references integrations on delete cascade
);
create unique index platform_profiles_external_key on platform_profiles (org_id, integration_id, external_id);
create index platform_profiles_external_idx on platform_profiles (platform, external_id);
call make_tenant_table('platform_profiles');

-- What leads are listed by, a form or an ad account; up to when they are here, and where a sync stands in it.
create table lead_lists (
    org_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    external_id text not null,          -- the form's, or the ad account's
    name text not null,
    owner text not null,                -- the platform's id of its page, or of the ad account: whose limits count
    seen_run uuid not null,             -- the last sync that found it
    read_to timestamptz,                -- the leads up to then are here; null: it was never read
    run_id uuid,                        -- the sync that reads it, or the last one that did
    span_from timestamptz,              -- what that one asks for
    span_to timestamptz,
    cursor text,                        -- its next page; null: the first one
    is_over boolean not null default false,     -- that one is through with it
    found integer not null default 0,   -- leads that it brought and nobody had told of
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint lead_lists_pk primary key (org_id, id),
    constraint lead_lists_integration_fk foreign key (org_id, integration_id) references integrations on delete cascade
);
create unique index lead_lists_external_key on lead_lists (org_id, integration_id, external_id);
call make_tenant_table('lead_lists');

-- The leads that came, each once, however it came: announced or read. Ids alone; what a person filled in is sealed in webhook_logs.
-- They stay when the log is deleted: a platform lists a lead for months.
create table received_leads (
    org_id uuid not null constraint received_leads_org_fk references orgs on delete cascade,
    platform text not null,
    external_id text not null,
    webhook_log_id uuid not null,       -- by which it came
    received_at timestamptz not null,
    constraint received_leads_pk primary key (org_id, platform, external_id)
);
call make_tenant_table('received_leads', 'select, insert');

-- What happened to an integration, line by line, for people.
create table integration_log (
    org_id uuid not null,
    id uuid not null,
    integration_id uuid not null,
    run_id uuid,
    at timestamptz not null,
    level text not null constraint integration_log_level check (level in ('info', 'warning', 'error')),
    code text not null,                 -- a sentence of the product's
    params jsonb not null,              -- what stands in it; the platform's own words too, no secret ever
    constraint integration_log_pk primary key (org_id, id),
    constraint integration_log_integration_fk foreign key (org_id, integration_id) references integrations on delete cascade
);
create index integration_log_integration_idx on integration_log (org_id, integration_id, at desc, id desc);
create index integration_log_age_idx on integration_log (at);
call make_tenant_table('integration_log', 'select, insert');

-- What the platforms say of their limits, shared by all nodes: who was told to wait makes everybody wait.
create table platform_limits (
    platform text not null,
    app_id text not null,
    account text not null,              -- 'app', or the platform's id of the account
    percent real not null,
    blocked_until timestamptz,
    updated_at timestamptz not null,
    constraint platform_limits_pk primary key (platform, app_id, account)
);
call make_system_table('platform_limits');

-- What a platform announced, once, for all orgs that it concerns. Without an org's data in the clear.
create table platform_events (
    id uuid not null,
    platform text not null,
    -- whose own app it came to: it concerns nobody else, for they alone vouch for it; null: the installation's app
    owner_id uuid constraint platform_events_owner_fk references orgs on delete cascade,
    event_id text not null,             -- the platform's, or a hash of what makes it one
    kind text not null,
    account text,
    campaign text,                      -- the platform's ids of what it is about, where it names no account
    ad text,
    happened_at timestamptz,
    received_at timestamptz not null,
    payload bytea not null,             -- sealed
    state text not null constraint platform_events_state check (state in ('received', 'spread')),
    tries smallint not null default 0,  -- looks for whom it concerns: the ad may be read later than its lead
    due_at timestamptz not null,
    constraint platform_events_pk primary key (id)
);
create unique index platform_events_event_key
    on platform_events (platform, coalesce(owner_id, '00000000-0000-0000-0000-000000000000'::uuid), event_id);
create index platform_events_due_idx on platform_events (due_at, id) where state = 'received';
create index platform_events_age_idx on platform_events using brin (received_at);
create index platform_events_owner_idx on platform_events (owner_id) where owner_id is not null;
call make_system_table('platform_events');

-- The same in an org that it concerns, and what came of it there.
create table webhook_logs (
    org_id uuid not null constraint webhook_logs_org_fk references orgs on delete cascade,
    id uuid not null,
    event_id uuid not null,             -- platform_events; of a lead that a sync found there is none
    platform text not null,
    integration_id uuid,
    ad_account_id uuid,
    kind text not null,
    happened_at timestamptz,
    received_at timestamptz not null,
    state text not null constraint webhook_logs_state check (state in ('received', 'processed', 'retrying', 'failed', 'ignored')),
    attempts smallint not null default 0,
    next_attempt_at timestamptz,
    error text,
    effect text,                        -- what it did here
    details bytea,                      -- sealed: what was fetched of it, for the feature that takes it further
    processed_at timestamptz,
    constraint webhook_logs_pk primary key (org_id, id)
);
create unique index webhook_logs_event_key on webhook_logs (org_id, event_id);
create index webhook_logs_received_idx on webhook_logs (org_id, received_at desc, id desc);
create index webhook_logs_due_idx on webhook_logs (org_id, next_attempt_at) where state in ('received', 'retrying');
create index webhook_logs_failed_idx on webhook_logs (processed_at) where state = 'failed';
create index webhook_logs_integration_idx on webhook_logs (org_id, integration_id, received_at desc, id desc);
create index webhook_logs_age_idx on webhook_logs (received_at);
call make_tenant_table('webhook_logs', 'select, insert, update');

-- Calls to webhook addresses that were not believed, counted by the minute: nothing of what they said.
create table refused_webhooks (
    platform text not null,
    reason text not null,
    minute timestamptz not null,
    count bigint not null,
    constraint refused_webhooks_pk primary key (platform, reason, minute)
);
call make_system_table('refused_webhooks');
