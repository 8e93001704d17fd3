//! SQL of plans and what is used of them.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::id::{Id, Org};
use cmis_db::Conn;

use super::Metric;

/// What a plan allows; `None` is any number.
#[derive(Clone, Debug)]
pub struct Limits {
    /// People and open invitations.
    pub members: Option<i64>,
    /// Accounts of platforms.
    pub connected_accounts: Option<i64>,
    /// A month.
    pub ai_requests: Option<i64>,
    /// Bytes.
    pub storage_bytes: Option<i64>,
}

impl Limits {
    /// In the order of the metrics.
    pub fn all(&self) -> (Option<i64>, Option<i64>, Option<i64>, Option<i64>) {
        (self.members, self.connected_accounts, self.ai_requests, self.storage_bytes)
    }
}

/// An org's plan.
#[derive(Clone, Debug)]
pub struct PlanOf {
    /// The org's name.
    pub name: String,
    /// Where its months begin.
    pub time_zone: String,
    /// The plan's word.
    pub plan: String,
    /// What it allows.
    pub limits: Limits,
}

/// The plan of an org.
pub async fn plan_of(conn: &mut Conn, org: Id<Org>) -> Result<Option<PlanOf>, sqlx::Error> {
    sqlx::query!(
        "select o.name, o.time_zone, o.plan, p.members, p.connected_accounts, p.ai_requests, p.storage_bytes
         from orgs o
         join plans p on p.name = o.plan
         where o.org_id = $1",
        org.raw()
    )
    .map(|row| PlanOf {
        name: row.name,
        time_zone: row.time_zone,
        plan: row.plan,
        limits: Limits {
            members: row.members,
            connected_accounts: row.connected_accounts,
            ai_requests: row.ai_requests,
            storage_bytes: row.storage_bytes,
        },
    })
    .fetch_optional(conn)
    .await
}

/// A plan with its name.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The word.
    pub name: String,
    /// What it allows.
    pub limits: Limits,
}

/// Every plan, smallest first.
pub async fn plans(conn: &mut Conn) -> Result<Vec<Plan>, sqlx::Error> {
    sqlx::query!("select name, members, connected_accounts, ai_requests, storage_bytes from plans order by rank")
        .map(|row| Plan {
            name: row.name,
            limits: Limits {
                members: row.members,
                connected_accounts: row.connected_accounts,
                ai_requests: row.ai_requests,
                storage_bytes: row.storage_bytes,
            },
        })
        .fetch_all(conn)
        .await
}

/// What an org uses.
#[derive(Clone, Debug)]
pub struct Used {
    /// People, suspended ones too.
    pub members: i64,
    /// Open invitations.
    pub invitations: i64,
    /// Ad accounts that are used.
    pub connected_accounts: i64,
    /// AI requests of the month.
    pub ai_requests: i64,
}

impl Used {
    /// In the order of the metrics. Files come with the features that have them.
    pub fn all(&self) -> (i64, i64, i64, i64) {
        (self.members + self.invitations, self.connected_accounts, self.ai_requests, 0)
    }
}

/// What an org uses now; `period` is the first day of its month.
pub async fn used(conn: &mut Conn, org: Id<Org>, period: NaiveDate, now: DateTime<Utc>) -> Result<Used, sqlx::Error> {
    sqlx::query_as!(
        Used,
        r#"select (select count(*) from members where org_id = $1 and status <> 'removed') as "members!",
                  (select count(*) from invitations
                   where org_id = $1 and accepted_at is null and revoked_at is null and expires_at > $3) as "invitations!",
                  (select count(*) from ad_accounts where org_id = $1 and is_used) as "connected_accounts!",
                  coalesce((select used from usage_counters
                            where org_id = $1 and metric = 'ai_requests' and period = $2), 0) as "ai_requests!""#,
        org.raw(),
        period,
        now
    )
    .fetch_one(conn)
    .await
}

/// Notes that the admins are told; `false` when they were already.
pub async fn note_warning(
    conn: &mut Conn,
    org: Id<Org>,
    (metric, limit, period): (Metric, i64, NaiveDate),
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query!(
        "insert into usage_warnings (org_id, metric, plan_limit, period, at)
         values ($1, $2, $3, $4, $5)
         on conflict do nothing",
        org.raw(),
        metric.as_str(),
        limit,
        period,
        now
    )
    .execute(conn)
    .await
    .map(|done| done.rows_affected() == 1)
}
