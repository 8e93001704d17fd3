-- What was revoked after the backup was made must not be alive again, and nobody can tell which that was: everything that
-- opens a door ends, but API keys, which a person looks through (see `live_keys`). What was on its way out then stays there.
-- Runs inside the transaction of a restore, with an empty search path.
do $$
declare
    step record;
begin
    for step in
        select *
        from (values
            ('sessions', 'update public.sessions set ended_at = clock_timestamp(), end_reason = ''restored'' where ended_at is null'),
            ('refresh_tokens', 'delete from public.refresh_tokens'),
            ('user_tokens', 'delete from public.user_tokens'),
            ('oauth_codes', 'delete from public.oauth_codes'),
            ('oauth_tokens', 'delete from public.oauth_tokens'),
            ('oauth_grants', 'update public.oauth_grants set revoked_at = clock_timestamp() where revoked_at is null'),
            ('invitations', 'update public.invitations set revoked_at = clock_timestamp() where accepted_at is null and revoked_at is null'),
            ('registrations', 'delete from public.registrations'),
            ('idempotency_keys', 'delete from public.idempotency_keys'),
            ('jobs', 'delete from public.jobs where kind = ''mail.send'''),
            ('mails', 'delete from public.mails where sent_at is null')) steps (needs, statement)
    loop
        if to_regclass('public.' || step.needs) is not null then
            execute step.statement;
        end if;
    end loop;
end $$;
