//! SQL of numbers, in the tenant transaction of a sync.

use chrono::NaiveDate;
use cmis_base::id::{AdAccount, Id, Org, SyncRun};
use cmis_connectors::platform::Window;
use cmis_db::Conn;
use uuid::Uuid;

use super::rows::Row;

/// Which numbers.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The org.
    pub org: Id<Org>,
    /// The account.
    pub account: Id<AdAccount>,
    /// The stored number of the split.
    pub split: i16,
    /// The days.
    pub window: Window,
}

/// Keeps everybody else from summing up an account until the transaction ends.
pub async fn hold(conn: &mut Conn, place: Place) -> Result<(), sqlx::Error> {
    sqlx::query_scalar!(
        "select id from ad_accounts where org_id = $1 and id = $2 for no key update",
        place.org.raw(),
        place.account.raw()
    )
    .fetch_optional(conn)
    .await
    .map(drop)
}

/// Removes what was known of a window.
pub async fn clear(conn: &mut Conn, place: Place) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from ad_metrics
         where org_id = $1 and ad_account_id = $2 and split = $3 and day between $4 and $5",
        place.org.raw(),
        place.account.raw(),
        place.split,
        place.window.from,
        place.window.to
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Removes what was known of days, whatever the window. Each is looked for by itself: all that the key has between them, the other splits,
/// is left alone.
pub async fn clear_days(conn: &mut Conn, place: Place, days: &[NaiveDate]) -> Result<(), sqlx::Error> {
    let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) else { return Ok(()) };
    sqlx::query!(
        "delete from ad_metrics
         where org_id = $1 and ad_account_id = $2 and split = $3 and day = any($4) and day between $5 and $6",
        place.org.raw(),
        place.account.raw(),
        place.split,
        days,
        *first,
        *last
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Rows, column by column.
struct Columns<'a> {
    days: Vec<NaiveDate>,
    campaigns: Vec<Uuid>,
    objects: Vec<Uuid>,
    levels: Vec<i16>,
    parts: Vec<&'a str>,
    always: [Vec<i64>; 3],
    additive: [Vec<Option<i64>>; 5],
    reach: Vec<Option<i64>>,
}

impl<'a> Columns<'a> {
    fn of(rows: &'a [Row]) -> Self {
        Self {
            days: rows.iter().map(|row| row.key.day).collect(),
            campaigns: rows.iter().map(|row| row.campaign).collect(),
            objects: rows.iter().map(|row| row.key.object).collect(),
            levels: rows.iter().map(|row| row.level).collect(),
            parts: rows.iter().map(|row| row.key.part.as_str()).collect(),
            always: std::array::from_fn(|place| rows.iter().map(|row| row.counts.always[place]).collect()),
            additive: std::array::from_fn(|place| rows.iter().map(|row| row.counts.additive[place]).collect()),
            reach: rows.iter().map(|row| row.counts.reach).collect(),
        }
    }
}

/// Adds rows to a window that was cleared: one that is there already is an error.
pub async fn insert(conn: &mut Conn, place: Place, rows: &[Row]) -> Result<(), sqlx::Error> {
    let columns = Columns::of(rows);
    sqlx::query!(
        "insert into ad_metrics
            (org_id, ad_account_id, split, day, campaign_id, object_id, level, part, impressions, clicks, spend_micros,
             conversions_millionths, conversion_value_micros, leads, video_views, engagements, reach)
         select $1, $2, $3, r.day, r.campaign_id, r.object_id, r.level, r.part, r.impressions, r.clicks, r.spend, r.conversions,
                r.value, r.leads, r.views, r.engagements, r.reach
         from unnest($4::date[], $5::uuid[], $6::uuid[], $7::smallint[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[],
                     $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[])
              as r (day, campaign_id, object_id, level, part, impressions, clicks, spend, conversions, value, leads, views,
                    engagements, reach)",
        place.org.raw(),
        place.account.raw(),
        place.split,
        &columns.days,
        &columns.campaigns,
        &columns.objects,
        &columns.levels,
        &columns.parts as &[&str],
        &columns.always[0],
        &columns.always[1],
        &columns.always[2],
        &columns.additive[0] as &[Option<i64>],
        &columns.additive[1] as &[Option<i64>],
        &columns.additive[2] as &[Option<i64>],
        &columns.additive[3] as &[Option<i64>],
        &columns.additive[4] as &[Option<i64>],
        &columns.reach as &[Option<i64>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The same: what an earlier page told of the same thing is summed.
pub async fn add(conn: &mut Conn, place: Place, rows: &[Row]) -> Result<(), sqlx::Error> {
    let columns = Columns::of(rows);
    sqlx::query!(
        "insert into ad_metrics as m
            (org_id, ad_account_id, split, day, campaign_id, object_id, level, part, impressions, clicks, spend_micros,
             conversions_millionths, conversion_value_micros, leads, video_views, engagements, reach)
         select $1, $2, $3, r.day, r.campaign_id, r.object_id, r.level, r.part, r.impressions, r.clicks, r.spend, r.conversions,
                r.value, r.leads, r.views, r.engagements, r.reach
         from unnest($4::date[], $5::uuid[], $6::uuid[], $7::smallint[], $8::text[], $9::bigint[], $10::bigint[], $11::bigint[],
                     $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::bigint[])
              as r (day, campaign_id, object_id, level, part, impressions, clicks, spend, conversions, value, leads, views,
                    engagements, reach)
         on conflict (org_id, day, ad_account_id, split, object_id, part) do update
         set impressions = m.impressions + excluded.impressions, clicks = m.clicks + excluded.clicks,
             spend_micros = m.spend_micros + excluded.spend_micros,
             conversions_millionths = coalesce(m.conversions_millionths + excluded.conversions_millionths,
                                               m.conversions_millionths, excluded.conversions_millionths),
             conversion_value_micros = coalesce(m.conversion_value_micros + excluded.conversion_value_micros,
                                                m.conversion_value_micros, excluded.conversion_value_micros),
             leads = coalesce(m.leads + excluded.leads, m.leads, excluded.leads),
             video_views = coalesce(m.video_views + excluded.video_views, m.video_views, excluded.video_views),
             engagements = coalesce(m.engagements + excluded.engagements, m.engagements, excluded.engagements),
             reach = null",
        place.org.raw(),
        place.account.raw(),
        place.split,
        &columns.days,
        &columns.campaigns,
        &columns.objects,
        &columns.levels,
        &columns.parts as &[&str],
        &columns.always[0],
        &columns.always[1],
        &columns.always[2],
        &columns.additive[0] as &[Option<i64>],
        &columns.additive[1] as &[Option<i64>],
        &columns.additive[2] as &[Option<i64>],
        &columns.additive[3] as &[Option<i64>],
        &columns.additive[4] as &[Option<i64>],
        &columns.reach as &[Option<i64>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A place in the transaction that can be gone back to.
pub async fn mark(conn: &mut Conn) -> Result<(), sqlx::Error> {
    sqlx::query!("savepoint cleared_window").execute(conn).await.map(drop)
}

/// Undoes what was done since the mark.
pub async fn back_to_mark(conn: &mut Conn) -> Result<(), sqlx::Error> {
    sqlx::query!("rollback to savepoint cleared_window").execute(conn).await.map(drop)
}

/// Sums up a window's days by campaign and by account again, of what stands there without a split.
pub async fn roll_up(conn: &mut Conn, place: Place) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from campaign_metrics where org_id = $1 and ad_account_id = $2 and day between $3 and $4",
        place.org.raw(),
        place.account.raw(),
        place.window.from,
        place.window.to
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros,
                                       conversions_millionths, conversion_value_micros, leads, video_views, engagements)
         select $1, day, $2, campaign_id, sum(impressions)::bigint, sum(clicks)::bigint, sum(spend_micros)::bigint,
                sum(conversions_millionths)::bigint, sum(conversion_value_micros)::bigint, sum(leads)::bigint,
                sum(video_views)::bigint, sum(engagements)::bigint
         from ad_metrics
         where org_id = $1 and ad_account_id = $2 and split = 0 and day between $3 and $4
         group by day, campaign_id",
        place.org.raw(),
        place.account.raw(),
        place.window.from,
        place.window.to
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "delete from account_metrics where org_id = $1 and ad_account_id = $2 and day between $3 and $4",
        place.org.raw(),
        place.account.raw(),
        place.window.from,
        place.window.to
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into account_metrics (org_id, day, ad_account_id, impressions, clicks, spend_micros,
                                      conversions_millionths, conversion_value_micros, leads, video_views, engagements)
         select $1, day, $2, sum(impressions)::bigint, sum(clicks)::bigint, sum(spend_micros)::bigint,
                sum(conversions_millionths)::bigint, sum(conversion_value_micros)::bigint, sum(leads)::bigint,
                sum(video_views)::bigint, sum(engagements)::bigint
         from campaign_metrics
         where org_id = $1 and ad_account_id = $2 and day between $3 and $4
         group by day",
        place.org.raw(),
        place.account.raw(),
        place.window.from,
        place.window.to
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The same of the parts of a split.
pub async fn roll_up_parts(conn: &mut Conn, place: Place) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from campaign_parts where org_id = $1 and ad_account_id = $2 and split = $3 and day between $4 and $5",
        place.org.raw(),
        place.account.raw(),
        place.split,
        place.window.from,
        place.window.to
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into campaign_parts (org_id, day, ad_account_id, campaign_id, split, part, impressions, clicks, spend_micros,
                                     conversions_millionths, conversion_value_micros, leads, video_views, engagements)
         select $1, day, $2, campaign_id, $3, part, sum(impressions)::bigint, sum(clicks)::bigint, sum(spend_micros)::bigint,
                sum(conversions_millionths)::bigint, sum(conversion_value_micros)::bigint, sum(leads)::bigint,
                sum(video_views)::bigint, sum(engagements)::bigint
         from ad_metrics
         where org_id = $1 and ad_account_id = $2 and split = $3 and day between $4 and $5
         group by day, campaign_id, part",
        place.org.raw(),
        place.account.raw(),
        place.split,
        place.window.from,
        place.window.to
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Keeps a page of a window that is not whole yet.
pub async fn keep_page(
    conn: &mut Conn,
    place: Place,
    run: Id<SyncRun>,
    page: i32,
    rows: &[u8],
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into sync_pages (org_id, run_id, ad_account_id, page, rows) values ($1, $2, $3, $4, $5)
         on conflict (org_id, run_id, ad_account_id, page) do update set rows = excluded.rows",
        place.org.raw(),
        run.raw(),
        place.account.raw(),
        page,
        rows
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A kept page.
pub async fn page(conn: &mut Conn, place: Place, run: Id<SyncRun>, page: i32) -> Result<Option<Vec<u8>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select rows from sync_pages where org_id = $1 and run_id = $2 and ad_account_id = $3 and page = $4",
        place.org.raw(),
        run.raw(),
        place.account.raw(),
        page
    )
    .fetch_optional(conn)
    .await
}

/// Forgets the kept pages of an account.
pub async fn forget_pages(
    conn: &mut Conn,
    org: Id<Org>,
    run: Id<SyncRun>,
    account: Id<AdAccount>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "delete from sync_pages where org_id = $1 and run_id = $2 and ad_account_id = $3",
        org.raw(),
        run.raw(),
        account.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}
