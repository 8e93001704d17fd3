-- The pages and profiles that an org uses are chosen, as its ad accounts are, and the platform is asked to tell of those pages.
set local lock_timeout = '10s';

-- those that exist were all heard of: they stay so until somebody chooses
alter table platform_profiles
    add column is_used boolean not null default true,        -- chosen by a person
    add column is_reached boolean not null default true,     -- the tokens still reach it
    add column subscribed_app text,                          -- the app that the platform tells of it; null: none of ours
    add column problem_class text,                           -- why the platform could not be asked to; null while it was not refused
    add column problem_code text,
    add column problem_words text,                           -- the platform's own
    add column problem_at timestamptz;
alter table platform_profiles alter column is_used set default false;
