//! Who gets a refresh token, who is asked, and how an app says who it is.

use serde_json::{Value, json};

use crate::stage::{Got, Stage, param, query};

const SCOPE: &str = "https://www.googleapis.com/auth/adwords";
const AUTH: &str = "/google/accounts/o/oauth2/v2/auth";

/// The consent with more said in it; a decision sends the form.
async fn asked(stage: &Stage, more: &[(&str, &str)], decision: Option<&str>) -> Got {
    let back = format!("{}/callback", stage.product);
    let mut pairs = vec![("client_id", "app"), ("redirect_uri", &back), ("response_type", "code"), ("scope", SCOPE)];
    pairs.extend(more);
    match decision {
        None => stage.get(&format!("{AUTH}?{}", query(&pairs))).await,
        Some(decision) => stage.form(AUTH, &[&pairs[..], &[("sandbox_decision", decision)]].concat()).await,
    }
}

async fn exchanged(stage: &Stage, consent: &Got) -> Value {
    assert_eq!(consent.status, 302, "{}", consent.body);
    let (code, back) = (param(consent.header("location"), "code"), format!("{}/callback", stage.product));
    let pairs = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("client_id", "app"),
        ("client_secret", "sandbox-secret"),
        ("redirect_uri", &back),
    ];
    stage.form("/google/oauth/token", &pairs).await.ok()
}

#[tokio::test]
async fn a_refresh_token_comes_offline_with_the_first_consent_or_an_express_one() {
    let stage = Stage::new().await;
    let offline = [("access_type", "offline")];
    let refreshes = async |consent: &Got| exchanged(&stage, consent).await.get("refresh_token").is_some();
    assert!(!refreshes(&asked(&stage, &[], Some("allow")).await).await, "online is the usual way");
    stage.control("reset", json!({})).await.ok();
    assert!(refreshes(&asked(&stage, &offline, Some("allow")).await).await);
    let again = asked(&stage, &offline, None).await;
    assert!(!refreshes(&again).await, "who allowed it is neither asked nor given another");
    let express = [offline[0], ("prompt", "consent")];
    let page = asked(&stage, &express, None).await;
    assert!(page.status == 200 && page.body.contains("sandbox_decision"), "{}", page.body);
    assert!(refreshes(&asked(&stage, &express, Some("allow")).await).await);
}

#[tokio::test]
async fn prompts_are_what_they_say() {
    let stage = Stage::new().await;
    let silent = asked(&stage, &[("prompt", "none"), ("state", "s")], None).await;
    let back = silent.header("location").to_owned();
    assert_eq!(["error", "state"].map(|name| param(&back, name)), ["interaction_required", "s"]);
    for wrong in [("prompt", "please"), ("prompt", "none consent"), ("access_type", "sometimes")] {
        let got = asked(&stage, &[wrong], Some("allow")).await;
        assert_eq!((got.status, &got.json()["error"]), (400, &json!("invalid_request")), "{wrong:?}");
    }
    let told = exchanged(&stage, &asked(&stage, &[("access_type", "offline")], Some("allow")).await).await;
    let silent = asked(&stage, &[("prompt", "none")], None).await;
    assert!(!param(silent.header("location"), "code").is_empty());
    let refresh = told["refresh_token"].as_str().unwrap();
    stage.form(&format!("/google/oauth/revoke?token={refresh}"), &[]).await.ok();
    // the second consent, without a refresh token, still stands
    assert_eq!(asked(&stage, &[("prompt", "none")], None).await.status, 302);
    assert_eq!(asked(&stage, &[("prompt", "select_account")], None).await.status, 200, "a page is shown");
}

#[tokio::test]
async fn an_app_says_who_it_is_in_the_form_or_in_the_header() {
    let stage = Stage::new().await;
    let told = stage.google_tokens().await;
    let refresh = told["refresh_token"].as_str().unwrap();
    let form = query(&[("grant_type", "refresh_token"), ("refresh_token", refresh)]);
    let send = async |basic: &str| {
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", basic)];
        stage.send("POST", "/google/oauth/token", &headers, form.clone()).await
    };
    // app:sandbox-secret, and the same with a letter of each encoded as in a form
    for good in ["Basic YXBwOnNhbmRib3gtc2VjcmV0", "basic YXAlNzA6c2FuZGJveCUyRHNlY3JldA=="] {
        assert!(send(good).await.ok()["access_token"].is_string(), "{good}");
    }
    // app:wrong, other:sandbox-secret, nothing
    for (wrong, status) in
        [("Basic YXBwOndyb25n", 401), ("Basic b3RoZXI6c2FuZGJveC1zZWNyZXQ=", 400), ("Basic é", 401), ("Basic", 401)]
    {
        assert_eq!(send(wrong).await.status, status, "{wrong}");
    }
    assert_eq!(stage.form("/google/oauth/token", &[("grant_type", "refresh_token")]).await.status, 401);
}
