//! Consent, what comes of it, and what ends it.

use chrono::TimeDelta;
use cmis_app::integrations::line::Line;
use cmis_base::platform::Platform;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::stage::Stage;

/// What every answer of a failed sign-in has.
fn refused(answer: &crate::harness::Answer, status: StatusCode, code: &str) {
    assert_eq!((answer.status, answer.body["code"].as_str()), (status, Some(code)), "{answer:?}");
}

#[tokio::test]
async fn a_platform_is_connected_and_its_accounts_are_chosen() {
    let stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        let before = stage.sandbox.accounts(platform).len();
        let integration = stage.connect(platform).await;
        assert_eq!(integration["status"], "active", "{platform}: {integration}");
        assert_eq!(integration["problem"], Value::Null);
        let accounts = integration["ad_accounts"].as_array().expect("accounts");
        assert_eq!(accounts.len(), before, "{platform}");
        assert!(accounts.iter().all(|account| account["is_used"] == false && account["is_reached"] == true));

        let chosen = stage.connect_all(platform).await;
        // the same person again is the same integration, with newer tokens
        assert_eq!(chosen["id"], integration["id"]);
        assert_eq!(chosen["token"]["version"], 2);
        assert!(chosen["ad_accounts"].as_array().expect("accounts").iter().all(|account| account["is_used"] == true));
    }
    let platforms = stage.admin.get(&stage.path("integrations")).await.body["data"].clone();
    assert_eq!(platforms.as_array().expect("platforms").len(), 6);
    let tokens = stage.admin.get(&stage.path("tokens/status")).await.body["data"].clone();
    assert_eq!(tokens.as_array().expect("tokens").len(), Stage::PLATFORMS.len());
    let used = stage.admin.get(&stage.path("usage")).await.body["data"]["metrics"].clone();
    let accounts = used.as_array().expect("metrics").iter().find(|metric| metric["metric"] == "connected_accounts");
    assert_eq!(accounts.expect("accounts")["used"], 5 * Stage::PLATFORMS.len());

    // the vault holds nothing in the clear, and nothing that is told does either
    let sealed = stage.app.count("select count(*) from integration_tokens where access not like '%sandbox%'").await;
    assert_eq!(sealed, 2 * i64::try_from(Stage::PLATFORMS.len()).expect("few"));
    let log = stage.admin.get("/api/audit-log").await.body.to_string() + &platforms.to_string();
    for secret in ["sandbox-secret", "access_token", "refresh_token"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[tokio::test]
async fn a_denied_consent_connects_nothing_and_says_so() {
    let stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        let begun = stage.begin(platform).await;
        let back = stage.consent(&begun, "deny").await;
        let path = stage.path(&format!("integrations/{platform}/callback"));
        let answer = stage.admin.post(&path, Value::Object(back.clone())).await;
        refused(&answer, StatusCode::FAILED_DEPENDENCY, "platform_problem");
        assert_eq!(answer.body["class"], "consent_denied", "{platform}: {answer:?}");
        // a state is spent whatever came of it
        refused(&stage.admin.post(&path, Value::Object(back)).await, StatusCode::CONFLICT, "invalid_state");
    }
    assert_eq!(stage.app.count("select count(*) from integrations").await, 0);
}

#[tokio::test]
async fn a_state_is_good_once_in_time_and_for_who_began() {
    let stage = Stage::start().await;
    let path = stage.path("integrations/meta/callback");
    let back = |state: &str| {
        Value::Object(Map::from_iter([("state".to_owned(), state.into()), ("code".to_owned(), "x".into())]))
    };

    // forged, of another org, of nobody
    let forged = format!("{}.{}", stage.org, "A".repeat(43));
    for state in [forged.as_str(), "", "nothing", &format!("{}.x", stage.app.app.ids.next::<()>())] {
        refused(&stage.admin.post(&path, back(state)).await, StatusCode::CONFLICT, "invalid_state");
    }
    refused(
        &stage.admin.post(&path, json!({"code": "x"})).await,
        StatusCode::UNPROCESSABLE_ENTITY,
        "validation_failed",
    );

    // begun by somebody else in the same org
    let (manager, _) = stage.app.colleague("Omar", stage.org, "manager").await;
    let begun = stage.begin(Platform::Meta).await;
    let granted = stage.consent(&begun, "allow").await;
    refused(&manager.post(&path, Value::Object(granted.clone())).await, StatusCode::CONFLICT, "invalid_state");
    // at another platform
    let elsewhere = stage.path("integrations/google/callback");
    refused(&stage.admin.post(&elsewhere, Value::Object(granted.clone())).await, StatusCode::CONFLICT, "invalid_state");
    // by a member who may not connect at all
    let (member, _) = stage.app.colleague("Dana", stage.org, "member").await;
    refused(&member.post(&path, Value::Object(granted.clone())).await, StatusCode::FORBIDDEN, "forbidden");
    // still good for who began, once
    assert_eq!(stage.admin.post(&path, Value::Object(granted.clone())).await.status, StatusCode::OK);
    refused(&stage.admin.post(&path, Value::Object(granted)).await, StatusCode::CONFLICT, "invalid_state");

    // and not for ever
    let begun = stage.begin(Platform::Meta).await;
    let granted = stage.consent(&begun, "allow").await;
    stage.app.advance(TimeDelta::minutes(11));
    refused(&stage.admin.post(&path, Value::Object(granted)).await, StatusCode::CONFLICT, "invalid_state");
}

#[tokio::test]
async fn fewer_rights_than_asked_are_told() {
    let stage = Stage::start().await;
    let begun = stage.begin(Platform::Meta).await;
    let back = stage.decide(&begun, "allow", &["ads_read".to_owned(), "business_management".to_owned()]).await;
    let answer = stage.admin.post(&stage.path("integrations/meta/callback"), Value::Object(back)).await;
    assert_eq!(answer.status, StatusCode::OK, "{answer:?}");
    let missing = answer.body["data"]["missing_scopes"].as_array().expect("scopes").clone();
    assert!(missing.contains(&json!("ads_management")), "{missing:?}");
    let log = stage.path(&format!("integrations/{}/logs", answer.body["data"]["id"].as_str().expect("id")));
    let lines = stage.admin.get(&log).await.body["data"].clone();
    let codes: Vec<&str> = lines.as_array().expect("lines").iter().filter_map(|line| line["code"].as_str()).collect();
    assert!(codes.contains(&"scopes_missing") && codes.contains(&"connected"), "{codes:?}");
}

#[tokio::test]
async fn only_a_right_that_was_taken_back_disconnects_and_people_are_told_once() {
    let mut stage = Stage::start().await;
    for platform in Stage::PLATFORMS {
        let integration = stage.connect(platform).await;
        let test = stage.path(&format!("integrations/{}/test", integration["id"].as_str().expect("id")));
        assert_eq!(stage.admin.post(&test, json!({})).await.status, StatusCode::OK, "{platform}");

        // some platforms have a code of their own for being away for a moment
        for (fault, classes) in [("outage", ["outage", "transient"]), ("rate_limit", ["rate_limited"; 2])] {
            stage.control("faults", json!({"platform": platform, "kind": fault})).await;
            let answer = stage.admin.post(&test, json!({})).await;
            let class = answer.body["class"].as_str().unwrap_or_default();
            assert!(classes.contains(&class), "{platform} {fault}: {answer:?}");
            let shown = stage.show(&integration).await;
            assert_eq!((&shown["status"], &shown["problem"]["class"]), (&json!("active"), &json!(class)), "{platform}");
            if fault == "rate_limit" {
                // who was told to wait does not ask again before: the shared limit answers
                let answer = stage.admin.post(&test, json!({})).await;
                assert_eq!(
                    (answer.status, &answer.body["platform_code"]),
                    (StatusCode::TOO_MANY_REQUESTS, &json!("shared_limit"))
                );
                stage.pass(TimeDelta::days(1)).await;
            }
        }
        assert_eq!(stage.admin.post(&test, json!({})).await.status, StatusCode::OK, "{platform}");
        assert_eq!(stage.show(&integration).await["problem"], Value::Null, "{platform}: healed");

        stage.control("faults", json!({"platform": platform, "kind": "revoked_token"})).await;
        let answer = stage.admin.post(&test, json!({})).await;
        assert_eq!(answer.body["class"], "token_revoked", "{platform}: {answer:?}");
        assert_eq!(stage.show(&integration).await["status"], "needs_reconnect", "{platform}");
        refused(&stage.admin.post(&test, json!({})).await, StatusCode::CONFLICT, "conflict");
        let again = stage.connect(platform).await;
        assert_eq!((&again["id"], &again["status"]), (&integration["id"], &json!("active")), "{platform}");
    }
    let told = "select count(*) from events where kind = 'integration.needs_reconnect'";
    assert_eq!(stage.app.count(told).await, i64::try_from(Stage::PLATFORMS.len()).expect("few"));
    stage.app.tell().await;
    let notices = stage.admin.get("/api/notifications").await.body.to_string();
    assert!(notices.contains("integration.needs_reconnect"), "{notices}");
}

#[tokio::test]
async fn a_link_gives_the_right_back_without_an_account() {
    let stage = Stage::start().await;
    let integration = stage.connect(Platform::Meta).await;
    let link = stage.path(&format!("integrations/{}/reconnect-link", integration["id"].as_str().expect("id")));
    let made = stage.admin.post(&link, json!({})).await;
    assert_eq!(made.status, StatusCode::CREATED, "{made:?}");
    let url = made.body["data"]["url"].as_str().expect("url").to_owned();
    let token = url.rsplit('/').next().expect("token");
    let nobody = stage.app.anonymous();
    let offer = nobody.get(&format!("/api/reconnect/{token}")).await;
    assert_eq!(offer.body["data"]["platform"], "meta", "{offer:?}");
    assert!(!offer.body.to_string().contains(&stage.org.to_string()));

    let begun = nobody.post(&format!("/api/reconnect/{token}/begin"), json!({})).await;
    let begun = begun.body["data"]["url"].as_str().expect("url").parse().expect("an address");
    let back = stage.consent(&begun, "allow").await;
    // a member's door does not take what a link began
    let door = stage.path("integrations/meta/callback");
    refused(&stage.admin.post(&door, Value::Object(back.clone())).await, StatusCode::CONFLICT, "invalid_state");
    let done = nobody.post(&format!("/api/reconnect/{token}/callback"), Value::Object(back)).await;
    assert_eq!(done.status, StatusCode::OK, "{done:?}");
    assert_eq!(stage.show(&integration).await["token"]["version"], 2);
    // and is good for nothing more
    assert_eq!(nobody.get(&format!("/api/reconnect/{token}")).await.status, StatusCode::NOT_FOUND);
    assert_eq!(nobody.post(&format!("/api/reconnect/{token}/begin"), json!({})).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_disconnected_is_given_back_and_gone() {
    let stage = Stage::start().await;
    let integration = stage.connect_all(Platform::Google).await;
    let path = stage.path(&format!("integrations/{}", integration["id"].as_str().expect("id")));
    // another org sees none of it
    let (stranger, other) = stage.app.founder("Huda").await;
    assert_eq!(stranger.get(&path).await.status, StatusCode::NOT_FOUND);
    let theirs = path.replace(&stage.org.to_string(), &other.to_string());
    for answer in [stranger.get(&theirs).await, stranger.delete(&theirs).await] {
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{answer:?}");
    }
    assert_eq!(stage.admin.delete(&path).await.status, StatusCode::OK);
    assert_eq!(stage.admin.get(&path).await.status, StatusCode::NOT_FOUND);
    assert_eq!(stage.app.count("select count(*) from ad_accounts where is_used").await, 0);
    // the same person connects anew: another integration, which has the accounts
    let again = stage.connect(Platform::Google).await;
    assert_ne!(again["id"], integration["id"]);
    assert_eq!(again["ad_accounts"].as_array().expect("accounts").len(), 5);
}

#[tokio::test]
async fn an_org_may_have_an_app_of_its_own() {
    let stage = Stage::start().await;
    let path = stage.path("integrations/google/app");
    assert_eq!(stage.admin.get(&path).await.status, StatusCode::NOT_FOUND);
    let wrong =
        stage.admin.put(&path, json!({"app_id": "", "webhook_secret": "short", "login_customer_id": "abc"})).await;
    refused(&wrong, StatusCode::UNPROCESSABLE_ENTITY, "validation_failed");
    for field in ["app_id", "app_secret", "webhook_secret", "login_customer_id"] {
        assert!(wrong.body["errors"][field].is_array(), "{field}: {wrong:?}");
    }
    let own = json!({"app_id": "own-app", "app_secret": cmis_sandbox::SECRET, "developer_token": "own-developer-token-22c"[..22]});
    let set = stage.admin.put(&path, own).await;
    assert_eq!((set.status, &set.body["data"]["app_id"]), (StatusCode::OK, &json!("own-app")), "{set:?}");
    assert!(!set.body.to_string().contains(cmis_sandbox::SECRET), "{set:?}");

    let integration = stage.connect(Platform::Google).await;
    assert_eq!(integration["is_own_app"], true);
    let (stranger, other) = stage.app.founder("Huda").await;
    let theirs = path.replace(&stage.org.to_string(), &other.to_string());
    assert_eq!(stranger.get(&theirs).await.status, StatusCode::NOT_FOUND);
    // without the app its tokens are good for nothing, and nobody else's app is tried with them
    assert_eq!(stage.admin.delete(&path).await.status, StatusCode::OK);
    let test = stage.path(&format!("integrations/{}/test", integration["id"].as_str().expect("id")));
    refused(&stage.admin.post(&test, json!({})).await, StatusCode::CONFLICT, "conflict");
    let again = stage.connect(Platform::Google).await;
    assert_eq!((&again["id"], &again["is_own_app"]), (&integration["id"], &json!(false)));
}

#[tokio::test]
async fn accounts_of_somebody_who_left_are_read_on_by_whoever_connects_next() {
    let stage = Stage::start().await;
    let first = stage.connect_all(Platform::Google).await;
    // the one who connected is not the one who comes now, and holds no right any more
    stage
        .app
        .as_owner("update integrations set external_id = 'who-left', status = 'needs_reconnect'; update sync_runs set status = 'held'")
        .await;
    let next = stage.connect(Platform::Google).await;
    assert_ne!(next["id"], first["id"]);
    let accounts = next["ad_accounts"].as_array().expect("accounts");
    assert!(accounts.len() == 5 && accounts.iter().all(|account| account["is_used"] == true), "{next}");
    let shown = stage.show(&next).await;
    assert_eq!(shown["sync"]["status"], "queued", "{shown}");
    assert!(shown["next_sync_at"].is_string(), "{shown}");
}

#[tokio::test]
async fn a_late_refusal_of_old_tokens_ends_no_new_grant() {
    let stage = Stage::start().await;
    let integration = stage.connect(Platform::Meta).await;
    let id = integration["id"].as_str().expect("id").parse().expect("an id");
    let app = &stage.app.app;
    let mut late = Line::open(app, stage.org, id).await.expect("opens").expect("is open");
    // while a call is on its way the person connects anew, which ends the tokens before
    stage.control("faults", json!({"platform": "meta", "kind": "revoked_token"})).await;
    let test = stage.path(&format!("integrations/{id}/test"));
    assert_eq!(stage.admin.post(&test, json!({})).await.body["class"], "token_revoked");
    stage.connect(Platform::Meta).await;
    let answer = late.ask(None, async |connector, tokens| connector.sign_in.identify(&tokens).await).await;
    assert!(answer.expect("asked").is_ok(), "with the newer tokens");
    let shown = stage.show(&integration).await;
    assert_eq!((&shown["status"], &shown["token"]["version"]), (&json!("active"), &json!(2)), "{shown}");
}
