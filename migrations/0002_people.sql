-- People, their logins and what they may choose for themselves. All global: the tenant role reaches none of it.
set local lock_timeout = '10s';

create table users (
    id uuid constraint users_pk primary key,
    email text not null,
    name text not null,
    password_hash text,
    email_verified_at timestamptz,
    locale text not null constraint users_locale check (locale in ('ar', 'en')),
    time_zone text not null,
    theme text not null default 'system' constraint users_theme check (theme in ('system', 'light', 'dark', 'rose')),
    mfa_secret bytea,               -- sealed
    mfa_enabled_at timestamptz,
    mfa_last_step bigint,           -- the time step of the last accepted code: a code works once
    is_instance_admin boolean not null default false,
    disabled_at timestamptz,
    erased_at timestamptz,          -- a tombstone: kept so that created_by stays valid, holds nothing of the person
    last_seen_at timestamptz,
    created_at timestamptz not null,
    version int not null default 1
);
create unique index users_email_key on users (lower(email)) where erased_at is null;
call make_system_table('users');

-- An account that waits for its mail to be confirmed. Each link makes exactly the account that it was sent for, so that
-- nobody can slip a password of theirs under somebody else's address.
create table registrations (
    id uuid constraint registrations_pk primary key,
    token_hash bytea not null constraint registrations_token_key unique,
    email text not null,
    name text not null,
    password_hash text not null,
    locale text not null,
    time_zone text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index registrations_email_idx on registrations (lower(email), created_at);
create index registrations_expiry_idx on registrations (expires_at);
call make_system_table('registrations');

create table user_pictures (
    user_id uuid constraint user_pictures_pk primary key constraint user_pictures_user_fk references users on delete cascade,
    content_type text not null,
    bytes bytea not null constraint user_pictures_size check (length(bytes) <= 524288),
    updated_at timestamptz not null
);
call make_system_table('user_pictures');

-- A login. The current org is a property of it.
create table sessions (
    id uuid constraint sessions_pk primary key,
    user_id uuid not null constraint sessions_user_fk references users on delete cascade,
    org_id uuid,
    client text not null constraint sessions_client check (client in ('web', 'api')),
    remember boolean not null,
    device text not null,
    address text not null,
    mfa boolean not null,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null,
    ended_at timestamptz,
    end_reason text
);
create index sessions_user_idx on sessions (user_id) where ended_at is null;
create index sessions_expiry_idx on sessions (expires_at);
call make_system_table('sessions');

create table refresh_tokens (
    hash bytea constraint refresh_tokens_pk primary key,
    session_id uuid not null constraint refresh_tokens_session_fk references sessions on delete cascade,
    created_at timestamptz not null,
    rotated_at timestamptz
);
create index refresh_tokens_session_idx on refresh_tokens (session_id, created_at);
call make_system_table('refresh_tokens');

-- Single-use, expiring secrets that reach a person by mail or between two steps of a login.
create table user_tokens (
    hash bytea constraint user_tokens_pk primary key,
    user_id uuid not null constraint user_tokens_user_fk references users on delete cascade,
    purpose text not null constraint user_tokens_purpose check
        (purpose in ('change_email', 'undo_email', 'reset_password', 'mfa_login')),
    email text,                     -- the address that the token proves
    session_id uuid,                -- the login that asked for a new address
    remember boolean not null default false,
    client text,
    attempts smallint not null default 0,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index user_tokens_user_idx on user_tokens (user_id, purpose);
create index user_tokens_expiry_idx on user_tokens (expires_at);
call make_system_table('user_tokens');

create table recovery_codes (
    user_id uuid not null constraint recovery_codes_user_fk references users on delete cascade,
    hash bytea not null,
    used_at timestamptz,
    constraint recovery_codes_pk primary key (user_id, hash)
);
call make_system_table('recovery_codes');

-- Exact counters of failures, shared by all nodes: per account and per address.
create table throttles (
    key text constraint throttles_pk primary key,
    failures int not null,
    window_start timestamptz not null,
    blocked_until timestamptz
);
call make_system_table('throttles');

create table notification_preferences (
    user_id uuid not null constraint notification_preferences_user_fk references users on delete cascade,
    kind text not null,
    in_app boolean not null,
    mail boolean not null,
    constraint notification_preferences_pk primary key (user_id, kind)
);
call make_system_table('notification_preferences');

create table onboarding_steps (
    user_id uuid not null constraint onboarding_steps_user_fk references users on delete cascade,
    step text not null,
    status text not null constraint onboarding_steps_status check (status in ('done', 'skipped', 'dismissed')),
    at timestamptz not null,
    constraint onboarding_steps_pk primary key (user_id, step)
);
call make_system_table('onboarding_steps');
