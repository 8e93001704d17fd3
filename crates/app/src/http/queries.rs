//! SQL of the HTTP machinery: rate counts and idempotency keys.

use chrono::{DateTime, Utc};
use cmis_db::Conn;
use serde_json::Value;
use uuid::Uuid;

/// Adds counts and gives back the totals of all nodes.
pub async fn merge_rate_counts(
    conn: &mut Conn,
    counts: &[(String, DateTime<Utc>, i64)],
) -> Result<Vec<(String, DateTime<Utc>, i64)>, sqlx::Error> {
    let keys: Vec<&str> = counts.iter().map(|(key, _, _)| key.as_str()).collect();
    let minutes: Vec<DateTime<Utc>> = counts.iter().map(|(_, minute, _)| *minute).collect();
    let used: Vec<i64> = counts.iter().map(|(_, _, used)| *used).collect();
    sqlx::query!(
        "insert into rate_counts as r (key, minute, used)
         select * from unnest($1::text[], $2::timestamptz[], $3::bigint[]) order by 1, 2
         on conflict (key, minute) do update set used = r.used + excluded.used
         returning key, minute, used",
        &keys as &[&str],
        &minutes,
        &used
    )
    .map(|row| (row.key, row.minute, row.used))
    .fetch_all(conn)
    .await
}

/// Where an idempotency key stands: a caller's key in one org is not their key in another.
#[derive(Clone, Debug)]
pub struct Slot {
    /// The person, API key or grant.
    pub caller: Uuid,
    /// The org that the request means; nil for one outside of any.
    pub org: Uuid,
    /// The caller's word.
    pub key: String,
}

/// What stands under an idempotency key.
pub struct Stored {
    /// SHA-256 of address, org, content type and body.
    pub request_hash: Vec<u8>,
    /// Status of the first answer; none while it is being made.
    pub status: Option<i16>,
    /// Headers of the first answer.
    pub headers: Option<Value>,
    /// Sealed body of the first answer.
    pub body: Option<Vec<u8>>,
    /// When the first request came.
    pub created_at: DateTime<Utc>,
}

/// Takes the key for this request; `false` when somebody has it. Keys of over a day are free again.
pub async fn claim_idempotency_key(
    conn: &mut Conn,
    slot: &Slot,
    request_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "insert into idempotency_keys as k (caller, scope, key, request_hash, created_at)
         values ($1, $2, $3, $4, $5)
         on conflict (caller, scope, key) do update
         set request_hash = excluded.request_hash, created_at = excluded.created_at, status = null, headers = null, body = null
         where k.created_at < excluded.created_at - interval '24 hours'",
        slot.caller,
        slot.org,
        &slot.key,
        request_hash,
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}

/// How many keys of a caller still hold, and since when the oldest does.
pub async fn count_idempotency_keys(
    conn: &mut Conn,
    caller: Uuid,
    now: DateTime<Utc>,
) -> Result<(i64, Option<DateTime<Utc>>), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "count!", min(created_at) as oldest
           from idempotency_keys
           where caller = $1 and created_at >= $2::timestamptz - interval '24 hours'"#,
        caller,
        now
    )
    .map(|row| (row.count, row.oldest))
    .fetch_one(conn)
    .await
}

/// What stands under a key.
pub async fn find_idempotency_key(conn: &mut Conn, slot: &Slot) -> Result<Option<Stored>, sqlx::Error> {
    sqlx::query_as!(
        Stored,
        "select request_hash, status, headers, body, created_at
         from idempotency_keys
         where caller = $1 and scope = $2 and key = $3",
        slot.caller,
        slot.org,
        &slot.key
    )
    .fetch_optional(conn)
    .await
}

/// Keeps the first answer. Without a body it is known to have come, and not given again.
pub async fn store_answer(
    conn: &mut Conn,
    slot: &Slot,
    status: i16,
    headers: &Value,
    sealed_body: Option<&[u8]>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update idempotency_keys
         set status = $4, headers = $5, body = $6
         where caller = $1 and scope = $2 and key = $3",
        slot.caller,
        slot.org,
        &slot.key,
        status,
        headers,
        sealed_body
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Frees a key whose request changed nothing.
pub async fn release_idempotency_key(conn: &mut Conn, slot: &Slot) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from idempotency_keys where caller = $1 and scope = $2 and key = $3",
        slot.caller,
        slot.org,
        &slot.key
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Deletes counts and keys that are over.
pub async fn delete_old(conn: &mut Conn, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let counts = sqlx::query!("delete from rate_counts where minute < $1::timestamptz - interval '5 minutes'", now)
        .execute(&mut *conn)
        .await?;
    let keys =
        sqlx::query!("delete from idempotency_keys where created_at < $1::timestamptz - interval '24 hours'", now)
            .execute(conn)
            .await?;
    Ok(counts.rows_affected() + keys.rows_affected())
}
