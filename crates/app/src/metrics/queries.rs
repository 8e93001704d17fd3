//! SQL of numbers, in a tenant transaction. What is asked changes the key and the table, so these are put together from literals of the code.

use std::collections::HashMap;

use chrono::NaiveDate;
use cmis_base::id::{AdAccount, Campaign, Id, Member, Org};
use cmis_db::Conn;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::{
    model::{Figures, Sums},
    period::Period,
    rollups::Rebuilt,
};

/// What of an org's settings numbers go by.
#[derive(Clone, Debug)]
pub struct Settings {
    /// ISO 4217.
    pub currency: String,
    /// Whose days periods are named by.
    pub time_zone: String,
    /// `saturday`, `sunday` or `monday`.
    pub week_start: String,
}

/// What of an org's settings numbers go by.
pub async fn settings(conn: &mut Conn) -> Result<Settings, sqlx::Error> {
    sqlx::query_as!(Settings, "select currency, time_zone, week_start from orgs").fetch_one(conn).await
}

/// The ad accounts that a member is limited to; none for all.
pub async fn reach(conn: &mut Conn, member: Id<Member>) -> Result<Option<Vec<Uuid>>, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select case when not m.all_ad_accounts then
                   array(select a.ad_account_id from member_ad_accounts a where a.org_id = m.org_id and a.member_id = m.id)
               end as "accounts?"
           from members m where m.id = $1"#,
        member.raw()
    )
    .fetch_one(conn)
    .await
}

/// What is summed up.
#[derive(Clone, Copy, Debug)]
pub struct Scope<'a> {
    /// The days, of each account's own time zone.
    pub period: Period,
    /// These campaigns; none for all.
    pub campaigns: Option<&'a [Uuid]>,
    /// These platforms; none for all.
    pub platforms: Option<&'a [String]>,
    /// These ad accounts; none for all. What somebody may not see is left out here.
    pub accounts: Option<&'a [Uuid]>,
}

/// What sums are told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// The platform's word.
    Platform,
    /// The id of the ad account.
    Account,
    /// The id of the campaign.
    Campaign,
    /// A part of a split that platforms tell: `age`, `gender`, `country`, `placement`, `device`.
    Part(Split),
}

/// A split that platforms tell, as `ad_metrics` numbers them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// Of age and gender, the age.
    Age,
    /// Of age and gender, the gender.
    Gender,
    /// Both, as they are stored.
    AgeAndGender,
    /// The country.
    Country,
    /// The placement.
    Placement,
    /// The device.
    Device,
}

impl Split {
    /// The number under which `ad_metrics` stores it.
    const fn stored(self) -> i16 {
        match self {
            Self::Age | Self::Gender | Self::AgeAndGender => 1,
            Self::Country => 2,
            Self::Placement => 3,
            Self::Device => 4,
        }
    }

    /// What of a stored part (`age=25-34;gender=female`) is the key. A platform that does not tell age and gender together has parts of the one
    /// and parts of the other: each is left out where the other is asked for.
    pub fn key_of(self, part: &str) -> Option<String> {
        let of = |name: &str| part.split(';').find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
        let key = match self {
            Self::Age => of("age")?,
            Self::Gender => of("gender")?,
            Self::AgeAndGender => return Some(format!("age={};gender={}", of("age")?, of("gender")?)),
            Self::Country => of("country")?,
            Self::Placement => of("placement")?,
            Self::Device => of("device")?,
        };
        Some(key.to_owned())
    }
}

/// Sums in one currency under a key.
#[derive(Clone, Debug, FromRow)]
pub struct Keyed {
    /// The key; empty without one.
    pub key: String,
    /// The day; the first one of the period without days.
    pub day: NaiveDate,
    /// The hour, where hours are asked for.
    pub hour: Option<i16>,
    /// ISO 4217.
    pub currency: String,
    /// The sums.
    #[sqlx(flatten)]
    pub sums: Sums,
}

/// How finely sums are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grain {
    /// All days together.
    Whole,
    /// By day.
    Day,
    /// By day and hour: of platforms that tell them.
    Hour,
}

/// The number under which `ad_metrics` stores hours.
const HOURS: i16 = 5;

/// The caller's rows, so that a scan asks once whose they are and not row by row, as the policy of a table does.
pub const MINE: &str = "(select nullif(current_setting('app.org_id', true), '')::uuid)";

/// Sums by key and currency, and as finely as that is asked. Hours have no parts.
pub async fn sums(conn: &mut Conn, scope: Scope<'_>, by: Option<By>, grain: Grain) -> Result<Vec<Keyed>, sqlx::Error> {
    if grain == Grain::Hour {
        return fetch(conn, scope, ("ad_metrics", by, Some(HOURS)), grain).await;
    }
    if let Some(By::Part(split)) = by {
        let parts = parts(conn, scope, split, grain).await?;
        return Ok(parts.into_iter().filter_map(|row| Some(Keyed { key: split.key_of(&row.key)?, ..row })).collect());
    }
    // what is not asked by campaign is summed up by account already
    let table = match (by, scope.campaigns) {
        (Some(By::Campaign), _) | (_, Some(_)) => "campaign_metrics",
        _ => "account_metrics",
    };
    fetch(conn, scope, (table, by, None), grain).await
}

/// Sums by the stored part of a split: several things may be read from it.
pub async fn parts(conn: &mut Conn, scope: Scope<'_>, split: Split, grain: Grain) -> Result<Vec<Keyed>, sqlx::Error> {
    fetch(conn, scope, ("campaign_parts", None, Some(split.stored())), grain).await
}

/// Rows are summed up by account before anything is looked up for them.
async fn fetch(
    conn: &mut Conn,
    scope: Scope<'_>,
    (table, by, split): (&str, Option<By>, Option<i16>),
    grain: Grain,
) -> Result<Vec<Keyed>, sqlx::Error> {
    let (key, joined) = match by {
        None | Some(By::Part(_)) if grain == Grain::Hour => ("''::text", ""),
        None | Some(By::Part(_)) => ("s.part", ""),
        Some(By::Platform) => ("a.platform", ""),
        Some(By::Account) => ("s.ad_account_id::text", ""),
        Some(By::Campaign) => (
            "coalesce(p.campaign_id::text, '')",
            "join platform_campaigns p on p.org_id = s.org_id and p.id = s.campaign_id",
        ),
    };
    let campaign = if by == Some(By::Campaign) { "m.campaign_id" } else { "null::uuid" };
    let day = if grain == Grain::Whole { "$1::date" } else { "m.day" };
    // stored as 'hour=07'
    let hour = if grain == Grain::Hour { "substr(s.part, 6)::smallint" } else { "null::smallint" };
    let (part, splits) = match split {
        Some(_) => ("m.part", "m.split = $5"),
        None => ("''", "$5::smallint is null"),
    };
    // by their own ids the index is used: of a list that a statement finds out the planner thinks it were long
    let counterparts = match scope.campaigns {
        Some(campaigns) => Some(counterparts(conn, campaigns).await?),
        None => None,
    };
    let of_campaigns = if counterparts.is_some() { "m.campaign_id = any($3)" } else { "$3::uuid[] is null" };
    let sql = format!(
        "select {key} as key, s.day, {hour} as hour, a.currency, {outer}
         from (select m.org_id, m.ad_account_id, {campaign} as campaign_id, {day} as day, {part} as part, {inner}
               from {table} m
               where m.org_id = {MINE} and m.day between $1 and $2 and ($4::uuid[] is null or m.ad_account_id = any($4))
                 and {splits} and {of_campaigns}
               group by 1, 2, 3, 4, 5) s
         join ad_accounts a on a.org_id = s.org_id and a.id = s.ad_account_id
         {joined}
         where $6::text[] is null or a.platform = any($6)
         group by 1, 2, 3, 4 order by 1, 2, 3, 4",
        outer = summed("s"),
        inner = summed("m"),
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(scope.period.start_date)
        .bind(scope.period.end_date)
        .bind(counterparts)
        .bind(scope.accounts)
        .bind(split)
        .bind(scope.platforms)
        .fetch_all(conn)
        .await
}

/// What campaigns are at their platforms.
async fn counterparts(conn: &mut Conn, campaigns: &[Uuid]) -> Result<Vec<Uuid>, sqlx::Error> {
    sqlx::query_scalar!("select id from platform_campaigns where campaign_id = any($1)", campaigns)
        .fetch_all(conn)
        .await
}

/// The sums of a table's measures, each under its name.
fn summed(of: &str) -> String {
    let measures = [
        "impressions",
        "clicks",
        "spend_micros",
        "conversions_millionths",
        "conversion_value_micros",
        "leads",
        "video_views",
        "engagements",
    ];
    measures.map(|measure| format!("sum({of}.{measure})::bigint as {measure}")).join(", ")
}

/// Figures of campaigns in a period, by campaign: one statement for a page of them.
pub async fn of_campaigns(conn: &mut Conn, scope: Scope<'_>) -> Result<HashMap<Id<Campaign>, Figures>, sqlx::Error> {
    let mut figures: HashMap<Id<Campaign>, Figures> = HashMap::new();
    for row in sums(conn, scope, Some(By::Campaign), Grain::Whole).await? {
        let Ok(id) = row.key.parse() else { continue };
        figures.entry(id).or_default().add(&row.currency, row.sums);
    }
    Ok(figures)
}

/// The ad accounts of all orgs that have numbers, or sums of numbers, with the days of these. In a system transaction.
pub async fn with_numbers(conn: &mut Conn) -> Result<Vec<Rebuilt>, sqlx::Error> {
    sqlx::query_as!(
        Rebuilt,
        r#"select o.org_id as "org_id: Id<Org>", o.name as org_name, a.id as "ad_account_id: Id<AdAccount>", a.name as ad_account_name,
                  d.first as "from!", d.last as "to!"
           from ad_accounts a
           join orgs o on o.org_id = a.org_id
           join (select org_id, ad_account_id, min(day) as first, max(day) as last
                 from (select org_id, ad_account_id, day from ad_metrics
                       union all
                       select org_id, ad_account_id, day from campaign_metrics
                       union all
                       select org_id, ad_account_id, day from campaign_parts
                       union all
                       select org_id, ad_account_id, day from account_metrics) n
                 group by 1, 2) d on d.org_id = a.org_id and d.ad_account_id = a.id
           order by o.name, o.org_id, a.name, a.id"#
    )
    .fetch_all(conn)
    .await
}

/// Gives a transaction that sums up all numbers the time that it needs.
pub async fn take_time(conn: &mut Conn) -> Result<(), sqlx::Error> {
    sqlx::query("set local statement_timeout = '30min'").execute(conn).await.map(drop)
}

/// What a campaign is called.
#[derive(Clone, Debug)]
pub struct Named {
    /// Which.
    pub id: Id<Campaign>,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub status: String,
    /// Its currency.
    pub currency: String,
}

/// What campaigns are called.
pub async fn names(conn: &mut Conn, ids: &[Uuid]) -> Result<HashMap<Id<Campaign>, Named>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Named,
        r#"select id as "id: Id<Campaign>", name, status, currency from campaigns where id = any($1)"#,
        ids
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// The same of those that somebody may see.
pub async fn visible_names(
    conn: &mut Conn,
    reach: Option<&[Uuid]>,
    ids: &[Uuid],
) -> Result<HashMap<Id<Campaign>, Named>, sqlx::Error> {
    let rows = sqlx::query_as!(
        Named,
        r#"select c.id as "id: Id<Campaign>", c.name, c.status, c.currency
           from campaigns c
           where c.id = any($1)
             and ($2::uuid[] is null
                  or exists (select from campaign_accounts r
                             where r.org_id = c.org_id and r.campaign_id = c.id and r.ad_account_id = any($2))
                  or not exists (select from campaign_accounts r where r.org_id = c.org_id and r.campaign_id = c.id))"#,
        ids,
        reach
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// What ad accounts are called, by their ids as text.
pub async fn account_names(conn: &mut Conn) -> Result<std::collections::BTreeMap<String, String>, sqlx::Error> {
    let rows = sqlx::query!(r#"select id::text as "id!", name from ad_accounts"#).fetch_all(conn).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}
