//! SQL of API keys. In a tenant transaction; looking a key up by its hash is `access::queries::find_key`.

use chrono::{DateTime, Utc};
use cmis_base::id::{ApiKey, Id, Member, Org};
use cmis_db::Conn;

use super::model::KeyRow;
use crate::http::list::{Filter, Kind, List};

/// The keys of an org, revoked ones too.
pub const KEYS: List = List {
    select: "k.id, k.name, k.prefix, k.scopes, k.expires_at, k.last_used_at, k.created_at, k.created_by,
             m.display_name as creator_name, m.role as creator_role, k.revoked_at",
    from: "api_keys k join members m on m.org_id = k.org_id and m.id = k.created_by where true",
    filters: &[
        Filter { name: "created_by", sql: "k.created_by =", kind: Kind::Id },
        Filter { name: "revoked", sql: "(k.revoked_at is not null) =", kind: Kind::Bool },
    ],
    sorts: &[
        ("name", "lower(k.name)"),
        ("created_at", "k.created_at"),
        ("expires_at", "k.expires_at nulls last"),
        ("last_used_at", "k.last_used_at nulls last"),
    ],
    default_sort: "-created_at",
    tie: "k.id",
    search: &["k.name", "k.prefix", "m.display_name"],
    fields: &["id", "name", "prefix", "scopes", "expires_at", "last_used_at", "created_at", "created_by", "revoked_at"],
    includes: &[],
    feed: None,
};

/// One key, locked for this transaction.
pub async fn find(conn: &mut Conn, id: Id<ApiKey>) -> Result<Option<KeyRow>, sqlx::Error> {
    let sql = format!("select {} from {} and k.id = $1 for update of k", KEYS.select, KEYS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// What a new key is made of.
#[derive(Debug)]
pub struct NewKey<'a> {
    /// Id.
    pub id: Id<ApiKey>,
    /// Name.
    pub name: &'a str,
    /// First characters of the secret.
    pub prefix: &'a str,
    /// SHA-256 of the secret.
    pub hash: &'a [u8],
    /// Scope words.
    pub scopes: &'a [String],
    /// End.
    pub expires_at: Option<DateTime<Utc>>,
    /// Who made it.
    pub created_by: Id<Member>,
}

/// Keeps a new key.
pub async fn insert(conn: &mut Conn, org: Id<Org>, key: &NewKey<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into api_keys (org_id, id, name, prefix, hash, scopes, expires_at, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        org.raw(),
        key.id.raw(),
        key.name,
        key.prefix,
        key.hash,
        key.scopes,
        key.expires_at,
        key.created_by.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes what can be changed of a key.
pub async fn update(
    conn: &mut Conn,
    id: Id<ApiKey>,
    name: &str,
    scopes: &[String],
    expires_at: Option<DateTime<Utc>>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update api_keys set name = $2, scopes = $3, expires_at = $4 where id = $1",
        id.raw(),
        name,
        scopes,
        expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ends a key for good.
pub async fn revoke(conn: &mut Conn, id: Id<ApiKey>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update api_keys set revoked_at = $2 where id = $1 and revoked_at is null", id.raw(), now)
        .execute(conn)
        .await
        .map(drop)
}
