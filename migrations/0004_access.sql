-- Keys, the OAuth server, idempotency and rate limits.
set local lock_timeout = '10s';

create table api_keys (
    org_id uuid not null,
    id uuid not null,
    name text not null,
    prefix text not null,           -- the first characters, for people to recognise it
    hash bytea not null,
    scopes text[] not null,
    created_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz,
    revoked_at timestamptz,
    last_used_at timestamptz,
    last_used_address text,
    constraint api_keys_pk primary key (org_id, id),
    constraint api_keys_created_by_fk foreign key (org_id, created_by) references members on delete cascade
);
create unique index api_keys_hash_key on api_keys (org_id, hash);
create index api_keys_hash_idx on api_keys (hash);
call make_tenant_table('api_keys');

create table oauth_apps (
    org_id uuid not null,
    id uuid not null,
    name text not null,
    client_id text not null,
    secret_hash bytea,              -- null: a public client
    redirect_uris text[] not null,
    scopes text[] not null,
    created_by uuid not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    constraint oauth_apps_pk primary key (org_id, id),
    constraint oauth_apps_created_by_fk foreign key (org_id, created_by) references members on delete cascade
);
create unique index oauth_apps_client_key on oauth_apps (org_id, client_id);
create index oauth_apps_client_idx on oauth_apps (client_id);
call make_tenant_table('oauth_apps');

-- Clients that registered themselves (RFC 7591): they belong to no org until a person consents.
create table oauth_dynamic_clients (
    client_id text constraint oauth_dynamic_clients_pk primary key,
    name text not null,
    secret_hash bytea,
    redirect_uris text[] not null,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index oauth_dynamic_clients_unused_idx on oauth_dynamic_clients (coalesce(last_used_at, created_at));
call make_system_table('oauth_dynamic_clients');

-- A member's consent to a client for one org, or an app acting for itself as its creator. Its tokens die with it.
create table oauth_grants (
    org_id uuid not null,
    id uuid not null,
    flow text not null default 'code' constraint oauth_grants_flow check (flow in ('code', 'client_credentials')),
    client_id text not null,
    client_name text not null,
    member_id uuid not null,
    scopes text[] not null,
    created_at timestamptz not null,
    last_used_at timestamptz,
    revoked_at timestamptz,
    constraint oauth_grants_pk primary key (org_id, id),
    constraint oauth_grants_member_fk foreign key (org_id, member_id) references members on delete cascade
);
create index oauth_grants_client_idx on oauth_grants (org_id, client_id);
create unique index oauth_grants_own_key on oauth_grants (org_id, client_id) where flow = 'client_credentials' and revoked_at is null;
call make_tenant_table('oauth_grants');

create table oauth_codes (
    org_id uuid not null,
    hash bytea not null,
    grant_id uuid not null,
    client_id text not null,
    redirect_uri text not null,
    code_challenge text not null,
    resource text,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint oauth_codes_pk primary key (org_id, hash),
    constraint oauth_codes_grant_fk foreign key (org_id, grant_id) references oauth_grants on delete cascade
);
create index oauth_codes_hash_idx on oauth_codes (hash);
create index oauth_codes_expiry_idx on oauth_codes (expires_at);
call make_tenant_table('oauth_codes', 'select');

create table oauth_tokens (
    org_id uuid not null,
    hash bytea not null,
    grant_id uuid not null,
    kind text not null constraint oauth_tokens_kind check (kind in ('access', 'refresh')),
    scopes text[] not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    rotated_at timestamptz,
    constraint oauth_tokens_pk primary key (org_id, hash),
    constraint oauth_tokens_grant_fk foreign key (org_id, grant_id) references oauth_grants on delete cascade
);
create index oauth_tokens_hash_idx on oauth_tokens (hash);
create index oauth_tokens_grant_idx on oauth_tokens (org_id, grant_id);
create index oauth_tokens_expiry_idx on oauth_tokens (expires_at);
call make_tenant_table('oauth_tokens', 'select');

-- First answers of POSTs that carried an Idempotency-Key. `caller` is the session's user or the key's id.
create table idempotency_keys (
    caller uuid not null,
    scope uuid not null,            -- the org that the request means; nil outside of any
    key text not null,
    request_hash bytea not null,    -- address, org, content type and body
    status smallint,                -- null while the first request is still running
    headers jsonb,
    body bytea,                     -- sealed; null when too large to keep
    created_at timestamptz not null,
    constraint idempotency_keys_pk primary key (caller, scope, key)
);
create index idempotency_keys_age_idx on idempotency_keys (created_at);
call make_system_table('idempotency_keys');

-- Counts of requests per caller and minute, merged here by all nodes about once a second. Losing them in a crash is harmless.
create unlogged table rate_counts (
    key text not null,
    minute timestamptz not null,
    used bigint not null,
    constraint rate_counts_pk primary key (key, minute)
);
call make_system_table('rate_counts');
