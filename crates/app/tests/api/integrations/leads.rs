//! Leads: each once for an org, however it comes, and for nobody whom it does not concern.

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use cmis_sandbox::SECRET;
use serde_json::{Value, json};

use super::{
    door::{call, signed},
    stage::Stage,
};

/// Leads that each form of the sandbox's Meta had before anything happened, and each account of its LinkedIn.
const META: i64 = 12;
const LINKEDIN: i64 = 6;

/// Leads that came to all orgs.
const RECEIVED: &str = "select count(*) from events where kind = 'lead.received'";

impl Stage {
    /// Connects a platform and uses its first account alone, as if the months before were read already.
    async fn connect_one(&self, platform: Platform) -> Value {
        let integration = self.connect(platform).await;
        self.use_one(&integration).await;
        integration
    }

    async fn use_one(&self, integration: &Value) {
        let platform = integration["platform"].as_str().expect("name").parse().expect("platform");
        let first = self.sandbox.accounts(platform)[0].to_string();
        let accounts = integration["ad_accounts"].as_array().expect("accounts");
        let used = accounts.iter().find(|account| account["external_id"] == first.as_str()).expect("the first one");
        let pages = integration["social_accounts"].as_array().expect("pages").iter().map(|page| page["id"].clone());
        let path = self.path(&format!("integrations/{}/accounts", integration["id"].as_str().expect("id")));
        let chosen = json!({"ad_account_ids": [used["id"]], "social_account_ids": pages.collect::<Vec<_>>()});
        self.admin.post(&path, chosen).await.data();
        self.settle().await;
        self.app.as_owner("update ad_accounts set backfilled_to = '2020-01-01'").await;
    }

    /// Connects Meta, of which a sync has read no more than the pages: the rest is away.
    async fn pages_alone(&self) -> Value {
        self.control("faults", json!({"platform": "meta", "kind": "outage", "path_contains": "/campaigns"})).await;
        let integration = self.connect_one(Platform::Meta).await;
        self.app.run_jobs().await;
        assert!(line(&self.lines(&integration).await, "sync_profiles")["level"] == "info");
        integration
    }

    /// Reads everything now; the codes of the log.
    async fn sync(&self, integration: &Value) -> Vec<Value> {
        let id = integration["id"].as_str().expect("id");
        self.admin.post(&self.path(&format!("integrations/{id}/sync")), json!({})).await.data();
        self.app.run_jobs().await;
        self.lines(integration).await
    }

    async fn lines(&self, integration: &Value) -> Vec<Value> {
        let path = self.path(&format!("integrations/{}/logs?limit=100", integration["id"].as_str().expect("id")));
        self.admin.get(&path).await.data().as_array().expect("lines").clone()
    }

    /// What is in the log of what platforms tell.
    async fn webhook_logs(&self, query: &str) -> Vec<Value> {
        self.admin
            .get(&self.path(&format!("webhook-logs?limit=100{query}")))
            .await
            .data()
            .as_array()
            .expect("rows")
            .clone()
    }

    /// A lead at the page of the first account; what the sandbox sent.
    async fn announce(&self, platform: Platform, more: &[&str]) -> Value {
        let kind = if platform == Platform::Linkedin { "lead_action" } else { "leadgen" };
        let mut event =
            json!({"platform": platform, "kind": kind, "account": self.sandbox.accounts(platform)[0].to_string()});
        for name in more {
            event[*name] = true.into();
        }
        self.control("events", event).await["deliveries"][0]["id"].clone()
    }
}

fn line<'a>(lines: &'a [Value], code: &str) -> &'a Value {
    lines.iter().find(|line| line["code"] == code).unwrap_or_else(|| panic!("{code}: {lines:?}"))
}

#[tokio::test]
async fn what_was_announced_is_not_doubled_and_what_was_lost_is_found() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_one(Platform::Meta).await;
    let announced = stage.announce(Platform::Meta, &[]).await;
    stage.app.run_jobs().await;
    // everything that the platform still has, of every page; the one that was announced meanwhile came as well
    let forms = i64::try_from(stage.sandbox.accounts(Platform::Meta).len()).expect("few");
    assert_eq!(stage.app.count(RECEIVED).await, forms * META + 1);
    let lines = stage.lines(&integration).await;
    assert!(line(&lines, "sync_leads")["message"].as_str().expect("text").contains(&format!("in {forms} forms")));
    assert!(lines.iter().all(|line| line["level"] == "info"), "{lines:?}");
    assert_eq!(stage.show(&integration).await["sync"]["status"], "completed");

    // one is announced and one is lost
    stage.pass(TimeDelta::minutes(20)).await;
    let second = stage.announce(Platform::Meta, &[]).await;
    stage.app.run_jobs().await;
    let lost = stage.announce(Platform::Meta, &["lost"]).await;
    assert_eq!(stage.app.count(RECEIVED).await, forms * META + 2);
    // what came in the last hour is asked for again, and nothing of it is taken twice
    stage.pass(TimeDelta::minutes(1)).await;
    let lines = stage.sync(&integration).await;
    let newest = line(&lines, "sync_leads");
    assert!(newest["message"].as_str().expect("text").starts_with("Leads: 1 "), "{newest}");
    assert_eq!(stage.app.count(RECEIVED).await, forms * META + 3);
    for lead in [&announced, &second, &lost] {
        assert_eq!(times(&stage, lead).await, 1, "{lead}");
    }
    let found = stage.webhook_logs("&kind=lead").await.into_iter().next().expect("a row");
    assert_eq!((&found["state"], &found["effect"]), (&json!("processed"), &json!("lead_received")));
    assert!(found["ad_account_id"].is_string() && found["integration_id"] == integration["id"], "{found}");
    let path = stage.path(&format!("webhook-logs/{}", found["id"].as_str().expect("id")));
    let shown = stage.admin.get(&path).await.data().clone();
    assert_eq!((&shown["details"]["id"], &shown["payload"]), (&lost, &Value::Null), "{shown}");
    assert!(shown["details"]["fields"]["email"].as_str().expect("an address").ends_with("@example.com"));
    stage.admin.post(&format!("{path}/replay"), json!({})).await.refused(409, "conflict");
    // what a person filled in is in no event
    let leaked = "select count(*) from events e join audit_log a on a.action = e.kind
                  where e.kind = 'lead.received' and concat(e.payload, a.after) like '%@%'";
    assert_eq!(stage.app.count(leaked).await, 0);

    // told of in the end, it is here already
    let page = "select external_id from platform_profiles where kind = 'page' order by id limit 1";
    let page = text(&stage, page).await;
    let value =
        json!({"leadgen_id": lost, "page_id": page, "form_id": "1", "created_time": stage.app.clock.now().timestamp()});
    let change = json!({"field": "leadgen", "value": value});
    let body =
        json!({"object": "page", "entry": [{"id": page, "time": 1, "changes": [change]}]}).to_string().into_bytes();
    let header = signed(&stage.app, Platform::Meta, SECRET, &body);
    call(&stage.app, "/api/webhooks/meta", &[header], &body).await.data();
    stage.app.run_jobs().await;
    let known = stage.webhook_logs("&state=ignored").await;
    assert_eq!(known.len(), 1, "{known:?}");
    assert_eq!((&known[0]["error"], &known[0]["message"]), (&json!("lead_known"), &json!("This lead is here already")));
}

/// How often it was told that a lead came.
async fn times(stage: &Stage, lead: &Value) -> i64 {
    let mut tx = stage.app.app.system("test").await.expect("transaction");
    let sql = "select count(*) from events where kind = 'lead.received' and payload->>'lead_id' = $1";
    sqlx::query_scalar(sql).bind(lead.as_str().expect("id")).fetch_one(&mut *tx).await.expect("counted")
}

/// One text of the database.
async fn text(stage: &Stage, sql: &'static str) -> String {
    let mut tx = stage.app.app.system("test").await.expect("transaction");
    sqlx::query_scalar(sql).fetch_one(&mut *tx).await.expect("text")
}

#[tokio::test]
async fn what_names_a_page_reaches_whoever_has_it_and_nobody_else() {
    let mut stage = Stage::start().await;
    // somebody who reached the pages and gave the access back
    let (huda, other) = stage.app.founder("Huda").await;
    let (salma, org) = (std::mem::replace(&mut stage.admin, huda), std::mem::replace(&mut stage.org, other));
    let theirs = stage.pages_alone().await;
    let gone = stage.path(&format!("integrations/{}", theirs["id"].as_str().expect("id")));
    assert!(stage.admin.delete(&gone).await.status.is_success());
    let before = stage.webhook_logs("").await.len();
    let huda = std::mem::replace(&mut stage.admin, salma);
    stage.org = org;
    let integration = stage.pages_alone().await;

    let lead = stage.announce(Platform::Meta, &["organic"]).await;
    stage.control("events", json!({"platform": "meta", "kind": "feed_comment"})).await;
    stage.app.run_jobs().await;
    let rows = stage.webhook_logs("&kind=leadgen").await;
    assert_eq!((rows.len(), &rows[0]["effect"]), (1, &json!("lead_received")), "{rows:?}");
    assert_eq!((&rows[0]["integration_id"], &rows[0]["ad_account_id"]), (&integration["id"], &Value::Null));
    let path = stage.path(&format!("webhook-logs/{}", rows[0]["id"].as_str().expect("id")));
    assert_eq!(stage.admin.get(&path).await.data()["details"]["id"], lead);
    let comments = stage.webhook_logs("&kind=feed").await;
    assert_eq!((comments.len(), &comments[0]["effect"]), (1, &json!("kept")), "{comments:?}");
    let theirs = huda.get(&format!("/api/orgs/{other}/webhook-logs?limit=100")).await;
    assert_eq!(theirs.data().as_array().expect("rows").len(), before, "who gave it back hears of nothing");
}

#[tokio::test]
async fn leads_are_read_on_from_where_the_reading_stopped() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_one(Platform::Meta).await;
    let forms = i64::try_from(stage.sandbox.accounts(Platform::Meta).len()).expect("few");
    // more than a page
    let account = stage.sandbox.accounts(Platform::Meta)[0].to_string();
    for _ in 0..2 {
        let lost = json!({"platform": "meta", "kind": "leadgen", "account": account, "count": 50, "lost": true});
        stage.control("events", lost).await;
    }
    for after in [1, 2, 2, 1, 1, 3] {
        let fault = json!({"platform": "meta", "kind": "outage", "path_contains": "/lead", "after": after});
        stage.control("faults", fault).await;
        stage.app.run_jobs().await;
        if stage.show(&integration).await["sync"]["status"] == "completed" {
            break;
        }
        stage.pass(TimeDelta::minutes(10)).await;
    }
    stage.app.run_jobs().await;
    let shown = stage.show(&integration).await["sync"].clone();
    assert_eq!(shown["status"], "completed", "{shown}");
    assert_eq!(stage.app.count(RECEIVED).await, forms * META + 100);
    let waits = stage.lines(&integration).await.iter().filter(|line| line["code"] == "sync_waits").count();
    assert!(waits > 2, "{waits}");
    assert_eq!(stage.app.count("select count(*) from lead_lists where not is_over or cursor is not null").await, 0);
}

#[tokio::test]
async fn forms_that_may_not_be_read_are_told_once_and_the_rest_goes_on() {
    let mut stage = Stage::start().await;
    let begun = stage.begin(Platform::Meta).await;
    let scopes = ["ads_read", "ads_management", "leads_retrieval", "pages_show_list"].map(str::to_owned);
    let back = stage.decide(&begun, "allow", &scopes).await;
    let answer = stage.admin.post(&stage.path("integrations/meta/callback"), Value::Object(back)).await;
    let integration = answer.data().clone();
    stage.use_one(&integration).await;
    stage.app.run_jobs().await;
    let lines = stage.lines(&integration).await;
    // once, however many pages it hits, and not again with every sync of the day
    let refused =
        |lines: &[Value]| lines.iter().filter(|line| line["code"] == "sync_forms_refused").cloned().collect::<Vec<_>>();
    let told = refused(&lines);
    assert_eq!((told.len(), &told[0]["level"]), (1, &json!("warning")), "{lines:?}");
    assert_eq!(told[0]["params"]["count"], stage.sandbox.accounts(Platform::Meta).len());
    let said = told[0]["message"].as_str().expect("text");
    assert!(said.contains("pages_manage_ads") && said.contains("Connect again and allow everything"), "{said}");
    stage.pass(TimeDelta::hours(1)).await;
    assert_eq!(refused(&stage.sync(&integration).await).len(), 1);
    stage.pass(TimeDelta::hours(24)).await;
    assert_eq!(refused(&stage.sync(&integration).await).len(), 2);
    let shown = stage.show(&integration).await;
    assert_eq!((&shown["sync"]["status"], &shown["problem"]), (&json!("completed"), &Value::Null), "{shown}");
    assert_eq!(stage.app.count(RECEIVED).await, 0);
}

#[tokio::test]
async fn leads_of_an_account_come_by_its_announcement_or_by_the_sync() {
    let mut stage = Stage::start().await;
    let integration = stage.connect_one(Platform::Linkedin).await;
    let announced = stage.announce(Platform::Linkedin, &[]).await;
    stage.app.run_jobs().await;
    // of the account that is used, and of no other
    assert_eq!(stage.app.count(RECEIVED).await, LINKEDIN + 1);
    let lost = stage.announce(Platform::Linkedin, &["lost"]).await;
    stage.pass(TimeDelta::minutes(1)).await;
    let lines = stage.sync(&integration).await;
    assert!(line(&lines, "sync_leads")["message"].as_str().expect("text").starts_with("Leads: 1 "), "{lines:?}");
    for lead in [announced, lost] {
        assert_eq!(times(&stage, &lead).await, 1, "{lead}");
    }
    assert_eq!(stage.app.count(RECEIVED).await, LINKEDIN + 2);
    let of_account = "select count(*) from webhook_logs where effect = 'lead_received' and ad_account_id is null";
    assert_eq!(stage.app.count(of_account).await, 0);
}
