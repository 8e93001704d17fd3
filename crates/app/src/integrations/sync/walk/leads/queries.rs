//! SQL of the lists of leads that a sync reads: which is next, and where the sync stands in it.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Integration, Org, SyncRun};
use cmis_db::Conn;
use uuid::Uuid;

/// A page that is used and reached.
#[derive(Debug)]
pub struct Reached {
    /// Ours.
    pub id: Uuid,
    /// The platform's.
    pub external_id: String,
    /// Its name.
    pub name: String,
}

/// The next page whose forms a run has to list.
pub async fn next_page(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    run: Id<SyncRun>,
) -> Result<Option<Reached>, sqlx::Error> {
    sqlx::query_as!(
        Reached,
        "select id, external_id, name from platform_profiles
         where org_id = $1 and integration_id = $2 and kind = 'page' and is_used and is_reached and forms_run is distinct from $3
         order by id limit 1",
        org.raw(),
        integration.raw(),
        run.raw()
    )
    .fetch_optional(conn)
    .await
}

/// The forms of a page were listed.
pub async fn set_listed(conn: &mut Conn, org: Id<Org>, page: Uuid, run: Id<SyncRun>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update platform_profiles set forms_run = $3 where org_id = $1 and id = $2",
        org.raw(),
        page,
        run.raw()
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The used ad accounts of an integration that are still reached: the platform's ids and names.
pub async fn used_accounts(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
) -> Result<Vec<(String, String)>, sqlx::Error> {
    sqlx::query!(
        "select external_id, name from ad_accounts where org_id = $1 and integration_id = $2 and is_used and is_reached",
        org.raw(),
        integration.raw()
    )
    .map(|row| (row.external_id, row.name))
    .fetch_all(conn)
    .await
}

/// A list that a run found.
#[derive(Debug)]
pub struct NewList {
    /// Ours, if it is new.
    pub id: Uuid,
    /// The platform's.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// The platform's id of its page or ad account.
    pub owner: String,
}

/// Keeps the lists that a run found; those that were known stay where they are.
pub async fn find(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    run: Id<SyncRun>,
    lists: &[NewList],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let column = |of: fn(&NewList) -> &String| lists.iter().map(|list| of(list).clone()).collect::<Vec<_>>();
    let ids: Vec<Uuid> = lists.iter().map(|list| list.id).collect();
    sqlx::query!(
        "insert into lead_lists (org_id, id, integration_id, external_id, name, owner, seen_run, created_at, updated_at)
         select distinct on (n.external_id) $1, n.id, $2, n.external_id, n.name, n.owner, $3, $8, $8
         from unnest($4::uuid[], $5::text[], $6::text[], $7::text[]) as n (id, external_id, name, owner)
         order by n.external_id, n.id
         on conflict (org_id, integration_id, external_id) do update
         set name = excluded.name, owner = excluded.owner, seen_run = excluded.seen_run, updated_at = excluded.updated_at",
        org.raw(),
        integration.raw(),
        run.raw(),
        &ids,
        &column(|list| &list.external_id),
        &column(|list| &list.name),
        &column(|list| &list.owner),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// A list of leads, and where a run stands in it.
#[derive(Debug)]
pub struct List {
    /// Ours.
    pub id: Uuid,
    /// The platform's: a form's, or an ad account's.
    pub external_id: String,
    /// Its name.
    pub name: String,
    /// The platform's id of its page or ad account.
    pub owner: String,
    /// The leads up to then are here.
    pub read_to: Option<DateTime<Utc>>,
    /// The run has read a page of it.
    pub is_begun: bool,
    /// What the run asks for.
    pub span_from: Option<DateTime<Utc>>,
    /// Its end.
    pub span_to: Option<DateTime<Utc>>,
    /// The next page.
    pub cursor: Option<String>,
}

/// The next list that a run has to read, of those that it found; none of a page that is not used any more.
pub async fn next(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    run: Id<SyncRun>,
) -> Result<Option<List>, sqlx::Error> {
    sqlx::query_as!(
        List,
        r#"select id, external_id, name, owner, read_to, run_id is not distinct from $3 as "is_begun!", span_from, span_to, cursor
           from lead_lists l
           where org_id = $1 and integration_id = $2 and seen_run = $3 and (run_id is distinct from $3 or not is_over)
             and not exists (select from platform_profiles p
                             where p.org_id = $1 and p.integration_id = $2 and p.external_id = l.owner and not p.is_used)
           order by id limit 1"#,
        org.raw(),
        integration.raw(),
        run.raw()
    )
    .fetch_optional(conn)
    .await
}

/// Where a run stands in a list now.
#[derive(Clone, Copy, Debug)]
pub struct Moved<'a> {
    /// What it asks for: from, to.
    pub days: (DateTime<Utc>, DateTime<Utc>),
    /// The next page.
    pub cursor: Option<&'a str>,
    /// It is through.
    pub is_over: bool,
    /// Leads of this page that are new.
    pub found: i32,
    /// The leads up to then are here; none where that has not changed.
    pub read_to: Option<DateTime<Utc>>,
}

/// Moves on in a list.
pub async fn move_to(
    conn: &mut Conn,
    (org, list, run): (Id<Org>, Uuid, Id<SyncRun>),
    at: Moved<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update lead_lists
         set run_id = $3, span_from = $4, span_to = $5, cursor = $6, is_over = $7,
             found = $8 + case when run_id is not distinct from $3 then found else 0 end,
             read_to = coalesce($9, read_to), updated_at = $10
         where org_id = $1 and id = $2",
        org.raw(),
        list,
        run.raw(),
        at.days.0,
        at.days.1,
        at.cursor,
        at.is_over,
        at.found,
        at.read_to,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// How many lists a run has read, and the new leads in them.
pub async fn tally(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    run: Id<SyncRun>,
) -> Result<(i64, i64), sqlx::Error> {
    sqlx::query!(
        r#"select count(*) as "lists!", coalesce(sum(found), 0)::bigint as "found!" from lead_lists
           where org_id = $1 and integration_id = $2 and run_id = $3"#,
        org.raw(),
        integration.raw(),
        run.raw()
    )
    .map(|row| (row.lists, row.found))
    .fetch_one(conn)
    .await
}
