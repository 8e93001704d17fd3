//! Pages: those that are used, the platform asked to tell of them, and nothing of the others.

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use serde_json::{Value, json};

use super::stage::Stage;

/// Leads that each form of the sandbox had before anything happened.
const BEFORE: i64 = 12;
/// Leads that came to all orgs.
const RECEIVED: &str = "select count(*) from events where kind = 'lead.received'";
/// The tokens that are kept.
const TOKENS: &str = "select count(*) from integration_tokens";
/// All that the connector asks for, without the right to subscribe pages.
const POOR: [&str; 6] =
    ["ads_read", "ads_management", "leads_retrieval", "pages_show_list", "pages_read_engagement", "pages_manage_ads"];

impl Stage {
    /// Connects Meta; its pages by the order of the sandbox's accounts.
    async fn pages(&self, scopes: Option<&[&str]>) -> (Value, Vec<usize>) {
        let begun = self.begin(Platform::Meta).await;
        let back = match scopes {
            None => self.consent(&begun, "allow").await,
            Some(scopes) => {
                let scopes: Vec<String> = scopes.iter().map(|scope| (*scope).to_owned()).collect();
                self.decide(&begun, "allow", &scopes).await
            }
        };
        let path = self.path("integrations/meta/callback");
        let integration = self.admin.post(&path, Value::Object(back)).await.data().clone();
        let there = integration["social_accounts"].as_array().expect("pages");
        // they were listed in the order of the accounts
        let sql = "select string_agg(external_id, ',' order by id) from platform_profiles where kind = 'page' and org_id = $1";
        let mut tx = self.app.app.system("test").await.expect("transaction");
        let listed: String = sqlx::query_scalar(sql).bind(self.org.raw()).fetch_one(&mut *tx).await.expect("pages");
        let place = |id: &str| there.iter().position(|it| it["external_id"] == id).expect("it is there");
        let pages = listed.split(',').map(place).collect();
        (integration, pages)
    }

    /// A lead without an ad at the page of an account; what came of telling it.
    async fn page_lead(&self, place: usize, more: Value) -> Value {
        let account = self.sandbox.accounts(Platform::Meta)[place].to_string();
        let mut event = json!({"platform": "meta", "kind": "leadgen", "account": account, "organic": true});
        for (name, value) in more.as_object().expect("more") {
            event[name] = value.clone();
        }
        self.control("events", event).await["deliveries"][0].clone()
    }

    async fn codes(&self, integration: &Value) -> Vec<String> {
        let path = self.path(&format!("integrations/{}/logs?limit=100", integration["id"].as_str().expect("id")));
        let lines = self.admin.get(&path).await.data().clone();
        lines.as_array().expect("lines").iter().map(|line| line["code"].as_str().expect("code").to_owned()).collect()
    }

    /// Reads everything now.
    async fn sync_now(&self, integration: &Value) {
        let id = integration["id"].as_str().expect("id");
        self.admin.post(&self.path(&format!("integrations/{id}/sync")), json!({})).await.data();
        self.app.run_jobs().await;
    }
}

#[tokio::test]
async fn only_pages_that_are_used_are_read_and_heard_of() {
    let mut stage = Stage::start().await;
    let (integration, pages) = stage.pages(None).await;
    let there = integration["social_accounts"].as_array().expect("pages");
    assert_eq!(there.len(), 2 * pages.len(), "each page has its Instagram account");
    assert!(there.iter().all(|it| it["is_used"] == false && it["subscription"].is_null()), "{there:?}");
    assert_eq!(stage.page_lead(0, json!({})).await["unsubscribed"], true);

    let path = stage.path(&format!("integrations/{}/accounts", integration["id"].as_str().expect("id")));
    let unknown = json!({"ad_account_ids": [], "social_account_ids": [integration["id"]]});
    let refused = stage.admin.post(&path, unknown).await;
    assert!(refused.body["errors"]["social_account_ids"].is_array(), "{refused:?}");
    let (viewer, _) = stage.app.colleague("Vera", stage.org, "viewer").await;
    viewer.post(&path, json!({"ad_account_ids": [], "social_account_ids": []})).await.refused(403, "forbidden");

    // a page is enough for there to be something to read
    let shown = stage.choose(&integration, &[], &pages[..1]).await;
    let page = &shown["social_accounts"][pages[0]];
    assert_eq!((&page["is_used"], &page["subscription"], &page["problem"]), (&json!(true), &json!("on"), &Value::Null));
    assert!(shown["next_sync_at"].is_string(), "{shown}");
    stage.app.run_jobs().await;
    assert_eq!(stage.app.count(RECEIVED).await, 1 + BEFORE, "of its form, with the one that nobody was told of");
    stage.pass(TimeDelta::minutes(5)).await;
    assert_eq!(stage.page_lead(0, json!({})).await["status"], 200);
    assert_eq!(stage.page_lead(1, json!({})).await["unsubscribed"], true);
    // somebody subscribed the page at Meta itself: what comes of it concerns nobody here
    assert_eq!(stage.page_lead(1, json!({"unsubscribed": true})).await["status"], 200);
    stage.settle().await;
    assert_eq!(stage.app.count(RECEIVED).await, 2 + BEFORE);
    let told = stage.admin.get(&stage.path("webhook-logs?kind=leadgen")).await.data().clone();
    assert_eq!(told.as_array().expect("rows").len(), 1, "{told}");

    // without its list the choice of pages stays; with another one it is another page's turn
    stage.admin.post(&path, json!({"ad_account_ids": []})).await.data();
    assert_eq!(stage.page_lead(0, json!({})).await["status"], 200);
    stage.settle().await;
    let shown = stage.choose(&integration, &[], &pages[1..2]).await;
    assert_eq!(shown["social_accounts"][pages[0]]["subscription"], Value::Null);
    assert_eq!(stage.page_lead(0, json!({})).await["unsubscribed"], true);
    assert_eq!(stage.page_lead(1, json!({})).await["status"], 200);
    stage.settle().await;
    let before = stage.app.count(RECEIVED).await;
    stage.pass(TimeDelta::minutes(5)).await;
    stage.sync_now(&shown).await;
    // all of the second page but the one that came, and nothing of the first
    assert_eq!(stage.app.count(RECEIVED).await, before + BEFORE + 2);
    assert_eq!(stage.page_lead(0, json!({"unsubscribed": true})).await["status"], 200);
    stage.settle().await;
    assert_eq!(stage.app.count(RECEIVED).await, before + BEFORE + 2);

    let codes = stage.codes(&shown).await;
    for code in ["social_accounts_chosen", "pages_subscribed", "pages_unsubscribed"] {
        assert!(codes.iter().any(|it| it == code), "{code}: {codes:?}");
    }
    let audit = "select count(*) from audit_log where action = 'integration.accounts_chosen'
                 and jsonb_array_length(before->'social_account_ids') = 1";
    assert_eq!(stage.app.count(audit).await, 1);
}

#[tokio::test]
async fn a_page_that_comes_back_is_used_as_before_and_a_new_one_is_not() {
    let stage = Stage::start().await;
    let (integration, pages) = stage.pages(None).await;
    let shown = stage.choose(&integration, &[], &pages[..1]).await;
    // as if the tokens had reached another page before, that was used, and not this one
    let hide = "update platform_profiles set external_id = '1' || external_id where is_used;
                delete from platform_profiles where kind = 'instagram'";
    stage.app.as_owner(hide).await;
    stage.sync_now(&integration).await;
    let there = stage.show(&shown).await["social_accounts"].as_array().expect("pages").clone();
    assert_eq!(there.len(), 2 * pages.len() + 1);
    let used: Vec<_> = there.iter().filter(|it| it["is_used"] == true).collect();
    assert_eq!((used.len(), &used[0]["is_reached"]), (1, &json!(false)), "{used:?}");
    assert_eq!(stage.app.count(RECEIVED).await, 0);
    stage.app.as_owner("delete from platform_profiles where is_reached and external_id in (select substr(external_id, 2) from platform_profiles where is_used);
                        update platform_profiles set external_id = substr(external_id, 2) where is_used").await;
    stage.sync_now(&integration).await;
    assert_eq!(stage.app.count(RECEIVED).await, BEFORE);
}

#[tokio::test]
async fn a_page_that_may_not_be_subscribed_says_what_to_do_and_heals() {
    let mut stage = Stage::start().await;
    let (integration, pages) = stage.pages(Some(&POOR)).await;
    let shown = stage.choose(&integration, &[], &pages).await;
    let page = &shown["social_accounts"][pages[0]];
    assert_eq!((&page["subscription"], &page["problem"]["class"]), (&json!("failed"), &json!("permission_missing")));
    assert!(page["problem"]["message"].as_str().expect("text").contains("Connect again"), "{page}");
    assert_eq!(shown["problem"], Value::Null, "it is the page's: {shown}");
    // what nobody announces is found by the syncs, which ask again and do not say so each time
    assert_eq!(stage.page_lead(0, json!({})).await["unsubscribed"], true);
    stage.app.run_jobs().await;
    stage.pass(TimeDelta::hours(1)).await;
    stage.sync_now(&integration).await;
    let forms = i64::try_from(pages.len()).expect("few");
    assert_eq!(stage.app.count(RECEIVED).await, forms * BEFORE + 1);
    let said = |codes: Vec<String>| codes.iter().filter(|code| *code == "pages_not_subscribed").count();
    assert_eq!(said(stage.codes(&integration).await), 1);

    // granted, at last
    let (again, _) = stage.pages(None).await;
    assert_eq!(again["id"], integration["id"]);
    stage.settle().await;
    let shown = stage.show(&integration).await;
    assert_eq!(shown["social_accounts"][pages[0]]["subscription"], "on", "{shown}");
    assert_eq!(stage.page_lead(0, json!({})).await["status"], 200);
}

#[tokio::test]
async fn a_subscription_survives_an_outage_and_a_cut() {
    let stage = Stage::start().await;
    let (integration, pages) = stage.pages(None).await;
    for kind in ["outage", "cut"] {
        stage.control("faults", json!({"platform": "meta", "kind": kind, "path_contains": "subscribed_apps"})).await;
    }
    let shown = stage.choose(&integration, &[], &pages[..2]).await;
    let states: Vec<_> = pages[..2].iter().map(|page| &shown["social_accounts"][*page]["subscription"]).collect();
    assert!(states.contains(&&json!("failed")) || states.contains(&&json!("waiting")), "{shown}");
    for _ in 0..4 {
        stage.app.advance(TimeDelta::minutes(10));
        stage.settle().await;
    }
    let (admin, shown) =
        (stage.app.signed_in(stage.admin.user, "Salma").await, integration["id"].as_str().expect("id"));
    let shown = admin.get(&stage.path(&format!("integrations/{shown}"))).await.data().clone();
    for page in &pages[..2] {
        assert_eq!(shown["social_accounts"][*page]["subscription"], "on", "{shown}");
    }
    assert_eq!(stage.page_lead(0, json!({})).await["status"], 200);
    assert_eq!(stage.page_lead(1, json!({})).await["status"], 200);
}

#[tokio::test]
async fn what_another_org_hears_of_is_not_taken_from_it() {
    let mut stage = Stage::start().await;
    let (mine, pages) = stage.pages(None).await;
    stage.choose(&mine, &[], &pages[..2]).await;
    let (huda, other) = stage.app.founder("Huda").await;
    let (salma, org) = (std::mem::replace(&mut stage.admin, huda), std::mem::replace(&mut stage.org, other));
    let (theirs, pages) = stage.pages(None).await;
    stage.choose(&theirs, &[], &pages[..1]).await;
    // the first org leaves: of the page that both use the platform tells on, of the other one not
    let (huda, other) = (std::mem::replace(&mut stage.admin, salma), std::mem::replace(&mut stage.org, org));
    let path = stage.path(&format!("integrations/{}", mine["id"].as_str().expect("id")));
    assert!(stage.admin.delete(&path).await.status.is_success());
    assert_eq!(stage.app.count(TOKENS).await, 2);
    stage.settle().await;
    assert_eq!(stage.app.count(TOKENS).await, 1, "forgotten");
    assert_eq!(stage.removals(Platform::Meta, "permissions").await, 0, "the other org lives by the same consent");
    assert_eq!(stage.removals(Platform::Meta, "subscribed_apps").await, 1);
    assert_eq!(stage.page_lead(0, json!({})).await["status"], 200);
    assert_eq!(stage.page_lead(1, json!({})).await["unsubscribed"], true);
    stage.settle().await;
    let heard = huda.get(&format!("/api/orgs/{other}/webhook-logs")).await.data().clone();
    assert_eq!(heard.as_array().expect("rows").len(), 1, "{heard}");
    assert!(stage.admin.get(&stage.path("webhook-logs")).await.data().as_array().expect("rows").is_empty());

    // and the last one, whose page cannot be reached at first
    stage.control("faults", json!({"platform": "meta", "kind": "outage", "path_contains": "subscribed_apps"})).await;
    let path = format!("/api/orgs/{other}/integrations/{}", theirs["id"].as_str().expect("id"));
    assert!(huda.delete(&path).await.status.is_success());
    stage.settle().await;
    assert_eq!(stage.app.count(TOKENS).await, 1, "they are needed to end it");
    assert_eq!(stage.page_lead(0, json!({})).await["status"], 200);
    stage.settle().await;
    assert_eq!(huda.get(&format!("/api/orgs/{other}/webhook-logs")).await.data().as_array().expect("rows").len(), 1);
    stage.app.advance(TimeDelta::minutes(10));
    stage.settle().await;
    assert_eq!(stage.app.count(TOKENS).await, 0);
    assert_eq!(stage.page_lead(0, json!({})).await["unsubscribed"], true);
    assert_eq!(stage.removals(Platform::Meta, "permissions").await, 1, "given back");
    assert_eq!(stage.app.count("select count(*) from platform_profiles").await, 0);
}
