//! SQL of sealing again, as the system role: for each place a batch of what is not sealed with the newest key, and its replacement. Rows are
//! passed in the order of their keys, so that a round ends however many of them do not open.

use cmis_db::Conn;
use uuid::Uuid;

/// Sealed bytes of one batch, where one value may be a million of them.
const BATCH_BYTES: i64 = 4_000_000;

/// Second factors that are not sealed with the key, a batch in order of id.
pub async fn old_mfa_secrets(conn: &mut Conn, key: &[u8], after: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        r#"select id, mfa_secret as "mfa_secret!"
           from users
           where id > $2 and mfa_secret is not null and substring(mfa_secret from 1 for 4) <> $1
           order by id
           limit 200
           for update"#,
        key,
        after
    )
    .map(|row| (row.id, row.mfa_secret))
    .fetch_all(conn)
    .await
}

/// Replaces sealed second factors.
pub async fn set_mfa_secrets(conn: &mut Conn, ids: &[Uuid], sealed: &[Vec<u8>]) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update users
         set mfa_secret = fresh.sealed
         from unnest($1::uuid[], $2::bytea[]) fresh (id, sealed)
         where users.id = fresh.id",
        ids,
        sealed
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Kept answers that are not sealed with the key, a batch in order.
pub async fn old_answers(
    conn: &mut Conn,
    key: &[u8],
    after: &(Uuid, Uuid, String),
) -> Result<Vec<(Uuid, Uuid, String, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        r#"select caller, scope, key, body as "body!"
           from idempotency_keys
           where (caller, scope, key) > ($2, $3, $4) and body is not null and substring(body from 1 for 4) <> $1
           order by caller, scope, key
           limit 200
           for update"#,
        key,
        after.0,
        after.1,
        &after.2
    )
    .map(|row| (row.caller, row.scope, row.key, row.body))
    .fetch_all(conn)
    .await
}

/// Replaces sealed answers.
pub async fn set_answers(
    conn: &mut Conn,
    callers: &[Uuid],
    orgs: &[Uuid],
    keys: &[String],
    sealed: &[Vec<u8>],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update idempotency_keys
         set body = fresh.sealed
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::bytea[]) fresh (caller, scope, key, sealed)
         where idempotency_keys.caller = fresh.caller and idempotency_keys.scope = fresh.scope
           and idempotency_keys.key = fresh.key",
        callers,
        orgs,
        keys,
        sealed
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Waiting mails that are not sealed with the key, a batch in order of id.
pub async fn old_mails(conn: &mut Conn, key: &[u8], after: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        r#"select id, params as "params!"
           from mails
           where id > $2 and params is not null and substring(params from 1 for 4) <> $1
           order by id
           limit 200
           for update"#,
        key,
        after
    )
    .map(|row| (row.id, row.params))
    .fetch_all(conn)
    .await
}

/// Replaces sealed mails.
pub async fn set_mails(conn: &mut Conn, ids: &[Uuid], sealed: &[Vec<u8>]) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update mails
         set params = fresh.sealed
         from unnest($1::uuid[], $2::bytea[]) fresh (id, sealed)
         where mails.id = fresh.id",
        ids,
        sealed
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Webhook endpoints with a secret that is not sealed with the key, a batch in order of id: the secret and the one before.
pub async fn old_webhook_secrets(
    conn: &mut Conn,
    key: &[u8],
    after: Uuid,
) -> Result<Vec<(Uuid, Vec<u8>, Option<Vec<u8>>)>, sqlx::Error> {
    sqlx::query!(
        "select id, secret, previous_secret
         from webhook_endpoints
         where id > $2
           and (substring(secret from 1 for 4) <> $1 or substring(previous_secret from 1 for 4) <> $1)
         order by id
         limit 200
         for update",
        key,
        after
    )
    .map(|row| (row.id, row.secret, row.previous_secret))
    .fetch_all(conn)
    .await
}

/// Replaces sealed secrets of webhook endpoints.
pub async fn set_webhook_secrets(
    conn: &mut Conn,
    ids: &[Uuid],
    secrets: &[Vec<u8>],
    previous: &[Option<Vec<u8>>],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update webhook_endpoints e
         set secret = fresh.secret, previous_secret = fresh.previous
         from unnest($1::uuid[], $2::bytea[], $3::bytea[]) fresh (id, secret, previous)
         where e.id = fresh.id",
        ids,
        secrets,
        previous as _
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Tokens of integrations that are not sealed with a key: integration, version, access and refresh token.
pub async fn old_tokens(
    conn: &mut Conn,
    key: &[u8],
    after: (Uuid, i32),
) -> Result<Vec<(Uuid, i32, Vec<u8>, Option<Vec<u8>>)>, sqlx::Error> {
    sqlx::query!(
        "select integration_id, version, access, refresh
         from integration_tokens
         where (integration_id, version) > ($2, $3)
           and (substring(access from 1 for 4) <> $1 or substring(refresh from 1 for 4) <> $1)
         order by integration_id, version
         limit 200
         for update",
        key,
        after.0,
        after.1
    )
    .map(|row| (row.integration_id, row.version, row.access, row.refresh))
    .fetch_all(conn)
    .await
}

/// Replaces sealed tokens of integrations.
pub async fn set_tokens(
    conn: &mut Conn,
    integrations: &[Uuid],
    versions: &[i32],
    access: &[Vec<u8>],
    refresh: &[Option<Vec<u8>>],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update integration_tokens t
         set access = fresh.access, refresh = fresh.refresh
         from unnest($1::uuid[], $2::int[], $3::bytea[], $4::bytea[]) fresh (integration_id, version, access, refresh)
         where t.integration_id = fresh.integration_id and t.version = fresh.version",
        integrations,
        versions,
        access,
        refresh as _
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// Secrets of platform apps that are not sealed with a key.
pub async fn old_platform_apps(
    conn: &mut Conn,
    key: &[u8],
    after: &(Uuid, String),
) -> Result<Vec<(Uuid, String, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        "select org_id, platform, secrets
         from platform_apps
         where (org_id, platform) > ($2, $3) and substring(secrets from 1 for 4) <> $1
         order by org_id, platform
         limit 200
         for update",
        key,
        after.0,
        after.1
    )
    .map(|row| (row.org_id, row.platform, row.secrets))
    .fetch_all(conn)
    .await
}

/// Replaces sealed secrets of platform apps.
pub async fn set_platform_apps(
    conn: &mut Conn,
    orgs: &[Uuid],
    platforms: &[String],
    secrets: &[Vec<u8>],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update platform_apps a
         set secrets = fresh.secrets
         from unnest($1::uuid[], $2::text[], $3::bytea[]) fresh (org_id, platform, secrets)
         where a.org_id = fresh.org_id and a.platform = fresh.platform",
        orgs,
        platforms,
        secrets
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// What is kept of sign-ins that were begun, where it is not sealed with a key.
pub async fn old_attempts_kept(conn: &mut Conn, key: &[u8], after: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        r#"select id, keep as "keep!"
           from connect_attempts
           where id > $2 and substring(keep from 1 for 4) <> $1
           order by id
           limit 200
           for update"#,
        key,
        after
    )
    .map(|row| (row.id, row.keep))
    .fetch_all(conn)
    .await
}

/// Replaces what is kept of sign-ins.
pub async fn set_attempts_kept(conn: &mut Conn, ids: &[Uuid], keep: &[Vec<u8>]) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update connect_attempts a
         set keep = fresh.keep
         from unnest($1::uuid[], $2::bytea[]) fresh (id, keep)
         where a.id = fresh.id",
        ids,
        keep
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// What platforms announced that is not sealed with a key, a batch in order of id: of so many bytes, as one may be large.
pub async fn old_events(conn: &mut Conn, key: &[u8], after: Uuid) -> Result<Vec<(Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        r#"select id, payload
           from (select id, payload, sum(octet_length(payload)) over (order by id) - octet_length(payload) as before
                 from (select id, payload
                       from platform_events
                       where id > $2 and substring(payload from 1 for 4) <> $1
                       order by id
                       limit 500
                       for update) batch) sized
           where before < $3
           order by id"#,
        key,
        after,
        BATCH_BYTES
    )
    .map(|row| (row.id, row.payload))
    .fetch_all(conn)
    .await
}

/// Replaces what platforms announced.
pub async fn set_events(conn: &mut Conn, ids: &[Uuid], payloads: &[Vec<u8>]) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update platform_events e
         set payload = fresh.payload
         from unnest($1::uuid[], $2::bytea[]) fresh (id, payload)
         where e.id = fresh.id",
        ids,
        payloads
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}

/// What was fetched of announcements and is not sealed with a key, a batch in order of org and id, of so many bytes.
pub async fn old_details(
    conn: &mut Conn,
    key: &[u8],
    after: (Uuid, Uuid),
) -> Result<Vec<(Uuid, Uuid, Vec<u8>)>, sqlx::Error> {
    sqlx::query!(
        r#"select org_id, id, details as "details!"
           from (select org_id, id, details,
                        sum(octet_length(details)) over (order by org_id, id) - octet_length(details) as before
                 from (select org_id, id, details
                       from webhook_logs
                       where (org_id, id) > ($2, $3) and substring(details from 1 for 4) <> $1
                       order by org_id, id
                       limit 500
                       for update) batch) sized
           where before < $4
           order by org_id, id"#,
        key,
        after.0,
        after.1,
        BATCH_BYTES
    )
    .map(|row| (row.org_id, row.id, row.details))
    .fetch_all(conn)
    .await
}

/// Replaces what was fetched of announcements.
pub async fn set_details(
    conn: &mut Conn,
    orgs: &[Uuid],
    ids: &[Uuid],
    details: &[Vec<u8>],
) -> Result<u64, sqlx::Error> {
    sqlx::query!(
        "update webhook_logs l
         set details = fresh.details
         from unnest($1::uuid[], $2::uuid[], $3::bytea[]) fresh (org_id, id, details)
         where l.org_id = fresh.org_id and l.id = fresh.id",
        orgs,
        ids,
        details
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected())
}
