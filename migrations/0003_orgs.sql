-- The tenant and its team.
set local lock_timeout = '10s';

-- An org's own row carries its id as org_id too, so that the one policy fits it like every other table.
create table orgs (
    org_id uuid constraint orgs_pk primary key,
    name text not null,
    currency text not null constraint orgs_currency check (currency ~ '^[A-Z]{3}$'),
    time_zone text not null,
    locale text not null constraint orgs_locale check (locale in ('ar', 'en')),
    week_start text not null constraint orgs_week_start check (week_start in ('saturday', 'sunday', 'monday')),
    dialect text constraint orgs_dialect check (dialect in ('msa', 'gulf', 'egyptian', 'levantine', 'maghrebi')),
    plan text not null default 'free' constraint orgs_plan_fk references plans,
    require_mfa boolean not null default false,
    suspended_at timestamptz,       -- by an instance administrator: nothing works but reading why
    deletes_at timestamptz,
    created_at timestamptz not null,
    version int not null default 1
);
call make_tenant_table('orgs', 'select');
-- The plan and the suspension are the instance administrator's: a tenant cannot change them.
grant update (name, currency, time_zone, locale, week_start, dialect, require_mfa, deletes_at, version) on orgs to cmis_tenant;
create index orgs_deletes_idx on orgs (deletes_at) where deletes_at is not null;

alter table sessions add constraint sessions_org_fk foreign key (org_id) references orgs on delete set null;

create table members (
    org_id uuid not null constraint members_org_fk references orgs on delete cascade,
    id uuid not null,
    user_id uuid not null constraint members_user_fk references users,
    role text not null constraint members_role check (role in ('admin', 'manager', 'member', 'viewer')),
    status text not null constraint members_status check (status in ('active', 'suspended', 'removed')),
    display_name text not null,     -- copies of the person's own: the tenant role cannot read users
    email text not null,
    has_picture boolean not null default false,
    mfa_enabled boolean not null default false,
    all_ad_accounts boolean not null default true,
    last_active_at timestamptz,
    joined_at timestamptz not null,
    version int not null default 1,
    constraint members_pk primary key (org_id, id)
);
create unique index members_user_key on members (org_id, user_id) where status <> 'removed';
create index members_user_idx on members (user_id) where status <> 'removed';
create index members_name_idx on members (org_id, lower(display_name)) where status <> 'removed';
call make_tenant_table('members', 'select, insert, update');

-- Which ad accounts a limited member may touch (the ad accounts themselves come with the platforms).
create table member_ad_accounts (
    org_id uuid not null,
    member_id uuid not null,
    ad_account_id uuid not null,
    constraint member_ad_accounts_pk primary key (org_id, member_id, ad_account_id),
    constraint member_ad_accounts_member_fk foreign key (org_id, member_id) references members on delete cascade
);
call make_tenant_table('member_ad_accounts');

create table invitations (
    org_id uuid not null constraint invitations_org_fk references orgs on delete cascade,
    id uuid not null,
    email text not null,
    role text not null constraint invitations_role check (role in ('admin', 'manager', 'member', 'viewer')),
    message text,
    locale text not null constraint invitations_locale check (locale in ('ar', 'en')),
    token_hash bytea not null,
    invited_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    constraint invitations_pk primary key (org_id, id),
    constraint invitations_invited_by_fk foreign key (org_id, invited_by) references members
);
create unique index invitations_token_key on invitations (org_id, token_hash);
create index invitations_token_idx on invitations (token_hash);
create unique index invitations_open_key on invitations (org_id, lower(email)) where accepted_at is null and revoked_at is null;
call make_tenant_table('invitations');

create table notifications (
    org_id uuid not null constraint notifications_org_fk references orgs on delete cascade,
    id uuid not null,
    user_id uuid not null constraint notifications_user_fk references users on delete cascade,
    kind text not null,
    params jsonb not null,
    link text,
    created_at timestamptz not null,
    read_at timestamptz,
    constraint notifications_pk primary key (org_id, id)
);
create index notifications_user_idx on notifications (user_id, created_at desc);
create index notifications_unread_idx on notifications (user_id) where read_at is null;
call make_tenant_table('notifications', 'select, insert');

-- What an org used of a plan's counted limits in one period (month in the org's time zone, written as its first day).
create table usage_counters (
    org_id uuid not null constraint usage_counters_org_fk references orgs on delete cascade,
    metric text not null,
    period date not null,
    used bigint not null constraint usage_counters_used check (used >= 0),
    constraint usage_counters_pk primary key (org_id, metric, period)
);
call make_tenant_table('usage_counters');

-- Which warnings of a limit went out: each limit warns once, a monthly one once a month. The warner is the product itself.
create table usage_warnings (
    org_id uuid not null constraint usage_warnings_org_fk references orgs on delete cascade,
    metric text not null,
    plan_limit bigint not null,
    period date not null,           -- the month's first day; 1970-01-01 for what does not begin again
    at timestamptz not null,
    constraint usage_warnings_pk primary key (org_id, metric, plan_limit, period)
);
call make_tenant_table('usage_warnings', 'select');
