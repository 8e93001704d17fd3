//! SQL of telling platforms, in the tenant transaction of the job that does it.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::id::{AdAccount, Campaign, CampaignChange, CampaignStep, Id, Integration, Org, PlatformCampaign};
use cmis_connectors::platform::{Days, problem::Problem};
use cmis_db::Conn;
use sqlx::types::Json;
use uuid::Uuid;

use crate::campaigns::model::Audience;

/// What a worker needs of the next step of a campaign on an account.
#[derive(Clone, Debug)]
pub struct Next {
    /// Which.
    pub id: Id<CampaignStep>,
    /// Of which change.
    pub change_id: Id<CampaignChange>,
    /// `create`, `ad_set`, `status`, `budget` or `dates`.
    pub kind: String,
    /// What it is set to.
    pub status: Option<String>,
    /// A day's budget.
    pub daily: Option<i64>,
    /// The whole budget.
    pub lifetime: Option<i64>,
    /// When a creation went out last of which no id is known: of this step or, of a campaign, of one of an earlier launch.
    pub sent_at: Option<DateTime<Utc>>,
    /// What these went out under.
    pub sent_as: Vec<String>,
    /// What it was called when it went out last.
    pub sent_name: Option<String>,
    /// How often it was tried.
    pub attempts: i32,
    /// What it is called at the platform until its id is stored.
    pub marker: String,
    /// The platform campaign.
    pub counterpart: Option<Id<PlatformCampaign>>,
    /// Its id there.
    pub external_id: Option<String>,
    /// Its name there, as we know it.
    pub external_name: Option<String>,
    /// What it is for there, in our word.
    pub objective: Option<String>,
    /// A day's budget there.
    pub has_daily: Option<i64>,
    /// The whole budget there.
    pub has_lifetime: Option<i64>,
    /// The campaign's name.
    pub campaign_name: String,
    /// What it is for.
    pub objectives: Vec<String>,
    /// The first day.
    pub start_date: Option<NaiveDate>,
    /// The last day.
    pub end_date: Option<NaiveDate>,
    /// Whom it is to reach.
    pub audience: Json<Audience>,
    /// How it is reached.
    pub integration_id: Id<Integration>,
    /// The account at the platform.
    pub account_external_id: String,
    /// Its name.
    pub account_name: String,
    /// Platform.
    pub platform: String,
    /// ISO 4217.
    pub currency: String,
    /// IANA.
    pub time_zone: String,
    /// What the connector needs besides.
    pub through: Option<String>,
    /// Whether it can be told: still chosen, and the tokens reach it.
    pub is_able: bool,
}

/// The step of a campaign on an account that has to be done next: what stops it first, what makes it before what is about it, and else the
/// oldest. Of each kind the newest decision is left. Nothing is switched on while all spending is stopped.
pub async fn next(
    conn: &mut Conn,
    campaign: Id<Campaign>,
    account: Id<AdAccount>,
) -> Result<Option<Next>, sqlx::Error> {
    sqlx::query_as!(
        Next,
        r#"select s.id as "id: Id<CampaignStep>", s.change_id as "change_id: Id<CampaignChange>", s.kind, s.status,
                  s.daily_budget_micros as daily, s.lifetime_budget_micros as lifetime, s.sent_name, s.attempts,
                  coalesce(sent.at, s.sent_at) as sent_at, coalesce(sent.markers, '{}') as "sent_as!", campaign_marker(s.id) as "marker!", s.platform_campaign_id as "counterpart: Id<PlatformCampaign>",
                  p.external_id as "external_id?", p.name as "external_name?", p.objective as "objective?", p.daily_budget_micros as "has_daily?",
                  p.lifetime_budget_micros as "has_lifetime?", c.name as campaign_name, c.objectives,
                  case when s.kind = 'dates' then s.start_date else c.start_date end as start_date,
                  case when s.kind = 'dates' then s.end_date else c.end_date end as end_date, c.audience as "audience: Json<Audience>", a.integration_id as "integration_id: Id<Integration>", a.external_id as account_external_id,
                  a.name as account_name, a.platform, a.currency, a.time_zone, a.through, a.is_used and a.is_reached as "is_able!"
           from campaign_steps s
           join campaigns c on c.org_id = s.org_id and c.id = s.campaign_id
           join ad_accounts a on a.org_id = s.org_id and a.id = s.ad_account_id
           left join platform_campaigns p on p.org_id = s.org_id and p.id = s.platform_campaign_id
           left join lateral (
               select max(e.sent_at) as at, array_agg(campaign_marker(e.id)) as markers from campaign_steps e
               where e.org_id = s.org_id and e.campaign_id = s.campaign_id and e.ad_account_id = s.ad_account_id and e.kind = 'create'
                 and e.sent_at is not null and e.platform_campaign_id is null) sent on s.kind = 'create'
           where s.campaign_id = $1 and s.ad_account_id = $2 and s.state = 'pending'
             and not (s.status is not distinct from 'active' and exists (select from spend_stops x where x.org_id = s.org_id))
           order by case when s.status = 'paused' then 0 when s.kind = 'create' then 1 when s.kind = 'ad_set' then 2 else 3 end, s.id
           limit 1"#,
        campaign.raw(),
        account.raw()
    )
    .fetch_optional(conn)
    .await
}

/// Locks a campaign, as whoever changes it does; where it stands.
pub async fn lock(conn: &mut Conn, campaign: Id<Campaign>) -> Result<Option<String>, sqlx::Error> {
    sqlx::query_scalar!("select status from campaigns where id = $1 for update", campaign.raw())
        .fetch_optional(conn)
        .await
}

/// Notes that a creation goes out now. Whether it is still wanted.
pub async fn send(
    conn: &mut Conn,
    step: Id<CampaignStep>,
    name: &str,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    let sent = sqlx::query!(
        "update campaign_steps set sent_at = $2, sent_name = $3, attempts = attempts + 1, updated_at = $2
         where id = $1 and state = 'pending'",
        step.raw(),
        now,
        name
    );
    Ok(sent.execute(conn).await?.rows_affected() == 1)
}

/// Notes that nothing came of a creation: it was refused.
pub async fn unsend(conn: &mut Conn, step: Id<CampaignStep>) -> Result<(), sqlx::Error> {
    sqlx::query!("update campaign_steps set sent_at = null, sent_name = null where id = $1", step.raw())
        .execute(conn)
        .await
        .map(drop)
}

/// A campaign that was made at a platform.
#[derive(Clone, Debug)]
pub struct Made<'a> {
    /// The id that it gets here.
    pub id: Id<PlatformCampaign>,
    /// The platform's.
    pub external_id: &'a str,
    /// What it is called there.
    pub name: &'a str,
    /// What for, in our word.
    pub objective: &'a str,
    /// Begins.
    pub starts_at: Option<DateTime<Utc>>,
    /// Ends.
    pub ends_at: Option<DateTime<Utc>>,
}

/// Stores what was made, as the campaign's: also where a sync found it first.
pub async fn made(
    conn: &mut Conn,
    (org, campaign, account): (Id<Org>, Id<Campaign>, Id<AdAccount>),
    step: &Next,
    made: &Made<'_>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let stored = sqlx::query_scalar!(
        "insert into platform_campaigns (org_id, id, ad_account_id, external_id, campaign_id, name, status, objective,
                                         daily_budget_micros, lifetime_budget_micros, starts_at, ends_at, pushed_at, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, 'paused', $7, $8, $9, $10, $11, $12, $12, $12)
         on conflict (org_id, ad_account_id, external_id) do update set campaign_id = excluded.campaign_id, pushed_at = excluded.pushed_at
         returning id",
        org.raw(),
        made.id.raw(),
        account.raw(),
        made.external_id,
        campaign.raw(),
        made.name,
        made.objective,
        step.daily,
        step.lifetime,
        made.starts_at,
        made.ends_at,
        now
    )
    .fetch_one(&mut *conn)
    .await?;
    sqlx::query!(
        "update campaign_steps set platform_campaign_id = $2, updated_at = $3 where id = $1",
        step.id.raw(),
        stored,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Stores an ad set that was made below a step's platform campaign, with the step that is done by it: also where a sync found it first.
pub async fn made_ad_set(
    conn: &mut Conn,
    (org, account): (Id<Org>, Id<AdAccount>),
    step: &Next,
    (id, external_id, name): (Uuid, &str, &str),
    budget: (Option<i64>, Option<i64>),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into ad_sets (org_id, id, ad_account_id, campaign_id, external_id, name, status, daily_budget_micros,
                              lifetime_budget_micros, made_by_step, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, 'active', $7, $8, $9, $10, $10)
         on conflict (org_id, ad_account_id, external_id) do update set made_by_step = excluded.made_by_step",
        org.raw(),
        id,
        account.raw(),
        step.counterpart.map(Id::raw),
        external_id,
        name,
        budget.0,
        budget.1,
        step.id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Keeps when a platform campaign runs now.
pub async fn dated(
    conn: &mut Conn,
    counterpart: Option<Id<PlatformCampaign>>,
    days: Days,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update platform_campaigns
         set starts_at = case when $5 then least(starts_at, $2) else coalesce($2, starts_at) end, ends_at = $3, pushed_at = $4, updated_at = $4
         where id = $1",
        counterpart.map(Id::raw),
        days.starts_at,
        days.ends_at,
        now,
        days.has_begun
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Keeps the end of a platform campaign that is known by its ad sets.
pub async fn end_of_ad_sets(
    conn: &mut Conn,
    counterpart: Option<Id<PlatformCampaign>>,
    days: Days,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update platform_campaigns set ends_at = $2, pushed_at = $3, updated_at = $3 where id = $1 and ends_at is not null",
        counterpart.map(Id::raw),
        days.ends_at,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// The platform's ids of the ad sets that launches made below a platform campaign.
pub async fn ad_sets_made_here(
    conn: &mut Conn,
    counterpart: Option<Id<PlatformCampaign>>,
) -> Result<Vec<String>, sqlx::Error> {
    sqlx::query_scalar!(
        "select external_id from ad_sets
         where campaign_id = $1 and made_by_step is not null and status in ('active', 'paused') order by id",
        counterpart.map(Id::raw)
    )
    .fetch_all(conn)
    .await
}

/// Keeps what an ad set made here may spend now, with the step that set it; of one that is gone, that it is.
pub async fn ad_set_budget(
    conn: &mut Conn,
    step: &Next,
    external_id: &str,
    is_there: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update ad_sets
         set daily_budget_micros = case when $3 then coalesce($4, daily_budget_micros) else daily_budget_micros end,
             lifetime_budget_micros = case when $3 then coalesce($5, lifetime_budget_micros) else lifetime_budget_micros end,
             status = case when $3 then status else 'deleted' end, updated_at = $6
         where campaign_id = $1 and external_id = $2",
        step.counterpart.map(Id::raw),
        external_id,
        is_there,
        step.daily,
        step.lifetime,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Leaves a platform campaign off that has no ad set: what was to switch it on is not done.
pub async fn leave_off(
    conn: &mut Conn,
    counterpart: Option<Id<PlatformCampaign>>,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaign_steps set state = 'superseded', updated_at = $2
         where platform_campaign_id = $1 and kind = 'status' and status = 'active' and state = 'pending'",
        counterpart.map(Id::raw),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether a campaign runs as far as anybody knows: that was decided last, and if it stands as paused, then because nothing of it could be
/// switched on yet. What ran and was paused at its platform since stays so.
pub async fn is_to_run(conn: &mut Conn, campaign: Id<Campaign>) -> Result<bool, sqlx::Error> {
    let runs = sqlx::query_scalar!(
        r#"select c.status = 'active' or (c.status = 'paused' and not exists (
                      select from campaign_steps s
                      where s.org_id = c.org_id and s.change_id = h.id and s.kind = 'status' and s.status = 'active' and s.state = 'done'))
                  as "runs!"
           from campaigns c
           join lateral (select id, after from campaign_changes l
                         where l.org_id = c.org_id and l.campaign_id = c.id and l.kind in ('launch', 'status')
                         order by l.id desc limit 1) h on h.after ->> 'status' = 'active'
           where c.id = $1 and not exists (select from spend_stops x where x.org_id = c.org_id)"#,
        campaign.raw()
    );
    Ok(runs.fetch_optional(conn).await?.unwrap_or(false))
}

/// Stores what a platform took, with the step that is done.
pub async fn done(conn: &mut Conn, step: &Next, name: Option<&str>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update platform_campaigns
         set name = coalesce($2, name), status = coalesce($3, status), daily_budget_micros = coalesce($4, daily_budget_micros),
             lifetime_budget_micros = coalesce($5, lifetime_budget_micros), pushed_at = $6, updated_at = $6
         where id = $1",
        step.counterpart.map(Id::raw),
        name,
        step.status,
        step.daily,
        step.lifetime,
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update campaign_steps
         set state = 'done', problem_class = null, problem_code = null, problem_words = null, updated_at = $2
         where id = $1 and state <> 'superseded'",
        step.id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Keeps what failed, and whether that was the end of it.
pub async fn failed(
    conn: &mut Conn,
    step: Id<CampaignStep>,
    problem: &Problem,
    is_over: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaign_steps
         set state = case when $5 then 'failed' else state end, problem_class = $2, problem_code = $3, problem_words = $4,
             attempts = attempts + 1, updated_at = $6
         where id = $1 and state = 'pending'",
        step.raw(),
        problem.class.as_str(),
        problem.code,
        problem.words,
        is_over,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Brings a launch of which nothing came back to a draft. Its name, if it was one.
pub async fn undo_launch(
    conn: &mut Conn,
    campaign: Id<Campaign>,
    now: DateTime<Utc>,
) -> Result<Option<(String, String)>, sqlx::Error> {
    let row = sqlx::query!(
        r#"with old as (
               select id, status from campaigns c
               where c.id = $1 and c.origin = 'here' and c.status in ('active', 'paused', 'completed')
                 and not exists (select from platform_campaigns p where p.org_id = c.org_id and p.campaign_id = c.id)
                 and not exists (select from campaign_steps s where s.org_id = c.org_id and s.campaign_id = c.id and s.state = 'pending'))
           update campaigns c set status = 'draft', ended_at = null, version = version + 1, updated_at = $2
           from old where c.id = old.id
           returning c.name, old.status as "old!""#,
        campaign.raw(),
        now
    )
    .fetch_optional(conn)
    .await?;
    Ok(row.map(|row| (row.name, row.old)))
}
