//! The OAuth server: consent, codes, tokens, and the ways in which each of them is attacked.

use base64::Engine;
use chrono::TimeDelta;
use cmis_base::id::{Id, Org};
use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use crate::harness::{Answer, Client, Person, TestApp};

const REDIRECT: &str = "https://app.example.com/callback?tenant=7";
const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters.~_";
const STATE: &str = "x&code=stolen=+%20ع#";

fn challenge() -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// A client of the OAuth server with what it keeps.
struct Party {
    anonymous: Client,
    id: String,
    client_id: String,
    secret: Option<String>,
}

impl Party {
    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("client_id", &self.client_id);
        if let Some(secret) = &self.secret {
            form.append_pair("client_secret", secret);
        }
        form.extend_pairs(fields);
        post(&self.anonymous, path, &form.finish()).await
    }

    async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        self.form("/oauth/token", fields).await
    }

    async fn exchange(&self, code: &str) -> Answer {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn introspect(&self, token: &str) -> Value {
        let answer = self.form("/oauth/introspect", &[("token", token)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// The question that the client sends a person with.
    fn ask(&self, scope: &str) -> Value {
        json!({
            "client_id": self.client_id, "redirect_uri": REDIRECT, "response_type": "code", "scope": scope, "state": STATE,
            "code_challenge": challenge(), "code_challenge_method": "S256",
        })
    }

    /// A person says yes; gives the code.
    async fn consented(&self, person: &Person, org: Id<Org>, scope: &str) -> String {
        let answer = approve(person, org, self.ask(scope)).await;
        returned(&answer, "code").expect("a code")
    }

    /// Access and refresh token after a person's consent.
    async fn tokens(&self, person: &Person, org: Id<Org>, scope: &str) -> (String, String) {
        let code = self.consented(person, org, scope).await;
        pair(&self.exchange(&code).await)
    }
}

async fn post(client: &Client, path: &str, body: &str) -> Answer {
    client.raw(Method::POST, path, Some("application/x-www-form-urlencoded"), body.as_bytes().to_vec()).await
}

async fn approve(person: &Person, org: Id<Org>, mut ask: Value) -> Answer {
    ask["org_id"] = json!(org);
    ask["approve"] = json!(true);
    person.post("/api/oauth/consent", ask).await
}

/// A parameter of the address that the person is sent to.
#[track_caller]
fn returned(answer: &Answer, name: &str) -> Option<String> {
    let to = answer.data()["redirect_to"].as_str().expect("an address");
    let url = Url::parse(to).expect("an address");
    let found: Vec<String> = url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into()).collect();
    assert!(found.len() < 2, "{to}");
    found.into_iter().next()
}

#[track_caller]
fn pair(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let text = |name: &str| answer.body[name].as_str().expect("token").to_owned();
    (text("access_token"), text("refresh_token"))
}

#[track_caller]
fn refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status.as_u16(), answer.body["error"].as_str()), (status, Some(error)), "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401);
    assert!(answer.body.get("success").is_none());
}

/// An org's app.
async fn party(app: &TestApp, person: &Person, org: Id<Org>, confidential: bool, scopes: &[&str]) -> Party {
    let body = json!({"name": "Planner", "redirect_uris": [REDIRECT], "scopes": scopes, "confidential": confidential});
    let answer = person.post(&format!("/api/orgs/{org}/oauth-apps"), body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let text = |name: &str| answer.data()[name].as_str().map(str::to_owned);
    Party {
        anonymous: app.anonymous(),
        id: text("id").expect("id"),
        client_id: text("client_id").expect("client id"),
        secret: text("client_secret"),
    }
}

async fn register(app: &TestApp, body: Value) -> Party {
    let answer = app.anonymous().post("/oauth/register", body).await;
    assert_eq!(answer.status, 201, "{}", answer.body);
    let text = |name: &str| answer.body[name].as_str().map(str::to_owned);
    Party {
        anonymous: app.anonymous(),
        id: String::new(),
        client_id: text("client_id").expect("client id"),
        secret: text("client_secret"),
    }
}

fn query(ask: &Value) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in ask.as_object().expect("question") {
        query.append_pair(name, value.as_str().expect("text"));
    }
    format!("/api/oauth/consent?{}", query.finish())
}

#[tokio::test]
async fn an_app_gets_what_it_asked_for_may_have_and_the_person_holds() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "manager").await;
    let party = party(&app, &salma, org, true, &["members.read", "audit.read", "api_keys.read"]).await;
    assert!(party.client_id.starts_with("cmis_app_"));
    assert!(party.secret.as_deref().expect("secret").starts_with("cmis_sec_"));

    let ask = party.ask("members.read audit.read usage.read api_keys.read");
    let question = omar.get(&query(&ask)).await;
    let question = question.data();
    assert_eq!(question["client"], json!({"name": "Planner", "client_id": party.client_id, "dynamic": false}));
    assert_eq!(question["orgs"][0]["id"], json!(org));
    assert_eq!(question["orgs"][0]["scopes"], json!(["members.read", "api_keys.read"]));
    let allowed = |name: &str| {
        question["scopes"].as_array().expect("scopes").iter().find(|scope| scope["name"] == name).expect("scope")["allowed"]
            .clone()
    };
    assert_eq!([allowed("members.read"), allowed("audit.read"), allowed("usage.read")], [json!(true), json!(false), json!(false)]);

    let answer = approve(&omar, org, ask).await;
    let to = answer.data()["redirect_to"].as_str().expect("address");
    assert!(to.starts_with(&format!("{REDIRECT}&code=cmis_ac_")), "{to}");
    assert_eq!(returned(&answer, "state").as_deref(), Some(STATE));
    assert_eq!(returned(&answer, "iss").as_deref(), Some("http://localhost:8080"));
    let exchanged = party.exchange(&returned(&answer, "code").expect("code")).await;
    assert_eq!(exchanged.body["scope"], "members.read api_keys.read");
    assert_eq!((&exchanged.body["token_type"], &exchanged.body["expires_in"]), (&json!("Bearer"), &json!(3600)));
    let (access, refresh) = pair(&exchanged);
    assert!(access.starts_with("cmis_at_") && refresh.starts_with("cmis_or_"));

    let client = app.anonymous().bearer(&access);
    client.get("/api/members").await.data();
    client.get(&format!("/api/orgs/{org}/api-keys")).await.data();
    assert_eq!(client.get("/api/oauth-apps").await.refused(403, "forbidden")["permission"], "oauth_apps.read");
    client.get(&query(&party.ask("members.read"))).await.refused(403, "forbidden");
    app.anonymous().bearer(&refresh).get("/api/members").await.refused(401, "unauthenticated");
    app.advance(TimeDelta::seconds(3600));
    client.get("/api/members").await.refused(401, "token_expired");

    let mut tx = app.app.system("test").await.expect("transaction");
    let rows: Vec<String> =
        sqlx::query_scalar("select t::text from oauth_tokens t union all select c::text from oauth_codes c union all select a::text from audit_log a")
            .fetch_all(&mut *tx)
            .await
            .expect("rows");
    assert!(!rows.is_empty() && rows.iter().all(|row| !row.contains(&access[8..]) && !row.contains(&refresh[8..])));
}

#[tokio::test]
async fn a_code_works_once_and_its_reuse_ends_everything() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let party = party(&app, &salma, org, false, &["members.read"]).await;
    let code = party.consented(&salma, org, "members.read").await;
    let (access, refresh) = pair(&party.exchange(&code).await);
    app.anonymous().bearer(&access).get("/api/members").await.data();
    refused(&party.exchange(&code).await, 400, "invalid_grant");
    app.anonymous().bearer(&access).get("/api/members").await.refused(401, "token_expired");
    refused(&party.refresh(&refresh).await, 400, "invalid_grant");
    assert_eq!(salma.get(&format!("/api/orgs/{org}/oauth-grants")).await.body["meta"]["total"], 0);

    // two exchanges at once: one wins at most, and then both lose
    let code = party.consented(&salma, org, "members.read").await;
    let (one, two) = tokio::join!(party.exchange(&code), party.exchange(&code));
    assert_eq!([one.status, two.status].iter().filter(|status| status.is_success()).count(), 1);

    let late = party.consented(&salma, org, "members.read").await;
    app.advance(TimeDelta::seconds(60));
    refused(&party.exchange(&late).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_stolen_code_is_of_no_use() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let victim = party(&app, &salma, org, false, &["members.read"]).await;
    let thief = party(&app, &salma, org, true, &["members.read"]).await;
    let code = victim.consented(&salma, org, "members.read").await;
    refused(&thief.exchange(&code).await, 400, "invalid_grant");
    let with = async |uri: &str, verifier: &str| {
        victim
            .token(&[("grant_type", "authorization_code"), ("code", &code), ("redirect_uri", uri), ("code_verifier", verifier)])
            .await
    };
    refused(&with(REDIRECT, "another-verifier-of-more-than-forty-three-chars").await, 400, "invalid_grant");
    refused(&with(REDIRECT, &challenge()).await, 400, "invalid_grant");
    refused(&with("https://app.example.com/callback", VERIFIER).await, 400, "invalid_grant");
    refused(&with(REDIRECT, "").await, 400, "invalid_request");
    let elsewhere = victim
        .token(&[
            ("grant_type", "authorization_code"),
            ("code", &code),
            ("code_verifier", VERIFIER),
            ("resource", "https://evil.example"),
        ])
        .await;
    refused(&elsewhere, 400, "invalid_target");
    pair(&victim.exchange(&code).await);
}

#[tokio::test]
async fn nobody_is_sent_where_the_client_did_not_register() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let party = party(&app, &salma, org, false, &["members.read"]).await;
    for evil in [
        "https://app.example.com/callback",
        "https://app.example.com/callback?tenant=7&x=1",
        "https://app.example.com/callback?tenant=7/../evil",
        "https://app.example.com.evil.com/callback?tenant=7",
        "https://evil.com/?https://app.example.com/callback?tenant=7",
        "https://app.example.com@evil.com/callback?tenant=7",
        "HTTPS://APP.EXAMPLE.COM/callback?tenant=7",
        "https://app.example.com:443/callback?tenant=7",
        "javascript:alert(1)",
        "",
        "\u{0}",
    ] {
        let mut ask = party.ask("members.read");
        ask["redirect_uri"] = evil.into();
        let shown = salma.get(&query(&ask)).await;
        assert!(shown.refused(422, "validation_failed").get("redirect_to").is_none());
        approve(&salma, org, ask).await.refused(422, "validation_failed");
    }
    for unknown in ["cmis_app_unknown", "x", "", "cmis_app_\u{0}", "ع"] {
        let mut ask = party.ask("members.read");
        ask["client_id"] = unknown.into();
        approve(&salma, org, ask).await.refused(422, "validation_failed");
    }
    let empty = salma.post("/api/oauth/consent", json!({})).await;
    assert_eq!(empty.refused(422, "validation_failed")["errors"].as_object().expect("errors").len(), 3);
    salma.post("/api/oauth/consent", json!({"approve": "yes"})).await.refused(400, "malformed_request");
    salma.get("/api/oauth/consent?client_id=a&client_id=b").await.refused(400, "malformed_request");
}

#[tokio::test]
async fn a_faulty_question_goes_back_to_the_client_with_its_state() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let party = party(&app, &salma, org, false, &["members.read"]).await;
    for (field, value, error) in [
        ("response_type", json!("token"), "unsupported_response_type"),
        ("response_type", Value::Null, "invalid_request"),
        ("code_challenge_method", json!("plain"), "invalid_request"),
        ("code_challenge_method", Value::Null, "invalid_request"),
        ("code_challenge", Value::Null, "invalid_request"),
        ("code_challenge", json!(VERIFIER), "invalid_request"),
        ("scope", json!("members.read everything"), "invalid_scope"),
        ("scope", json!("audit.read"), "invalid_scope"),
        ("resource", json!("https://evil.example"), "invalid_target"),
    ] {
        let mut ask = party.ask("members.read");
        ask[field] = value;
        let answer = approve(&salma, org, ask.clone()).await;
        assert_eq!(returned(&answer, "error").as_deref(), Some(error), "{field}");
        assert_eq!(returned(&answer, "state").as_deref(), Some(STATE));
        assert_eq!(returned(&answer, "iss").as_deref(), Some("http://localhost:8080"));
        assert_eq!(returned(&answer, "code"), None);
        if ask[field].is_string() && error != "invalid_scope" {
            let shown = salma.get(&query(&ask)).await;
            let shown = shown.refused(400, "malformed_request");
            assert_eq!(shown["error"], error);
            assert!(shown["redirect_to"].as_str().expect("address").starts_with(REDIRECT));
        }
    }
    let mut ask = party.ask("members.read");
    ask["approve"] = json!(false);
    assert_eq!(returned(&salma.post("/api/oauth/consent", ask).await, "error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn a_refresh_token_rotates_and_its_theft_is_noticed() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let client = party(&app, &salma, org, true, &["members.read", "usage.read"]).await;
    let other = party(&app, &salma, org, true, &["members.read"]).await;
    let (_, first) = client.tokens(&salma, org, "members.read usage.read").await;
    refused(&other.refresh(&first).await, 400, "invalid_grant");
    let narrow = client.token(&[("grant_type", "refresh_token"), ("refresh_token", &first), ("scope", "usage.read")]).await;
    assert_eq!(narrow.body["scope"], "usage.read");
    let (access, second) = pair(&narrow);
    app.anonymous().bearer(&access).get("/api/members").await.refused(403, "forbidden");
    let wide = client.token(&[("grant_type", "refresh_token"), ("refresh_token", &second), ("scope", "audit.read")]).await;
    refused(&wide, 400, "invalid_scope");
    // a lost answer: the predecessor works for ten seconds
    app.advance(TimeDelta::seconds(10));
    assert_eq!(client.refresh(&first).await.body["scope"], "members.read usage.read");
    app.advance(TimeDelta::seconds(1));
    let (access, third) = pair(&client.refresh(&second).await);
    refused(&client.refresh(&first).await, 400, "invalid_grant");
    app.anonymous().bearer(&access).get("/api/members").await.refused(401, "token_expired");
    refused(&client.refresh(&third).await, 400, "invalid_grant");

    let (_, token) = client.tokens(&salma, org, "members.read").await;
    app.advance(TimeDelta::days(30));
    refused(&client.refresh(&token).await, 400, "invalid_grant");
}

#[tokio::test]
async fn a_token_loses_what_its_member_loses_and_dies_with_the_grant() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "manager").await;
    let party = party(&app, &salma, org, true, &["members.read", "api_keys.read"]).await;
    let (access, refresh) = party.tokens(&omar, org, "members.read api_keys.read").await;
    let client = app.anonymous().bearer(&access);
    client.get("/api/api-keys").await.data();
    let member = format!("/api/orgs/{org}/members/{omar_id}");
    salma.patch(&member, json!({"role": "viewer"})).await.data();
    client.get("/api/api-keys").await.refused(403, "forbidden");
    assert_eq!(party.introspect(&access).await["scope"], "members.read");
    salma.patch(&member, json!({"status": "suspended"})).await.data();
    client.get("/api/members").await.refused(401, "token_expired");
    refused(&party.refresh(&refresh).await, 400, "invalid_grant");
    assert_eq!(party.introspect(&access).await, json!({"active": false}));
    salma.patch(&member, json!({"status": "active", "role": "manager"})).await.data();
    client.get("/api/api-keys").await.data();

    // the app itself loses a scope
    let apps = format!("/api/orgs/{org}/oauth-apps");
    salma.patch(&format!("{apps}/{}", party.id), json!({"scopes": ["members.read"]})).await.data();
    client.get("/api/api-keys").await.refused(403, "forbidden");
    salma.patch(&format!("{apps}/{}", party.id), json!({"scopes": ["members.read", "api_keys.read"]})).await.data();
    client.get("/api/api-keys").await.refused(403, "forbidden");

    let grants = format!("/api/orgs/{org}/oauth-grants");
    let list = salma.get(&grants).await;
    assert_eq!(list.data()[0]["user"]["name"], "Omar");
    assert_eq!(list.data()[0]["scopes"], json!(["members.read"]));
    let id = list.data()[0]["id"].as_str().expect("id").to_owned();
    let (mallory, other) = app.founder("Mallory").await;
    mallory.delete(&format!("/api/orgs/{other}/oauth-grants/{id}")).await.refused(404, "not_found");
    salma.delete(&format!("{grants}/{id}")).await.data();
    client.get("/api/members").await.refused(401, "token_expired");
    refused(&party.refresh(&refresh).await, 400, "invalid_grant");
    salma.delete(&format!("{grants}/{id}")).await.refused(404, "not_found");

    // and with the app
    let (access, _) = party.tokens(&omar, org, "members.read").await;
    salma.delete(&format!("{apps}/{}", party.id)).await.data();
    app.anonymous().bearer(&access).get("/api/members").await.refused(401, "token_expired");
    refused(&party.refresh(&refresh).await, 401, "invalid_client");
}

#[tokio::test]
async fn a_client_of_one_org_gets_nothing_of_another() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (mallory, other) = app.founder("Mallory").await;
    app.join(&salma, other, "admin").await;
    let party = party(&app, &mallory, other, true, &["members.read"]).await;
    let question = salma.get(&query(&party.ask("members.read"))).await;
    assert_eq!(question.data()["orgs"].as_array().expect("orgs").len(), 1);
    approve(&salma, org, party.ask("members.read")).await.refused(404, "not_found");
    let (access, _) = party.tokens(&salma, other, "members.read").await;
    app.anonymous().bearer(&access).get(&format!("/api/orgs/{org}/members")).await.refused(404, "not_found");
    // a person who is in neither
    let stranger = app.person("Stranger").await;
    approve(&stranger, other, party.ask("members.read")).await.refused(404, "not_found");

    let mut tx = app.app.system("test").await.expect("transaction");
    sqlx::query("update orgs set require_mfa = true").execute(&mut *tx).await.expect("policy");
    tx.commit().await.expect("commit");
    app.app.access.forget();
    let question = salma.get(&query(&party.ask("members.read"))).await;
    assert_eq!(question.data()["orgs"][0]["mfa_required"], true);
    approve(&salma, other, party.ask("members.read")).await.refused(403, "mfa_required");
}

#[tokio::test]
async fn an_app_acts_for_itself_as_whoever_made_it() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, omar_id) = app.colleague("Omar", org, "manager").await;
    let own = party(&app, &omar, org, true, &["members.read", "api_keys.read"]).await;
    let public = party(&app, &omar, org, false, &["members.read"]).await;
    let ask = [("grant_type", "client_credentials")];
    refused(&public.token(&ask).await, 400, "unauthorized_client");
    let answer = own.token(&ask).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert!(answer.body.get("refresh_token").is_none());
    let client = app.anonymous().bearer(answer.body["access_token"].as_str().expect("token"));
    client.get("/api/api-keys").await.data();
    own.token(&ask).await;
    assert_eq!(salma.get(&format!("/api/orgs/{org}/oauth-grants")).await.body["meta"]["total"], 1);
    let member = format!("/api/orgs/{org}/members/{omar_id}");
    salma.patch(&member, json!({"role": "viewer"})).await.data();
    client.get("/api/api-keys").await.refused(403, "forbidden");
    assert_eq!(own.token(&ask).await.body["scope"], "members.read");
    refused(&own.token(&[ask[0], ("scope", "audit.read")]).await, 400, "invalid_scope");
    salma.patch(&member, json!({"status": "suspended"})).await.data();
    refused(&own.token(&ask).await, 400, "unauthorized_client");
}

#[tokio::test]
async fn a_manager_cannot_take_over_an_app_that_may_more() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (omar, _) = app.colleague("Omar", org, "manager").await;
    let strong = party(&app, &salma, org, true, &["members.read", "api_keys.manage"]).await;
    let weak = party(&app, &salma, org, true, &["members.read"]).await;
    let apps = format!("/api/orgs/{org}/oauth-apps");
    let rotated = omar.post(&format!("{apps}/{}/rotate-secret", strong.id), json!({})).await;
    assert_eq!(rotated.refused(403, "forbidden")["permission"], "api_keys.manage");
    let elsewhere = json!({"redirect_uris": ["https://evil.example/cb"]});
    omar.patch(&format!("{apps}/{}", strong.id), elsewhere).await.refused(403, "forbidden");
    let body = json!({"name": "x", "redirect_uris": [REDIRECT], "scopes": ["api_keys.manage"], "confidential": false});
    omar.post(&apps, body).await.refused(422, "validation_failed");

    let answer = omar.post(&format!("{apps}/{}/rotate-secret", weak.id), json!({})).await;
    let secret = answer.data()["client_secret"].as_str().expect("secret").to_owned();
    refused(&weak.token(&[("grant_type", "client_credentials")]).await, 401, "invalid_client");
    let weak = Party { secret: Some(secret), ..weak };
    assert_eq!(weak.token(&[("grant_type", "client_credentials")]).await.status, 200);

    let bad = json!({"name": "x", "redirect_uris": ["http://evil.example/cb", REDIRECT, "https://x/#y"], "scopes": ["members.read"], "confidential": true});
    let errors = salma.post(&apps, bad).await;
    let errors = errors.refused(422, "validation_failed")["errors"].as_object().expect("errors").clone();
    assert_eq!(errors.keys().collect::<Vec<_>>(), ["redirect_uris.0", "redirect_uris.2"]);
    assert_eq!(salma.post(&apps, json!({})).await.body["errors"].as_object().expect("errors").len(), 4);
    let text = String::from_utf8(salma.get(&apps).await.bytes).expect("text");
    assert!(!text.contains("cmis_sec_") && !text.contains("secret"));
}

#[tokio::test]
async fn a_foreign_client_learns_and_ends_nothing() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let own = party(&app, &salma, org, true, &["members.read"]).await;
    let foreign = party(&app, &salma, org, true, &["members.read"]).await;
    let public = party(&app, &salma, org, false, &["members.read"]).await;
    let (access, refresh) = own.tokens(&salma, org, "members.read").await;
    let told = own.introspect(&access).await;
    assert_eq!((&told["active"], &told["org_id"], &told["sub"]), (&json!(true), &json!(org), &json!(salma.user)));
    assert_eq!(told["exp"].as_i64().expect("exp") - told["iat"].as_i64().expect("iat"), 3600);
    assert_eq!(own.introspect(&refresh).await["active"], true);
    for token in [&access, &refresh, "unknown"] {
        assert_eq!(foreign.introspect(token).await, json!({"active": false}));
    }
    refused(&public.form("/oauth/introspect", &[("token", &access)]).await, 401, "invalid_client");
    refused(&foreign.form("/oauth/revoke", &[("token", &refresh)]).await, 400, "invalid_grant");
    assert_eq!(own.form("/oauth/revoke", &[("token", "unknown")]).await.status, 200);

    let client = app.anonymous().bearer(&access);
    client.get("/api/members").await.data();
    assert_eq!(own.form("/oauth/revoke", &[("token", &access)]).await.status, 200);
    client.get("/api/members").await.refused(401, "token_expired");
    let (access, refresh) = pair(&own.refresh(&refresh).await);
    assert_eq!(own.form("/oauth/revoke", &[("token", &refresh), ("token_type_hint", "access_token")]).await.status, 200);
    app.anonymous().bearer(&access).get("/api/members").await.refused(401, "token_expired");
}

#[tokio::test]
async fn a_client_proves_who_it_is_in_one_way() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let own = party(&app, &salma, org, true, &["members.read"]).await;
    let secret = own.secret.clone().expect("secret");
    let basic = |id: &str, secret: &str| {
        let text = base64::engine::general_purpose::STANDARD.encode(format!("{id}:{secret}"));
        app.anonymous().with("authorization", &format!("Basic {text}"))
    };
    let ask = "grant_type=client_credentials";
    assert_eq!(post(&basic(&own.client_id, &secret), "/oauth/token", ask).await.status, 200);
    for client in [basic(&own.client_id, "wrong"), basic("unknown", &secret), basic(&own.client_id, ""), app.anonymous()] {
        refused(&post(&client, "/oauth/token", ask).await, 401, "invalid_client");
    }
    let silent = Party { secret: None, anonymous: app.anonymous(), id: String::new(), client_id: own.client_id.clone() };
    refused(&silent.token(&[("grant_type", "client_credentials")]).await, 401, "invalid_client");
    let twice = format!("{ask}&client_secret={secret}");
    refused(&post(&basic(&own.client_id, &secret), "/oauth/token", &twice).await, 400, "invalid_request");
    let doubled = format!("{ask}&scope=members.read&scope=members.read");
    refused(&post(&basic(&own.client_id, &secret), "/oauth/token", &doubled).await, 400, "invalid_request");
    refused(&own.token(&[]).await, 400, "invalid_request");
    refused(&own.token(&[("grant_type", "password")]).await, 400, "unsupported_grant_type");
    let large = "x".repeat(70_000);
    refused(&post(&app.anonymous(), "/oauth/token", &large).await, 413, "invalid_request");
    refused(&app.anonymous().post("/oauth/token", json!({})).await, 400, "invalid_request");
    for token in ["\u{0}", "ع", "cmis_or_"] {
        refused(&own.refresh(token).await, 400, "invalid_grant");
    }
    assert_eq!(app.anonymous().get("/oauth/token").await.status, 405);
}

#[tokio::test]
async fn an_assistant_registers_itself_and_a_person_lets_it_in() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (mallory, other) = app.founder("Mallory").await;
    app.join(&salma, other, "viewer").await;
    let anonymous = app.anonymous();
    let server = anonymous.get("/.well-known/oauth-authorization-server").await.body;
    assert_eq!(server["issuer"], "http://localhost:8080");
    assert_eq!(server["code_challenge_methods_supported"], json!(["S256"]));
    let resource = anonymous.get("/.well-known/oauth-protected-resource/mcp").await.body;
    assert_eq!(resource["resource"], "http://localhost:8080/mcp");
    assert_eq!(anonymous.get("/.well-known/oauth-protected-resource").await.body["authorization_servers"][0], server["issuer"]);
    anonymous.get("/.well-known/oauth-protected-resource/x").await.refused(404, "not_found");

    let party = register(
        &app,
        json!({"client_name": "Assistant", "redirect_uris": [REDIRECT, "http://127.0.0.1:7777/cb"],
               "token_endpoint_auth_method": "none", "logo_uri": "https://x"}),
    )
    .await;
    assert!(party.secret.is_none());
    let mut ask = party.ask("members.read audit.read");
    ask["resource"] = json!("http://localhost:8080/mcp");
    let question = salma.get(&query(&ask)).await;
    assert_eq!(question.data()["client"]["dynamic"], true);
    assert_eq!(question.data()["orgs"].as_array().expect("orgs").len(), 2);
    let answer = approve(&salma, other, ask.clone()).await;
    let exchanged = party.exchange(&returned(&answer, "code").expect("code")).await;
    assert_eq!(exchanged.body["scope"], "members.read");
    let (access, _) = pair(&exchanged);
    let client = app.anonymous().bearer(&access);
    client.get(&format!("/api/orgs/{other}/members")).await.data();
    client.get(&format!("/api/orgs/{org}/members")).await.refused(404, "not_found");
    assert_eq!(mallory.get(&format!("/api/orgs/{other}/oauth-grants")).await.data()[0]["client_name"], "Assistant");

    // an installed app listens on whichever port is free
    ask["redirect_uri"] = json!("http://127.0.0.1:50123/cb");
    let answer = approve(&salma, org, ask).await;
    assert!(answer.data()["redirect_to"].as_str().expect("address").starts_with("http://127.0.0.1:50123/cb?code="));

    let mut open = party.ask("");
    open["org_id"] = json!(org);
    open["approve"] = json!(true);
    let answer = salma.post("/api/oauth/consent", open).await;
    let exchanged = party.exchange(&returned(&answer, "code").expect("code")).await;
    assert_eq!(exchanged.body["scope"], "members.read activity.read usage.read");

    let secretive = register(&app, json!({"redirect_uris": [REDIRECT]})).await;
    let secret = secretive.secret.clone().expect("secret");
    secretive.tokens(&salma, org, "members.read").await;
    refused(&secretive.token(&[("grant_type", "client_credentials")]).await, 400, "unauthorized_client");
    let bare = Party { secret: None, ..secretive };
    refused(&bare.refresh("cmis_or_x").await, 401, "invalid_client");
    assert!(secret.starts_with("cmis_sec_"));
}

#[tokio::test]
async fn registrations_are_checked_counted_and_forgotten_when_unused() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let anonymous = app.anonymous();
    for (body, error) in [
        (json!({}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["http://evil.example/"]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": ["javascript:alert(1)"]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": vec![REDIRECT; 11]}), "invalid_redirect_uri"),
        (json!({"redirect_uris": REDIRECT}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "client_name": "a\u{202e}b"}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "client_name": "a\u{0}b"}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "grant_types": ["implicit"]}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "response_types": ["token"]}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "scope": "everything"}), "invalid_client_metadata"),
        (json!({"redirect_uris": [REDIRECT], "token_endpoint_auth_method": "tls"}), "invalid_client_metadata"),
    ] {
        refused(&anonymous.post("/oauth/register", body).await, 400, error);
    }
    let body = json!({"redirect_uris": [REDIRECT], "token_endpoint_auth_method": "none"});
    let used = register(&app, body.clone()).await;
    let unused = register(&app, body.clone()).await;
    for _ in 0..18 {
        register(&app, body.clone()).await;
    }
    let full = anonymous.post("/oauth/register", body).await;
    refused(&full, 429, "temporarily_unavailable");
    assert!(full.headers.contains_key("retry-after"));

    app.advance(TimeDelta::days(15));
    let salma = app.signed_in(salma.user, "Salma").await;
    let (_, refresh) = used.tokens(&salma, org, "members.read").await;
    app.advance(TimeDelta::days(16));
    let mut tx = app.app.system("test").await.expect("transaction");
    cmis_app::access::oauth::cleanup(&mut tx, app.clock.now()).await.expect("cleanup");
    tx.commit().await.expect("commit");
    refused(&unused.refresh(&refresh).await, 401, "invalid_client");
    let (_, refresh) = pair(&used.refresh(&refresh).await);
    app.advance(TimeDelta::days(31));
    let mut tx = app.app.system("test").await.expect("transaction");
    cmis_app::access::oauth::cleanup(&mut tx, app.clock.now()).await.expect("cleanup");
    let left: i64 = sqlx::query_scalar(
        "select (select count(*) from oauth_grants) + (select count(*) from oauth_tokens) + (select count(*) from oauth_codes)
                + (select count(*) from oauth_dynamic_clients)",
    )
    .fetch_one(&mut *tx)
    .await
    .expect("count");
    assert_eq!(left, 0);
    tx.commit().await.expect("commit");
    refused(&used.refresh(&refresh).await, 401, "invalid_client");
}
