//! A product whose ad platforms are a sandbox, and somebody who connects them.

use std::collections::BTreeMap;

use chrono::TimeDelta;
use cmis_app::settings::PlatformApp;
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
    secret::Secret,
};
use cmis_connectors::{platform::App, registry::Place};
use cmis_sandbox::{SECRET, Sandbox, Settings};
use http::StatusCode;
use reqwest::redirect::Policy;
use serde_json::{Map, Value, json};
use tokio::{net::TcpListener, task::JoinSet};
use url::Url;

use crate::harness::{Person, TestApp};

pub struct Stage {
    pub app: TestApp,
    pub sandbox: Sandbox,
    pub admin: Person,
    pub org: Id<Org>,
    root: Url,
    browser: reqwest::Client,
    _serving: JoinSet<()>,
}

/// Google's developer token at the sandbox: any of its length.
const DEVELOPER_TOKEN: &str = "0123456789abcdefghijkl";

/// Signs the plain dialect at a platform. The sandbox signs it with its one secret where the platform has no other.
pub const fn relay_secret(platform: Platform) -> &'static str {
    match platform {
        Platform::Snapchat => SECRET,
        _ => "relay-secret-of-the-tests",
    }
}

impl Stage {
    /// The platforms that are tried.
    pub const PLATFORMS: [Platform; 6] = Platform::ALL;

    pub async fn start() -> Self {
        Self::with(|_| {}).await
    }

    /// A stage with settings of the test's own.
    pub async fn with(change: impl FnOnce(&mut cmis_app::settings::Settings)) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let root: Url = format!("http://{}/", listener.local_addr().expect("address")).parse().expect("address");
        let own = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let product: Url = format!("http://{}/", own.local_addr().expect("address")).parse().expect("address");
        let place = Place { url: Some(root.clone()), version: None };
        let places = Platform::ALL.into_iter().map(|platform| (platform, place.clone())).collect();
        let app = TestApp::at_places(places, |settings| {
            settings.platform_apps = apps();
            change(settings);
        })
        .await;
        // one clock for both: what the test advances, passes at the platforms too
        let sandbox = Sandbox::new(Settings { seed: 1, product, clock: app.clock.clone() });
        let mut serving = JoinSet::new();
        let router = cmis_sandbox::router(sandbox.clone());
        serving.spawn(async move { axum::serve(listener, router).await.expect("serves") });
        // the platforms' webhooks come over a real connection
        let router = app.router();
        serving.spawn(async move { axum::serve(own, router).await.expect("serves") });
        let browser = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a browser");
        let (admin, org) = app.founder("Salma").await;
        Self { app, sandbox, admin, org, root, browser, _serving: serving }
    }

    /// Time passes; the admin signs in again, as access tokens of people end meanwhile.
    pub async fn pass(&mut self, time: TimeDelta) {
        self.app.advance(time);
        self.admin = self.app.signed_in(self.admin.user, "Salma").await;
    }

    pub fn path(&self, rest: &str) -> String {
        format!("/api/orgs/{}/{rest}", self.org)
    }

    /// Where a person consents.
    pub async fn begin(&self, platform: Platform) -> Url {
        let answer = self.admin.get(&self.path(&format!("integrations/{platform}/auth-url"))).await;
        assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
        answer.body["data"]["url"].as_str().expect("url").parse().expect("an address")
    }

    /// What the platform sends back when the person decides.
    pub async fn consent(&self, begun: &Url, decision: &str) -> Map<String, Value> {
        let page = self.browser.get(begun.clone()).send().await.expect("the consent page");
        let status = page.status().as_u16();
        let page = page.text().await.expect("text");
        assert_eq!(status, 200, "{page}");
        let scopes = page_scopes(&page);
        self.decide(begun, decision, &scopes).await
    }

    /// The same, with these scopes left ticked.
    pub async fn decide(&self, begun: &Url, decision: &str, scopes: &[String]) -> Map<String, Value> {
        let mut form: Vec<(String, String)> = begun.query_pairs().into_owned().collect();
        form.push(("sandbox_decision".to_owned(), decision.to_owned()));
        form.extend(scopes.iter().map(|scope| ("sandbox_scope".to_owned(), scope.clone())));
        let mut address = begun.clone();
        address.set_query(None);
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let kind = "application/x-www-form-urlencoded";
        let sent = self.browser.post(address).header("content-type", kind).body(body).send().await.expect("decided");
        let back: Url = sent.headers()["location"].to_str().expect("text").parse().expect("an address");
        back.query_pairs().map(|(name, value)| (name.into_owned(), Value::from(value.into_owned()))).collect()
    }

    /// Connects a platform; the integration as the API shows it.
    pub async fn connect(&self, platform: Platform) -> Value {
        let begun = self.begin(platform).await;
        let back = self.consent(&begun, "allow").await;
        let path = self.path(&format!("integrations/{platform}/callback"));
        let answer = self.admin.post(&path, Value::Object(back)).await;
        assert_eq!(answer.status, StatusCode::OK, "{platform}: {answer:?}");
        answer.body["data"].clone()
    }

    /// Connects a platform and uses all its accounts.
    pub async fn connect_all(&self, platform: Platform) -> Value {
        let integration = self.connect(platform).await;
        let accounts = integration["ad_accounts"].as_array().expect("accounts");
        let ids: Vec<&Value> = accounts.iter().map(|account| &account["id"]).collect();
        let path = self.path(&format!("integrations/{}/accounts", integration["id"].as_str().expect("id")));
        let answer = self.admin.post(&path, json!({"ad_account_ids": ids})).await;
        assert_eq!(answer.status, StatusCode::OK, "{platform}: {answer:?}");
        answer.body["data"].clone()
    }

    /// Connects a platform and uses the account of the fewest ads: where one is enough.
    pub async fn connect_small(&self, platform: Platform) -> Value {
        let integration = self.connect(platform).await;
        let there = self.told("accounts").await[platform.as_str()].clone();
        let there = there.as_array().expect("accounts of the sandbox");
        let smallest = there.iter().min_by_key(|account| account["ads"].as_u64()).expect("an account");
        let accounts = integration["ad_accounts"].as_array().expect("accounts");
        let chosen = accounts.iter().find(|account| account["external_id"] == smallest["id"]).expect("it is reached");
        let path = self.path(&format!("integrations/{}/accounts", integration["id"].as_str().expect("id")));
        self.admin.post(&path, json!({"ad_account_ids": [chosen["id"]]})).await.data().clone()
    }

    /// How often a platform was called at addresses with a part like this.
    pub async fn calls(&self, platform: Platform, part: &str) -> usize {
        let beginning = format!("/{platform}/");
        let told = self.told("calls").await;
        let paths = told["calls"].as_array().expect("calls").iter().filter_map(|call| call["path"].as_str());
        paths.filter(|path| path.starts_with(&beginning) && path.contains(part)).count()
    }

    /// How often something was removed at a platform, at addresses with a part like this.
    pub async fn removals(&self, platform: Platform, part: &str) -> usize {
        let beginning = format!("/{platform}/");
        let told = self.told("calls").await;
        let calls = told["calls"].as_array().expect("calls").iter().filter(|call| call["method"] == "DELETE");
        let paths = calls.filter_map(|call| call["path"].as_str());
        paths.filter(|path| path.starts_with(&beginning) && path.contains(part)).count()
    }

    /// The campaigns that were made at a platform over its API: names and statuses.
    pub async fn made(&self, platform: Platform) -> Vec<(String, String)> {
        self.made_there(platform).await.iter().map(name_and_status).collect()
    }

    /// The ad sets of these.
    pub async fn made_ad_sets(&self, platform: Platform) -> Vec<(String, String)> {
        let campaigns = self.made_there(platform).await;
        let ad_sets = campaigns.iter().flat_map(|it| it["ad_sets"].as_array().expect("ad sets"));
        ad_sets.map(name_and_status).collect()
    }

    /// All that was made there, with what it was set to in the platform's own words.
    pub async fn made_there(&self, platform: Platform) -> Vec<Value> {
        let there = self.told("accounts").await[platform.as_str()].clone();
        let accounts = there.as_array().expect("accounts").iter();
        accounts.flat_map(|it| it["made"].as_array().expect("made").clone()).collect()
    }

    /// How many calls a planted fault has hit.
    pub async fn hits(&self, fault: &str) -> usize {
        let told = self.told("calls").await;
        let calls = told["calls"].as_array().expect("calls").iter();
        calls.filter(|call| call["faults"].as_array().is_some_and(|faults| faults.iter().any(|it| it == fault))).count()
    }

    /// What the sandbox's control API tells.
    async fn told(&self, path: &str) -> Value {
        let address = self.root.join("control/").and_then(|it| it.join(path)).expect("an address");
        self.browser.get(address).send().await.expect("an answer").json().await.expect("JSON")
    }

    /// Connects a platform with all its accounts, and nothing is read of it from now on: what the platform announces is the story.
    pub async fn connect_unread(&self, platform: Platform) -> Value {
        let integration = self.connect_all(platform).await;
        self.app.read_nothing();
        self.app
            .as_owner("delete from jobs where kind = 'sync.integration'; update sync_runs set status = 'cancelled'")
            .await;
        integration
    }

    /// Uses some accounts of an integration and some of its pages and profiles, by their places in the lists, and the platform is asked to
    /// tell of them; nothing is read meanwhile.
    pub async fn choose(&self, integration: &Value, accounts: &[usize], social: &[usize]) -> Value {
        let ids = |list: &str, places: &[usize]| -> Vec<Value> {
            places.iter().map(|place| integration[list][*place]["id"].clone()).collect()
        };
        let body = json!({"ad_account_ids": ids("ad_accounts", accounts), "social_account_ids": ids("social_accounts", social)});
        let path = self.path(&format!("integrations/{}/accounts", integration["id"].as_str().expect("id")));
        self.admin.post(&path, body).await.data();
        self.settle().await;
        self.show(integration).await
    }

    /// Everything is done that waits, and nothing is read.
    pub async fn settle(&self) {
        self.app.read_nothing();
        self.app.run_jobs().await;
        self.app.read_again();
    }

    /// One integration as the API shows it.
    pub async fn show(&self, integration: &Value) -> Value {
        let path = self.path(&format!("integrations/{}", integration["id"].as_str().expect("id")));
        self.admin.get(&path).await.body["data"].clone()
    }

    /// Asks the sandbox's control API.
    /// Calls a platform as somebody does who is not the product.
    pub async fn call(&self, path: &str, form: String) {
        let address = self.root.join(path).expect("an address");
        let sent = self.browser.post(address).header("content-type", "application/x-www-form-urlencoded").body(form);
        let answer = sent.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.expect("text"));
    }

    pub async fn control(&self, path: &str, body: Value) -> Value {
        let address = self.root.join("control/").and_then(|it| it.join(path)).expect("an address");
        let sent = self.browser.post(address).header("content-type", "application/json").body(body.to_string());
        let answer = sent.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.text().await.expect("text"));
        answer.json().await.expect("JSON")
    }
}

fn name_and_status(of: &Value) -> (String, String) {
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    (text(&of["name"]), text(&of["status"]))
}

/// Apps for all platforms.
fn apps() -> BTreeMap<Platform, PlatformApp> {
    let more = |platform| match platform {
        Platform::Google => BTreeMap::from([("developer_token", Secret::from(DEVELOPER_TOKEN))]),
        _ => BTreeMap::new(),
    };
    let app = |platform| {
        let app = App { id: "4711".to_owned(), secret: Secret::from(SECRET), more: more(platform) };
        let mut installed = PlatformApp::new(app);
        installed.webhook_secret = Some(Secret::from(relay_secret(platform)));
        (platform, installed)
    };
    Platform::ALL.into_iter().map(app).collect()
}

/// The scopes that a consent page offers.
fn page_scopes(page: &str) -> Vec<String> {
    page.split("name=\"sandbox_scope\"")
        .skip(1)
        .filter_map(|rest| rest.split_once("value=\"")?.1.split_once('"').map(|(value, _)| value.to_owned()))
        .collect()
}
