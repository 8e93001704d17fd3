//! SQL of syncs that the command line begins, as the system role.

use cmis_base::id::{Id, Integration, Org, SyncRun};
use cmis_db::Conn;
use uuid::Uuid;

use super::Asked;

/// A platform's integrations that are not disconnected: of some orgs, or of all that are not suspended.
pub async fn integrations(conn: &mut Conn, platform: &str, orgs: &[Uuid]) -> Result<Vec<Asked>, sqlx::Error> {
    sqlx::query_as!(
        Asked,
        r#"select i.org_id as "org_id: Id<Org>", o.name as org, i.id as "id: Id<Integration>", i.name, i.status,
                  exists (select from ad_accounts a where a.org_id = i.org_id and a.integration_id = i.id and a.is_used)
                      or exists (select from platform_profiles p
                                 where p.org_id = i.org_id and p.integration_id = i.id and p.is_used)
                      as "has_used!",
                  null::uuid as "run: Id<SyncRun>"
           from integrations i
           join orgs o on o.org_id = i.org_id
           where i.platform = $1 and i.status <> 'disconnected' and o.suspended_at is null
             and (cardinality($2::uuid[]) = 0 or i.org_id = any($2))
           order by o.name, i.created_at, i.id"#,
        platform,
        orgs
    )
    .fetch_all(conn)
    .await
}

/// The syncs of one kind, of integrations of orgs, that wait or work.
pub async fn live(
    conn: &mut Conn,
    orgs: &[Uuid],
    integrations: &[Uuid],
    kind: &str,
) -> Result<Vec<(Uuid, Id<SyncRun>)>, sqlx::Error> {
    sqlx::query!(
        r#"select r.integration_id, r.id as "id: Id<SyncRun>"
           from unnest($1::uuid[], $2::uuid[]) as n (org_id, id)
           join sync_runs r on r.org_id = n.org_id and r.integration_id = n.id
           where r.kind = $3 and r.status in ('queued', 'running')"#,
        orgs,
        integrations,
        kind
    )
    .map(|row| (row.integration_id, row.id))
    .fetch_all(conn)
    .await
}
