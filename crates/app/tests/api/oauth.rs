//! The OAuth server: consent, codes, tokens, and the ways in which each of them is attacked.

use base64::Engine;
use chrono::TimeDelta;
use cmis_base::id::{Id, Org};
use http::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use url::{Url, form_urlencoded};

use crate::harness::{Answer, Client, Person, TestApp};

pub const REDIRECT: &str = "https://app.example.com/callback?tenant=7";
const VERIFIER: &str = "a-verifier-of-more-than-forty-three-characters.~_";
const STATE: &str = "x&code=stolen=+%20ع#";

fn challenge() -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

/// A client of the OAuth server with what it keeps.
pub struct Party {
    pub anonymous: Client,
    pub id: String,
    pub client_id: String,
    pub secret: Option<String>,
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

    pub async fn token(&self, fields: &[(&str, &str)]) -> Answer {
        self.form("/oauth/token", fields).await
    }

    pub async fn exchange(&self, code: &str) -> Answer {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub async fn refresh(&self, token: &str) -> Answer {
        self.token(&[("grant_type", "refresh_token"), ("refresh_token", token)]).await
    }

    async fn introspect(&self, token: &str) -> Value {
        let answer = self.form("/oauth/introspect", &[("token", token)]).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.body
    }

    /// The question that the client sends a person with.
    pub fn ask(&self, scope: &str) -> Value {
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
    pub async fn tokens(&self, person: &Person, org: Id<Org>, scope: &str) -> (String, String) {
        let code = self.consented(person, org, scope).await;
        pair(&self.exchange(&code).await)
    }
}

pub async fn post(client: &Client, path: &str, body: &str) -> Answer {
    client.raw(Method::POST, path, Some("application/x-www-form-urlencoded"), body.as_bytes().to_vec()).await
}

pub async fn approve(person: &Person, org: Id<Org>, mut ask: Value) -> Answer {
    ask["org_id"] = json!(org);
    ask["approve"] = json!(true);
    person.post("/api/oauth/consent", ask).await
}

/// A parameter of the address that the person is sent to.
#[track_caller]
pub fn returned(answer: &Answer, name: &str) -> Option<String> {
    let to = answer.data()["redirect_to"].as_str().expect("an address");
    let url = Url::parse(to).expect("an address");
    let found: Vec<String> = url.query_pairs().filter(|(key, _)| key == name).map(|(_, value)| value.into()).collect();
    assert!(found.len() < 2, "{to}");
    found.into_iter().next()
}

#[track_caller]
pub fn pair(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    let text = |name: &str| answer.body[name].as_str().expect("token").to_owned();
    (text("access_token"), text("refresh_token"))
}

#[track_caller]
pub fn refused(answer: &Answer, status: u16, error: &str) {
    assert_eq!((answer.status.as_u16(), answer.body["error"].as_str()), (status, Some(error)), "{}", answer.body);
    assert_eq!(answer.headers["cache-control"], "no-store");
    assert_eq!(answer.headers.contains_key("www-authenticate"), status == 401);
    assert!(answer.body.get("success").is_none());
}

/// An org's app.
pub async fn party(app: &TestApp, person: &Person, org: Id<Org>, confidential: bool, scopes: &[&str]) -> Party {
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

pub fn query(ask: &Value) -> String {
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
    assert_eq!(
        [allowed("members.read"), allowed("audit.read"), allowed("usage.read")],
        [json!(true), json!(false), json!(false)]
    );

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
            .token(&[
                ("grant_type", "authorization_code"),
                ("code", &code),
                ("redirect_uri", uri),
                ("code_verifier", verifier),
            ])
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
    let narrow =
        client.token(&[("grant_type", "refresh_token"), ("refresh_token", &first), ("scope", "usage.read")]).await;
    assert_eq!(narrow.body["scope"], "usage.read");
    let (access, second) = pair(&narrow);
    app.anonymous().bearer(&access).get("/api/members").await.refused(403, "forbidden");
    let wide =
        client.token(&[("grant_type", "refresh_token"), ("refresh_token", &second), ("scope", "audit.read")]).await;
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
    assert_eq!(
        own.form("/oauth/revoke", &[("token", &refresh), ("token_type_hint", "access_token")]).await.status,
        200
    );
    app.anonymous().bearer(&access).get("/api/members").await.refused(401, "token_expired");
}
