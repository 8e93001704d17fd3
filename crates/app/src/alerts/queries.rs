//! SQL of rules and alerts, in a tenant transaction but for what says so.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::id::{Alert, AlertRule, Campaign, Id, Org};
use cmis_db::Conn;
use sqlx::{AssertSqlSafe, types::Json};
use uuid::Uuid;

use super::{
    evaluate::{Fired, Refreshed, Rule, Standing},
    model::{AlertRow, RuleRow},
    rules::{Day, Evidence, Facts, KINDS},
};
use crate::http::list::{Filter, Kind, List};

/// The rules that somebody may see: `$1` are the ad accounts that they are limited to, or null.
pub const RULES: List = List {
    select: "r.id, r.kind, r.campaign_id, c.name as campaign_name, r.thresholds, r.is_enabled, r.version, r.created_at, r.updated_at",
    from: "alert_rules r left join campaigns c on c.org_id = r.org_id and c.id = r.campaign_id
           where ($1::uuid[] is null or r.campaign_id is null
                  or exists (select from campaign_accounts a where a.org_id = c.org_id and a.campaign_id = c.id and a.ad_account_id = any($1))
                  or not exists (select from campaign_accounts a where a.org_id = c.org_id and a.campaign_id = c.id))",
    filters: &[
        Filter { name: "kind", sql: "r.kind =", kind: Kind::Words(&KINDS) },
        Filter { name: "campaign_id", sql: "r.campaign_id =", kind: Kind::Id },
        Filter { name: "is_enabled", sql: "r.is_enabled =", kind: Kind::Bool },
    ],
    sorts: &[
        ("created_at", "r.created_at"),
        ("kind", "array_position(array['budget', 'pacing', 'cpa', 'roas', 'ctr', 'spend_spike'], r.kind)"),
    ],
    default_sort: "kind,created_at",
    tie: "r.id",
    search: &["coalesce(c.name, '')"],
    fields: &["id", "kind", "campaign", "thresholds", "is_enabled", "version", "created_at", "updated_at"],
    includes: &[],
    feed: None,
};

/// The alerts that somebody may see: of campaigns that run on ad accounts of theirs (`$1`) alone, as an alert's numbers are of all of them.
pub const ALERTS: List = List {
    select: "t.id, t.rule_id, t.kind, t.campaign_id, c.name as campaign_name, c.status as campaign_status, c.currency, c.budget_micros,
             t.threshold, t.value, t.evidence, t.proposed_micros, t.status, t.fired_at, t.ended_at",
    from: "alerts t join campaigns c on c.org_id = t.org_id and c.id = t.campaign_id
           where ($1::uuid[] is null
                  or not exists (select from campaign_accounts a where a.org_id = c.org_id and a.campaign_id = c.id and a.ad_account_id <> all($1)))",
    filters: &[
        Filter { name: "status", sql: "t.status =", kind: Kind::Words(&["open", "resolved", "dismissed"]) },
        Filter { name: "kind", sql: "t.kind =", kind: Kind::Words(&KINDS) },
        Filter { name: "campaign_id", sql: "t.campaign_id =", kind: Kind::Id },
    ],
    sorts: &[("fired_at", "t.fired_at"), ("ended_at", "t.ended_at nulls last")],
    default_sort: "-fired_at",
    tie: "t.id desc",
    search: &["c.name"],
    fields: &[
        "id",
        "rule_id",
        "kind",
        "campaign",
        "threshold",
        "value",
        "evidence",
        "status",
        "answers",
        "fired_at",
        "ended_at",
    ],
    includes: &[],
    feed: None,
};

/// One rule that somebody may see, locked for this transaction.
pub async fn lock_rule(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    id: Id<AlertRule>,
) -> Result<Option<RuleRow>, sqlx::Error> {
    let sql = format!("select {} from {} and r.id = $2 for update of r", RULES.select, RULES.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).bind(id.raw()).fetch_optional(conn).await
}

/// One alert that somebody may see, locked for this transaction.
pub async fn lock_alert(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    id: Id<Alert>,
) -> Result<Option<AlertRow>, sqlx::Error> {
    let sql = format!("select {} from {} and t.id = $2 for update of t", ALERTS.select, ALERTS.from);
    sqlx::query_as(AssertSqlSafe(sql)).bind(reach).bind(id.raw()).fetch_optional(conn).await
}

/// Keeps a new rule.
pub async fn insert_rule(
    conn: &mut Conn,
    (org, id): (Id<Org>, Id<AlertRule>),
    kind: &str,
    campaign: Option<Id<Campaign>>,
    (thresholds, is_enabled): (&[i64], bool),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into alert_rules (org_id, id, kind, campaign_id, thresholds, is_enabled, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $7)",
        org.raw(),
        id.raw(),
        kind,
        campaign.map(Id::raw),
        thresholds,
        is_enabled,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Changes a rule.
pub async fn update_rule(
    conn: &mut Conn,
    id: Id<AlertRule>,
    thresholds: &[i64],
    is_enabled: bool,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update alert_rules set thresholds = $2, is_enabled = $3, version = version + 1, updated_at = $4 where id = $1",
        id.raw(),
        thresholds,
        is_enabled,
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Removes a rule. Its alerts stay without it.
pub async fn delete_rule(conn: &mut Conn, id: Id<AlertRule>) -> Result<(), sqlx::Error> {
    sqlx::query!("delete from alert_rules where id = $1", id.raw()).execute(conn).await.map(drop)
}

/// How many rules the org has.
pub async fn count_rules(conn: &mut Conn) -> Result<i64, sqlx::Error> {
    sqlx::query_scalar!(r#"select count(*) as "count!" from alert_rules"#).fetch_one(conn).await
}

/// Has who evaluates an org's rules or changes them wait for each other until the end of the transaction.
pub async fn one_at_a_time(conn: &mut Conn, org: Id<Org>) -> Result<(), sqlx::Error> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1::text, 0))", format!("alerts of {org}"))
        .execute(conn)
        .await
        .map(drop)
}

/// Whether an org has a rule that is on. Of the system role too.
pub async fn has_rules(conn: &mut Conn, org: Id<Org>) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from alert_rules where org_id = $1 and is_enabled) as "has!""#,
        org.raw()
    )
    .fetch_one(conn)
    .await
}

/// The orgs in which there is something to look at: a rule and a campaign that runs, or an alert that may end. System role.
pub async fn orgs_to_look_at(conn: &mut Conn) -> Result<Vec<Id<Org>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select o.org_id as "id: Id<Org>"
           from orgs o
           where o.suspended_at is null
             and (exists (select from alert_rules r where r.org_id = o.org_id and r.is_enabled)
                  and exists (select from campaigns c where c.org_id = o.org_id and c.status = 'active')
                  or exists (select from alerts t where t.org_id = o.org_id and t.is_crossed))
           order by o.org_id"#
    )
    .fetch_all(conn)
    .await
}

/// All rules.
pub async fn rules(conn: &mut Conn) -> Result<Vec<Rule>, sqlx::Error> {
    sqlx::query_as!(
        Rule,
        r#"select id as "id: Id<AlertRule>", kind, campaign_id as "campaign_id: Id<Campaign>", thresholds, is_enabled from alert_rules"#
    )
    .fetch_all(conn)
    .await
}

/// What is known of the campaigns that run, and of paused ones that have crossed something, so that it ends when they are given more. Spend
/// and what it brought count in the campaign's own currency alone. All time is read only where
/// a rule needs it.
pub async fn facts(
    conn: &mut Conn,
    today: NaiveDate,
    first: NaiveDate,
    is_all_time: bool,
) -> Result<Vec<(Id<Campaign>, String, Facts)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"with running as materialized (
               select c.org_id, c.id, c.name, c.currency, c.budget_micros, c.budget_type, c.start_date, c.end_date
               from campaigns c
               where c.status = 'active'
                  or (c.status = 'paused' and exists (select from alerts t where t.org_id = c.org_id and t.campaign_id = c.id and t.is_crossed))),
           days as (
               select r.id, m.day, sum(m.spend_micros) filter (where a.currency = r.currency) as spend,
                      sum(m.impressions) as impressions, sum(m.clicks) as clicks,
                      sum(m.conversions_millionths) filter (where a.currency = r.currency) as conversions,
                      sum(m.conversion_value_micros) filter (where a.currency = r.currency) as revenue
               from running r
               join platform_campaigns p on p.org_id = r.org_id and p.campaign_id = r.id
               join campaign_metrics m on m.org_id = p.org_id and m.campaign_id = p.id
               join ad_accounts a on a.org_id = m.org_id and a.id = m.ad_account_id
               where m.day >= case when $2 then '-infinity' else $1::date end
               group by r.id, m.day),
           sums as (
               select d.id, sum(d.spend) as spent,
                      array_agg(d.day order by d.day) filter (where d.day >= $1) as days,
                      array_agg(coalesce(d.spend, 0)::bigint order by d.day) filter (where d.day >= $1) as spends,
                      array_agg(d.impressions::bigint order by d.day) filter (where d.day >= $1) as impressions,
                      array_agg(d.clicks::bigint order by d.day) filter (where d.day >= $1) as clicks,
                      array_agg(d.conversions::bigint order by d.day) filter (where d.day >= $1) as conversions,
                      array_agg(d.revenue::bigint order by d.day) filter (where d.day >= $1) as revenues
               from days d
               group by d.id)
           select r.id as "id!: Id<Campaign>", r.name as "name!", r.currency as "currency!", r.budget_micros, r.budget_type as "budget_type!",
                  r.start_date, r.end_date, coalesce(s.spent, 0)::bigint as "spent!", s.days as "days?", s.spends as "spends?",
                  s.impressions as "impressions?", s.clicks as "clicks?", s.conversions as "conversions?: Vec<Option<i64>>",
                  s.revenues as "revenues?: Vec<Option<i64>>"
           from running r
           left join sums s on s.id = r.id
           order by r.id"#,
        first,
        is_all_time
    )
    .fetch_all(conn)
    .await?;
    let facts = rows.into_iter().map(|row| {
        let (spends, shown, clicks) =
            (row.spends.unwrap_or_default(), row.impressions.unwrap_or_default(), row.clicks.unwrap_or_default());
        let (conversions, revenues) = (row.conversions.unwrap_or_default(), row.revenues.unwrap_or_default());
        let numbers = spends.into_iter().zip(shown).zip(clicks).zip(conversions).zip(revenues);
        let days = row.days.unwrap_or_default().into_iter().zip(numbers);
        let days = days.map(|(day, ((((spend, impressions), clicks), conversions), revenue))| Day {
            day,
            spend,
            impressions,
            clicks,
            conversions,
            revenue,
        });
        let facts = Facts {
            currency: row.currency,
            budget: row.budget_micros,
            is_daily: row.budget_type == "daily",
            starts_on: row.start_date,
            ends_on: row.end_date,
            today,
            spent: row.spent,
            days: days.collect(),
        };
        (row.id, row.name, facts)
    });
    Ok(facts.collect())
}

/// The alerts whose value has not come back.
pub async fn standing(conn: &mut Conn) -> Result<Vec<Standing>, sqlx::Error> {
    sqlx::query_as!(
        Standing,
        r#"select t.id as "id: Id<Alert>", t.rule_id as "rule_id: Id<AlertRule>", t.kind, t.campaign_id as "campaign_id: Id<Campaign>",
                  t.threshold, t.value, t.evidence as "evidence: Json<Evidence>", t.proposed_micros, t.status = 'open' as "is_open!",
                  c.status in ('active', 'paused') as "is_running!"
           from alerts t
           join campaigns c on c.org_id = t.org_id and c.id = t.campaign_id
           where t.is_crossed"#
    )
    .fetch_all(conn)
    .await
}

/// Keeps what fired, each crossing once; what it kept.
pub async fn fire(
    conn: &mut Conn,
    org: Id<Org>,
    fired: &[Fired],
    now: DateTime<Utc>,
) -> Result<Vec<Id<Alert>>, sqlx::Error> {
    fn column<T>(fired: &[Fired], of: impl Fn(&Fired) -> T) -> Vec<T> {
        fired.iter().map(of).collect()
    }
    let evidence: Vec<Json<&Evidence>> = fired.iter().map(|it| Json(&it.reading.evidence)).collect();
    sqlx::query_scalar!(
        r#"insert into alerts (org_id, id, rule_id, kind, campaign_id, threshold, value, evidence, proposed_micros, status, is_crossed,
                               is_told, fired_at)
           select $1, f.id, f.rule_id, f.kind, f.campaign_id, f.threshold, f.value, f.evidence, f.proposed, 'open', true, f.is_told, $2
           from unnest($3::uuid[], $4::uuid[], $5::text[], $6::uuid[], $7::bigint[], $8::bigint[], $9::jsonb[], $10::bigint[], $11::boolean[])
                as f (id, rule_id, kind, campaign_id, threshold, value, evidence, proposed, is_told)
           order by f.rule_id, f.campaign_id, f.threshold
           on conflict (org_id, rule_id, campaign_id, threshold) where is_crossed do nothing
           returning id as "id: Id<Alert>""#,
        org.raw(),
        now,
        &column(fired, |it| it.id.raw()),
        &column(fired, |it| it.rule_id.raw()),
        &column(fired, |it| it.kind.as_str()) as &[&str],
        &column(fired, |it| it.campaign_id.raw()),
        &column(fired, |it| it.threshold),
        &column(fired, |it| it.reading.value),
        &evidence as _,
        &column(fired, |it| it.reading.proposed) as &[Option<i64>],
        &column(fired, |it| it.is_told)
    )
    .fetch_all(conn)
    .await
}

/// Stores what open alerts show now.
pub async fn refresh(conn: &mut Conn, seen: &[Refreshed]) -> Result<(), sqlx::Error> {
    let ids: Vec<Uuid> = seen.iter().map(|it| it.id.raw()).collect();
    let values: Vec<i64> = seen.iter().map(|it| it.reading.value).collect();
    let evidence: Vec<Json<&Evidence>> = seen.iter().map(|it| Json(&it.reading.evidence)).collect();
    let proposed: Vec<Option<i64>> = seen.iter().map(|it| it.reading.proposed).collect();
    sqlx::query!(
        "update alerts t set value = s.value, evidence = s.evidence, proposed_micros = s.proposed
         from unnest($1::uuid[], $2::bigint[], $3::jsonb[], $4::bigint[]) as s (id, value, evidence, proposed)
         where t.id = s.id and t.status = 'open'",
        &ids,
        &values,
        &evidence as _,
        &proposed as &[Option<i64>]
    )
    .execute(conn)
    .await
    .map(drop)
}

/// An alert that was open until now.
#[derive(Clone, Debug)]
pub struct Ended {
    /// Id.
    pub id: Id<Alert>,
    /// Kind.
    pub kind: String,
    /// Of which campaign.
    pub campaign_id: Id<Campaign>,
    /// What it is called.
    pub name: String,
    /// Its threshold, in millionths.
    pub threshold: i64,
    /// The value as it was seen last.
    pub value: i64,
    /// Whether people had heard of it.
    pub is_told: bool,
}

/// Ends alerts: of those in `back` the value has come back or nobody asks any more, so that they may fire anew; those in `over` are of campaigns
/// that do not run any more. Gives those that were open.
pub async fn end(conn: &mut Conn, back: &[Uuid], over: &[Uuid], now: DateTime<Utc>) -> Result<Vec<Ended>, sqlx::Error> {
    sqlx::query_as!(
        Ended,
        r#"with before as (
               select t.org_id, t.id, t.status, c.name
               from alerts t
               join campaigns c on c.org_id = t.org_id and c.id = t.campaign_id
               where t.id = any($1) or t.id = any($2)
               order by t.id
               for update of t),
           ended as (
               update alerts t
               set is_crossed = t.is_crossed and t.id <> all($1),
                   status = case when t.status = 'open' then 'resolved' else t.status end,
                   ended_at = coalesce(t.ended_at, $3)
               from before b
               where t.org_id = b.org_id and t.id = b.id
               returning t.id, t.kind, t.campaign_id, b.name, t.threshold, t.value, t.is_told, b.status)
           select id as "id!: Id<Alert>", kind as "kind!", campaign_id as "campaign_id!: Id<Campaign>", name as "name!",
                  threshold as "threshold!", value as "value!", is_told as "is_told!"
           from ended where status = 'open' order by id"#,
        back,
        over,
        now
    )
    .fetch_all(conn)
    .await
}

/// The alerts of a rule whose value has not come back.
pub async fn standing_of(conn: &mut Conn, rule: Id<AlertRule>) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("select id from alerts where rule_id = $1 and is_crossed", rule.raw()).fetch_all(conn).await
}

/// Somebody has seen enough of an alert.
pub async fn dismiss(conn: &mut Conn, id: Id<Alert>, now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "update alerts set status = 'dismissed', ended_at = $2 where id = $1 and status = 'open'",
        id.raw(),
        now
    )
    .execute(conn)
    .await
    .map(drop)
}

/// Removes alerts that ended long ago. System role.
pub async fn delete_old(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    sqlx::query!("delete from alerts where ended_at < $1 and not is_crossed", before)
        .execute(conn)
        .await
        .map(|done| done.rows_affected())
}
