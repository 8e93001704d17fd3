//! Sign-in of version 2.

use serde_json::{Value, json};

use crate::stage::{Got, Stage, param};

/// The pair of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// `app:sandbox-secret`
const BASIC: &str = "Basic YXBwOnNhbmRib3gtc2VjcmV0";

async fn consent(stage: &Stage, scope: &str, decision: &str) -> String {
    let back = format!("{}/callback", stage.product);
    let asked = [
        ("client_id", "app"),
        ("redirect_uri", back.as_str()),
        ("response_type", "code"),
        ("scope", scope),
        ("state", "s1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("sandbox_decision", decision),
    ];
    stage.form("/twitter/www/i/oauth2/authorize", &asked).await.header("location").to_owned()
}

async fn token(stage: &Stage, pairs: &[(&str, &str)]) -> Got {
    let headers = [("content-type", "application/x-www-form-urlencoded"), ("authorization", BASIC)];
    stage.send("POST", "/twitter/api/2/oauth2/token", &headers, crate::stage::query(pairs)).await
}

async fn redeem(stage: &Stage, code: &str, verifier: &str) -> Got {
    let back = format!("{}/callback", stage.product);
    let pairs =
        [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", &back), ("code_verifier", verifier)];
    token(stage, &pairs).await
}

async fn me(stage: &Stage, told: &Value, query: &str) -> Got {
    let bearer = format!("Bearer {}", told["access_token"].as_str().unwrap());
    stage.send("GET", &format!("/twitter/api/2/users/me{query}"), &[("authorization", &bearer)], String::new()).await
}

const SCOPES: &str = "tweet.read users.read offline.access";

#[tokio::test]
async fn a_code_lives_for_thirty_seconds_and_wants_its_verifier() {
    let stage = Stage::new().await;
    let denied = consent(&stage, SCOPES, "deny").await;
    assert_eq!((param(&denied, "error").as_str(), param(&denied, "state").as_str()), ("access_denied", "s1"));
    let invalid = json!({"error": "invalid_request", "error_description": "Value passed for the authorization code was invalid."});
    let late = param(&consent(&stage, SCOPES, "allow").await, "code");
    stage.clock.advance(chrono::TimeDelta::seconds(31));
    let got = redeem(&stage, &late, VERIFIER).await;
    assert_eq!((got.status, got.json()), (400, invalid.clone()));
    for verifier in ["", CHALLENGE, "wrong"] {
        let code = param(&consent(&stage, SCOPES, "allow").await, "code");
        assert_eq!(redeem(&stage, &code, verifier).await.status, 400, "{verifier}");
        assert_eq!(redeem(&stage, &code, VERIFIER).await.json(), invalid, "it was good once");
    }
    let code = param(&consent(&stage, SCOPES, "allow").await, "code");
    let told = redeem(&stage, &code, VERIFIER).await.ok();
    assert_eq!(
        (&told["token_type"], &told["expires_in"], &told["scope"]),
        (&json!("bearer"), &json!(7200), &json!(SCOPES))
    );
    let without = param(&consent(&stage, "tweet.read users.read", "allow").await, "code");
    assert!(redeem(&stage, &without, VERIFIER).await.ok().get("refresh_token").is_none());
    let back = format!("{}/callback", stage.product);
    let good = [
        ("client_id", "app"),
        ("redirect_uri", back.as_str()),
        ("response_type", "code"),
        ("scope", SCOPES),
        ("state", "s1"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
    ];
    assert_eq!(stage.get(&format!("/twitter/www/i/oauth2/authorize?{}", crate::stage::query(&good))).await.status, 200);
    let long = "s".repeat(501);
    for (name, value) in [
        ("client_id", ""),
        ("redirect_uri", "https://evil.example/"),
        ("response_type", "token"),
        ("scope", "everything"),
        ("code_challenge", ""),
        ("code_challenge_method", "S512"),
        ("state", &long),
    ] {
        let bad: Vec<_> = good.iter().map(|it| if it.0 == name { (name, value) } else { *it }).collect();
        let got = stage.get(&format!("/twitter/www/i/oauth2/authorize?{}", crate::stage::query(&bad))).await;
        assert_eq!(got.status, 400, "{name}");
    }
}

#[tokio::test]
async fn refresh_tokens_rotate_and_tokens_are_given_back() {
    let stage = Stage::new().await;
    let code = param(&consent(&stage, SCOPES, "allow").await, "code");
    let first = redeem(&stage, &code, VERIFIER).await.ok();
    assert_eq!(me(&stage, &first, "").await.status, 200);
    stage.clock.advance(chrono::TimeDelta::seconds(7200));
    let late = me(&stage, &first, "").await;
    let unauthorized = json!({"title": "Unauthorized", "type": "about:blank", "status": 401, "detail": "Unauthorized"});
    assert_eq!((late.status, late.json()), (401, unauthorized));
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", first["refresh_token"].as_str().unwrap())];
    let public = [refresh.as_slice(), &[("client_id", "app")]].concat();
    let stranger = [refresh.as_slice(), &[("client_id", "other")]].concat();
    assert_eq!(stage.form("/twitter/api/2/oauth2/token", &stranger).await.status, 400);
    let second = stage.form("/twitter/api/2/oauth2/token", &public).await.ok();
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    let used = token(&stage, &refresh).await;
    assert_eq!((used.status, &used.json()["error"]), (400, &json!("invalid_request")));
    assert_eq!(me(&stage, &second, "").await.status, 200);

    let revoke = async |name: &str| {
        let pairs = [("token", second[name].as_str().unwrap()), ("client_id", "app")];
        stage.form("/twitter/api/2/oauth2/revoke", &pairs).await.ok()
    };
    assert_eq!(revoke("access_token").await, json!({"revoked": true}));
    assert_eq!(me(&stage, &second, "").await.status, 401);
    let refresh = [("grant_type", "refresh_token"), ("refresh_token", second["refresh_token"].as_str().unwrap())];
    let third = token(&stage, &refresh).await.ok();
    assert_eq!(revoke("refresh_token").await, json!({"revoked": true}), "it is gone already");
    let pairs = [("token", third["refresh_token"].as_str().unwrap()), ("client_id", "app")];
    stage.form("/twitter/api/2/oauth2/revoke", &pairs).await.ok();
    assert_eq!(me(&stage, &third, "").await.status, 401, "with the refresh token everything goes");
    let wrong = [("authorization", "Basic YXBwOndyb25n"), ("content-type", "application/x-www-form-urlencoded")];
    let got = stage.send("POST", "/twitter/api/2/oauth2/token", &wrong, crate::stage::query(&refresh)).await;
    assert_eq!((got.status, &got.json()["error"]), (401, &json!("unauthorized_client")));
}

#[tokio::test]
async fn a_user_is_told_with_the_fields_and_scopes_that_were_asked() {
    let stage = Stage::new().await;
    let code = param(&consent(&stage, SCOPES, "allow").await, "code");
    let told = redeem(&stage, &code, VERIFIER).await.ok();
    let user = me(&stage, &told, "").await;
    assert_eq!(user.ok()["data"].as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "name", "username"]);
    assert_eq!((user.header("x-rate-limit-limit"), user.header("x-rate-limit-remaining")), ("75", "74"));
    let reset: i64 = user.header("x-rate-limit-reset").parse().unwrap();
    assert!((1..=900).contains(&(reset - stage.clock.now().timestamp())));
    let user = me(&stage, &told, "?user.fields=public_metrics").await;
    assert!(user.ok()["data"]["public_metrics"]["followers_count"].is_u64());
    let wrong = me(&stage, &told, "?user.fields=nonsense").await;
    assert_eq!((wrong.status, &wrong.json()["title"]), (400, &json!("Invalid Request")));
    let code = param(&consent(&stage, "tweet.read", "allow").await, "code");
    let told = redeem(&stage, &code, VERIFIER).await.ok();
    let got = me(&stage, &told, "").await;
    assert_eq!((got.status, &got.json()["title"]), (403, &json!("Forbidden")));
    let caller = super::Caller::new(&stage).await;
    let bearer = format!("Bearer {}", caller.token.token);
    let got = stage.send("GET", "/twitter/api/2/users/me", &[("authorization", &bearer)], String::new()).await;
    assert_eq!(got.status, 401, "a token of OAuth 1.0a is no bearer");
    let bearer = format!("Bearer {}", told["access_token"].as_str().unwrap());
    let got = stage.send("GET", "/twitter/ads/12/accounts", &[("authorization", &bearer)], String::new()).await;
    assert_eq!(super::refusal(&got), (401, "UNAUTHORIZED_ACCESS".to_owned()), "nor the other way");
}
