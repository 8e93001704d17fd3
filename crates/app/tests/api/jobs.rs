//! Background work as people see it: who sees what, cancelling, trying again, and what is said of a failure.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use cmis_app::background;
use cmis_base::id::{Id, Job as JobId, Org, User};
use cmis_jobs::{Enqueue, Failure, Job, Queue, Running, Worker};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::harness::{Answer, TestApp};

/// What the jobs of these stories share with them.
#[derive(Clone, Default)]
struct Stage {
    begun: Arc<Notify>,
    is_mended: Arc<AtomicBool>,
}

/// Runs until it is cancelled.
#[derive(Serialize, Deserialize)]
struct Endless {}

impl Job for Endless {
    const KIND: &'static str = "test.endless";
    const QUEUE: Queue = Queue::Sync;
    type State = Stage;

    async fn run(self, stage: Stage, job: Running) -> Result<Value, Failure> {
        job.progress(40, "half-way").await?;
        stage.begun.notify_one();
        job.cancelled().await;
        job.check()?;
        Ok(Value::Null)
    }
}

/// Fails until the stage is mended.
#[derive(Serialize, Deserialize)]
struct Broken {}

impl Job for Broken {
    const KIND: &'static str = "test.broken";
    const QUEUE: Queue = Queue::Sync;
    const MAX_ATTEMPTS: i16 = 1;
    type State = Stage;

    async fn run(self, stage: Stage, _: Running) -> Result<Value, Failure> {
        if stage.is_mended.load(Ordering::Acquire) {
            return Ok(json!({"posts": 7}));
        }
        Err(anyhow::anyhow!("connection to 10.1.2.3 with secret hunter2 refused").into())
    }
}

/// Panics, or does not even decode.
#[derive(Serialize, Deserialize)]
struct Poisoned {
    account: u32,
}

impl Job for Poisoned {
    const KIND: &'static str = "test.poisoned";
    const QUEUE: Queue = Queue::Sync;
    const MAX_ATTEMPTS: i16 = 1;
    type State = Stage;

    async fn run(self, _: Stage, _: Running) -> Result<Value, Failure> {
        panic!("account {} at /srv/cmis/keys", self.account);
    }
}

fn worker(app: &TestApp, stage: &Stage) -> Worker {
    background::worker(&app.app)
        .register::<Endless>(stage.clone())
        .register::<Broken>(stage.clone())
        .register::<Poisoned>(stage.clone())
}

async fn enqueue<J: Job>(app: &TestApp, org: Option<Id<Org>>, by: Id<User>, job: J) -> Id<JobId> {
    let mut tx = app.app.system("test").await.expect("transaction");
    let mut job = Enqueue::new(job).by(by);
    if let Some(org) = org {
        job = job.org(org);
    }
    let id = cmis_jobs::enqueue(&mut tx, app.clock.now(), app.app.ids.next(), job).await.expect("enqueued");
    tx.commit().await.expect("commit");
    id
}

fn ids(answer: &Answer) -> Vec<String> {
    answer.data().as_array().expect("rows").iter().map(|job| job["id"].as_str().expect("id").to_owned()).collect()
}

#[tokio::test]
async fn an_org_sees_its_jobs_and_everybody_their_own() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "member").await;
    let (noor, _) = app.colleague("Noor", org, "viewer").await;
    let (mallory, other) = app.founder("Mallory").await;
    let of_salma = enqueue(&app, Some(org), salma.user, Endless {}).await;
    let of_noor = enqueue(&app, Some(org), noor.user, Broken {}).await;
    let personal = enqueue(&app, None, noor.user, Broken {}).await;
    let foreign = enqueue(&app, Some(other), mallory.user, Endless {}).await;

    let list = format!("/api/orgs/{org}/jobs");
    assert_eq!(ids(&omar.get(&list).await), [of_noor.to_string(), of_salma.to_string()], "the newest first");
    assert_eq!(ids(&salma.get("/api/jobs?kind=test.endless").await), [of_salma.to_string()], "the short form");
    assert_eq!(ids(&omar.get(&format!("{list}?status=failed,completed")).await), Vec::<String>::new());
    omar.get(&format!("{list}?status=blocked")).await.refused(400, "malformed_request");
    let row = omar.get(&list).await.data()[0].clone();
    assert_eq!((&row["created_by_name"], &row["status"]), (&json!("Noor"), &json!("pending")));
    noor.get(&list).await.refused(403, "forbidden");
    mallory.get(&list).await.refused(404, "not_found");

    // one's own, whatever the role: in the org, and outside of any
    let own = noor.get("/api/jobs/user").await;
    assert_eq!(ids(&own), [personal.to_string(), of_noor.to_string()]);
    assert_eq!(ids(&noor.get("/api/jobs/user/recent").await), ids(&own));
    for job in [of_noor, personal] {
        let seen = noor.get(&format!("/api/jobs/{job}")).await;
        assert_eq!((&seen.data()["can_manage"], &seen.data()["attempts"]), (&json!(true), &json!([])));
    }
    noor.get(&format!("/api/jobs/{of_salma}")).await.refused(404, "not_found");
    salma.get(&format!("/api/jobs/{personal}")).await.refused(404, "not_found");
    for path in
        [format!("/api/jobs/{foreign}"), format!("/api/jobs/{foreign}/status"), format!("/api/jobs/sync/{foreign}")]
    {
        salma.get(&path).await.refused(404, "not_found");
    }
    salma.delete(&format!("/api/jobs/{foreign}")).await.refused(404, "not_found");
    salma.post(&format!("/api/jobs/{foreign}/retry"), json!({})).await.refused(404, "not_found");

    // under its queue's name, and only under it
    assert_eq!(salma.get(&format!("/api/jobs/sync/{of_noor}")).await.data()["kind"], "test.broken");
    salma.get(&format!("/api/jobs/webhooks/{of_noor}")).await.refused(404, "not_found");

    // a key acts for its creator within its org; somebody who left sees nothing any more
    let made = salma.post(&format!("/api/orgs/{org}/api-keys"), json!({"name": "k", "scopes": ["members.read"]})).await;
    let key = app.anonymous().with("x-api-key", made.data()["key"].as_str().expect("key"));
    assert_eq!(ids(&key.get("/api/jobs/user").await), [of_salma.to_string()]);
    key.get(&format!("/api/jobs/{of_noor}")).await.refused(404, "not_found");
    noor.post(&format!("/api/orgs/{org}/leave"), json!({})).await.data();
    assert_eq!(ids(&noor.get("/api/jobs/user").await), [personal.to_string()]);
    assert_eq!(ids(&noor.get("/api/jobs/user/recent").await), [personal.to_string()]);
    noor.get(&format!("/api/jobs/{of_noor}")).await.refused(404, "not_found");
}

#[tokio::test]
async fn a_job_is_cancelled_before_it_begins_and_while_it_runs() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "member").await;
    let (rana, _) = app.colleague("Rana", org, "manager").await;
    let waiting = enqueue(&app, Some(org), salma.user, Endless {}).await;
    let path = format!("/api/jobs/{waiting}");
    let refused = omar.delete(&path).await;
    assert_eq!(refused.refused(403, "forbidden")["permission"], "jobs.manage");
    let done = rana.delete(&path).await;
    assert_eq!((&done.data()["status"], done.body["message"].is_string()), (&json!("cancelled"), true));
    assert_eq!(rana.delete(&format!("{path}/cancel")).await.data()["status"], "cancelled", "twice is once");

    let running = enqueue(&app, Some(org), omar.user, Endless {}).await;
    let stage = Stage::default();
    let (worker, stop) = (worker(&app, &stage), CancellationToken::new());
    let path = format!("/api/jobs/sync/{running}");
    let story = async {
        stage.begun.notified().await;
        let seen = omar.get(&path).await;
        assert_eq!((&seen.data()["status"], &seen.data()["progress"]), (&json!("processing"), &json!(40)));
        let told = omar.delete(&format!("{path}/cancel")).await;
        assert_eq!((&told.data()["status"], &told.data()["cancel_requested"]), (&json!("processing"), &json!(true)));
        stop.cancel();
    };
    tokio::join!(worker.run(stop.clone()), story);
    let ended = omar.get(&path).await;
    assert_eq!(
        (&ended.data()["status"], &ended.data()["attempts"][0]["outcome"], &ended.data()["failure"]),
        (&json!("cancelled"), &json!("cancelled"), &json!(null))
    );
    let log = salma.get(&format!("/api/orgs/{org}/audit-log?action=job.cancelled")).await;
    assert_eq!(log.body["meta"]["total"], 2, "{}", log.body);
}

#[tokio::test]
async fn a_failed_job_tells_why_in_words_and_is_tried_again() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "member").await;
    let root = app.instance_admin("Root").await;
    let stage = Stage::default();
    let broken = enqueue(&app, Some(org), salma.user, Broken {}).await;
    let path = format!("/api/jobs/{broken}");
    salma.post(&format!("{path}/retry"), json!({})).await.refused(409, "invalid_transition");
    worker(&app, &stage).run_due().await.expect("jobs");
    let failed = omar.get(&path).await;
    assert_eq!((&failed.data()["status"], &failed.data()["failure"]["reason"]), (&json!("failed"), &json!("failed")));
    assert!(failed.data()["error"].as_str().expect("words").contains("administrator"));
    let list = omar.get(&format!("/api/orgs/{org}/jobs?status=failed")).await;
    let admin = root.get("/api/admin/jobs?status=failed").await;
    for answer in [&failed, &list, &admin] {
        let text = answer.body.to_string();
        assert!(!text.contains("hunter2") && !text.contains("10.1.2.3"), "{text}");
    }
    salma.delete(&path).await.refused(409, "invalid_transition");

    // the administration sees that it failed, and not whose it is
    let seen = admin.data()[0].clone();
    assert_eq!((&seen["id"], &seen["is_of_org"]), (&json!(broken), &json!(true)));
    assert!(!admin.body.to_string().contains(&org.to_string()));
    let kinds = root.get("/api/admin/jobs/kinds").await;
    let kind = kinds.data().as_array().expect("kinds").iter().find(|kind| kind["kind"] == "test.broken").cloned();
    assert_eq!(kind.expect("the kind")["failed"], 1);
    salma.get("/api/admin/jobs").await.refused(403, "forbidden");
    root.get(&path).await.refused(404, "not_found");
    let again = root.post(&format!("/api/admin/jobs/{broken}/retry"), json!({})).await;
    assert_eq!(again.data()["status"], "pending");
    app.advance(chrono::TimeDelta::seconds(5));
    worker(&app, &stage).run_due().await.expect("jobs");

    stage.is_mended.store(true, Ordering::Release);
    omar.post(&format!("{path}/retry"), json!({})).await.refused(403, "forbidden");
    assert_eq!(salma.post(&format!("{path}/retry"), json!({})).await.data()["status"], "pending");
    worker(&app, &stage).run_due().await.expect("jobs");
    let done = salma.get(&path).await;
    let outcomes: Vec<_> =
        done.data()["attempts"].as_array().expect("attempts").iter().map(|one| &one["outcome"]).collect();
    assert_eq!(outcomes, ["failed", "failed", "completed"]);
    assert_eq!((&done.data()["status"], &done.data()["result"]["posts"]), (&json!("completed"), &json!(7)));
    salma.post(&format!("{path}/retry"), json!({})).await.refused(409, "invalid_transition");
    root.post(&format!("/api/admin/jobs/{broken}/retry"), json!({})).await.refused(409, "invalid_transition");
}

#[tokio::test]
async fn a_poisoned_and_an_unknown_job_harm_nobody() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let stage = Stage { is_mended: Arc::new(AtomicBool::new(true)), ..Stage::default() };
    let crashing = enqueue(&app, Some(org), salma.user, Poisoned { account: 7 }).await;
    let unreadable = enqueue(&app, Some(org), salma.user, Poisoned { account: 8 }).await;
    let unknown = enqueue(&app, Some(org), salma.user, Endless {}).await;
    let healthy = enqueue(&app, Some(org), salma.user, Broken {}).await;
    app.as_owner(&format!(
        r#"update jobs set payload = '{{"account": "of another version"}}' where id = '{unreadable}'"#
    ))
    .await;
    let knows_most = background::worker(&app.app).register::<Broken>(stage.clone()).register::<Poisoned>(stage);
    knows_most.run_due().await.expect("the worker lives on");
    for (job, status, reason) in [
        (crashing, "failed", json!("crashed")),
        (unreadable, "failed", json!("unreadable")),
        (unknown, "pending", json!(null)),
        (healthy, "completed", json!(null)),
    ] {
        let seen = salma.get(&format!("/api/jobs/{job}")).await;
        assert_eq!(
            (&seen.data()["status"], &seen.data()["failure"]["reason"]),
            (&json!(status), &reason),
            "{}",
            seen.body
        );
        assert!(!seen.body.to_string().contains("/srv/cmis"));
    }
}

#[tokio::test]
async fn the_schedules_of_the_installation_are_paused_by_its_administrators_alone() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let root = app.instance_admin("Root").await;
    app.join(&root, org, "viewer").await;
    background::worker(&app.app).plan().await.expect("planned");
    let status = "/api/jobs/scheduler/status";
    let seen = salma.get(status).await;
    let names: Vec<_> =
        seen.data()["schedules"].as_array().expect("schedules").iter().map(|one| one["name"].clone()).collect();
    for name in ["cleanup", "maintenance", "partitions"] {
        assert!(names.contains(&json!(name)), "{names:?}");
    }
    let schedules = seen.data()["schedules"].as_array().expect("schedules");
    let cleanup = schedules.iter().find(|one| one["name"] == "cleanup").expect("it recurs");
    assert_eq!(cleanup["next_at"], "2026-11-22T03:00:00Z", "Sunday at three");
    assert_eq!(seen.data()["is_running"], true);

    salma.post("/api/jobs/scheduler/stop", json!({})).await.refused(403, "forbidden");
    let paused = root.post("/api/jobs/scheduler/stop", json!({})).await;
    assert_eq!((&paused.data()["is_running"], &paused.data()["paused_by"]), (&json!(false), &json!(root.user)));
    assert_eq!(salma.get(status).await.data()["paused_by"], json!(null));
    app.advance(chrono::TimeDelta::days(2));
    assert_eq!(background::worker(&app.app).tick().await.expect("looked"), 0);
    let (salma, root) = (app.signed_in(salma.user, "Salma").await, app.signed_in(root.user, "Root").await);
    assert_eq!(salma.get("/api/jobs/health").await.data()["is_paused"], true);
    root.post("/api/jobs/scheduler/start", json!({})).await.data();
    root.post("/api/jobs/scheduler/start", json!({})).await.data();
    assert_eq!(background::worker(&app.app).tick().await.expect("looked"), names.len(), "what was missed runs once");
    assert_eq!(app.count("select count(*) from system_audit_log where action like 'scheduler.%'").await, 2);
    app.run_jobs().await;
    let left = root.get("/api/admin/jobs").await;
    assert_eq!(left.body["meta"]["total"], 0, "the maintenance succeeds: {}", left.body);
}

#[tokio::test]
async fn how_much_work_there_is_of_all_orgs_is_for_administrators_of_the_installation() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (mallory, other) = app.founder("Mallory").await;
    let root = app.instance_admin("Root").await;
    app.join(&root, org, "viewer").await;
    let root = root.with("x-org-id", &org.to_string());
    enqueue(&app, Some(org), salma.user, Endless {}).await;
    enqueue(&app, Some(other), mallory.user, Endless {}).await;
    let depth = |answer: &Answer| {
        let queues = answer.data()["queues"].as_array().expect("queues").clone();
        let sync = queues.into_iter().find(|queue| queue["queue"] == "sync").expect("sync");
        (answer.data()["scope"].clone(), sync["pending"].clone())
    };
    assert_eq!(depth(&salma.get("/api/jobs/queues/status").await), (json!("organization"), json!(1)));
    assert_eq!(depth(&root.get("/api/jobs/queues/status").await), (json!("installation"), json!(2)));
    let health = salma.get("/api/jobs/health").await;
    assert_eq!((&health.data()["status"], &health.data()["workers"]), (&json!("unhealthy"), &json!(null)));
    assert_eq!(root.get("/api/jobs/health").await.data()["jobs"]["pending"], 2);
}

#[tokio::test]
async fn a_page_of_many_jobs_is_read_off_its_index() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query(
        "insert into finished_jobs (id, org_id, queue, kind, payload, state, attempt, max_attempts, progress, created_at, finished_at)
         select gen_random_uuid(), $1, 'sync', 'test.filled', '{}', case when n % 1000 = 0 then 'failed' else 'completed' end,
             1, 1, 100, $2, $2
         from generate_series(1, 200000) as n",
    )
    .bind(org.raw())
    .bind(app.clock.now())
    .execute(&mut *tx)
    .await
    .expect("rows");
    tx.commit().await.expect("commit");
    let list = cmis_app::jobs::queries::OF_ORG;
    let sql = format!(
        "explain (costs off) select {} from {} order by j.id desc, j.id limit 21 offset 0",
        list.select, list.from
    );
    let mut tx = app.app.tenant(org).await.expect("transaction");
    let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_all(&mut *tx).await.expect("plan");
    tx.commit().await.expect("commit");
    let plan = plan.join("\n");
    assert!(plan.contains("Merge Append") && !plan.contains("Sort  ("), "{plan}");
    let begun = std::time::Instant::now();
    let page = salma.get(&format!("/api/orgs/{org}/jobs?status=failed")).await;
    println!("{plan}\n{:?}", begun.elapsed());
    assert_eq!(page.body["meta"]["total"], 200);
}
