//! SQL of codes and tokens. All through the system role: who presents one is not known yet.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Grant, Id, Org, User},
    permission::{Permissions, Role},
};
use cmis_db::Conn;

use crate::access::oauth::queries::NewGrant;

/// What a code is made of.
#[derive(Debug)]
pub struct NewCode<'a> {
    /// SHA-256 of the code.
    pub hash: &'a [u8],
    /// Where it was sent.
    pub redirect_uri: &'a str,
    /// PKCE challenge.
    pub challenge: &'a str,
    /// What the token is for.
    pub resource: Option<&'a str>,
    /// End.
    pub expires_at: DateTime<Utc>,
}

/// Keeps the code of a consent.
pub async fn insert_code(conn: &mut Conn, grant: &NewGrant<'_>, code: &NewCode<'_>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into oauth_codes (org_id, hash, grant_id, client_id, redirect_uri, code_challenge, resource, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        grant.org.raw(),
        code.hash,
        grant.id.raw(),
        &grant.client.client_id,
        code.redirect_uri,
        code.challenge,
        code.resource,
        code.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The consent behind a code or token, with what it stands on.
#[derive(Clone, Debug)]
pub struct Standing {
    /// The org.
    pub org_id: Id<Org>,
    /// The consent.
    pub grant_id: Id<Grant>,
    /// The client that it was given to.
    pub client_id: String,
    /// The client's name.
    pub client_name: String,
    grant_scopes: Vec<String>,
    role: String,
    /// The person.
    pub user_id: Id<User>,
    /// Whether consent, membership, person and org all hold.
    pub is_live: bool,
}

impl Standing {
    /// What was consented to.
    pub fn scopes(&self) -> Permissions {
        Permissions::from_words(self.grant_scopes.iter().map(String::as_str))
    }

    /// What the member holds of it now.
    pub fn effective(&self) -> Permissions {
        self.scopes().and(Role::parse(&self.role).unwrap_or(Role::Viewer).permissions())
    }
}

/// A code with its consent.
#[derive(Debug)]
pub struct CodeRow {
    /// The consent.
    pub standing: Standing,
    /// Where it was sent.
    pub redirect_uri: String,
    /// PKCE challenge.
    pub code_challenge: String,
    /// What the token is for.
    pub resource: Option<String>,
    /// End.
    pub expires_at: DateTime<Utc>,
    /// When it was exchanged.
    pub used_at: Option<DateTime<Utc>>,
}

/// A code by its hash; code and consent stay locked for this transaction.
pub async fn find_code(conn: &mut Conn, hash: &[u8]) -> Result<Option<CodeRow>, sqlx::Error> {
    sqlx::query!(
        r#"select x.redirect_uri, x.code_challenge, x.resource, x.expires_at, x.used_at,
                  g.org_id, g.id as grant_id, g.client_id, g.client_name, g.scopes as grant_scopes, m.role, u.id as user_id,
                  g.revoked_at is null and m.status = 'active' and u.disabled_at is null and u.erased_at is null
                      and o.suspended_at is null as "is_live!"
           from oauth_codes x
           join oauth_grants g on g.org_id = x.org_id and g.id = x.grant_id
           join members m on m.org_id = g.org_id and m.id = g.member_id
           join users u on u.id = m.user_id
           join orgs o on o.org_id = g.org_id
           where x.hash = $1
           for update of x, g"#,
        hash
    )
    .map(|row| CodeRow {
        standing: Standing {
            org_id: row.org_id.into(),
            grant_id: row.grant_id.into(),
            client_id: row.client_id,
            client_name: row.client_name,
            grant_scopes: row.grant_scopes,
            role: row.role,
            user_id: row.user_id.into(),
            is_live: row.is_live,
        },
        redirect_uri: row.redirect_uri,
        code_challenge: row.code_challenge,
        resource: row.resource,
        expires_at: row.expires_at,
        used_at: row.used_at,
    })
    .fetch_optional(conn)
    .await
}

/// Marks a code as exchanged.
pub async fn use_code(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update oauth_codes set used_at = $2 where hash = $1", hash, now).execute(conn).await.map(drop)
}

/// A token with its consent.
#[derive(Debug)]
pub struct TokenRow {
    /// The consent.
    pub standing: Standing,
    /// `access` or `refresh`.
    pub kind: String,
    token_scopes: Vec<String>,
    /// Start.
    pub issued_at: DateTime<Utc>,
    /// End.
    pub expires_at: DateTime<Utc>,
    /// When a refresh token was exchanged.
    pub rotated_at: Option<DateTime<Utc>>,
}

impl TokenRow {
    /// What the token was made for.
    pub fn scopes(&self) -> Permissions {
        Permissions::from_words(self.token_scopes.iter().map(String::as_str))
    }
}

/// A token by its hash; token and consent stay locked for this transaction.
pub async fn find_token(conn: &mut Conn, hash: &[u8]) -> Result<Option<TokenRow>, sqlx::Error> {
    sqlx::query!(
        r#"select x.kind, x.scopes as token_scopes, x.created_at as issued_at, x.expires_at, x.rotated_at,
                  g.org_id, g.id as grant_id, g.client_id, g.client_name, g.scopes as grant_scopes, m.role, u.id as user_id,
                  g.revoked_at is null and m.status = 'active' and u.disabled_at is null and u.erased_at is null
                      and o.suspended_at is null as "is_live!"
           from oauth_tokens x
           join oauth_grants g on g.org_id = x.org_id and g.id = x.grant_id
           join members m on m.org_id = g.org_id and m.id = g.member_id
           join users u on u.id = m.user_id
           join orgs o on o.org_id = g.org_id
           where x.hash = $1
           for update of x, g"#,
        hash
    )
    .map(|row| TokenRow {
        standing: Standing {
            org_id: row.org_id.into(),
            grant_id: row.grant_id.into(),
            client_id: row.client_id,
            client_name: row.client_name,
            grant_scopes: row.grant_scopes,
            role: row.role,
            user_id: row.user_id.into(),
            is_live: row.is_live,
        },
        kind: row.kind,
        token_scopes: row.token_scopes,
        issued_at: row.issued_at,
        expires_at: row.expires_at,
        rotated_at: row.rotated_at,
    })
    .fetch_optional(conn)
    .await
}

/// What a token is made of.
#[derive(Debug)]
pub struct NewToken<'a> {
    /// SHA-256 of the token.
    pub hash: &'a [u8],
    /// `access` or `refresh`.
    pub kind: &'static str,
    /// Scope words.
    pub scopes: &'a [String],
    /// End.
    pub expires_at: DateTime<Utc>,
}

/// Keeps a token of a consent.
pub async fn insert_token(
    conn: &mut Conn,
    org: Id<Org>,
    grant: Id<Grant>,
    token: &NewToken<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into oauth_tokens (org_id, hash, grant_id, kind, scopes, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        org.raw(),
        token.hash,
        grant.raw(),
        token.kind,
        token.scopes,
        now,
        token.expires_at
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Which of these refresh tokens of a consent was not exchanged yet.
pub async fn live_token(
    conn: &mut Conn,
    org: Id<Org>,
    grant: Id<Grant>,
    hashes: &[Vec<u8>],
) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select hash
         from oauth_tokens
         where org_id = $1 and grant_id = $2 and hash = any($3) and kind = 'refresh' and rotated_at is null",
        org.raw(),
        grant.raw(),
        hashes
    )
    .fetch_optional(conn)
    .await
}

/// Marks a refresh token as exchanged, if it was not yet.
pub async fn rotate_token(conn: &mut Conn, hash: &[u8], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!("update oauth_tokens set rotated_at = $2 where hash = $1 and rotated_at is null", hash, now)
        .execute(conn)
        .await
        .map(drop)
}

/// Forgets one token.
pub async fn delete_token(conn: &mut Conn, hash: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from oauth_tokens where hash = $1", hash).execute(conn).await.map(drop)
}
