//! SQL of what only the first page asks, in a tenant transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Job};
use cmis_db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

/// Rows of a kind that the first page shows.
const MOST: i64 = 50;

/// The states of the connections to platforms: the worst of each.
pub async fn tokens(conn: &mut Conn) -> Result<Vec<(String, String)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select platform, case when bool_or(status = 'needs_reconnect') then 'needs_reconnect' else 'active' end as "status!"
           from integrations where status <> 'disconnected' group by platform order by platform"#
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.platform, row.status)).collect())
}

/// Something at a platform that the org uses.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ConnectedAccount {
    /// Of an ad account its platform (`meta`, …), of a page or profile its network (`facebook`, `instagram`).
    pub platform: String,
    /// `ad_account`, `page` or `instagram`.
    pub kind: String,
    /// Its name.
    pub account_name: String,
    /// When it was found.
    pub connected_at: DateTime<Utc>,
}

/// What the org uses at platforms, by name.
pub async fn accounts(conn: &mut Conn) -> Result<Vec<ConnectedAccount>, sqlx::Error> {
    sqlx::query_as!(
        ConnectedAccount,
        r#"select platform as "platform!", kind as "kind!", account_name as "account_name!", connected_at as "connected_at!"
           from (
               select a.platform, 'ad_account' as kind, a.name as account_name, a.created_at as connected_at
               from ad_accounts a
               join integrations i on i.org_id = a.org_id and i.id = a.integration_id
               where a.is_used and i.status <> 'disconnected'
               union all
               select case p.kind when 'page' then 'facebook' else p.kind end, p.kind, p.name, p.created_at
               from platform_profiles p
               join integrations i on i.org_id = p.org_id and i.id = p.integration_id
               where p.is_used and i.status <> 'disconnected') used
           order by 1, 3
           limit $1"#,
        MOST
    )
    .fetch_all(conn)
    .await
}

/// Work of the org that is not over.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PendingJob {
    /// Id.
    pub id: Id<Job>,
    /// What it does.
    pub kind: String,
    /// `pending` or `processing`.
    pub status: String,
    /// How far it is, in percent.
    pub progress: i16,
}

/// The org's work that is not over, the newest first.
pub async fn jobs(conn: &mut Conn) -> Result<Vec<PendingJob>, sqlx::Error> {
    sqlx::query_as!(
        PendingJob,
        r#"select id as "id: Id<Job>", kind, case state when 'running' then 'processing' else 'pending' end as "status!", progress
           from jobs
           where org_id = nullif(current_setting('app.org_id', true), '')::uuid and state in ('pending', 'scheduled', 'running')
           order by created_at desc, id
           limit $1"#,
        MOST
    )
    .fetch_all(conn)
    .await
}
