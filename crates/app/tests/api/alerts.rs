//! Alerts: told once, resolved by themselves, seen by whoever may see their numbers.

use cmis_app::alerts::{
    evaluate::{Outcome, evaluate},
    jobs::{AlertsDue, numbers_came, rules_changed},
};
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
};
use cmis_jobs::Enqueue;
use serde_json::{Value, json};

use crate::{
    harness::{Answer, Client, Person, TestApp},
    integrations::stage::Stage,
};

/// Two campaigns that run: Summer in riyals on an account of each currency, Dollars on the other one alone. Both have a budget of 1,000 over
/// twenty days of which ten are over.
const WORLD: &str = "
    insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status, token_version,
                              verified_at, created_by, created_at, updated_at)
    select org_id, md5('i')::uuid, 'meta', 'a', false, 'x', 'x', '{}', '{}', 'active', 1, now(), id, now(), now() from members;
    insert into ad_accounts (org_id, id, integration_id, platform, external_id, name, currency, time_zone, is_active, is_used, created_at, updated_at)
    select o.org_id, md5('a' || c)::uuid, md5('i')::uuid, 'meta', c, 'Account ' || c, c, 'Asia/Riyadh', true, true, now(), now()
    from orgs o, unnest(array['SAR', 'USD']) c;
    insert into campaigns (org_id, id, name, status, origin, budget_micros, budget_type, currency, start_date, end_date, created_at, updated_at)
    select o.org_id, md5('c' || n)::uuid, n, 'active', 'platform', 1000000000, 'lifetime', c, $today$::date - 10, $today$::date + 9, now(), now()
    from orgs o, (values ('Summer', 'SAR'), ('Dollars', 'USD')) as c (n, c);
    insert into campaign_accounts (org_id, campaign_id, ad_account_id)
    select o.org_id, md5('c' || n)::uuid, md5('a' || c)::uuid
    from orgs o, (values ('Summer', 'SAR'), ('Summer', 'USD'), ('Dollars', 'USD')) as c (n, c);
    insert into platform_campaigns (org_id, id, ad_account_id, external_id, name, status, campaign_id, created_at, updated_at)
    select o.org_id, md5('p' || n || c)::uuid, md5('a' || c)::uuid, n, n, 'active', md5('c' || n)::uuid, now(), now()
    from orgs o, (values ('Summer', 'SAR'), ('Summer', 'USD'), ('Dollars', 'USD')) as c (n, c)";

struct World {
    app: TestApp,
    admin: Person,
    org: Id<Org>,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let (admin, org) = app.founder("Salma").await;
        let today = app.clock.now().date_naive();
        app.as_owner(&WORLD.replace("$today$", &format!("'{today}'"))).await;
        Self { app, admin, org }
    }

    fn path(&self, rest: &str) -> String {
        format!("/api/orgs/{}/{rest}", self.org)
    }

    /// What a campaign spent on its account of a currency until eight days ago: of no day that a rate is told by.
    async fn spent(&self, campaign: &str, currency: &str, amount: i64) {
        let day = self.app.clock.now().date_naive() - chrono::TimeDelta::days(8);
        let sql = format!(
            "insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros)
             values ('{}', '{day}', md5('a{currency}')::uuid, md5('p{campaign}{currency}')::uuid, 0, 0, {amount}000000)
             on conflict (org_id, day, ad_account_id, campaign_id) do update set spend_micros = excluded.spend_micros",
            self.org
        );
        self.app.as_owner(&sql).await;
    }

    async fn budget(&self, amount: i64) {
        let sql = format!("update campaigns set budget_micros = {amount}000000 where name = 'Summer'");
        self.app.as_owner(&sql).await;
    }

    /// Has the org looked at.
    async fn look(&self) {
        let mut tx = self.app.app.tenant(self.org).await.expect("transaction");
        rules_changed(&mut tx, &self.app.app, self.org).await.expect("enqueued");
        tx.commit().await.expect("commit");
        self.app.run_jobs().await;
    }

    async fn rule(&self, rule: Value) -> Value {
        let made = self.admin.post(&self.path("alert-rules"), rule).await;
        assert_eq!(made.status.as_u16(), 201, "{}", made.body);
        self.app.run_jobs().await;
        made.data().clone()
    }

    fn one(&self, rule: &Value) -> String {
        self.path(&format!("alert-rules/{}", rule["id"].as_str().expect("an id")))
    }

    /// Thresholds of the open alerts that somebody sees.
    async fn open(&self, client: &Client) -> Vec<i64> {
        thresholds(&client.get(&self.path("alerts?status=open")).await)
    }

    async fn fired(&self) -> i64 {
        self.app.count("select count(*) from events where kind = 'alert.fired'").await
    }

    async fn resolved(&self) -> i64 {
        self.app.count("select count(*) from events where kind = 'alert.resolved'").await
    }
}

fn thresholds(answer: &Answer) -> Vec<i64> {
    let rows = answer.data().as_array().expect("rows");
    let mut all: Vec<i64> = rows.iter().map(|row| row["threshold"].as_i64().expect("a whole one")).collect();
    all.sort_unstable();
    all
}

#[tokio::test]
async fn a_budget_that_is_nearly_spent_is_told_once_and_resolved_by_more() {
    let world = World::new().await;
    let rule = world.rule(json!({"kind": "budget"})).await;
    assert_eq!((&rule["thresholds"], &rule["campaign"]), (&json!([80, 90, 100]), &Value::Null));
    world.spent("Summer", "SAR", 799).await;
    // what the other account spent is of another currency, and no part of the budget
    world.spent("Summer", "USD", 5000).await;
    world.look().await;
    assert!(world.open(&world.admin).await.is_empty());

    let endpoint = json!({"url": "https://crm.example.com/hook", "events": ["analytics.threshold_reached"]});
    let endpoint = world.admin.post(&world.path("webhooks"), endpoint).await.data()["id"].clone();
    world.spent("Summer", "SAR", 950).await;
    for _ in 0..3 {
        world.look().await;
    }
    assert_eq!((world.open(&world.admin).await, world.fired().await), (vec![80, 90], 1));
    let list = world.admin.get(&world.path("alerts?status=open")).await;
    let alert = list.data().as_array().expect("rows").iter().find(|row| row["threshold"] == 90).expect("it").clone();
    assert_eq!((&alert["kind"], &alert["value"], &alert["rule_id"]), (&json!("budget"), &json!(95), &rule["id"]));
    let campaign = json!({"id": alert["campaign"]["id"], "name": "Summer", "status": "active", "currency": "SAR"});
    assert_eq!(alert["campaign"], campaign);
    let evidence = &alert["evidence"];
    assert_eq!(
        (&evidence["spend"], &evidence["budget"], &evidence["budget_type"]),
        (&json!(950), &json!(1000), &json!("lifetime"))
    );
    assert_eq!(alert["answers"], json!([{"kind": "pause"}, {"kind": "open"}]), "nothing is spent any more: it will do");

    // managers hear of the furthest, in the app, by mail and as a webhook
    world.app.tell().await;
    let outside = "select count(*) from webhook_deliveries where event = 'analytics.threshold_reached'";
    assert_eq!(world.app.count(outside).await, 1);
    world.admin.delete(&world.path(&format!("webhooks/{}", endpoint.as_str().expect("an id")))).await.data();
    let mails = world.app.mails().await;
    let told = world.admin.get("/api/notifications").await;
    let told: Vec<&Value> =
        told.data().as_array().expect("rows").iter().filter(|it| it["kind"] == "alert.fired").collect();
    assert_eq!((told.len(), &told[0]["title"]), (1, &json!("Summer: 95% of the budget is spent")));
    assert_eq!(mails.iter().filter(|mail| mail.subject.contains("95%")).count(), 1);

    // put aside it stays quiet, also when the value moves
    let dismiss = world.path(&format!("alerts/{}/dismiss", alert["id"].as_str().expect("an id")));
    let (noor, _) = world.app.colleague("Noor", world.org, "viewer").await;
    noor.post(&dismiss, json!({})).await.refused(403, "forbidden");
    let dismissed = world.admin.post(&dismiss, json!({})).await.data().clone();
    assert_eq!((&dismissed["status"], &dismissed["answers"]), (&json!("dismissed"), &json!([])));
    assert_eq!(world.admin.post(&dismiss, json!({})).await.data()["status"], "dismissed", "twice is once");
    world.spent("Summer", "SAR", 970).await;
    world.look().await;
    assert_eq!((world.open(&noor).await, world.fired().await), (vec![80], 1));
    assert_eq!(noor.get(&world.path("alerts?status=open")).await.data()[0]["value"], 97, "an open one follows");

    // more money resolves it; of one that nobody was told nobody is told either
    world.budget(2000).await;
    world.look().await;
    assert!(world.open(&world.admin).await.is_empty());
    assert_eq!((world.fired().await, world.resolved().await), (1, 0));

    // it came back, so it fires anew
    world.budget(1000).await;
    world.look().await;
    assert_eq!((world.open(&world.admin).await, world.fired().await), (vec![80, 90], 2));
    world.budget(2000).await;
    world.look().await;
    assert_eq!((world.open(&world.admin).await, world.resolved().await), (vec![], 1));
    assert_eq!(thresholds(&world.admin.get(&world.path("alerts?status=resolved")).await), [80, 80, 90]);
    let over = world.admin.get(&world.path("alerts?status=resolved&limit=1")).await.data()[0].clone();
    let path = world.path(&format!("alerts/{}/dismiss", over["id"].as_str().expect("an id")));
    world.admin.post(&path, json!({})).await.refused(409, "invalid_transition");
}

#[tokio::test]
async fn whoever_looks_at_the_same_time_fires_once() {
    let world = World::new().await;
    world.rule(json!({"kind": "budget"})).await;
    world.spent("Summer", "SAR", 1000).await;
    let other = world.app.another_node().await;
    let look = async |app: &cmis_app::state::App| {
        let mut tx = app.tenant(world.org).await.expect("transaction");
        let outcome = evaluate(&mut tx, app, world.org).await.expect("looked");
        tx.commit().await.expect("commit");
        outcome
    };
    let (one, two) = tokio::join!(look(&world.app.app), look(&other));
    let mut both = [one, two];
    both.sort_by_key(|outcome| outcome.fired);
    assert_eq!(both, [Outcome { fired: 0, resolved: 0 }, Outcome { fired: 3, resolved: 0 }]);
    assert_eq!((world.open(&world.admin).await, world.fired().await), (vec![80, 90, 100], 1));
}

#[tokio::test]
async fn a_campaign_that_is_paused_keeps_its_alerts_and_one_that_is_over_does_not() {
    let world = World::new().await;
    world.rule(json!({"kind": "budget"})).await;
    world.spent("Summer", "SAR", 1000).await;
    world.look().await;
    let list = world.admin.get(&world.path("alerts?status=open")).await;
    let raise = json!({"kind": "raise_budget", "budget": 1200});
    assert_eq!(list.data()[0]["answers"], json!([raise, {"kind": "pause"}, {"kind": "open"}]));
    // as the product does by itself when the budget is spent
    world.app.as_owner("update campaigns set status = 'paused' where name = 'Summer'").await;
    world.look().await;
    let list = world.admin.get(&world.path("alerts?status=open")).await;
    assert_eq!(list.data()[0]["answers"], json!([raise, {"kind": "open"}]));
    world.budget(1060).await;
    world.look().await;
    assert_eq!(world.open(&world.admin).await, [80, 90]);
    world.app.as_owner("update campaigns set status = 'completed' where name = 'Summer'").await;
    world.look().await;
    assert!(world.open(&world.admin).await.is_empty());
    assert_eq!((world.fired().await, world.resolved().await), (1, 1), "the one that was told");
    // found to run again at its platform, it is where it was: nobody hears the same twice
    world.app.as_owner("update campaigns set status = 'active' where name = 'Summer'").await;
    world.look().await;
    assert_eq!(world.fired().await, 1);
}

#[tokio::test]
async fn rules_are_made_changed_and_removed_with_what_they_fired() {
    let world = World::new().await;
    let list = world.path("alert-rules");
    let rule = world.rule(json!({"kind": "budget", "thresholds": [90, 50, 90]})).await;
    assert_eq!((&rule["thresholds"], &rule["is_enabled"]), (&json!([50, 90]), &json!(true)));
    world.admin.post(&list, json!({"kind": "budget"})).await.refused(409, "conflict");
    for wrong in [
        json!({}),
        json!({"kind": "sentiment"}),
        json!({"kind": "roas"}),
        json!({"kind": "roas", "thresholds": []}),
        json!({"kind": "ctr", "thresholds": [101]}),
        json!({"kind": "cpa", "thresholds": [-1]}),
    ] {
        world.admin.post(&list, wrong).await.refused(422, "validation_failed");
    }
    let nowhere = json!({"kind": "budget", "campaign_id": world.org});
    world.admin.post(&list, nowhere).await.refused(404, "not_found");

    world.spent("Summer", "SAR", 600).await;
    world.spent("Dollars", "USD", 600).await;
    world.look().await;
    assert_eq!(world.open(&world.admin).await, [50, 50], "each in its own currency");

    // one of its own stands in for the one for all; switched off it keeps the campaign silent
    let summer = world.admin.get(&world.path("campaigns?q=Summer")).await.data()[0]["id"].clone();
    let own = world.rule(json!({"kind": "budget", "campaign_id": summer, "thresholds": [55.5]})).await;
    assert_eq!(own["campaign"], json!({"id": summer, "name": "Summer"}));
    let open = world.admin.get(&world.path("alerts?status=open")).await;
    let mut open: Vec<(&str, &Value)> = open
        .data()
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (row["campaign"]["name"].as_str().expect("a name"), &row["threshold"]))
        .collect();
    open.sort_by_key(|(name, _)| *name);
    assert_eq!(open, [("Dollars", &json!(50)), ("Summer", &json!(55.5))]);
    let stale = world.admin.with("if-match", "\"7\"").patch(&world.one(&own), json!({"is_enabled": false})).await;
    stale.refused(409, "stale_version");
    let off = world.admin.patch(&world.one(&own), json!({"is_enabled": false})).await.data().clone();
    assert_eq!((&off["is_enabled"], &off["version"], &off["thresholds"]), (&json!(false), &json!(2), &json!([55.5])));
    world.app.run_jobs().await;
    assert_eq!(world.open(&world.admin).await, [50]);
    world.admin.delete(&world.one(&own)).await.data();
    world.app.run_jobs().await;
    assert_eq!(world.open(&world.admin).await, [50, 50]);

    // what is taken out of a rule is resolved, and all of it with the rule
    world.admin.patch(&world.one(&rule), json!({"thresholds": [60]})).await.data();
    world.app.run_jobs().await;
    assert_eq!(world.open(&world.admin).await, [60, 60]);
    let (noor, _) = world.app.colleague("Noor", world.org, "viewer").await;
    assert_eq!(noor.get(&list).await.data()[0]["kind"], "budget");
    noor.delete(&world.one(&rule)).await.refused(403, "forbidden");
    world.admin.delete(&world.one(&rule)).await.data();
    assert!(world.open(&world.admin).await.is_empty());
    let kept = world.admin.get(&world.path("alerts")).await;
    assert!(
        kept.data().as_array().expect("rows").iter().all(|row| row["rule_id"].is_null() && row["ended_at"].is_string())
    );
    assert_eq!(world.fired().await, world.resolved().await);
    world.app.run_jobs().await;
}

#[tokio::test]
async fn who_is_limited_to_an_account_sees_no_number_of_another() {
    let world = World::new().await;
    let rule = world.rule(json!({"kind": "budget", "thresholds": [50]})).await;
    world.spent("Summer", "SAR", 600).await;
    world.spent("Dollars", "USD", 600).await;
    world.look().await;
    let (omar, membership) = world.app.colleague("Omar", world.org, "member").await;
    assert_eq!(world.open(&omar).await, [50, 50]);
    let accounts = world.admin.get(&world.path("campaigns?q=Dollars")).await.data()[0]["id"].clone();
    let shown = world.admin.get(&world.path(&format!("campaigns/{}", accounts.as_str().expect("an id")))).await;
    let dollars = shown.data()["accounts"][0]["ad_account_id"].clone();
    world.admin.patch(&world.path(&format!("members/{membership}")), json!({"ad_account_ids": [dollars]})).await.data();

    let seen = omar.get(&world.path("alerts")).await;
    assert_eq!(seen.data().as_array().map(Vec::len), Some(1));
    assert_eq!(seen.data()[0]["campaign"]["name"], "Dollars");
    let all = world.admin.get(&world.path("alerts")).await;
    let hidden = all.data().as_array().expect("rows").iter().find(|row| row["campaign"]["name"] == "Summer");
    let hidden = hidden.expect("it")["id"].as_str().expect("an id").to_owned();
    omar.post(&world.path(&format!("alerts/{hidden}/dismiss")), json!({})).await.refused(404, "not_found");

    // they set no limits for what they do not see
    omar.patch(&world.one(&rule), json!({"is_enabled": false})).await.refused(403, "forbidden");
    let list = world.path("alert-rules");
    let of = |name: &str, id: &Value| (name.to_owned(), id.clone());
    let summer = world.admin.get(&world.path("campaigns?q=Summer")).await.data()[0]["id"].clone();
    for (name, id) in [of("Summer", &summer), of("Dollars", &accounts)] {
        let made = omar.post(&list, json!({"kind": "cpa", "campaign_id": id, "thresholds": [12.5]})).await;
        assert_eq!(made.status.as_u16(), if name == "Summer" { 403 } else { 201 }, "{}", made.body);
    }
    world.app.run_jobs().await;

    // nor does anybody elsewhere
    let (mallory, elsewhere) = world.app.founder("Mallory").await;
    assert_eq!(mallory.get(&format!("/api/orgs/{elsewhere}/alerts")).await.data(), &json!([]));
    mallory.get(&world.path("alerts")).await.refused(404, "not_found");
    let path = format!("/api/orgs/{elsewhere}/alerts/{hidden}/dismiss");
    mallory.post(&path, json!({})).await.refused(404, "not_found");
}

#[tokio::test]
async fn prices_and_ratios_are_those_of_the_last_complete_week() {
    let world = World::new().await;
    let today = world.app.clock.now().date_naive();
    let numbers = format!(
        "insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros, conversions_millionths,
                                       conversion_value_micros)
         select '{}', '{today}'::date - n, md5('aSAR')::uuid, md5('pSummerSAR')::uuid, 10000, 50,
                case when n = 1 then 160000000 else 80000000 end, 4000000, 100000000
         from generate_series(0, 10) n",
        world.org
    );
    world.app.as_owner(&numbers).await;
    for rule in [
        json!({"kind": "cpa", "thresholds": [10]}),
        json!({"kind": "roas", "thresholds": [2]}),
        json!({"kind": "ctr", "thresholds": [1]}),
        json!({"kind": "spend_spike", "thresholds": [50]}),
        json!({"kind": "pacing"}),
    ] {
        world.rule(rule).await;
    }
    let list = world.admin.get(&world.path("alerts?limit=100")).await;
    let of = |kind: &str| {
        let rows = list.data().as_array().expect("rows");
        let is_it = |row: &&Value| row["kind"] == kind && row["campaign"]["name"] == "Summer";
        rows.iter().find(is_it).unwrap_or_else(|| panic!("{kind}: {}", list.body)).clone()
    };
    // 640 for 28, 700 back
    assert_eq!((&of("cpa")["value"], &of("cpa")["evidence"]["spend"]), (&json!(22.857142), &json!(640)));
    assert_eq!((&of("roas")["value"], &of("ctr")["value"]), (&json!(1.09), &json!(0.5)));
    assert_eq!((&of("spend_spike")["value"], &of("spend_spike")["threshold"]), (&json!(100), &json!(50)));
    let week = &of("cpa")["evidence"];
    let day = |back: i64| json!(today - chrono::TimeDelta::days(back));
    assert_eq!((&week["from"], &week["to"]), (&day(7), &day(1)));
    // 960 until now, 640 / 7 a day, today not less than that, nine days more
    let pacing = of("pacing");
    assert_eq!(pacing["evidence"]["projected_spend"], json!(1794.28571), "{pacing}");
    assert_eq!(
        (&pacing["value"], &pacing["answers"][0]),
        (&json!(79.42), &json!({"kind": "raise_budget", "budget": 1795}))
    );
    assert_eq!(pacing["evidence"]["runs_out_on"], json!(today + chrono::TimeDelta::days(1)));
    // Dollars has spent nothing in ten of twenty days
    assert_eq!(list.data().as_array().map(Vec::len), Some(6));
    assert_eq!(world.fired().await, 6);
}

#[tokio::test]
async fn an_organization_begins_with_rules() {
    let app = TestApp::start().await;
    let salma = app.person("Salma").await;
    let made = salma.post("/api/orgs", json!({"name": "Palm"})).await.data().clone();
    let org = made["id"].as_str().expect("an id");
    let rules = salma.get(&format!("/api/orgs/{org}/alert-rules")).await;
    let rules: Vec<(&Value, &Value, &Value)> = rules
        .data()
        .as_array()
        .expect("rows")
        .iter()
        .map(|rule| (&rule["kind"], &rule["thresholds"], &rule["campaign"]))
        .collect();
    let (budget, pacing) = (json!([80, 90, 100]), json!([20]));
    assert_eq!(rules, [(&json!("budget"), &budget, &Value::Null), (&json!("pacing"), &pacing, &Value::Null)]);
}

#[tokio::test]
async fn it_is_looked_when_it_is_time_and_once_after_many_syncs() {
    let world = World::new().await;
    world.rule(json!({"kind": "budget"})).await;
    let looks = "select count(*) from finished_jobs where kind = 'alerts.evaluate'";
    let before = world.app.count(looks).await;
    let (_, idle) = world.app.founder("Mallory").await;
    let mut tx = world.app.app.system("test").await.expect("transaction");
    for org in [world.org, world.org, idle, world.org] {
        numbers_came(&mut tx, &world.app.app, org).await.expect("enqueued");
    }
    tx.commit().await.expect("commit");
    assert_eq!(world.app.count("select count(*) from jobs where kind = 'alerts.evaluate'").await, 1, "where rules are");
    world.app.run_jobs().await;
    assert_eq!(world.app.count(looks).await, before + 1);

    world.spent("Summer", "SAR", 900).await;
    let due = async || {
        let mut tx = world.app.app.system("test").await.expect("transaction");
        let (now, id) = (world.app.clock.now(), world.app.app.ids.next());
        cmis_jobs::enqueue(&mut tx, now, id, Enqueue::new(AlertsDue {})).await.expect("enqueued");
        tx.commit().await.expect("commit");
        world.app.run_jobs().await;
    };
    due().await;
    assert_eq!((world.app.count(looks).await, world.open(&world.admin).await), (before + 2, vec![80, 90]));
    // with no campaign that runs and no alert that could end there is nothing to look at
    world.app.as_owner("update campaigns set status = 'completed'; update alerts set is_crossed = false, status = 'resolved', ended_at = now()").await;
    due().await;
    assert_eq!(world.app.count(looks).await, before + 2);
}

#[tokio::test]
async fn a_sync_that_stored_numbers_has_them_looked_at() {
    let stage = Stage::start().await;
    let rule = json!({"kind": "ctr", "thresholds": [100]});
    stage.admin.post(&stage.path("alert-rules"), rule).await.data();
    stage.app.run_jobs().await;
    let looks = "select count(*) from finished_jobs where kind = 'alerts.evaluate'";
    let before = stage.app.count(looks).await;
    stage.connect_small(Platform::Meta).await;
    stage.run_to_the_end().await;
    assert!(stage.app.count(looks).await > before);
}
