//! SQL of the way through accounts: which is next, where a run stands in it, and how far its numbers reach.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::id::{AdAccount, Id, Integration, Org, SyncRun};
use cmis_connectors::platform::Window;
use cmis_db::Conn;

use super::super::queries::Run;

/// An account that a run reads, and where the run stands in it.
#[derive(Clone, Debug)]
pub struct Account {
    /// Id.
    pub id: Id<AdAccount>,
    /// The platform's id.
    pub external_id: String,
    /// Name.
    pub name: String,
    /// Currency.
    pub currency: String,
    /// Its days.
    pub time_zone: String,
    /// Whether ads can run in it.
    pub is_active: bool,
    /// What the connector needs besides.
    pub through: Option<String>,
    /// Whether the tokens still reach it.
    pub is_reached: bool,
    /// Numbers from this day on,
    pub backfilled_to: Option<NaiveDate>,
    /// and up to this one.
    pub numbers_to: Option<NaiveDate>,
    /// Its place among the accounts that the run reads, from 1.
    pub number: i64,
    /// How many there are.
    pub accounts: i64,
    /// Where the run stands; none before the first page.
    pub step: Option<String>,
    /// The split.
    pub split: Option<i16>,
    /// The window.
    pub window_from: Option<NaiveDate>,
    /// The window.
    pub window_to: Option<NaiveDate>,
    /// The next page.
    pub cursor: Option<String>,
    /// Pages of the window that are kept.
    pub pages: Option<i32>,
    /// Whether all numbers without a split came.
    pub is_whole: Option<bool>,
}

/// The next account that a run has to read. A back-fill reads those that an update has read.
pub async fn next_account(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    run: &Run,
) -> Result<Option<Account>, sqlx::Error> {
    sqlx::query_as!(
        Account,
        r#"select a.id as "id: Id<AdAccount>", a.external_id, a.name, a.currency, a.time_zone, a.is_active, a.through, a.is_reached,
                  a.backfilled_to, a.numbers_to, a.number as "number!", a.accounts as "accounts!", p.step as "step?",
                  p.split as "split?", p.window_from, p.window_to, p.cursor, p.pages as "pages?", p.is_whole as "is_whole?"
           from (select *, row_number() over (order by id) as number, count(*) over () as accounts
                 from ad_accounts
                 where org_id = $1 and integration_id = $2 and is_used and ($4 = 'update' or backfilled_to is not null)) a
           left join sync_positions p on p.org_id = $1 and p.run_id = $3 and p.ad_account_id = a.id
           where p.step is distinct from 'done'
           order by a.id limit 1"#,
        org.raw(),
        integration.raw(),
        run.id.raw(),
        run.kind
    )
    .fetch_optional(conn)
    .await
}

/// Where a run stands in an account.
#[derive(Clone, Copy, Debug)]
pub struct Position<'a> {
    /// `campaigns`, …, `done`.
    pub step: &'a str,
    /// The split.
    pub split: i16,
    /// The window.
    pub window: Option<Window>,
    /// The next page.
    pub cursor: Option<&'a str>,
    /// Pages of the window that are kept.
    pub pages: i32,
    /// Whether all numbers without a split came.
    pub is_whole: bool,
}

/// Moves on.
pub async fn move_to(
    conn: &mut Conn,
    org: Id<Org>,
    run: Id<SyncRun>,
    account: Id<AdAccount>,
    at: Position<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into sync_positions (org_id, run_id, ad_account_id, step, split, window_from, window_to, cursor, pages, is_whole, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (org_id, run_id, ad_account_id) do update
         set step = excluded.step, split = excluded.split, window_from = excluded.window_from, window_to = excluded.window_to,
             cursor = excluded.cursor, pages = excluded.pages, is_whole = excluded.is_whole, updated_at = excluded.updated_at",
        org.raw(),
        run.raw(),
        account.raw(),
        at.step,
        at.split,
        at.window.map(|window| window.from),
        at.window.map(|window| window.to),
        at.cursor,
        at.pages,
        at.is_whole,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An update read an account to its end.
pub async fn set_read(
    conn: &mut Conn,
    org: Id<Org>,
    account: Id<AdAccount>,
    first: NaiveDate,
    last: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ad_accounts
         set backfilled_to = coalesce(backfilled_to, $3), numbers_to = greatest(numbers_to, $4), updated_at = $5
         where org_id = $1 and id = $2",
        org.raw(),
        account.raw(),
        first,
        last,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A back-fill came to a day.
pub async fn set_backfilled(
    conn: &mut Conn,
    org: Id<Org>,
    account: Id<AdAccount>,
    to: NaiveDate,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ad_accounts set backfilled_to = least(backfilled_to, $3), updated_at = $4 where org_id = $1 and id = $2",
        org.raw(),
        account.raw(),
        to,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}
