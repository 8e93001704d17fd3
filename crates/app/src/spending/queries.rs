//! SQL of limits, stops and approvals, in a tenant transaction but for what says so.

use chrono::{DateTime, Utc};
use cmis_base::id::{Campaign, Id, Member, Org, SpendApproval};
use cmis_db::Conn;
use sqlx::{AssertSqlSafe, types::Json};
use uuid::Uuid;

use super::{
    model::{ApprovalRow, Progress, StopRow},
    policy::{Budget, Limit, Spent},
};
use crate::{
    campaigns::changes::model::Dates,
    http::list::{Filter, Kind, List},
};

/// The approvals that somebody may see: `$1` are the ad accounts that they are limited to, or null.
pub const APPROVALS: List = List {
    select: "p.id, p.campaign_id, c.name as campaign_name, c.currency, c.budget_type, p.kind, p.before_micros, p.budget_micros, p.before_dates, p.dates,
             p.worth_micros, p.state, p.asked_by, a.display_name as asked_by_name, a.user_id as asked_by_user, p.asked_at, p.note, p.decided_by,
             d.display_name as decided_by_name, p.decided_at,
             case p.kind when 'launch' then c.status = 'draft' and c.version = p.campaign_version
                         when 'dates' then c.status not in ('draft', 'archived') and c.budget_micros is not distinct from p.budget_micros
                              and p.before_dates = jsonb_build_object('start_date', c.start_date, 'end_date', c.end_date)
                         else c.status not in ('draft', 'archived') and c.budget_micros is not distinct from p.before_micros end as is_current",
    from: "spend_approvals p
           join campaigns c on c.org_id = p.org_id and c.id = p.campaign_id
           left join members a on a.org_id = p.org_id and a.id = p.asked_by
           left join members d on d.org_id = p.org_id and d.id = p.decided_by
           where ($1::uuid[] is null
                  or exists (select from campaign_accounts r where r.org_id = c.org_id and r.campaign_id = c.id and r.ad_account_id = any($1))
                  or not exists (select from campaign_accounts r where r.org_id = c.org_id and r.campaign_id = c.id))",
    filters: &[
        Filter {
            name: "state",
            sql: "p.state =",
            kind: Kind::Words(&["open", "approved", "rejected", "withdrawn"]),
        },
        Filter { name: "kind", sql: "p.kind =", kind: Kind::Words(&["launch", "budget", "dates"]) },
        Filter { name: "campaign_id", sql: "p.campaign_id =", kind: Kind::Id },
    ],
    sorts: &[("asked_at", "p.asked_at"), ("decided_at", "p.decided_at nulls last")],
    default_sort: "-asked_at",
    tie: "p.id desc",
    search: &["c.name"],
    fields: &[
        "id",
        "campaign",
        "kind",
        "before",
        "before_dates",
        "dates",
        "budget",
        "budget_type",
        "worth",
        "currency",
        "state",
        "is_current",
        "asked_by",
        "asked_at",
        "note",
        "decided_by",
        "decided_at",
    ],
    includes: &[],
    feed: None,
};

/// Whoever decides about an org's money does it one after the other.
pub async fn one_at_a_time(conn: &mut Conn, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", format!("spending of {org}"))
        .execute(conn)
        .await
        .map(drop)
}

/// That nothing may be spent, if so.
pub async fn stop(conn: &mut Conn) -> Result<Option<StopRow>, sqlx::Error> {
    sqlx::query_as!(
        StopRow,
        r#"select s.note, s.stopped_by as "stopped_by: Id<Member>", m.display_name as "stopped_by_name?", s.stopped_at
           from spend_stops s left join members m on m.org_id = s.org_id and m.id = s.stopped_by"#
    )
    .fetch_optional(conn)
    .await
}

/// Stops everything. Whether it was not stopped before.
pub async fn insert_stop(
    conn: &mut Conn,
    org: Id<Org>,
    (note, by): (&str, Option<Id<Member>>),
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let made = sqlx::query!(
        "insert into spend_stops (org_id, note, stopped_by, stopped_at) values ($1, $2, $3, $4) on conflict (org_id) do nothing",
        org.raw(),
        note,
        by.map(Id::raw),
        now
    );
    Ok(made.execute(conn).await?.rows_affected() == 1)
}

/// Ends the stop. When it began, if there was one.
pub async fn delete_stop(conn: &mut Conn) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!("delete from spend_stops returning stopped_at").fetch_optional(conn).await
}

/// How far the platforms are with a stop.
pub async fn progress(conn: &mut Conn, since: DateTime<Utc>) -> Result<Progress, sqlx::Error> {
    sqlx::query_as!(
        Progress,
        r#"select count(distinct h.campaign_id) as "campaigns!",
                  count(distinct s.campaign_id) filter (where s.state = 'pending') as "pending!",
                  count(distinct s.campaign_id) filter (where s.state = 'failed') as "failed!"
           from campaign_changes h
           left join campaign_steps s on s.org_id = h.org_id and s.change_id = h.id
           where h.reason = 'spending_stopped' and h.made_at >= $1"#,
        since
    )
    .fetch_one(conn)
    .await
}

/// The limits of an org.
pub async fn limits(conn: &mut Conn) -> Result<Vec<Limit>, sqlx::Error> {
    sqlx::query_as!(
        Limit,
        "select currency, daily_cap_micros, lifetime_cap_micros, counted_from, approval_above_micros, version, updated_at
         from spend_limits order by currency"
    )
    .fetch_all(conn)
    .await
}

/// Sets the limits of a currency.
pub async fn set_limit(conn: &mut Conn, org: Id<Org>, limit: &Limit, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into spend_limits (org_id, currency, daily_cap_micros, lifetime_cap_micros, counted_from, approval_above_micros, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (org_id, currency) do update
         set daily_cap_micros = excluded.daily_cap_micros, lifetime_cap_micros = excluded.lifetime_cap_micros,
             counted_from = excluded.counted_from, approval_above_micros = excluded.approval_above_micros,
             version = spend_limits.version + 1, updated_at = excluded.updated_at",
        org.raw(),
        limit.currency,
        limit.daily_cap_micros,
        limit.lifetime_cap_micros,
        limit.counted_from,
        limit.approval_above_micros,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Removes the limits of a currency.
pub async fn delete_limit(conn: &mut Conn, currency: &str) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from spend_limits where currency = $1", currency).execute(conn).await.map(drop)
}

/// The budgets of what runs and of these campaigns: of each its own, or what its ad sets have together where it has none. What a platform has or is
/// still to get counts where it is more; what is paused here runs until its platform has said so.
pub async fn budgets(conn: &mut Conn, campaigns: &[Uuid], now: DateTime<Utc>) -> Result<Vec<Budget>, sqlx::Error> {
    sqlx::query_as!(
        Budget,
        r#"with running as (
               select id from campaigns where status = 'active'
               union
               select campaign_id from platform_campaigns where campaign_id is not null and platform_state(status, ends_at, $2) = 'active'),
           asked as (select id from running union select unnest($1::uuid[])),
           known as (
               select c.*, c.id in (select id from running) and c.status <> 'draft' as runs,
                      -- what a platform has not heard of runs on the days that it had too
                      case when w.had then least(c.start_date, w.first) else c.start_date end as first_day,
                      case when w.had then case when w.is_endless then null else greatest(c.end_date, w.last) end else c.end_date end as last_day,
                      coalesce((select sum(m.spend_micros) from platform_campaigns p
                                join ad_accounts a on a.org_id = p.org_id and a.id = p.ad_account_id
                                join campaign_metrics m on m.org_id = p.org_id and m.campaign_id = p.id
                                     and m.day = ($2 at time zone a.time_zone)::date
                                where p.org_id = c.org_id and p.campaign_id = c.id), 0)::bigint as spent_today,
                      case when c.budget_type <> 'daily' then
                          (select sum(m.spend_micros) from platform_campaigns p
                           join campaign_metrics m on m.org_id = p.org_id and m.campaign_id = p.id
                           where p.org_id = c.org_id and p.campaign_id = c.id) end::bigint as spent
               from campaigns c
               left join lateral (
                   select true as had, min((h.before #>> '{dates,start_date}')::date) as first, max((h.before #>> '{dates,end_date}')::date) as last,
                          c.end_date is null or bool_or(h.before #>> '{dates,end_date}' is null) as is_endless
                   from campaign_steps s
                   join campaign_changes h on h.org_id = s.org_id and h.id = s.change_id
                   where s.org_id = c.org_id and s.campaign_id = c.id and s.kind = 'dates' and s.state in ('pending', 'failed')
                   having count(*) > 0) w on true
               where c.id in (select id from asked))
           select c.id as "campaign_id!: Id<Campaign>", c.runs as "runs!", c.currency as "currency!", c.budget_type = 'daily' as "is_daily!",
                  greatest(c.budget_micros, t.there + u.unmade) as "amount!", u.unmade as "unmade!", coalesce(c.spent, 0) as "spent!",
                  c.spent_today as "spent_today!", c.first_day as start_date, c.last_day as end_date
           from known c
           cross join lateral (
               select coalesce(sum(case when c.budget_type = 'daily' then p.daily_budget_micros else p.lifetime_budget_micros end), 0)::bigint as there
               from platform_campaigns p
               where p.org_id = c.org_id and p.campaign_id = c.id and p.status in ('active', 'paused')) t
           cross join lateral (
               select coalesce(sum(case when c.budget_type = 'daily' then s.daily_budget_micros else s.lifetime_budget_micros end), 0)::bigint as unmade
               from campaign_steps s
               where s.org_id = c.org_id and s.campaign_id = c.id and s.kind = 'create' and s.state in ('pending', 'failed')
                 and s.platform_campaign_id is null and c.status <> 'draft') u
           where c.budget_micros is not null
           union all
           select c.id, c.runs, c.currency, k.is_daily,
                  coalesce(sum(case when k.is_daily then s.daily_budget_micros else s.lifetime_budget_micros end)
                           filter (where s.status = 'active'), 0)::bigint, 0,
                  case when k.is_daily then 0 else coalesce(c.spent, 0) end, case when k.is_daily then c.spent_today else 0 end, c.first_day, c.last_day
           from known c
           cross join (values (true), (false)) k (is_daily)
           join platform_campaigns p on p.org_id = c.org_id and p.campaign_id = c.id
           join ad_sets s on s.org_id = p.org_id and s.campaign_id = p.id and s.status in ('active', 'paused')
           where c.budget_micros is null
           group by c.id, c.runs, c.currency, c.spent, c.spent_today, c.first_day, c.last_day, k.is_daily
           having bool_and(s.status = 'paused' or coalesce(s.daily_budget_micros, s.lifetime_budget_micros) is not null)"#,
        campaigns,
        now
    )
    .fetch_all(conn)
    .await
}

/// What was spent of the currencies that have limits.
pub async fn spent(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Spent>, sqlx::Error> {
    sqlx::query_as!(
        Spent,
        r#"select l.currency,
                  coalesce(sum(m.spend_micros) filter (where m.day = ($1 at time zone a.time_zone)::date), 0)::bigint as "today!",
                  coalesce(sum(m.spend_micros) filter (where m.day >= l.counted_from), 0)::bigint as "ever!"
           from spend_limits l
           join ad_accounts a on a.org_id = l.org_id and a.currency = l.currency
           join account_metrics m on m.org_id = a.org_id and m.ad_account_id = a.id
                and m.day >= least(l.counted_from, ($1 at time zone a.time_zone)::date)
           group by l.currency"#,
        now
    )
    .fetch_all(conn)
    .await
}

/// Something that has to stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    /// In which org.
    pub org: Id<Org>,
    /// Of which currency; none for all.
    pub currency: Option<String>,
    /// `spending_stopped`, `daily_cap_reached` or `lifetime_cap_reached`.
    pub reason: String,
}

/// What has to stop: of all orgs in a system transaction, of one in its own. A cap that is reached says so also where nothing runs any more.
pub async fn over(conn: &mut Conn, now: DateTime<Utc>) -> Result<Vec<Over>, sqlx::Error> {
    sqlx::query_as!(
        Over,
        r#"select l.org_id as "org!: Id<Org>", l.currency,
                  case when l.lifetime_cap_micros <= t.ever then 'lifetime_cap_reached' else 'daily_cap_reached' end as "reason!"
           from spend_limits l
           cross join lateral (
               select coalesce(sum(m.spend_micros) filter (where m.day = ($1 at time zone a.time_zone)::date), 0) as today,
                      coalesce(sum(m.spend_micros) filter (where m.day >= l.counted_from), 0) as ever
               from ad_accounts a
               join account_metrics m on m.org_id = a.org_id and m.ad_account_id = a.id
               where a.org_id = l.org_id and a.currency = l.currency and m.day >= least(l.counted_from, ($1 at time zone a.time_zone)::date)) t
           where l.daily_cap_micros < t.today or l.daily_cap_micros = 0 or l.lifetime_cap_micros <= t.ever
           union all
           select org_id, null, 'spending_stopped' from spend_stops
           order by 1, 2 nulls first"#,
        now
    )
    .fetch_all(conn)
    .await
}

/// What of these orgs runs, by currency.
pub async fn that_run(conn: &mut Conn, orgs: &[Uuid]) -> Result<Vec<(Uuid, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        "select distinct org_id, currency from campaigns where org_id = any($1) and status = 'active'",
        orgs
    );
    Ok(rows.fetch_all(conn).await?.into_iter().map(|row| (row.org_id, row.currency)).collect())
}

/// The next campaigns that run in a currency, or in any. One whose platform did not pause it for this reason is left out for a while.
pub async fn to_pause(
    conn: &mut Conn,
    currency: Option<&str>,
    reason: &str,
    tried: DateTime<Utc>,
    most: i64,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select c.id from campaigns c
         where c.status = 'active' and ($1::text is null or c.currency = $1)
           and not exists (select from campaign_changes h
                           join campaign_steps s on s.org_id = h.org_id and s.change_id = h.id
                           where h.org_id = c.org_id and h.campaign_id = c.id and h.reason = $2 and h.made_at > $3 and s.state = 'failed')
         order by c.id limit $4",
        currency,
        reason,
        tried,
        most
    )
    .fetch_all(conn)
    .await
}

/// What a daily cap paused yesterday, of each org's days, and when, and nobody has moved since. Of all orgs in a system transaction, of one in its own.
pub async fn of_a_new_day(
    conn: &mut Conn,
    now: DateTime<Utc>,
    only: Option<Id<Campaign>>,
) -> Result<Vec<(Id<Org>, Id<Campaign>, DateTime<Utc>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select c.org_id as "org: Id<Org>", c.id as "campaign: Id<Campaign>", h.made_at as paused_at
           from campaign_changes h
           join orgs o on o.org_id = h.org_id and o.suspended_at is null
           join campaigns c on c.org_id = h.org_id and c.id = h.campaign_id and c.status in ('paused', 'active')
           where h.reason = 'daily_cap_reached' and h.made_at > $1::timestamptz - interval '3 days' and ($2::uuid is null or c.id = $2)
             and (h.made_at at time zone o.time_zone)::date = ($1 at time zone o.time_zone)::date - 1
             and (c.end_date is null or c.end_date >= ($1 at time zone o.time_zone)::date)
             and not exists (select from campaign_changes n
                             where n.org_id = h.org_id and n.campaign_id = h.campaign_id and n.id > h.id and n.kind in ('launch', 'status'))
             and not exists (select from spend_stops s where s.org_id = c.org_id)
           order by 1, 2"#,
        now,
        only.map(Id::raw)
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.campaign, row.paused_at)).collect())
}

/// The campaigns that a stop paused and nobody has moved since, and whose last day is not over.
pub async fn stopped_since(
    conn: &mut Conn,
    since: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select c.id from campaigns c
         join orgs o on o.org_id = c.org_id
         join lateral (select h.reason, h.made_at from campaign_changes h
                       where h.org_id = c.org_id and h.campaign_id = c.id and h.kind in ('launch', 'status')
                       order by h.id desc limit 1) h on h.reason = 'spending_stopped' and h.made_at >= $1
         where c.status in ('paused', 'active') and (c.end_date is null or c.end_date >= ($2 at time zone o.time_zone)::date)
         order by c.id",
        since,
        now
    )
    .fetch_all(conn)
    .await
}

/// Of these campaigns the counterparts that the product paused for a reason since an instant, or that were made after another one: whatever else is
/// paused at its platform stays so.
pub async fn paused_for(
    conn: &mut Conn,
    campaigns: &[Uuid],
    reason: &str,
    (since, made_after): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select distinct p.id
           from platform_campaigns p
           where p.campaign_id = any($1)
             and (p.created_at > $4
                  or exists (select from campaign_steps s
                             join campaign_changes h on h.org_id = s.org_id and h.id = s.change_id
                             where s.org_id = p.org_id and s.platform_campaign_id = p.id and s.status = 'paused' and s.kind = 'status'
                               and h.reason = $2 and h.made_at >= $3))"#,
        campaigns,
        reason,
        since,
        made_after
    )
    .fetch_all(conn)
    .await
}

/// How many people of an org may agree to what somebody else decided: those that run campaigns.
pub async fn approvers(conn: &mut Conn, roles: &[String]) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from members where status = 'active' and role = any($1)"#, roles)
        .fetch_one(conn)
        .await
}

/// An approval that is asked for.
#[derive(Clone, Debug)]
pub struct NewApproval<'a> {
    /// Id.
    pub id: Id<SpendApproval>,
    /// Of which campaign.
    pub campaign: Id<Campaign>,
    /// `launch`, `budget` or `dates`.
    pub kind: &'a str,
    /// The budget that it had.
    pub before: Option<i64>,
    /// The budget that it is to have.
    pub budget: i64,
    /// The days that it had, where it is to have others.
    pub before_dates: Option<Dates>,
    /// These.
    pub dates: Option<Dates>,
    /// What that comes to.
    pub worth: i64,
    /// The campaign's version.
    pub version: i32,
}

/// Keeps an approval that is asked for, in the place of one that was open.
pub async fn ask(
    conn: &mut Conn,
    org: Id<Org>,
    new: &NewApproval<'_>,
    by: Option<Id<Member>>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    decide_open(conn, new.campaign, "withdrawn", by, now).await?;
    sqlx::query!(
        "insert into spend_approvals (org_id, id, campaign_id, kind, before_micros, budget_micros, worth_micros, campaign_version, state,
                                      asked_by, asked_at, before_dates, dates)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'open', $9, $10, $11, $12)",
        org.raw(),
        new.id.raw(),
        new.campaign.raw(),
        new.kind,
        new.before,
        new.budget,
        new.worth,
        new.version,
        by.map(Id::raw),
        now,
        new.before_dates.map(Json) as Option<Json<Dates>>,
        new.dates.map(Json) as Option<Json<Dates>>
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ends what is open of a campaign.
pub async fn decide_open(
    conn: &mut Conn,
    campaign: Id<Campaign>,
    state: &str,
    by: Option<Id<Member>>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update spend_approvals set state = $2, decided_by = $3, decided_at = $4 where campaign_id = $1 and state = 'open'",
        campaign.raw(),
        state,
        by.map(Id::raw),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Ends an approval.
pub async fn decide(
    conn: &mut Conn,
    id: Id<SpendApproval>,
    (state, note): (&str, &str),
    by: Id<Member>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update spend_approvals set state = $2, note = $3, decided_by = $4, decided_at = $5 where id = $1",
        id.raw(),
        state,
        note,
        by.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An approval that somebody may see.
pub async fn approval(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    id: Id<SpendApproval>,
) -> Result<Option<ApprovalRow>, sqlx::Error> {
    let sql = format!("select {} from {} and p.id = $2", APPROVALS.select, APPROVALS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).bind(id).fetch_optional(conn).await
}

/// The same, locked for this transaction. Its campaign is locked before.
pub async fn lock_approval(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    id: Id<SpendApproval>,
) -> Result<Option<ApprovalRow>, sqlx::Error> {
    let sql = format!("select {} from {} and p.id = $2 for update of p", APPROVALS.select, APPROVALS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).bind(id).fetch_optional(conn).await
}

/// What is open of a campaign.
pub async fn open_of(conn: &mut Conn, campaign: Id<Campaign>) -> Result<Option<ApprovalRow>, sqlx::Error> {
    let sql =
        format!("select {} from {} and p.campaign_id = $2 and p.state = 'open'", APPROVALS.select, APPROVALS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(None::<Vec<Uuid>>).bind(campaign).fetch_optional(conn).await
}

/// How many wait for somebody.
pub async fn count_open(conn: &mut Conn, reach: Option<&[Uuid]>) -> Result<i64, sqlx::Error> {
    let sql = format!("select count(*) from {} and p.state = 'open'", APPROVALS.from);
    sqlx::query_scalar(AssertSqlSafe(sql)).bind(reach).fetch_one(conn).await
}
