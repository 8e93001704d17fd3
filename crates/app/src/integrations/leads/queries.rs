//! SQL of leads that came, in the org's transaction.

use chrono::{DateTime, Utc};
use cmis_base::id::{AdAccount, Id, Org, WebhookLog};
use cmis_db::Conn;
use uuid::Uuid;

use super::{KIND, Of};

/// Remembers leads by the platform's ids, each with the row of the log by which it came; those that nobody knew.
pub async fn remember(
    conn: &mut Conn,
    org: Id<Org>,
    platform: &str,
    leads: &[(&str, Id<WebhookLog>)],
    now: DateTime<Utc>,
) -> Result<Vec<String>, sqlx::Error> {
    let ids: Vec<String> = leads.iter().map(|(id, _)| (*id).to_owned()).collect();
    let logs: Vec<Uuid> = leads.iter().map(|(_, log)| log.raw()).collect();
    sqlx::query_scalar!(
        "insert into received_leads (org_id, platform, external_id, webhook_log_id, received_at)
         select $1, $2, n.external_id, n.log_id, $5
         from unnest($3::text[], $4::uuid[]) as n (external_id, log_id)
         on conflict (org_id, platform, external_id) do nothing
         returning external_id",
        org.raw(),
        platform,
        &ids,
        &logs,
        now
    )
    .fetch_all(conn)
    .await
}

/// By what an ad account was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// Itself.
    Account,
    /// A campaign of it.
    Campaign,
    /// An ad of it.
    Ad,
}

/// An ad account that was found.
#[derive(Debug)]
pub struct Found {
    how: i32,
    /// The platform's id by which it was found.
    pub external_id: String,
    /// The account.
    pub id: Id<AdAccount>,
}

impl Found {
    /// By what.
    pub const fn how(&self) -> How {
        match self.how {
            1 => How::Account,
            2 => How::Campaign,
            _ => How::Ad,
        }
    }
}

/// The used ad accounts of ads and campaigns, and the one whose leads were listed.
pub async fn accounts(
    conn: &mut Conn,
    of: Of<'_>,
    ads: &[String],
    campaigns: &[String],
) -> Result<Vec<Found>, sqlx::Error> {
    sqlx::query_as!(
        Found,
        r#"select 1 as "how!", external_id as "external_id!", id as "id!: Id<AdAccount>"
           from ad_accounts where org_id = $1 and platform = $2 and external_id = $3 and is_used
           union all
           select 2, c.external_id, a.id
           from platform_campaigns c
           join ad_accounts a on a.org_id = c.org_id and a.id = c.ad_account_id and a.platform = $2 and a.is_used
           where c.org_id = $1 and c.external_id = any($4)
           union all
           select 3, d.external_id, a.id
           from ads d
           join ad_accounts a on a.org_id = d.org_id and a.id = d.ad_account_id and a.platform = $2 and a.is_used
           where d.org_id = $1 and d.external_id = any($5)"#,
        of.org.raw(),
        of.platform.as_str(),
        of.account,
        campaigns,
        ads
    )
    .fetch_all(conn)
    .await
}

/// New rows of the log, column by column.
#[derive(Debug, Default)]
pub struct NewLogs {
    /// Ids.
    pub ids: Vec<Uuid>,
    /// Ad accounts.
    pub accounts: Vec<Option<Uuid>>,
    /// When the leads were given.
    pub given: Vec<Option<DateTime<Utc>>>,
    /// The leads, sealed.
    pub details: Vec<Vec<u8>>,
}

/// Writes leads into the log of what platforms tell, as things that are done. No event stands behind them: nobody announced them.
pub async fn insert_logs(conn: &mut Conn, of: Of<'_>, new: &NewLogs) -> Result<(), sqlx::Error> {
    sqlx::query!(
        "insert into webhook_logs (org_id, id, event_id, platform, integration_id, ad_account_id, kind, happened_at, received_at,
                                   state, effect, details, processed_at)
         select $1, n.id, n.id, $2, $3, n.ad_account_id, $4, n.happened_at, $5, 'processed', 'lead_received', n.details, $5
         from unnest($6::uuid[], $7::uuid[], $8::timestamptz[], $9::bytea[]) as n (id, ad_account_id, happened_at, details)",
        of.org.raw(),
        of.platform.as_str(),
        of.integration.raw(),
        KIND,
        of.now,
        &new.ids,
        &new.accounts as &[Option<Uuid>],
        &new.given as &[Option<DateTime<Utc>>],
        &new.details
    )
    .execute(conn)
    .await
    .map(drop)
}
