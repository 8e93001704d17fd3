//! A new key for the installation: everything that was sealed before still opens.

use chrono::TimeDelta;
use cmis_app::admin_actions::secrets;
use cmis_base::{platform::Platform, secret::KeyRing};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use super::{
    inbound::{read, text},
    stage::Stage,
};

impl Stage {
    /// The installation gets a new key, and goes on with that one alone. How much was sealed again, by its place.
    async fn rotate(&mut self) -> Vec<(&'static str, u64)> {
        let fresh = KeyRing::generate().to_string();
        let both = KeyRing::parse([fresh.as_str(), self.app.key.as_str()]).expect("keys");
        let node = self.app.node_with(both).await;
        let done = secrets::reseal(&node).await.expect("sealed again");
        secrets::set_fingerprint(&node).await.expect("noted");
        assert!(done.iter().all(|place| place.failed == 0), "{done:?}");
        let again = secrets::reseal(&node).await.expect("looked through");
        assert!(again.iter().all(|place| place.done + place.failed == 0), "{again:?}");
        let new = KeyRing::parse([fresh.as_str()]).expect("key");
        let node = self.app.node_with(new).await;
        self.app.become_node(node);
        self.app.key = fresh;
        done.iter().map(|place| (place.place, place.done)).collect()
    }

    /// Values of any column of any table that a key sealed.
    async fn sealed_with(&self, key: &str) -> Vec<String> {
        let id = KeyRing::parse([key]).expect("key").fingerprint();
        let mut tx = self.app.app.system("test").await.expect("transaction");
        let columns: Vec<(String, String)> = sqlx::query_as(
            "select c.relname::text, a.attname::text from pg_attribute a join pg_class c on c.oid = a.attrelid
             where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and a.atttypid = 'bytea'::regtype",
        )
        .fetch_all(&mut *tx)
        .await
        .expect("columns");
        let mut found = Vec::new();
        for (table, column) in columns {
            let sql =
                format!("select count(*) from {table} where substring({column} from 1 for 4) = decode($1, 'hex')");
            let count: i64 =
                sqlx::query_scalar(AssertSqlSafe(sql)).bind(&id).fetch_one(&mut *tx).await.expect("counted");
            found.extend((count > 0).then(|| format!("{table}.{column}")));
        }
        found.sort();
        found
    }

    async fn lead(&self, account: &str) {
        let asked = json!({"platform": "google", "kind": "lead_form", "account": account, "is_test": false});
        let sent = self.control("events", asked).await;
        assert_eq!(sent["deliveries"][0]["status"], 200, "{sent}");
    }

    async fn leads(&self) -> Vec<Value> {
        let answer = self.admin.get(&self.path("webhook-logs?state=processed&sort=received_at")).await;
        let mut leads = Vec::new();
        for row in answer.data().as_array().expect("rows") {
            let one = format!("webhook-logs/{}", row["id"].as_str().expect("id"));
            leads.push(self.admin.get(&self.path(&one)).await.data().clone());
        }
        leads
    }
}

#[tokio::test]
async fn with_a_new_key_platforms_are_called_events_have_their_effects_and_leads_are_read() {
    let mut stage = Stage::start().await;
    let own = json!({"app_id": "own-app", "app_secret": cmis_sandbox::SECRET});
    stage.admin.put(&stage.path("integrations/meta/app"), own).await.data();
    // a consent under way keeps something sealed, and so does a webhook of a customer's
    stage.begin(Platform::Twitter).await;
    let endpoint = json!({"url": "https://crm.example.com/hook", "events": ["lead.created"]});
    stage.admin.post(&stage.path("webhooks"), endpoint).await.data();
    let integration = stage.connect_unread(Platform::Google).await;
    let account = stage.sandbox.accounts(Platform::Google)[0].to_string();
    stage.lead(&account).await;
    let campaign = text(&stage.app, "select campaign from platform_events").await;
    read(&stage.app, stage.org, &account, &campaign, "a1").await;
    stage.app.run_jobs().await;
    let before = stage.leads().await;
    // another one came, and nothing was done about it yet
    stage.app.advance(TimeDelta::minutes(1));
    stage.lead(&account).await;

    let old = stage.app.key.clone();
    let sealed = stage.sealed_with(&old).await;
    for place in
        ["integration_tokens.access", "platform_events.payload", "platform_apps.secrets", "connect_attempts.keep"]
    {
        assert!(sealed.iter().any(|it| it == place), "{place}: {sealed:?}");
    }
    let done = stage.rotate().await;
    let resealed = |place: &str| done.iter().find(|it| it.0 == place).map(|it| it.1);
    assert_eq!((resealed("platform_events.payload"), resealed("integration_tokens")), (Some(2), Some(1)), "{done:?}");
    assert_eq!(resealed("webhook_logs.details"), Some(u64::try_from(before.len()).expect("few")), "{done:?}");
    assert!(stage.sealed_with(&old).await.is_empty(), "{:?}", stage.sealed_with(&old).await);
    assert_eq!(stage.sealed_with(&stage.app.key).await, sealed);

    // everybody signs in again, and all of it works
    stage.admin = stage.app.signed_in(stage.admin.user, "Salma").await;
    let test = stage.path(&format!("integrations/{}/test", integration["id"].as_str().expect("id")));
    stage.admin.post(&test, json!({})).await.data();
    stage.app.run_jobs().await;
    let after = stage.leads().await;
    assert_eq!((before.len(), after.len()), (1, 2), "{after:?}");
    assert_eq!(after[0], before[0]);
    for lead in &after {
        assert_eq!(lead["effect"], "lead_received", "{lead}");
        assert!(lead["payload"]["lead_id"].is_string() && lead["details"]["fields"].is_object(), "{lead}");
    }
}
