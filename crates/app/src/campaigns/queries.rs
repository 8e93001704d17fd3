//! SQL of campaigns, in a tenant transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{AdAccount, Campaign, Id, Member, Org, Persona};
use cmis_db::Conn;
use sqlx::{AssertSqlSafe, types::Json};
use uuid::Uuid;

use super::{
    model::{CampaignRow, CounterpartRow, OBJECTIVES, STATUSES},
    plan::Plan,
};
use crate::http::list::{Filter, Kind, List};

/// The campaigns that somebody may see: `$1` are the ad accounts that they are limited to, or null.
pub const CAMPAIGNS: List = List {
    select: "c.id, c.name, c.description, c.objectives, c.status, c.archived_from, c.origin, c.budget_micros, c.budget_type, c.currency,
             c.start_date, c.end_date, c.audience, c.tone, c.keywords, c.tags, c.owner_id, o.display_name as owner_name,
             c.persona_id, pe.name as persona_name,
             coalesce((select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.display_name) order by t.display_name, t.id)
                       from campaign_members cm join members t on t.org_id = cm.org_id and t.id = cm.member_id
                       where cm.org_id = c.org_id and cm.campaign_id = c.id), '[]') as team,
             array(select distinct a.platform from campaign_accounts ca
                   join ad_accounts a on a.org_id = ca.org_id and a.id = ca.ad_account_id
                   where ca.org_id = c.org_id and ca.campaign_id = c.id order by 1) as platforms,
             c.version, c.created_at, c.updated_at",
    from: "campaigns c left join members o on o.org_id = c.org_id and o.id = c.owner_id
           left join personas pe on pe.org_id = c.org_id and pe.id = c.persona_id
           where ($1::uuid[] is null
                  or exists (select from campaign_accounts r where r.org_id = c.org_id and r.campaign_id = c.id and r.ad_account_id = any($1))
                  or not exists (select from campaign_accounts r where r.org_id = c.org_id and r.campaign_id = c.id))",
    filters: &[
        Filter { name: "id", sql: "c.id =", kind: Kind::Id },
        Filter { name: "status", sql: "c.status =", kind: Kind::Words(&STATUSES) },
        Filter { name: "objective", sql: "c.objectives && {}", kind: Kind::Words(&OBJECTIVES) },
        Filter {
            name: "platform",
            sql: "exists (select from campaign_accounts f join ad_accounts a on a.org_id = f.org_id and a.id = f.ad_account_id
                          where f.org_id = c.org_id and f.campaign_id = c.id and a.platform = any({}))",
            kind: Kind::Words(&["meta", "google", "tiktok", "linkedin", "twitter", "snapchat"]),
        },
        Filter {
            name: "ad_account_id",
            sql: "exists (select from campaign_accounts f where f.org_id = c.org_id and f.campaign_id = c.id
                          and f.ad_account_id = any({}))",
            kind: Kind::Id,
        },
        Filter { name: "tag", sql: "c.tags && {}", kind: Kind::Text },
        Filter { name: "owner_id", sql: "c.owner_id =", kind: Kind::Id },
        Filter { name: "persona_id", sql: "c.persona_id =", kind: Kind::Id },
        Filter {
            name: "team_member_id",
            sql: "exists (select from campaign_members f where f.org_id = c.org_id and f.campaign_id = c.id and f.member_id = any({}))",
            kind: Kind::Id,
        },
        Filter { name: "origin", sql: "c.origin =", kind: Kind::Words(&["here", "platform"]) },
        Filter {
            name: "runs_from",
            sql: "(c.end_date is null or c.end_date >= ({} at time zone 'utc')::date)",
            kind: Kind::Time,
        },
        Filter {
            name: "runs_to",
            sql: "(c.start_date is null or c.start_date <= ({} at time zone 'utc')::date)",
            kind: Kind::Time,
        },
    ],
    sorts: &[
        ("created_at", "c.created_at"),
        ("updated_at", "c.updated_at"),
        ("name", "c.name"),
        ("status", "array_position(array['active', 'paused', 'draft', 'completed', 'archived'], c.status)"),
        ("budget", "c.budget_micros nulls last"),
        ("start_date", "c.start_date nulls last"),
        ("end_date", "c.end_date nulls last"),
    ],
    default_sort: "-created_at",
    tie: "c.id",
    search: &["c.name", "c.description"],
    fields: &[
        "id",
        "campaign_id",
        "name",
        "description",
        "objectives",
        "status",
        "origin",
        "budget",
        "budget_type",
        "currency",
        "start_date",
        "end_date",
        "target_audience",
        "tone",
        "keywords",
        "tags",
        "owner",
        "persona",
        "team",
        "platforms",
        "spent",
        "metrics",
        "version",
        "created_at",
        "updated_at",
    ],
    includes: &[],
    feed: None,
};

/// The measures that campaigns are sorted by.
pub const MEASURES: [&str; 13] = [
    "impressions",
    "clicks",
    "spend",
    "conversions",
    "revenue",
    "leads",
    "ctr",
    "cpc",
    "cpm",
    "cpa",
    "roas",
    "conversion_rate",
    "engagement_rate",
];

/// The same with their sums from `$2` to `$3`, so that they are sorted by these too. Money is of the campaign's own currency.
pub const BY_MEASURE: List = List {
    from: "campaigns c left join members o on o.org_id = c.org_id and o.id = c.owner_id
           left join personas pe on pe.org_id = c.org_id and pe.id = c.persona_id
           left join (
               select p.campaign_id, sum(m.impressions) as impressions, sum(m.clicks) as clicks, sum(m.conversions) as conversions,
                      sum(m.leads) as leads, sum(m.engagements) as engagements,
                      sum(m.spend) filter (where a.currency = x.currency) as spend,
                      sum(m.revenue) filter (where a.currency = x.currency) as revenue,
                      sum(m.clicks) filter (where a.currency = x.currency) as paid_clicks,
                      sum(m.impressions) filter (where a.currency = x.currency) as paid_impressions,
                      sum(m.conversions) filter (where a.currency = x.currency) as paid_conversions
               from (select org_id, ad_account_id, campaign_id, sum(impressions) as impressions, sum(clicks) as clicks,
                            sum(conversions_millionths) as conversions, sum(leads) as leads, sum(engagements) as engagements,
                            sum(spend_micros) as spend, sum(conversion_value_micros) as revenue
                     from campaign_metrics
                     where org_id = (select nullif(current_setting('app.org_id', true), '')::uuid) and day between $2 and $3 and ($1::uuid[] is null or ad_account_id = any($1))
                     group by 1, 2, 3) m
               join platform_campaigns p on p.org_id = m.org_id and p.id = m.campaign_id
               join campaigns x on x.org_id = p.org_id and x.id = p.campaign_id
               join ad_accounts a on a.org_id = m.org_id and a.id = m.ad_account_id
               group by p.campaign_id) n on n.campaign_id = c.id
           where ($1::uuid[] is null
                  or exists (select from campaign_accounts r where r.org_id = c.org_id and r.campaign_id = c.id and r.ad_account_id = any($1))
                  or not exists (select from campaign_accounts r where r.org_id = c.org_id and r.campaign_id = c.id))",
    sorts: &[
        ("created_at", "c.created_at"),
        ("updated_at", "c.updated_at"),
        ("name", "c.name"),
        ("status", "array_position(array['active', 'paused', 'draft', 'completed', 'archived'], c.status)"),
        ("budget", "c.budget_micros nulls last"),
        ("start_date", "c.start_date nulls last"),
        ("end_date", "c.end_date nulls last"),
        ("impressions", "n.impressions nulls last"),
        ("clicks", "n.clicks nulls last"),
        ("spend", "n.spend nulls last"),
        ("conversions", "n.conversions nulls last"),
        ("revenue", "n.revenue nulls last"),
        ("leads", "n.leads nulls last"),
        ("ctr", "n.clicks / nullif(n.impressions, 0) nulls last"),
        ("cpc", "n.spend / nullif(n.paid_clicks, 0) nulls last"),
        ("cpm", "n.spend / nullif(n.paid_impressions, 0) nulls last"),
        ("cpa", "n.spend / nullif(n.paid_conversions, 0) nulls last"),
        ("roas", "n.revenue / nullif(n.spend, 0) nulls last"),
        ("conversion_rate", "n.conversions / nullif(n.clicks, 0) nulls last"),
        ("engagement_rate", "n.engagements / nullif(n.impressions, 0) nulls last"),
    ],
    ..CAMPAIGNS
};

/// A campaign that somebody may see.
pub async fn find(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    id: Id<Campaign>,
) -> Result<Option<CampaignRow>, sqlx::Error> {
    let sql = format!("select {} from {} and c.id = $2", CAMPAIGNS.select, CAMPAIGNS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).bind(id).fetch_optional(conn).await
}

/// The same, locked for this transaction.
pub async fn lock(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    id: Id<Campaign>,
) -> Result<Option<CampaignRow>, sqlx::Error> {
    let sql = format!("select {} from {} and c.id = $2 for update of c", CAMPAIGNS.select, CAMPAIGNS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).bind(id).fetch_optional(conn).await
}

/// Several of them, locked in the order of their ids.
pub async fn lock_all(conn: &mut Conn, reach: Option<&[Uuid]>, ids: &[Uuid]) -> Result<Vec<CampaignRow>, sqlx::Error> {
    let sql =
        format!("select {} from {} and c.id = any($2) order by c.id for update of c", CAMPAIGNS.select, CAMPAIGNS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).bind(ids).fetch_all(conn).await
}

/// How many there are, by status.
pub async fn by_status(conn: &mut Conn, reach: Option<&[Uuid]>) -> Result<Vec<(String, i64)>, sqlx::Error> {
    let sql = format!("select c.status, count(*) from {} group by c.status", CAMPAIGNS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).fetch_all(conn).await
}

/// Where a campaign runs or is to run.
pub async fn counterparts(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    id: Id<Campaign>,
) -> Result<Vec<CounterpartRow>, sqlx::Error> {
    sqlx::query_as!(
        CounterpartRow,
        r#"select a.id as "account_id: Id<AdAccount>", a.name as account_name, a.platform, a.currency, p.external_id as "external_id?",
                  p.name as "name?", p.status as "status?", p.delivery as "delivery?",
                  p.daily_budget_micros as "daily_budget_micros?", p.lifetime_budget_micros as "lifetime_budget_micros?",
                  s.kind as "push_kind?", s.state as "push_state?", s.problem_class as push_class, s.problem_code as push_code,
                  s.problem_words as push_words, s.updated_at as "push_at?", b.daily_budget_micros as set_daily,
                  b.lifetime_budget_micros as set_lifetime
           from campaign_accounts ca
           join ad_accounts a on a.org_id = ca.org_id and a.id = ca.ad_account_id
           left join platform_campaigns p
               on p.org_id = ca.org_id and p.campaign_id = ca.campaign_id and p.ad_account_id = ca.ad_account_id
           left join lateral (
               select case when t.kind = 'ad_set' and t.state <> 'done' then t.kind else h.kind end as kind, t.state, t.problem_class, t.problem_code, t.problem_words, t.updated_at
               from campaign_steps t
               join campaign_changes h on h.org_id = t.org_id and h.id = t.change_id
               where t.org_id = ca.org_id and t.campaign_id = ca.campaign_id and t.ad_account_id = ca.ad_account_id
                 and t.state <> 'superseded'
               order by array_position(array['pending', 'failed', 'done'], t.state), t.id desc
               limit 1) s on true
           left join lateral (
               select t.daily_budget_micros, t.lifetime_budget_micros
               from campaign_steps t
               where t.org_id = ca.org_id and t.campaign_id = ca.campaign_id and t.ad_account_id = ca.ad_account_id
                 and t.state = 'done' and t.kind in ('create', 'budget')
               order by t.id desc
               limit 1) b on true
           where ca.campaign_id = $1 and ($2::uuid[] is null or ca.ad_account_id = any($2))
           order by a.platform, a.name, p.external_id"#,
        id.raw(),
        reach
    )
    .fetch_all(conn)
    .await
}

/// The ad accounts of a campaign, all of them.
pub async fn accounts(conn: &mut Conn, id: Id<Campaign>) -> Result<Vec<Id<AdAccount>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select ad_account_id as "id: Id<AdAccount>" from campaign_accounts where campaign_id = $1 order by 1"#,
        id.raw()
    )
    .fetch_all(conn)
    .await
}

/// Which of these ad accounts the org uses.
pub async fn used_accounts(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("select id from ad_accounts where id = any($1) and is_used", ids).fetch_all(conn).await
}

/// The members that work on a campaign.
pub async fn team(conn: &mut Conn, id: Id<Campaign>) -> Result<Vec<Id<Member>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select member_id as "id: Id<Member>" from campaign_members where campaign_id = $1 order by 1"#,
        id.raw()
    )
    .fetch_all(conn)
    .await
}

/// Which of these members work here.
pub async fn active_members(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("select id from members where id = any($1) and status = 'active'", ids).fetch_all(conn).await
}

/// Whether there is such a persona; it stays until this transaction ends.
pub async fn has_persona(conn: &mut Conn, id: Id<Persona>) -> Result<bool, sqlx::Error> {
    let found = sqlx::query_scalar!("select id from personas where id = $1 for key share", id.raw());
    Ok(found.fetch_optional(conn).await?.is_some())
}

/// Whether a member works here.
pub async fn is_member(conn: &mut Conn, id: Id<Member>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from members where id = $1 and status = 'active') as "is_member!""#,
        id.raw()
    )
    .fetch_one(conn)
    .await
}

/// Keeps a new draft.
pub async fn insert(
    conn: &mut Conn,
    org: Id<Org>,
    id: Id<Campaign>,
    plan: &Plan,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into campaigns (org_id, id, name, description, objectives, status, origin, budget_micros, budget_type, currency,
                                start_date, end_date, audience, tone, keywords, tags, owner_id, persona_id, created_at, updated_at)
         values ($1, $2, $3, $4, $5, 'draft', 'here', $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $17)",
        org.raw(),
        id.raw(),
        plan.name,
        plan.description,
        &plan.objectives,
        plan.budget.map(|amount| amount.0),
        plan.budget_type,
        plan.currency,
        plan.start_date,
        plan.end_date,
        Json(&plan.audience) as _,
        plan.tone,
        &plan.keywords,
        &plan.tags,
        plan.owner.map(Id::raw),
        plan.persona.map(Id::raw),
        now
    )
    .execute(&mut *conn)
    .await?;
    set_team(conn, org, id, &plan.team).await?;
    set_accounts(conn, org, id, &plan.accounts).await
}

/// Stores a changed plan.
pub async fn update(
    conn: &mut Conn,
    org: Id<Org>,
    id: Id<Campaign>,
    plan: &Plan,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaigns
         set name = $2, description = $3, objectives = $4, budget_micros = $5, budget_type = $6, currency = $7, start_date = $8,
             end_date = $9, audience = $10, tone = $11, keywords = $12, tags = $13, owner_id = $14, persona_id = $15,
             version = version + 1, updated_at = $16
         where id = $1",
        id.raw(),
        plan.name,
        plan.description,
        &plan.objectives,
        plan.budget.map(|amount| amount.0),
        plan.budget_type,
        plan.currency,
        plan.start_date,
        plan.end_date,
        Json(&plan.audience) as _,
        plan.tone,
        &plan.keywords,
        &plan.tags,
        plan.owner.map(Id::raw),
        plan.persona.map(Id::raw),
        now
    )
    .execute(&mut *conn)
    .await?;
    set_team(conn, org, id, &plan.team).await?;
    set_accounts(conn, org, id, &plan.accounts).await
}

async fn set_team(conn: &mut Conn, org: Id<Org>, id: Id<Campaign>, team: &[Id<Member>]) -> Result<(), sqlx::Error> {
    let team: Vec<Uuid> = team.iter().map(|member| member.raw()).collect();
    sqlx::query!("delete from campaign_members where campaign_id = $1 and member_id <> all($2)", id.raw(), &team)
        .execute(&mut *conn)
        .await?;
    sqlx::query!(
        "insert into campaign_members (org_id, campaign_id, member_id) select $1, $2, unnest($3::uuid[])
         on conflict do nothing",
        org.raw(),
        id.raw(),
        &team
    )
    .execute(conn)
    .await
    .map(drop)
}

async fn set_accounts(
    conn: &mut Conn,
    org: Id<Org>,
    id: Id<Campaign>,
    accounts: &[Id<AdAccount>],
) -> Result<(), sqlx::Error> {
    let accounts: Vec<Uuid> = accounts.iter().map(|account| account.raw()).collect();
    sqlx::query!(
        "delete from campaign_accounts where campaign_id = $1 and ad_account_id <> all($2)",
        id.raw(),
        &accounts
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "insert into campaign_accounts (org_id, campaign_id, ad_account_id) select $1, $2, unnest($3::uuid[])
         on conflict do nothing",
        org.raw(),
        id.raw(),
        &accounts
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Archives campaigns, each remembering where it stood.
pub async fn archive(conn: &mut Conn, ids: &[Uuid], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaigns set archived_from = status, status = 'archived', version = version + 1, updated_at = $2
         where id = any($1) and status <> 'archived'",
        ids,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Brings a campaign back to where it stood.
pub async fn restore(conn: &mut Conn, id: Id<Campaign>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaigns set status = case archived_from when 'active' then 'paused' else archived_from end, archived_from = null, version = version + 1, updated_at = $2
         where id = $1 and status = 'archived'",
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Adds and removes tags of campaigns.
pub async fn tag(
    conn: &mut Conn,
    ids: &[Uuid],
    add: &[String],
    remove: &[String],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update campaigns
         set tags = array(select t from unnest(tags) t where t <> all($3))
                    || array(select t from unnest($2::text[]) t where t <> all(tags)),
             version = version + 1, updated_at = $4
         where id = any($1)",
        ids,
        add,
        remove,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Whether a platform has a counterpart of it.
pub async fn has_counterpart(conn: &mut Conn, id: Id<Campaign>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(r#"select exists (select from platform_campaigns where campaign_id = $1) as "has!""#, id.raw())
        .fetch_one(conn)
        .await
}

/// Removes a campaign.
pub async fn delete(conn: &mut Conn, id: Id<Campaign>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from campaigns where id = $1", id.raw()).execute(conn).await.map(drop)
}
