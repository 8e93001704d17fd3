//! Everything that an org owns, as a ZIP of JSON lines, one file a table.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org},
    permission::need,
};
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running};
use futures_util::TryStreamExt;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::queries;
use crate::{
    access::{
        caller::{Actor, Caller},
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{error::ApiError, reply::Reply},
    jobs::model::Started,
    operations::exports::{self, Archive},
    orgs::queries::find_org,
    state::App,
};

/// Machinery: the queue, and rows that are nothing but a secret.
const LEFT_OUT: [&str; 5] = ["jobs", "finished_jobs", "job_attempts", "oauth_codes", "oauth_tokens"];
/// How much is gathered before the archive takes it.
const CHUNK: usize = 64 * 1024;

/// Export everything the organization owns
///
/// The job's result holds the address of the ZIP, good for seven days; it is mailed to the caller too. Five a day.
#[utoipa::path(get, path = "/api/orgs/{org_id}/export", tag = "Organization", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["org.export"])), responses((status = 202, body = Reply<Started>)))]
pub async fn start(State(app): State<App>, caller: Caller<need::OrgExport>) -> Result<Reply<Started>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let job = Enqueue::new(ExportOrg {})
        .org(caller.org)
        .by(caller.user)
        .unique("org.export")
        .one_at_a_time(format!("org.export:{}", caller.org));
    let new = app.ids.next();
    let id = cmis_jobs::enqueue(&mut tx, now, new, job).await?;
    // asking again while one waits costs nothing
    if id == new {
        let mut counted = app.system("export throttle").await?;
        throttle::enter(&mut counted, &[Gate::exports(caller.org)], now).await?;
        counted.commit().await?;
    }
    let change = Change::new("org.export_requested", "org", caller.org).after(json!({"job_id": id}));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Started::reply(id))
}

/// Writes the archive of the org that the job belongs to.
#[derive(Debug, Serialize, Deserialize)]
pub struct ExportOrg {}

impl Job for ExportOrg {
    const KIND: &'static str = "org.export";
    const QUEUE: Queue = Queue::DataExports;
    type State = App;

    async fn run(self, app: App, job: Running) -> Result<Value, Failure> {
        let org = job.org_id.ok_or_else(|| Failure::permanent(anyhow::anyhow!("an export belongs to an org")))?;
        let mut archive = Archive::create(&app, job.id).await?;
        let mut tx = app.tenant(org).await?;
        queries::hold_still(&mut tx).await?;
        let Some(settings) = find_org(&mut tx, org).await? else {
            return Err(Failure::permanent(anyhow::anyhow!("the org is gone")));
        };
        let tables: Vec<_> = queries::tables(&mut tx)
            .await?
            .into_iter()
            .filter(|table| !LEFT_OUT.contains(&table.name.as_str()) && !table.columns.is_empty())
            .collect();
        let mut counts = Map::new();
        for (done, table) in tables.iter().enumerate() {
            job.check()?;
            job.progress(u8::try_from(done * 95 / tables.len()).unwrap_or(95), &table.name).await?;
            archive.file(format!("{}.jsonl", table.name)).await?;
            let mut rows = queries::rows(&mut tx, table, org);
            let mut chunk = String::with_capacity(CHUNK * 2);
            let mut count = 0_u64;
            while let Some(line) = rows.try_next().await? {
                chunk.push_str(&line);
                chunk.push('\n');
                count += 1;
                if chunk.len() >= CHUNK {
                    archive.write(std::mem::take(&mut chunk).into_bytes()).await?;
                }
            }
            drop(rows);
            archive.write(chunk.into_bytes()).await?;
            counts.insert(table.name.clone(), count.into());
        }
        tx.rollback().await?;
        let manifest = json!({"organization": settings.name, "org_id": org, "exported_at": app.now(), "rows": counts});
        archive.file("manifest.json".to_owned()).await?;
        archive.write(format!("{manifest:#}\n").into_bytes()).await?;
        let bytes = archive.finish().await?;
        finish(&app, &job, org, bytes).await
    }
}

/// Tells that it is ready, and sees to it that the file goes when its address ends.
async fn finish(app: &App, job: &Running, org: Id<Org>, bytes: u64) -> Result<Value, Failure> {
    let now = app.now();
    let ready = exports::ready(app, job.id, now, bytes);
    let mut tx = app.system("export ready").await?;
    job.hold(&mut tx).await?;
    exports::expire_later(app, &mut tx, job.id).await?;
    let actor = Actor { kind: "job", id: job.created_by.map(Id::raw), ..Actor::system() };
    let change = Change::new("org.export_ready", "org", org).after(json!({"job_id": job.id, "bytes": bytes}));
    audit::record(&mut tx, org, &actor, now, change).await?;
    tx.commit().await?;
    Ok(serde_json::to_value(ready)?)
}
