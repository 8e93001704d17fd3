//! SQL of the platforms' limits, in a system transaction.

use chrono::{DateTime, Utc};
use cmis_db::Conn;

/// Until when nobody may call as this app, or about this account.
pub async fn blocked_until(
    conn: &mut Conn,
    platform: &str,
    app: &str,
    account: &str,
    now: DateTime<Utc>,
) -> Result<Option<DateTime<Utc>>, sqlx::Error> {
    sqlx::query_scalar!(
        "select max(blocked_until) from platform_limits
         where platform = $1 and app_id = $2 and account in ('app', $3) and blocked_until > $4",
        platform,
        app,
        account,
        now
    )
    .fetch_one(conn)
    .await
}

/// Writes what was said. A wait is never cut short by somebody who was told of a shorter one.
pub async fn write(
    conn: &mut Conn,
    platform: &str,
    app: &str,
    rows: &[(String, f64, Option<DateTime<Utc>>)],
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (mut accounts, mut percents, mut untils) = (Vec::new(), Vec::new(), Vec::new());
    for (account, percent, until) in rows {
        accounts.push(account.clone());
        percents.push(*percent);
        untils.push(*until);
    }
    sqlx::query!(
        "insert into platform_limits as l (platform, app_id, account, percent, blocked_until, updated_at)
         select distinct on (said.account) $1, $2, said.account, said.percent::real, said.until, $6
         from unnest($3::text[], $4::float8[], $5::timestamptz[]) as said(account, percent, until)
         order by said.account, said.until desc nulls last
         on conflict (platform, app_id, account) do update
         set percent = excluded.percent, blocked_until = greatest(l.blocked_until, excluded.blocked_until),
             updated_at = excluded.updated_at",
        platform,
        app,
        &accounts,
        &percents,
        &untils as &[Option<DateTime<Utc>>],
        now
    )
    .execute(conn)
    .await
    .map(drop)
}
