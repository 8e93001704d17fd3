//! SQL of numbers, in a tenant transaction. What is asked changes the key and the table, so these are put together from literals of the code.

use std::collections::HashMap;

use chrono::NaiveDate;
use cmis_base::id::{Campaign, Id, Member};
use cmis_db::Conn;
use sqlx::{AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::{
    model::{Figures, Sums},
    period::Period,
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
    /// The stored number, and what of a part is the key: `age=25-34;gender=female`.
    const fn stored(self) -> (i16, &'static str) {
        match self {
            Self::Age => (1, "(?:^|;)age=([^;]*)"),
            Self::Gender => (1, "(?:^|;)gender=([^;]*)"),
            Self::AgeAndGender => (1, "(age=[^;]*;gender=[^;]*)"),
            Self::Country => (2, "(?:^|;)country=([^;]*)"),
            Self::Placement => (3, "(?:^|;)placement=([^;]*)"),
            Self::Device => (4, "(?:^|;)device=([^;]*)"),
        }
    }
}

/// Sums in one currency under a key.
#[derive(Clone, Debug, FromRow)]
pub struct Keyed {
    /// The key; empty without one.
    pub key: String,
    /// The day; the first one of the period without days.
    pub day: NaiveDate,
    /// ISO 4217.
    pub currency: String,
    /// The sums.
    #[sqlx(flatten)]
    pub sums: Sums,
}

/// Sums by key and currency, and by day too where that is asked. Rows are summed up by account before anything is looked up for them. A platform
/// that does not tell age and gender together has rows of the one and rows of the other: each is left out where the other is asked for.
pub async fn sums(
    conn: &mut Conn,
    scope: Scope<'_>,
    by: Option<By>,
    is_daily: bool,
) -> Result<Vec<Keyed>, sqlx::Error> {
    let (key, joined) = match by {
        None => ("s.part", ""),
        // a pattern is looked for once in each part, not in each row
        Some(By::Part(_)) => ("substring(s.part from $6)", ""),
        Some(By::Platform) => ("a.platform", ""),
        Some(By::Account) => ("s.ad_account_id::text", ""),
        Some(By::Campaign) => (
            "coalesce(p.campaign_id::text, '')",
            "join platform_campaigns p on p.org_id = s.org_id and p.id = s.campaign_id",
        ),
    };
    let (table, part, split) = match by {
        Some(By::Part(split)) => ("campaign_parts", "m.part", Some(split.stored())),
        _ => ("campaign_metrics", "''", None),
    };
    let campaign = if by == Some(By::Campaign) { "m.campaign_id" } else { "null::uuid" };
    let day = if is_daily { "m.day" } else { "$1::date" };
    let splits = if split.is_some() { "m.split = $5" } else { "$5::smallint is null" };
    let of_campaigns = match scope.campaigns {
        Some(_) => "m.campaign_id in (select id from platform_campaigns where campaign_id = any($3))",
        None => "$3::uuid[] is null",
    };
    let sql = format!(
        "select {key} as key, s.day, a.currency, {outer}
         from (select m.org_id, m.ad_account_id, {campaign} as campaign_id, {day} as day, {part} as part, {inner}
               from {table} m
               where m.day between $1 and $2 and ($4::uuid[] is null or m.ad_account_id = any($4)) and {splits} and {of_campaigns}
               group by 1, 2, 3, 4, 5) s
         join ad_accounts a on a.org_id = s.org_id and a.id = s.ad_account_id
         {joined}
         where ($7::text[] is null or a.platform = any($7)) and ($6::text is null or s.part ~ $6)
         group by 1, 2, 3 order by 1, 2, 3",
        outer = summed("s"),
        inner = summed("m"),
    );
    sqlx::query_as(AssertSqlSafe(sql))
        .bind(scope.period.start_date)
        .bind(scope.period.end_date)
        .bind(scope.campaigns)
        .bind(scope.accounts)
        .bind(split.map(|(stored, _)| stored))
        .bind(split.map(|(_, pattern)| pattern))
        .bind(scope.platforms)
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
    for row in sums(conn, scope, Some(By::Campaign), false).await? {
        let Ok(id) = row.key.parse() else { continue };
        figures.entry(id).or_default().add(&row.currency, row.sums);
    }
    Ok(figures)
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
