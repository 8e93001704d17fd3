//! SQL of the effects, in the org's transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{AdAccount, Id, Integration, Org};
use cmis_db::Conn;
use uuid::Uuid;

/// Whether the org works: nothing is done for a suspended one.
pub async fn is_org_working(conn: &mut Conn, org: Id<Org>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from orgs where org_id = $1 and suspended_at is null) as "working!""#,
        org.raw()
    )
    .fetch_one(conn)
    .await
}

/// Integrations of an org's own app that are asked at most.
const MOST_OF_APP: i64 = 100;

/// The integrations through which an org's own app calls a platform.
pub async fn of_own_app(conn: &mut Conn, platform: &str) -> Result<Vec<Id<Integration>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select id as "id: Id<Integration>" from integrations
           where platform = $1 and is_own_app and status <> 'disconnected' order by id limit $2"#,
        platform,
        MOST_OF_APP
    )
    .fetch_all(conn)
    .await
}

/// The platform's id and the currency of an ad account.
#[derive(Debug)]
pub struct Account {
    /// The platform's id.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// ISO 4217.
    pub currency: String,
}

/// An ad account.
pub async fn account(conn: &mut Conn, id: Id<AdAccount>) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as!(Account, "select external_id, name, currency from ad_accounts where id = $1", id.raw())
        .fetch_optional(conn)
        .await
}

/// A campaign of an ad account by the platform's id: ours, and its name.
pub async fn campaign(
    conn: &mut Conn,
    account: Id<AdAccount>,
    external_id: &str,
) -> Result<Option<(Uuid, String)>, sqlx::Error> {
    let row = sqlx::query!(
        "select id, name from platform_campaigns where ad_account_id = $1 and external_id = $2",
        account.raw(),
        external_id
    );
    Ok(row.fetch_optional(conn).await?.map(|row| (row.id, row.name)))
}

/// Notes how a review of an ad ended: its id and name. None when the ad is not known, and the id alone with nothing changed when
/// something later is known of it.
pub async fn review_ad(
    conn: &mut Conn,
    account: Id<AdAccount>,
    external_id: &str,
    word: &str,
    at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Option<(Uuid, String, bool)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"with known as (
              select org_id, id, name, changed_at from ads where ad_account_id = $1 and external_id = $2 for update),
           changed as (
              update ads a set delivery = $3, changed_at = $4, updated_at = $5
              from known k
              where a.org_id = k.org_id and a.id = k.id and (k.changed_at is null or k.changed_at <= $4)
              returning a.id)
           select k.id, k.name, exists (select from changed) as "is_changed!" from known k"#,
        account.raw(),
        external_id,
        word,
        at,
        now
    );
    Ok(row.fetch_optional(conn).await?.map(|row| (row.id, row.name, row.is_changed)))
}
