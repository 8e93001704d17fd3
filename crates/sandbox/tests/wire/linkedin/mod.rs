//! LinkedIn: sections 1, 2, 3, 6 and 7 of its facts.

mod analytics;
mod events;
mod objects;
mod sign_in;

use serde_json::{Value, json};

use crate::stage::{Got, Stage, param};

const SCOPES: &str =
    "openid profile email r_ads rw_ads r_ads_reporting r_organization_admin r_marketing_leadgen_automation";
const AUTHORIZATION: &str = "/linkedin/www/oauth/v2/authorization";
const ACCESS_TOKEN: &str = "/linkedin/www/oauth/v2/accessToken";
const AUGUST: &str = "dateRange=(start:(year:2026,month:8,day:1),end:(year:2026,month:8,day:10))";

struct Caller<'a> {
    stage: &'a Stage,
    token: String,
}

/// What comes back from the page.
async fn decide(stage: &Stage, client: &str, scopes: &str, decision: &str) -> String {
    let back = format!("{}/callback", stage.product);
    let asked = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", back.as_str()),
        ("state", "a&b"),
        ("scope", scopes),
        ("sandbox_decision", decision),
    ];
    let sent = stage.form(AUTHORIZATION, &asked).await;
    assert_eq!(sent.status, 302, "{}", sent.body);
    sent.header("location").to_owned()
}

async fn exchange(stage: &Stage, client: &str, code: &str) -> Got {
    let back = format!("{}/callback", stage.product);
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", client),
        ("client_secret", "sandbox-secret"),
        ("redirect_uri", &back),
    ];
    stage.form(ACCESS_TOKEN, &pairs).await
}

async fn refresh(stage: &Stage, token: &Value) -> Got {
    let pairs = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token.as_str().unwrap()),
        ("client_id", "app"),
        ("client_secret", "sandbox-secret"),
    ];
    stage.form(ACCESS_TOKEN, &pairs).await
}

impl<'a> Caller<'a> {
    async fn new(stage: &'a Stage) -> Self {
        Self::with(stage, SCOPES).await
    }

    async fn with(stage: &'a Stage, scopes: &str) -> Self {
        let code = param(&decide(stage, "app", scopes, "allow").await, "code");
        let told = exchange(stage, "app", &code).await.ok();
        Self { stage, token: told["access_token"].as_str().unwrap().to_owned() }
    }

    async fn call(&self, method: &str, path: &str, more: &[(&str, &str)], body: String) -> Got {
        let bearer = format!("Bearer {}", self.token);
        let mut headers = vec![
            ("authorization", bearer.as_str()),
            ("linkedin-version", "202607"),
            ("x-restli-protocol-version", "2.0.0"),
        ];
        headers.retain(|(name, _)| !more.iter().any(|(other, _)| other == name));
        headers.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        self.stage.send(method, &format!("/linkedin/api/{path}"), &headers, body).await
    }

    async fn get(&self, path: &str) -> Got {
        self.call("GET", &format!("rest/{path}"), &[], String::new()).await
    }

    async fn create(&self, path: &str, body: &Value) -> Got {
        let json = ("content-type", "application/json");
        self.call("POST", &format!("rest/{path}"), &[json], body.to_string()).await
    }

    async fn set(&self, path: &str, set: Value) -> Got {
        let headers = [("content-type", "application/json"), ("x-restli-method", "PARTIAL_UPDATE")];
        let body = json!({"patch": {"$set": set}});
        self.call("POST", &format!("rest/{path}"), &headers, body.to_string()).await
    }

    /// Every element, page by page.
    async fn whole(&self, path: &str) -> (Vec<Value>, usize) {
        let (mut elements, mut pages, mut token) = (Vec::new(), 0, String::new());
        loop {
            let page = self.get(&format!("{path}&pageToken={token}")).await.ok();
            elements.extend(page["elements"].as_array().unwrap().clone());
            pages += 1;
            match page["metadata"]["nextPageToken"].as_str() {
                Some(next) => next.clone_into(&mut token),
                None => return (elements, pages),
            }
        }
    }
}

/// The path of the one field that is wrong.
#[track_caller]
fn wrong_field(got: &Got) -> Value {
    assert_eq!((got.status, &got.json()["status"]), (400, &json!(400)), "{}", got.body);
    got.json()["errorDetails"]["inputErrors"][0]["input"]["inputPath"]["fieldPath"].clone()
}
