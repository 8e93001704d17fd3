//! SQL of the OAuth server. Apps and grants of an org in its tenant transaction; everything else as the system.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Grant, Id, Member, OauthApp, Org},
    permission::Role,
};
use cmis_db::Conn;
use uuid::Uuid;

pub use super::tokens::queries::{
    CodeRow, NewCode, NewToken, Standing, TokenRow, delete_token, find_code, find_token, insert_code, insert_token,
    live_token, rotate_token, use_code,
};
use super::{
    clients::Client,
    routes::{apps::AppRow, grants::GrantRow},
};
use crate::http::list::{Filter, Kind, List};

/// The apps of an org.
pub const APPS: List = List {
    select:
        "a.id, a.name, a.client_id, a.redirect_uris, a.scopes, a.secret_hash is not null as confidential, a.created_at,
             a.created_by, m.display_name as creator_name, a.last_used_at",
    from: "oauth_apps a join members m on m.org_id = a.org_id and m.id = a.created_by where true",
    filters: &[Filter { name: "created_by", sql: "a.created_by =", kind: Kind::Id }],
    sorts: &[("name", "lower(a.name)"), ("created_at", "a.created_at"), ("last_used_at", "a.last_used_at nulls last")],
    default_sort: "name",
    tie: "a.id",
    search: &["a.name", "a.client_id"],
    fields: &[
        "id",
        "name",
        "client_id",
        "redirect_uris",
        "scopes",
        "confidential",
        "created_at",
        "created_by",
        "last_used_at",
    ],
    includes: &[],
    feed: None,
};

/// The consents of an org that led to a token and still hold.
pub const GRANTS: List = List {
    select: "g.id, g.client_id, g.client_name, g.scopes, m.user_id, m.display_name as user_name, g.created_at, g.last_used_at",
    from: "oauth_grants g join members m on m.org_id = g.org_id and m.id = g.member_id
           where g.revoked_at is null
             and exists (select 1 from oauth_tokens t where t.org_id = g.org_id and t.grant_id = g.id)",
    filters: &[
        Filter { name: "client_id", sql: "g.client_id =", kind: Kind::Text },
        Filter { name: "user_id", sql: "m.user_id =", kind: Kind::Id },
    ],
    sorts: &[
        ("client_name", "lower(g.client_name)"),
        ("created_at", "g.created_at"),
        ("last_used_at", "g.last_used_at nulls last"),
    ],
    default_sort: "-created_at",
    tie: "g.id",
    search: &["g.client_name", "m.display_name"],
    fields: &["id", "client_id", "client_name", "scopes", "user", "created_at", "last_used_at"],
    includes: &[],
    feed: None,
};

/// One app, locked for this transaction.
pub async fn find_app(conn: &mut Conn, id: Id<OauthApp>) -> Result<Option<AppRow>, sqlx::Error> {
    let sql = format!("select {} from {} and a.id = $1 for update of a", APPS.select, APPS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// What a new app is made of.
#[derive(Debug)]
pub struct NewApp<'a> {
    /// Id.
    pub id: Id<OauthApp>,
    /// Name.
    pub name: &'a str,
    /// Client id.
    pub client_id: &'a str,
    /// SHA-256 of the secret of a confidential app.
    pub secret_hash: Option<&'a [u8]>,
    /// Where codes may be sent.
    pub redirect_uris: &'a [String],
    /// Scope words.
    pub scopes: &'a [String],
    /// Who made it.
    pub created_by: Id<Member>,
}

/// Keeps a new app.
pub async fn insert_app(
    conn: &mut Conn,
    org: Id<Org>,
    app: &NewApp<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into oauth_apps (org_id, id, name, client_id, secret_hash, redirect_uris, scopes, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        org.raw(),
        app.id.raw(),
        app.name,
        app.client_id,
        app.secret_hash,
        app.redirect_uris,
        app.scopes,
        app.created_by.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes an app. Consents keep of its scopes what is left of them.
pub async fn update_app(
    conn: &mut Conn,
    app: &AppRow,
    name: &str,
    redirect_uris: &[String],
    scopes: &[String],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update oauth_apps set name = $2, redirect_uris = $3, scopes = $4 where id = $1",
        app.id.raw(),
        name,
        redirect_uris,
        scopes
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update oauth_grants set client_name = $2, scopes = array(select unnest(scopes) intersect select unnest($3::text[]))
         where client_id = $1 and revoked_at is null",
        &app.client_id,
        name,
        scopes
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Replaces an app's secret.
pub async fn set_secret(conn: &mut Conn, id: Id<OauthApp>, hash: &[u8]) -> Result<(), sqlx::Error> {
    sqlx::query!("update oauth_apps set secret_hash = $2 where id = $1", id.raw(), hash).execute(conn).await.map(drop)
}

/// Removes an app and ends every consent to it.
pub async fn delete_app(conn: &mut Conn, app: &AppRow, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update oauth_grants set revoked_at = $2 where client_id = $1 and revoked_at is null",
        &app.client_id,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from oauth_apps where id = $1", app.id.raw()).execute(conn).await.map(drop)
}

/// One consent that holds, of the tenant's org.
pub async fn find_org_grant(conn: &mut Conn, id: Id<Grant>) -> Result<Option<GrantRow>, sqlx::Error> {
    let sql = format!("select {} from {} and g.id = $1 for update of g", GRANTS.select, GRANTS.from);
    sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(id.raw()).fetch_optional(conn).await
}

/// Ends a consent and with it its tokens.
pub async fn revoke_grant(conn: &mut Conn, org: Id<Org>, id: Id<Grant>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update oauth_grants set revoked_at = $3 where org_id = $1 and id = $2 and revoked_at is null",
        org.raw(),
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The client of an id, whichever kind it is.
pub async fn find_client(conn: &mut Conn, client_id: &str) -> Result<Option<Client>, sqlx::Error> {
    sqlx::query_as!(
        Client,
        r#"select client_id as "client_id!", name as "name!", secret_hash, redirect_uris as "redirect_uris!",
                  org_id as "org_id: _", created_by as "created_by: _", scopes
           from oauth_apps
           where client_id = $1
           union all
           select client_id, name, secret_hash, redirect_uris, null, null, null
           from oauth_dynamic_clients
           where client_id = $1"#,
        client_id
    )
    .fetch_optional(conn)
    .await
}

/// Keeps a client that registered itself.
pub async fn insert_dynamic_client(conn: &mut Conn, client: &Client, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into oauth_dynamic_clients (client_id, name, secret_hash, redirect_uris, created_at)
         values ($1, $2, $3, $4, $5)",
        &client.client_id,
        &client.name,
        client.secret_hash,
        &client.redirect_uris,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Notes that a client asks for a token, to the minute. Before its consents are locked: changing an app locks in that order.
pub async fn touch_client(conn: &mut Conn, client: &Client, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    let query = match client.org_id {
        Some(_) => sqlx::query!(
            "update oauth_apps set last_used_at = $2
             where client_id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')",
            client.client_id,
            now
        ),
        None => sqlx::query!(
            "update oauth_dynamic_clients set last_used_at = $2
             where client_id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')",
            client.client_id,
            now
        ),
    };
    query.execute(conn).await.map(drop)
}

/// What a consent is made of.
#[derive(Debug)]
pub struct NewGrant<'a> {
    /// Id.
    pub id: Id<Grant>,
    /// The org.
    pub org: Id<Org>,
    /// The member who acts through it.
    pub member: Id<Member>,
    /// The client.
    pub client: &'a Client,
    /// Scope words.
    pub scopes: &'a [String],
}

/// Keeps a person's consent.
pub async fn insert_grant(conn: &mut Conn, grant: &NewGrant<'_>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into oauth_grants (org_id, id, flow, client_id, client_name, member_id, scopes, created_at)
         values ($1, $2, 'code', $3, $4, $5, $6, $7)",
        grant.org.raw(),
        grant.id.raw(),
        &grant.client.client_id,
        &grant.client.name,
        grant.member.raw(),
        grant.scopes,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The one consent under which an app acts for itself; its scopes follow the app's. `is_new` tells whether it was made now.
pub async fn own_grant(
    conn: &mut Conn,
    grant: &NewGrant<'_>,
    now: DateTime<Utc>,
) -> Result<(Id<Grant>, bool), sqlx::Error> {
    let made = sqlx::query!(
        "insert into oauth_grants (org_id, id, flow, client_id, client_name, member_id, scopes, created_at)
         values ($1, $2, 'client_credentials', $3, $4, $5, $6, $7)
         on conflict (org_id, client_id) where flow = 'client_credentials' and revoked_at is null do nothing",
        grant.org.raw(),
        grant.id.raw(),
        &grant.client.client_id,
        &grant.client.name,
        grant.member.raw(),
        grant.scopes,
        now
    )
    .execute(&mut *conn)
    .await?;
    if made.rows_affected() == 1 {
        return Ok((grant.id, true));
    }
    sqlx::query!(
        "update oauth_grants set scopes = $3
         where org_id = $1 and client_id = $2 and flow = 'client_credentials' and revoked_at is null and scopes <> $3",
        grant.org.raw(),
        &grant.client.client_id,
        grant.scopes
    )
    .execute(&mut *conn)
    .await?;
    let id: Uuid = sqlx::query_scalar!(
        "select id
         from oauth_grants
         where org_id = $1 and client_id = $2 and flow = 'client_credentials' and revoked_at is null",
        grant.org.raw(),
        &grant.client.client_id
    )
    .fetch_one(conn)
    .await?;
    Ok((Id::new(id), false))
}

/// Whether a membership can act: of an active member and person in an org that is not suspended. Gives the role.
pub async fn acting_role(conn: &mut Conn, org: Id<Org>, member: Id<Member>) -> Result<Option<Role>, sqlx::Error> {
    let role: Option<String> = sqlx::query_scalar!(
        "select m.role
         from members m
         join users u on u.id = m.user_id
         join orgs o on o.org_id = m.org_id
         where m.org_id = $1 and m.id = $2 and m.status = 'active' and u.disabled_at is null and u.erased_at is null
           and o.suspended_at is null",
        org.raw(),
        member.raw()
    )
    .fetch_optional(conn)
    .await?;
    Ok(role.as_deref().and_then(Role::parse))
}

/// The names of some orgs.
pub async fn org_names(conn: &mut Conn, orgs: &[Uuid]) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    sqlx::query!("select org_id, name from orgs where org_id = any($1)", orgs)
        .map(|row| (row.org_id, row.name))
        .fetch_all(conn)
        .await
}

/// Deletes codes that expired before `codes`, tokens that expired before `tokens`, consents of before `codes` that have
/// neither, and self-registered clients without use since `clients`.
pub async fn delete_old(
    conn: &mut Conn,
    codes: DateTime<Utc>,
    tokens: DateTime<Utc>,
    clients: DateTime<Utc>,
) -> Result<u64, sqlx::Error> {
    let mut deleted = 0;
    for query in [
        sqlx::query!("delete from oauth_codes where expires_at < $1", codes),
        sqlx::query!("delete from oauth_tokens where expires_at < $1", tokens),
        sqlx::query!(
            "delete from oauth_grants g
             where g.created_at < $1
               and not exists (select 1 from oauth_tokens t where t.org_id = g.org_id and t.grant_id = g.id)
               and not exists (select 1 from oauth_codes c where c.org_id = g.org_id and c.grant_id = g.id)",
            codes
        ),
        sqlx::query!("delete from oauth_dynamic_clients where coalesce(last_used_at, created_at) < $1", clients),
    ] {
        deleted += query.execute(&mut *conn).await?.rows_affected();
    }
    Ok(deleted)
}
