//! Background work and schedules at the prompt.

use std::process::Stdio;

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

use crate::support::{House, until};

/// Puts a job into the queue as a feature would, with this payload.
fn enqueue(house: &House, id: &str, kind: &str, payload: &str) {
    let sql = format!(
        "insert into jobs (id, queue, kind, payload, state, run_at, max_attempts, created_at)
         values ('{id}', 'default', '{kind}', '{payload}', 'pending', now(), 1, now())"
    );
    house.run(&["db:console", "--", "-c", &sql]).well();
}

fn names(rows: &Value, field: &str) -> Vec<String> {
    rows.as_array().expect("rows").iter().map(|row| row[field].as_str().expect("text").to_owned()).collect()
}

const POISONED: &str = "01900000-0000-7000-8000-000000000001";
const HEALTHY: &str = "01900000-0000-7000-8000-000000000002";
const UNKNOWN: &str = "01900000-0000-7000-8000-00000000dead";

#[test]
fn jobs_are_listed_tried_again_and_cancelled() {
    let house = House::new();
    house.person("Salma");
    enqueue(&house, POISONED, "export.delete", r#"{"job_id": 7}"#);
    assert_eq!(names(&house.run(&["jobs:list", "--status", "pending", "--json"]).json(), "id"), [POISONED]);
    // nobody works here: the command does, and finishes although one job is poisoned
    let ran = house.run(&["schedule:run", "partitions", "--json"]).json();
    assert_eq!((&ran[0]["kind"], &ran[0]["status"]), (&"maintenance.partitions".into(), &"completed".into()));
    let failed = house.run(&["jobs:list", "--status", "failed", "--json"]).json();
    assert_eq!(names(&failed, "id"), [POISONED]);
    assert!(failed[0]["error"].as_str().expect("why").starts_with("undecodable payload"));
    let plain = house.run(&["jobs:list", "--kind", "export.delete"]).well().out;
    assert!(plain.lines().count() == 1 && plain.contains("\tfailed\t"), "{plain}");
    assert!(house.run(&["--lang", "ar", "jobs:list"]).well().out.contains("فشلت"));

    let alerts = house.run(&["audit:check-alerts", "--json"]).json();
    let told = names(&alerts["alerts"], "check");
    assert!(told.contains(&"alert-failed-jobs".to_owned()) && told.contains(&"alert-no-worker".to_owned()), "{alerts}");
    assert!(!told.contains(&"alert-paused".to_owned()));
    house.run(&["db:console", "--", "-c", "update job_scheduler set paused_at = now()"]).well();
    let plain = house.run(&["audit:check-alerts"]).well().out;
    assert!(plain.contains("Recurring work has been paused since"), "{plain}");

    // 0: all of them, 3: some, 1: none, 2: no id
    house.run(&["jobs:retry", POISONED]).well();
    assert_eq!(house.run(&["jobs:retry", POISONED]).code, Some(1), "it waits already");
    assert_eq!(house.run(&["jobs:cancel", POISONED, UNKNOWN]).code, Some(3));
    let both = house.run(&["jobs:retry", POISONED, UNKNOWN, "--json"]);
    assert_eq!(both.code, Some(3));
    let both: Value = serde_json::from_str(&both.out).expect("JSON");
    assert_eq!((&both[0]["status"], &both[1]["changed"]), (&"pending".into(), &false.into()));
    house.run(&["jobs:cancel", POISONED]).well();
    assert!(house.run(&["jobs:retry", "seven"]).refused(2).contains("seven"));
    assert_eq!(house.run(&["jobs:list", "--status", "lost"]).code, Some(2));
    assert_eq!(house.run(&["jobs:list", "--org", "Nowhere"]).code, Some(1));
    let away =
        house.cmis(&["jobs:list"]).env("DATABASE_URL", "postgres://nobody@127.0.0.1:1/none").output().expect("run");
    assert_eq!(away.status.code(), Some(4));
}

#[test]
fn recurring_work_is_listed_and_run_by_name() {
    let house = House::new();
    house.person("Salma");
    let list = house.run(&["schedule:list", "--json"]).json();
    let all = names(&list, "name");
    for name in ["backup", "cleanup", "maintenance", "partitions"] {
        assert!(all.iter().any(|one| one == name), "{all:?}");
    }
    let backup = list.as_array().expect("a list").iter().find(|one| one["name"] == "backup").expect("it is listed");
    assert_eq!(backup["definition"], "daily at 03:00 (UTC)");
    let here = house.cmis(&["schedule:list"]).env("CMIS_TIME_ZONE", "Asia/Riyadh").output().expect("run");
    let here = String::from_utf8(here.stdout).expect("UTF-8");
    assert!(here.contains("daily at 03:00 (Asia/Riyadh)") && here.lines().count() == all.len(), "{here}");
    let wrong = house.cmis(&["schedule:list"]).env("CMIS_TIME_ZONE", "Riyadh").output().expect("run");
    assert_eq!(wrong.status.code(), Some(2));

    let ran = house.run(&["schedule:run", "backup", "--json"]).json();
    assert_eq!(ran[0]["status"], "completed", "{ran}");
    let (path, bytes) = (ran[0]["result"]["path"].as_str().expect("a path"), ran[0]["result"]["bytes"].as_u64());
    assert_eq!(std::fs::metadata(path).expect("the backup").len(), bytes.expect("a size"));
    house.run(&["schedule:run", "cleanup"]).well();
    assert_eq!(house.run(&["schedule:run", "nothing"]).code, Some(1));
    let later = "update job_schedules set next_at = now() + interval '1 hour'";
    house.run(&["db:console", "--", "-c", later]).well();
    assert!(house.run(&["schedule:run"]).well().err.contains("Nothing is due"));
    house
        .run(&["db:console", "--", "-c", "update job_schedules set next_at = now() where name = 'maintenance'"])
        .well();
    let due = house.run(&["schedule:run", "--json"]).json();
    assert!(names(&due, "kind").contains(&"maintenance.daily".to_owned()), "{due}");
}

#[tokio::test]
async fn a_server_without_a_worker_leaves_the_work_to_one() {
    let house = House::new();
    let server = house.serve_with(|command| {
        command.arg("--no-worker");
    });
    enqueue(&house, HEALTHY, "export.delete", &format!(r#"{{"job_id": "{UNKNOWN}"}}"#));
    let state = || house.run(&["jobs:list", "--kind", "export.delete", "--json"]).json()[0]["status"].clone();
    let alerts = house.run(&["audit:check-alerts", "--json"]).json();
    assert!(names(&alerts["alerts"], "check").contains(&"alert-no-worker".to_owned()), "{alerts}");
    assert_eq!(state(), "pending");
    let mut worker = house.cmis(&["worker"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
    until("the worker has done it", async || state() == "completed").await;
    let alerts = house.run(&["audit:check-alerts", "--json"]).json();
    assert!(!names(&alerts["alerts"], "check").contains(&"alert-no-worker".to_owned()), "{alerts}");
    kill_process(Pid::from_child(&worker), Signal::TERM).expect("told");
    assert!(worker.wait().expect("gone").success());
    server.stop();
}
