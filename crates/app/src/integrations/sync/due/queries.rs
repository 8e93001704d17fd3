//! SQL of what is due: syncs, lost runs, tokens.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Integration, Org, SyncRun};
use cmis_db::Conn;

/// Integrations that are due, at most so many: each is due again an hour after it was. System role.
pub async fn take_due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(Id<Org>, Id<Integration>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"update integrations i
           set sync_at = i.sync_at + interval '1 hour' * (floor(extract(epoch from $1 - i.sync_at) / 3600) + 1)
           from (select d.org_id, d.id from integrations d
                 join orgs o on o.org_id = d.org_id
                 where d.status = 'active' and d.sync_at <= $1 and o.suspended_at is null
                 order by d.sync_at limit $2
                 for update of d skip locked) due
           where i.org_id = due.org_id and i.id = due.id
           returning i.org_id as "org_id: Id<Org>", i.id as "id: Id<Integration>""#,
        now,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.org_id, row.id)).collect())
}

/// A run that nobody works on any more.
pub struct Lost {
    /// Org.
    pub org_id: Id<Org>,
    /// Integration.
    pub integration_id: Id<Integration>,
    /// Id.
    pub id: Id<SyncRun>,
    /// What became of its job, if that is known.
    pub job_state: Option<String>,
    /// Whether the integration is gone.
    pub is_gone: bool,
}

/// Runs whose job is gone, and held ones whose integration is. System role.
pub async fn lost(conn: &mut Conn, most: i64) -> Result<Vec<Lost>, sqlx::Error> {
    sqlx::query_as!(
        Lost,
        r#"select r.org_id as "org_id: Id<Org>", r.integration_id as "integration_id: Id<Integration>", r.id as "id: Id<SyncRun>",
                  (select f.state from finished_jobs f where f.id = r.job_id limit 1) as job_state,
                  i.status = 'disconnected' as "is_gone!"
           from sync_runs r
           join integrations i on i.org_id = r.org_id and i.id = r.integration_id
           where (r.status in ('queued', 'running') and not exists (select from jobs j where j.id = r.job_id))
              or (r.status = 'held' and i.status = 'disconnected')
           limit $1"#,
        most
    )
    .fetch_all(conn)
    .await
}

/// Integrations whose tokens are to be refreshed ahead of their end, at most so many. System role.
pub async fn tokens_due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    most: i64,
) -> Result<Vec<(Id<Org>, Id<Integration>)>, sqlx::Error> {
    let rows = sqlx::query!(
        r#"select i.org_id as "org_id: Id<Org>", i.id as "id: Id<Integration>"
           from integrations i
           join orgs o on o.org_id = i.org_id
           where i.status = 'active' and i.refresh_at <= $1 and o.suspended_at is null
           order by i.refresh_at limit $2"#,
        now,
        most
    )
    .fetch_all(conn)
    .await?;
    Ok(rows.into_iter().map(|row| (row.org_id, row.id)).collect())
}

/// Whether an integration's tokens are still to be refreshed.
pub async fn is_token_due(
    conn: &mut Conn,
    org: Id<Org>,
    integration: Id<Integration>,
    now: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    sqlx::query_scalar!(
        r#"select exists (select from integrations where org_id = $1 and id = $2 and status = 'active' and refresh_at <= $3) as "is_due!""#,
        org.raw(),
        integration.raw(),
        now
    )
    .fetch_one(conn)
    .await
}

/// Deletes syncs and lines of logs from before `before`, and tokens of then that newer ones replaced. System role.
pub async fn delete_old(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let runs = sqlx::query!(
        "delete from sync_runs where created_at < $1 and status not in ('queued', 'running', 'held')",
        before
    );
    let runs = runs.execute(&mut *conn).await?.rows_affected();
    let lines = sqlx::query!("delete from integration_log where at < $1", before);
    let lines = lines.execute(&mut *conn).await?.rows_affected();
    let tokens = sqlx::query!(
        "delete from integration_tokens t
         using integrations i
         where i.org_id = t.org_id and i.id = t.integration_id and t.created_at < $1 and t.version < i.token_version",
        before
    );
    Ok(runs + lines + tokens.execute(conn).await?.rows_affected())
}

/// Deletes the tokens of integrations that were disconnected before `before` and whose end was lost: whoever had to give them back did
/// not. System role.
pub async fn delete_ended(conn: &mut Conn, before: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!(
        "delete from integration_tokens t
         using integrations i
         where i.org_id = t.org_id and i.id = t.integration_id and i.status = 'disconnected' and i.updated_at < $1",
        before
    );
    Ok(done.execute(conn).await?.rows_affected())
}

/// Deletes sign-ins that nobody came back from, or that are over. System role.
pub async fn delete_attempts(conn: &mut Conn, now: DateTime<Utc>) -> Result<u64, sqlx::Error> {
    let done = sqlx::query!("delete from connect_attempts where expires_at < $1", now).execute(conn).await?;
    Ok(done.rows_affected())
}
