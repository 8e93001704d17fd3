//! SQL of changes and their steps, in a tenant transaction.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::id::{
    AdAccount, Campaign, CampaignChange, CampaignStep, Id, Integration, Member, Org, PlatformCampaign,
};
use cmis_db::Conn;
use serde_json::Value;
use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    model::{ChangeRow, Dates, StepRow},
    readiness::Target,
};
use crate::http::list::{Filter, Kind, List};

/// The changes of a campaign.
pub const CHANGES: List = List {
    select: "h.id, h.campaign_id, h.kind, h.before, h.after, h.reason, h.undone_at, h.made_by, m.display_name as made_by_name, h.made_at,
             not exists (select from campaign_changes n where n.org_id = h.org_id and n.campaign_id = h.campaign_id and n.id > h.id
                         and (n.kind = h.kind or (h.kind = 'status' and n.kind = 'launch'))) as is_newest,
             exists (select from campaign_steps s where s.org_id = h.org_id and s.change_id = h.id and s.state = 'pending') as is_open",
    from: "campaign_changes h left join members m on m.org_id = h.org_id and m.id = h.made_by where true",
    filters: &[Filter { name: "kind", sql: "h.kind =", kind: Kind::Words(&["launch", "status", "budget", "dates"]) }],
    // ids are in the order in which they were made, within an instant too
    sorts: &[("made_at", "h.id")],
    default_sort: "-made_at",
    tie: "h.id",
    search: &[],
    fields: &["id", "kind", "before", "after", "reason", "made_by", "made_at", "undone_at", "can_undo", "steps"],
    includes: &[],
    feed: None,
};

/// The accounts of campaigns with what is needed to launch there.
pub async fn targets(conn: &mut Conn, campaign: Id<Campaign>) -> Result<Vec<Target>, sqlx::Error> {
    sqlx::query_as!(
        Target,
        r#"select a.id as "id: Id<AdAccount>", a.name, a.platform, a.currency, a.time_zone,
                  a.integration_id as "integration_id: Id<Integration>",
                  a.is_used and a.is_reached and a.is_active and i.status = 'active' as "is_able!"
           from campaign_accounts ca
           join ad_accounts a on a.org_id = ca.org_id and a.id = ca.ad_account_id
           join integrations i on i.org_id = a.org_id and i.id = a.integration_id
           where ca.campaign_id = $1
           order by a.platform, a.name, a.id"#,
        campaign.raw()
    )
    .fetch_all(conn)
    .await
}

/// Which of these campaigns run on ad accounts beyond those that somebody is limited to.
pub async fn beyond(conn: &mut Conn, campaigns: &[Uuid], reach: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "select distinct campaign_id from campaign_accounts where campaign_id = any($1) and ad_account_id <> all($2)",
        campaigns,
        reach
    )
    .fetch_all(conn)
    .await
}

/// A counterpart that can be told something.
#[derive(Clone, Debug)]
pub struct Live {
    /// The campaign.
    pub campaign_id: Id<Campaign>,
    /// The account.
    pub ad_account_id: Id<AdAccount>,
    /// The platform campaign.
    pub id: Id<PlatformCampaign>,
    /// The platform.
    pub platform: String,
    /// ISO 4217, of the account.
    pub currency: String,
    /// A day's budget there.
    pub daily_budget_micros: Option<i64>,
    /// The whole budget there.
    pub lifetime_budget_micros: Option<i64>,
    /// Whether it runs as far as is known, or is being switched on.
    pub is_on: bool,
}

/// The counterparts of campaigns that are there and not archived.
pub async fn live(conn: &mut Conn, campaigns: &[Uuid]) -> Result<Vec<Live>, sqlx::Error> {
    sqlx::query_as!(
        Live,
        r#"select p.campaign_id as "campaign_id!: Id<Campaign>", p.ad_account_id as "ad_account_id: Id<AdAccount>",
                  p.id as "id: Id<PlatformCampaign>", a.platform, a.currency, p.daily_budget_micros, p.lifetime_budget_micros,
                  p.status = 'active' or exists (
                      select from campaign_steps s
                      where s.org_id = p.org_id and s.campaign_id = p.campaign_id and s.platform_campaign_id = p.id and s.status = 'active'
                        and s.state in ('pending', 'failed')) as "is_on!"
           from platform_campaigns p
           join ad_accounts a on a.org_id = p.org_id and a.id = p.ad_account_id
           where p.campaign_id = any($1) and p.status not in ('archived', 'deleted')
           order by p.campaign_id, p.id"#,
        campaigns
    )
    .fetch_all(conn)
    .await
}

/// One change of a campaign.
pub async fn change(
    conn: &mut Conn,
    campaign: Id<Campaign>,
    id: Id<CampaignChange>,
) -> Result<Option<ChangeRow>, sqlx::Error> {
    let sql = format!("select {} from {} and h.campaign_id = $1 and h.id = $2", CHANGES.select, CHANGES.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(campaign).bind(id).fetch_optional(conn).await
}

/// A change that is decided.
#[derive(Clone, Debug)]
pub struct NewChange {
    /// Id.
    pub id: Id<CampaignChange>,
    /// Of which campaign.
    pub campaign: Id<Campaign>,
    /// How it was.
    pub before: Value,
    /// How it is to be.
    pub after: Value,
    /// The change that it takes back.
    pub undoes: Option<Id<CampaignChange>>,
}

/// Keeps changes of one kind.
pub async fn insert_changes(
    conn: &mut Conn,
    org: Id<Org>,
    kind: &str,
    changes: &[NewChange],
    (made_by, reason): (Option<Id<Member>>, Option<&str>),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = changes.iter().map(|it| it.id.raw()).collect();
    let campaigns: Vec<Uuid> = changes.iter().map(|it| it.campaign.raw()).collect();
    let before: Vec<Value> = changes.iter().map(|it| it.before.clone()).collect();
    let after: Vec<Value> = changes.iter().map(|it| it.after.clone()).collect();
    let undoes: Vec<Option<Uuid>> = changes.iter().map(|it| it.undoes.map(Id::raw)).collect();
    sqlx::query!(
        "insert into campaign_changes (org_id, id, campaign_id, kind, before, after, reason, undoes, made_by, made_at)
         select $1, r.id, r.campaign_id, $2, r.before, r.after, $3, r.undoes, $4, $5
         from unnest($6::uuid[], $7::uuid[], $8::jsonb[], $9::jsonb[], $10::uuid[]) as r (id, campaign_id, before, after, undoes)",
        org.raw(),
        kind,
        reason,
        made_by.map(Id::raw),
        now,
        &ids,
        &campaigns,
        &before,
        &after,
        &undoes as &[Option<Uuid>]
    )
    .execute(&mut *conn)
    .await?;
    let undone: Vec<Uuid> = undoes.into_iter().flatten().collect();
    if !undone.is_empty() {
        sqlx::query!("update campaign_changes set undone_at = $2 where id = any($1)", &undone, now)
            .execute(conn)
            .await?;
    }
    Ok(())
}

/// A step that an account has to be told.
#[derive(Clone, Debug)]
pub struct NewStep {
    /// Id.
    pub id: Id<CampaignStep>,
    /// Of which change.
    pub change: Id<CampaignChange>,
    /// Of which campaign.
    pub campaign: Id<Campaign>,
    /// The account.
    pub account: Id<AdAccount>,
    /// What it is about; none for what has to be made.
    pub counterpart: Option<Id<PlatformCampaign>>,
    /// `create`, `ad_set`, `status`, `budget` or `dates`.
    pub kind: &'static str,
    /// What it is set to.
    pub status: Option<&'static str>,
    /// A day's budget.
    pub daily: Option<i64>,
    /// The whole budget.
    pub lifetime: Option<i64>,
    /// When it runs.
    pub dates: Option<Dates>,
}

/// Keeps steps.
pub async fn insert_steps(
    conn: &mut Conn,
    org: Id<Org>,
    steps: &[NewStep],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    fn column<T>(steps: &[NewStep], of: impl Fn(&NewStep) -> T) -> Vec<T> {
        steps.iter().map(of).collect()
    }
    let status: Vec<Option<&str>> = column(steps, |it| it.status);
    sqlx::query!(
        "insert into campaign_steps (org_id, id, change_id, campaign_id, ad_account_id, platform_campaign_id, kind, status,
                                     daily_budget_micros, lifetime_budget_micros, start_date, end_date, state, updated_at)
         select $1, r.id, r.change_id, r.campaign_id, r.account, r.counterpart, r.kind, r.status, r.daily, r.lifetime, r.start_date,
                r.end_date, 'pending', $2
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::bigint[], $11::bigint[],
                     $12::date[], $13::date[])
              as r (id, change_id, campaign_id, account, counterpart, kind, status, daily, lifetime, start_date, end_date)",
        org.raw(),
        now,
        &column(steps, |it| it.id.raw()),
        &column(steps, |it| it.change.raw()),
        &column(steps, |it| it.campaign.raw()),
        &column(steps, |it| it.account.raw()),
        &column(steps, |it| it.counterpart.map(Id::raw)) as &[Option<Uuid>],
        &column(steps, |it| it.kind) as &[&str],
        &status as &[Option<&str>],
        &column(steps, |it| it.daily) as &[Option<i64>],
        &column(steps, |it| it.lifetime) as &[Option<i64>],
        &column(steps, |it| it.dates.and_then(|dates| dates.start_date)) as &[Option<NaiveDate>],
        &column(steps, |it| it.dates.and_then(|dates| dates.end_date)) as &[Option<NaiveDate>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// What was decided before and not done yet, or failed, is not done any more.
pub async fn supersede(conn: &mut Conn, campaigns: &[Uuid], kind: &str, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaign_steps set state = 'superseded', updated_at = $3
         where campaign_id = any($1) and kind = $2 and state in ('pending', 'failed')",
        campaigns,
        kind,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Sets ad sets that platforms refused to be made again; of which campaigns, on which accounts.
pub async fn revive_ad_sets(
    conn: &mut Conn,
    campaigns: &[Uuid],
    now: DateTime<Utc>,
) -> Result<Vec<(Id<Campaign>, Id<AdAccount>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"update campaign_steps set state = 'pending', updated_at = $2
           where campaign_id = any($1) and kind = 'ad_set' and state = 'failed'
           returning campaign_id as "campaign: Id<Campaign>", ad_account_id as "account: Id<AdAccount>""#,
        campaigns,
        now
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.campaign, row.account)).collect())
}

/// Whether something waits or failed that costs money when it is done: all but pausing.
pub async fn would_spend(conn: &mut Conn, campaign: Id<Campaign>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from campaign_steps
                          where campaign_id = $1 and state in ('pending', 'failed') and status is distinct from 'paused') as "would!""#,
        campaign.raw()
    )
    .fetch_one(conn)
    .await
}

/// Whether an ad set of a campaign was refused and may be asked for again.
pub async fn lacks_ad_set(conn: &mut Conn, campaign: Id<Campaign>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from campaign_steps where campaign_id = $1 and kind = 'ad_set' and state = 'failed') as "lacks!""#,
        campaign.raw()
    )
    .fetch_one(conn)
    .await
}

/// Moves campaigns to where somebody wants them.
pub async fn set_status(
    conn: &mut Conn,
    campaigns: &[Uuid],
    status: &str,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaigns
         set status = $2, ended_at = case when $2 = 'completed' then $3::timestamptz end, version = version + 1, updated_at = $3
         where id = any($1)",
        campaigns,
        status,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Gives campaigns their budgets.
pub async fn set_budgets(
    conn: &mut Conn,
    campaigns: &[Uuid],
    budgets: &[i64],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaigns c set budget_micros = r.budget, version = version + 1, updated_at = $3
         from unnest($1::uuid[], $2::bigint[]) as r (id, budget)
         where c.id = r.id",
        campaigns,
        budgets,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Gives a campaign its days.
pub async fn set_dates(
    conn: &mut Conn,
    campaign: Id<Campaign>,
    dates: Dates,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaigns set start_date = $2, end_date = $3, version = version + 1, updated_at = $4 where id = $1",
        campaign.raw(),
        dates.start_date,
        dates.end_date,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether something of a campaign is being made.
pub async fn is_being_made(conn: &mut Conn, campaign: Id<Campaign>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from campaign_steps
                          where campaign_id = $1 and kind in ('create', 'ad_set') and state = 'pending') as "is!""#,
        campaign.raw()
    )
    .fetch_one(conn)
    .await
}

/// Sets the failed steps of a campaign to be done again; the accounts of all that wait.
pub async fn retry(conn: &mut Conn, campaign: Id<Campaign>, now: DateTime<Utc>) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!(
        "update campaign_steps set state = 'pending', updated_at = $2
         where campaign_id = $1 and state in ('failed', 'pending')
         returning ad_account_id",
        campaign.raw(),
        now
    )
    .fetch_all(conn)
    .await
}

/// The steps of changes.
pub async fn steps(conn: &mut Conn, changes: &[Uuid], reach: Option<&[Uuid]>) -> Result<Vec<StepRow>, sqlx::Error> {
    sqlx::query_as!(
        StepRow,
        r#"select s.change_id as "change_id: Id<CampaignChange>", s.ad_account_id as "ad_account_id: Id<AdAccount>",
                  a.name as ad_account_name, a.platform, s.kind, s.state, s.problem_class, s.problem_code, s.problem_words, s.updated_at
           from campaign_steps s
           join ad_accounts a on a.org_id = s.org_id and a.id = s.ad_account_id
           where s.change_id = any($1) and ($2::uuid[] is null or s.ad_account_id = any($2))
           order by s.id"#,
        changes,
        reach
    )
    .fetch_all(conn)
    .await
}

/// Where a platform waits to be told and nobody has moved since: a worker that died leaves its job, one that was cancelled does not.
pub async fn stuck(
    conn: &mut Conn,
    before: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(Id<Org>, Id<Campaign>, Id<AdAccount>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select distinct org_id as "org: Id<Org>", campaign_id as "campaign: Id<Campaign>", ad_account_id as "account: Id<AdAccount>"
           from campaign_steps where state = 'pending' and updated_at < $1
           order by 1, 2, 3 limit $2"#,
        before,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.org, row.campaign, row.account)).collect())
}

/// A campaign that the product itself has to stop.
#[derive(Clone, Debug)]
pub struct Due {
    /// Whose.
    pub org_id: Id<Org>,
    /// Which.
    pub id: Id<Campaign>,
    /// `budget_exceeded` or `end_date_reached`.
    pub reason: String,
}

/// The launched campaigns of all orgs that are over, or have spent their whole budget. In a system transaction.
pub async fn due(conn: &mut Conn, now: DateTime<Utc>, most: i64) -> Result<Vec<Due>, sqlx::Error> {
    sqlx::query_as!(
        Due,
        r#"select c.org_id as "org_id: Id<Org>", c.id as "id: Id<Campaign>",
                  case when c.end_date < ($1 at time zone o.time_zone)::date then 'end_date_reached' else 'budget_exceeded' end as "reason!"
           from campaigns c
           join orgs o on o.org_id = c.org_id
           where c.status = 'active' and c.origin = 'here'
             and (c.end_date < ($1 at time zone o.time_zone)::date
                  or (c.budget_type = 'lifetime'
                      and c.budget_micros <= (select sum(m.spend_micros) from platform_campaigns p
                                              join campaign_metrics m on m.org_id = p.org_id and m.campaign_id = p.id
                                              where p.org_id = c.org_id and p.campaign_id = c.id)))
           order by c.org_id, c.id
           limit $2"#,
        now,
        most
    )
    .fetch_all(conn)
    .await
}
