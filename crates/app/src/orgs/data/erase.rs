//! The end of an org: thirty days after the request, unless somebody took it back.
//!
//! Works in small transactions, children before parents, the org's own row last; what a crash interrupts the next attempt
//! goes on with.

use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org};
use cmis_db::Conn;
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{children_first, queries};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    http::error::ApiError,
    operations::exports,
    orgs::queries::{find_org, lock_org, set_deletion},
    state::App,
};

/// Rows that one transaction deletes.
const BATCH: i64 = 5_000;
/// The queue's own tables: deleted together, by the queue.
const OF_THE_QUEUE: [&str; 3] = ["jobs", "finished_jobs", "job_attempts"];

/// Lets an org go on a day: the one way to do so. The job belongs to the installation, not to the org whose jobs it deletes:
/// the tenant role cannot enqueue it. System role.
pub async fn schedule(app: &App, conn: &mut Conn, org: Id<Org>, at: DateTime<Utc>) -> Result<(), ApiError> {
    set_deletion(conn, org, Some(at)).await?;
    enqueue(app, conn, org, at).await
}

/// Asks again for the deletion of every org whose day is over: a job that failed or was lost must not keep data.
pub async fn sweep(app: &App) -> Result<u64, ApiError> {
    let now = app.now();
    let mut tx = app.system("maintenance: orgs past their day").await?;
    let overdue = queries::overdue(&mut tx, now).await?;
    for org in &overdue {
        enqueue(app, &mut tx, *org, now).await?;
    }
    tx.commit().await?;
    Ok(overdue.len() as u64)
}

/// The deletion of an org at its time, once.
fn deletion(org_id: Id<Org>, at: DateTime<Utc>) -> Enqueue<DeleteOrg> {
    let key = format!("org.delete {org_id}");
    Enqueue::new(DeleteOrg { org_id }).at(at).unique(&key).one_at_a_time(&key)
}

async fn enqueue(app: &App, conn: &mut Conn, org_id: Id<Org>, at: DateTime<Utc>) -> Result<(), ApiError> {
    cmis_jobs::enqueue(conn, app.now(), app.ids.next(), deletion(org_id, at)).await?;
    Ok(())
}

/// Deletes an org whose time has come.
#[derive(Debug, Serialize, Deserialize)]
pub struct DeleteOrg {
    /// Which org. The job itself belongs to none: it deletes the jobs of the org.
    pub org_id: Id<Org>,
}

impl Job for DeleteOrg {
    const KIND: &'static str = "org.delete";
    const QUEUE: Queue = Queue::Default;
    const MAX_ATTEMPTS: i16 = 16;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<serde_json::Value, Failure> {
        let now = app.now();
        let mut tx = app.system("org deletion: look").await?;
        lock_org(&mut tx, self.org_id).await?;
        let Some(org) = find_org(&mut tx, self.org_id).await? else { return Ok(json!({"deleted": true})) };
        let Some(at) = org.deletes_at else { return Ok(json!({"deleted": false})) };
        if at > now {
            // taken back and asked for again
            let later = deletion(self.org_id, at);
            cmis_jobs::enqueue(&mut tx, now, app.ids.next(), later).await?;
            tx.commit().await?;
            return Ok(json!({"deleted": false, "later": at}));
        }
        queries::shut(&mut tx, self.org_id, now).await?;
        let tables = children_first(queries::tables(&mut tx).await?);
        let archives = queries::exports(&mut tx, self.org_id).await?;
        tx.commit().await?;
        app.access.forget();

        for archive in archives {
            exports::remove(&app, archive).await?;
        }
        for table in tables.iter().filter(|table| table.name != "orgs" && !OF_THE_QUEUE.contains(&table.name.as_str()))
        {
            loop {
                let mut tx = app.system("org deletion: rows").await?;
                job.hold(&mut tx).await?;
                let gone = queries::delete_some(&mut tx, &table.name, self.org_id, BATCH).await?;
                tx.commit().await?;
                if gone == 0 {
                    break;
                }
            }
        }

        let mut tx = app.system("org deletion: end").await?;
        job.hold(&mut tx).await?;
        cmis_jobs::erase_org(&mut tx, self.org_id).await?;
        queries::delete_mails(&mut tx, self.org_id).await?;
        for table in tables.iter().filter(|table| !table.parents.iter().any(|parent| parent == "orgs")) {
            // what a request that was still under way left in tables that the org's row does not take along
            if table.name != "orgs" && !OF_THE_QUEUE.contains(&table.name.as_str()) {
                queries::delete_some(&mut tx, &table.name, self.org_id, i64::MAX).await?;
            }
        }
        queries::delete_org(&mut tx, self.org_id).await?;
        let change = Change::new("org.deleted", "org", self.org_id).before(json!({"name": org.name}));
        audit::record_system(&mut tx, &Actor::system(), app.now(), change).await?;
        tx.commit().await?;
        app.access.forget();
        Ok(json!({"deleted": true}))
    }
}
