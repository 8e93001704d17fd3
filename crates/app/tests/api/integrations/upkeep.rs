//! Who is told that something connected needs a look, and reading a platform from the command line.

use std::future::{pending, ready};

use chrono::TimeDelta;
use cmis_app::admin_actions::{
    status::{self, Ailment},
    sync,
};
use cmis_base::platform::Platform;
use serde_json::json;

use super::{stage::Stage, truth::Days};

impl Stage {
    /// What integrations suffer from, each with how many and the first of them.
    async fn ailing(&self) -> Vec<(Ailment, u64, String)> {
        let found = status::trouble(&self.app.app).await.expect("figures").integrations;
        assert!(found.connected >= found.ailing.iter().map(|ailing| ailing.count).sum());
        found.ailing.into_iter().map(|ailing| (ailing.ailment, ailing.count, ailing.names[0].clone())).collect()
    }

    /// Changes an integration behind the product's back.
    async fn set(&self, integration: &serde_json::Value, what: &str) {
        let id = integration["id"].as_str().expect("id");
        self.app.as_owner(&format!("update integrations set {what} where id = '{id}'")).await;
    }
}

#[tokio::test]
async fn who_needs_a_look_is_told_with_the_worst_that_it_suffers_from() {
    let mut stage = Stage::start().await;
    assert!(stage.ailing().await.is_empty());
    let google = stage.connect_unread(Platform::Google).await;
    let meta = stage.connect_unread(Platform::Meta).await;
    // connected, with nothing chosen: nothing is late
    stage.connect(Platform::Linkedin).await;
    assert!(stage.ailing().await.is_empty(), "{:?}", stage.ailing().await);

    stage.pass(TimeDelta::hours(7)).await;
    let late = stage.ailing().await;
    assert_eq!((late.len(), late[0].0, late[0].1), (1, Ailment::Late, 2), "{late:?}");
    assert!(late[0].2.starts_with("Salma & Co, google, "), "{late:?}");
    stage.set(&google, &format!("synced_at = '{}'", stage.app.clock.now())).await;
    assert_eq!(stage.ailing().await[0].1, 1);

    let now = stage.app.clock.now();
    let failed = format!(
        "insert into sync_runs (org_id, id, integration_id, kind, cause, status, job_id, created_at, finished_at)
         select org_id, gen_random_uuid(), id, 'update', 'schedule', 'failed', id, '{now}', '{now}'
         from integrations, generate_series(1, 2) where platform = 'meta'"
    );
    stage.app.as_owner(&failed).await;
    assert_eq!(stage.ailing().await[0].0, Ailment::Late, "twice is no habit");
    stage.app.as_owner(&failed).await;
    assert_eq!(stage.ailing().await[0].0, Ailment::Failing);

    let soon = now + TimeDelta::days(5);
    stage.set(&meta, &format!("expires_at = '{soon}'")).await;
    assert_eq!(stage.ailing().await[0].0, Ailment::Failing, "it renews itself");
    stage.set(&meta, "refresh_at = null").await;
    assert_eq!(stage.ailing().await[0].0, Ailment::Ends);
    // what renews it ends itself
    stage.set(&google, &format!("refresh_expires_at = '{soon}'")).await;
    assert_eq!(stage.ailing().await[0].1, 2);

    stage.set(&meta, "status = 'needs_reconnect'").await;
    let both: Vec<_> = stage.ailing().await.into_iter().map(|it| (it.0, it.1)).collect();
    assert_eq!(both, [(Ailment::NeedsReconnect, 1), (Ailment::Ends, 1)]);
    // a suspended org is nobody's concern, and neither is what was disconnected
    stage.set(&meta, "status = 'disconnected'").await;
    assert_eq!(stage.ailing().await.len(), 1);
    stage.app.as_owner("update orgs set suspended_at = now()").await;
    assert!(stage.ailing().await.is_empty());
}

#[tokio::test]
async fn effects_that_fail_again_and_again_are_told() {
    let stage = Stage::start().await;
    stage.connect_unread(Platform::Snapchat).await;
    let figures = async || {
        let trouble = status::trouble(&stage.app.app).await.expect("figures");
        (trouble.failed_inbound, trouble.retrying_inbound, trouble.waiting_inbound)
    };
    let now = stage.app.clock.now();
    let logged = |state: &str, attempts: u32, next: TimeDelta| {
        format!(
            "insert into webhook_logs (org_id, id, event_id, platform, kind, received_at, state, attempts, next_attempt_at)
             select org_id, gen_random_uuid(), gen_random_uuid(), 'snapchat', 'x', '{now}', '{state}', {attempts}, '{}' from orgs",
            now + next
        )
    };
    stage.app.as_owner(&logged("retrying", 2, TimeDelta::hours(1))).await;
    stage.app.as_owner(&logged("received", 0, TimeDelta::minutes(-4))).await;
    assert_eq!(figures().await, (0, 0, 0));
    stage.app.as_owner(&logged("retrying", 3, TimeDelta::hours(1))).await;
    stage.app.as_owner(&logged("received", 0, TimeDelta::minutes(-6))).await;
    assert_eq!(figures().await, (0, 1, 1));
}

#[tokio::test]
async fn the_command_line_reads_a_platform_and_tells_what_came_of_it() {
    let mut stage = Stage::start().await;
    let platform = Platform::Google;
    let integration = stage.connect_small(platform).await;
    stage.without_history().await;
    let (app, org) = (stage.app.app.clone(), stage.org.to_string());
    // somebody else's is chosen from nothing, and an org that connected nothing has nothing to read
    let (huda, other) = stage.app.founder("Huda").await;
    assert!(sync::begin(&app, platform, &[other.to_string()]).await.expect("asked").is_empty());
    assert!(sync::begin(&app, platform, &["Nowhere".to_owned()]).await.is_err());
    let (admin, own) = (std::mem::replace(&mut stage.admin, huda), std::mem::replace(&mut stage.org, other));
    stage.connect(platform).await;
    (stage.admin, stage.org) = (admin, own);

    let asked = sync::begin(&app, platform, &[]).await.expect("asked");
    assert_eq!((asked.len(), asked[0].org.as_str()), (1, "Salma & Co"), "those alone that use an account");
    let again = sync::begin(&app, platform, &[org]).await.expect("asked");
    assert_eq!(again[0].run, asked[0].run, "the sync that waits already");
    // whoever stops to wait has ended nothing
    let left = sync::wait(&app, &asked, ready(()), |_| {}).await.expect("stopped");
    assert!(!left[0].is_over() || left[0].is_well(), "{left:?}");
    let mut seen = Vec::new();
    let ended =
        sync::wait(&app, &asked, pending(), |standing| seen.push(standing[0].status.clone())).await.expect("waited");
    assert!(ended[0].is_well() && ended[0].rows > 0 && ended[0].pages > 3, "{ended:?}");
    assert_eq!(
        (seen.first().map(String::as_str), seen.last().map(String::as_str)),
        (Some("queued"), Some("completed"))
    );
    stage.agrees(platform, Days::Rolling).await;
    let audited = "select count(*) from audit_log where action = 'integration.sync_requested'";
    assert_eq!(stage.app.count(audited).await, 2);

    // what a person has to do first is told, and nothing is begun
    stage.control("faults", json!({"platform": platform, "kind": "revoked_token"})).await;
    let asked = sync::begin(&app, platform, &[stage.org.to_string()]).await.expect("asked");
    let ended = sync::wait(&app, &asked, pending(), |_| {}).await.expect("waited");
    assert_eq!((ended[0].status.as_str(), ended[0].is_well()), ("held", false));
    let both = [stage.org.to_string(), other.to_string()];
    let asked = sync::begin(&app, platform, &both).await.expect("asked");
    let mut told: Vec<String> =
        sync::look(&app, &asked).await.expect("looked").into_iter().map(|it| it.status).collect();
    told.sort();
    assert_eq!(told, ["needs_reconnect", "no_accounts"]);
    assert_eq!(stage.show(&integration).await["status"], "needs_reconnect");
}
