//! Where platforms call: who is believed, who is not, and that what is answered is stored, once.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::TimeDelta;
use cmis_app::webhooks::inbound::{channel::verify_token, refused};
use cmis_base::{
    platform::Platform,
    secret::{Secret, hmac},
};
use cmis_sandbox::SECRET;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::stage::{Stage, relay_secret};
use crate::harness::{Answer, TestApp};

/// A call with its headers; the same one may be there twice.
pub async fn call(app: &TestApp, path: &str, headers: &[(&'static str, String)], body: &[u8]) -> Answer {
    let mut request =
        Request::builder().method(Method::POST).uri(path).body(axum::body::Body::from(body.to_vec())).expect("request");
    request.headers_mut().insert("accept-language", HeaderValue::from_static("en"));
    for (name, value) in headers {
        request.headers_mut().append(HeaderName::from_static(name), value.parse().expect("header"));
    }
    let (parts, body) = app.router().oneshot(request).await.expect("infallible").into_parts();
    let bytes = body.collect().await.expect("body").to_bytes().to_vec();
    let body = serde_json::from_slice(&bytes).unwrap_or(Value::Null);
    Answer { status: parts.status, headers: parts.headers, body, bytes }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A header with the platform's own signature.
pub fn signed(app: &TestApp, platform: Platform, secret: &str, body: &[u8]) -> (&'static str, String) {
    let of = |text: &[u8]| hmac(secret.as_bytes(), text);
    match platform {
        Platform::Meta => ("x-hub-signature-256", format!("sha256={}", hex(&of(body)))),
        Platform::Tiktok => {
            let time = app.clock.now().timestamp().to_string();
            ("tiktok-signature", format!("t={time},s={}", hex(&of(&[time.as_bytes(), b".", body].concat()))))
        }
        Platform::Linkedin => ("x-li-signature", hex(&of(&[b"hmacsha256=", body].concat()))),
        Platform::Twitter => ("x-twitter-webhooks-signature", format!("sha256={}", STANDARD.encode(of(body)))),
        Platform::Google | Platform::Snapchat => panic!("{platform} signs nothing"),
    }
}

/// The headers of the plain dialect.
pub fn plain(platform: Platform, secret: &str, account: &str, body: &[u8]) -> Vec<(&'static str, String)> {
    let name = match platform {
        Platform::Meta => "x-meta-hub-signature",
        Platform::Google => "x-goog-signature",
        Platform::Tiktok => "x-tiktok-signature",
        Platform::Linkedin => "x-linkedin-signature",
        Platform::Twitter => "x-twitter-webhooks-signature",
        Platform::Snapchat => "x-snapchat-signature",
    };
    let mut headers = vec![(name, format!("sha256={}", hex(&hmac(secret.as_bytes(), body))))];
    if platform == Platform::Google {
        headers.push(("x-goog-channel-id", account.to_owned()));
        headers.push(("x-goog-resource-state", "exists".to_owned()));
    }
    headers
}

/// A body as each platform sends it.
fn native(platform: Platform) -> Vec<u8> {
    let body = match platform {
        Platform::Meta => json!({"object": "page", "entry": [{"id": "12", "time": 1_458_692_752_478_i64, "changes": [
            {"field": "feed", "value": {"item": "comment", "comment_id": "1_2", "verb": "add", "message": "كم السعر؟"}}]}]}),
        Platform::Tiktok => json!({"client_key": "k", "event": "post.publish.complete", "create_time": 1_615_338_610,
            "user_openid": "act.example", "content": "{\"publish_id\":\"v\"}"}),
        Platform::Linkedin => json!({"type": "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS", "notifications": [
            {"notificationId": 1986, "organizationalEntity": "urn:li:organization:1000", "action": "COMMENT"}]}),
        Platform::Twitter => {
            json!({"for_user_id": "2244994945", "tweet_create_events": [{"id_str": "77", "text": "x"}]})
        }
        Platform::Google | Platform::Snapchat => panic!("{platform} signs nothing"),
    };
    body.to_string().into_bytes()
}

const SIGNING: [Platform; 4] = [Platform::Meta, Platform::Tiktok, Platform::Linkedin, Platform::Twitter];

fn path(platform: Platform) -> String {
    format!("/api/webhooks/{platform}")
}

/// The body of the plain dialect, sent now.
pub fn told(app: &TestApp, mut body: Value) -> Vec<u8> {
    body["timestamp"] = app.clock.now().timestamp().into();
    body.to_string().into_bytes()
}

async fn stored(app: &TestApp) -> i64 {
    app.count("select count(*) from platform_events").await
}

#[tokio::test]
async fn each_platforms_own_signature_is_believed_and_a_repeat_does_nothing() {
    let stage = Stage::start().await;
    let app = &stage.app;
    for platform in SIGNING {
        let body = native(platform);
        let header = signed(app, platform, SECRET, &body);
        let answer = call(app, &path(platform), std::slice::from_ref(&header), &body).await;
        assert_eq!(answer.data(), &json!({"received": 1, "repeated": 0}), "{platform}");
        let again = call(app, &path(platform), &[header], &body).await;
        assert_eq!(again.data(), &json!({"received": 0, "repeated": 1}), "{platform}");
        assert!(again.headers.get("x-ratelimit-limit").is_none(), "platforms are no callers of the API");
    }
    let lead = json!({"lead_id": "L1", "google_key": SECRET, "campaign_id": 7, "user_column_data": []}).to_string();
    assert_eq!(call(app, "/api/webhooks/google", &[], lead.as_bytes()).await.data()["received"], 1);
    assert_eq!(call(app, "/api/v1/webhooks/google", &[], lead.as_bytes()).await.data()["repeated"], 1);
    for platform in Platform::ALL {
        let body = told(
            app,
            json!({"event_type": "budget_threshold_reached", "ad_account_id": "7", "budget_spent_percentage": 80}),
        );
        let headers = plain(platform, relay_secret(platform), "7", &body);
        assert_eq!(call(app, &path(platform), &headers, &body).await.data()["received"], 1, "{platform}");
        // the same told a moment later, as relays do it
        app.advance(TimeDelta::seconds(3));
        let body = told(
            app,
            json!({"ad_account_id": "7", "event_type": "budget_threshold_reached", "budget_spent_percentage": 80}),
        );
        let headers = plain(platform, relay_secret(platform), "7", &body);
        assert_eq!(call(app, &path(platform), &headers, &body).await.data()["repeated"], 1, "{platform}");
    }
    assert_eq!(stored(app).await, 11);
    // a channel that was opened announces nothing
    let sync = told(app, json!({"kind": "api#channel"}));
    let mut headers = plain(Platform::Google, relay_secret(Platform::Google), "7", &sync);
    headers[2].1 = "sync".to_owned();
    assert_eq!(call(app, "/api/webhooks/google", &headers, &sync).await.data(), &json!({"received": 0, "repeated": 0}));
    // at rest nothing of it can be read, and nobody is told twice that there is work
    let clear = "select count(*) from platform_events where payload::text like '%' || encode('SAR', 'hex') || '%' or encode(payload, 'escape') like '%budget%'";
    assert_eq!(app.count(clear).await, 0);
    assert_eq!(app.count("select count(*) from jobs where kind = 'webhooks.spread'").await, 1);
}

#[tokio::test]
async fn who_cannot_sign_gets_nothing_stored_and_is_counted() {
    let stage = Stage::start().await;
    let app = &stage.app;
    for platform in SIGNING {
        let (body, at) = (native(platform), path(platform));
        let (name, right) = signed(app, platform, SECRET, &body);
        let other = signed(app, platform, "another-secret", &body).1;
        let of_other_bytes = signed(app, platform, SECRET, b"{}").1;
        for wrong in [&other, &of_other_bytes] {
            let answer = call(app, &at, &[(name, wrong.clone())], &body).await;
            let refused = answer.refused(401, "unauthenticated");
            assert_eq!(
                refused["message"],
                "The signature does not hold. Sign the bytes as they are sent, with the secret of this app or channel.",
                "{platform}"
            );
        }
        // without one, cut short, in capitals, twice, and in another platform's header
        let spellings: [Vec<(&'static str, String)>; 5] = [
            vec![],
            vec![(name, right[..right.len() - 2].to_owned())],
            vec![(name, right.to_uppercase())],
            vec![(name, right.clone()), (name, right.clone())],
            vec![("x-hub-signature", right.clone())],
        ];
        for headers in spellings {
            let answer = call(app, &at, &headers, &body).await;
            answer.refused(401, "unauthenticated");
            assert!(answer.headers.contains_key("www-authenticate"));
        }
        // the same said with other bytes
        let parsed: Value = serde_json::from_slice(&body).expect("JSON");
        let pretty = serde_json::to_vec_pretty(&parsed).expect("JSON");
        call(app, &at, &[(name, right.clone())], &pretty).await.refused(401, "unauthenticated");
        // a relay's secret is none of the platform's, and the other way round
        let relays = signed(app, platform, relay_secret(platform), &body).1;
        call(app, &at, &[(name, relays)], &body).await.refused(401, "unauthenticated");
        let body = told(app, json!({"event": "x"}));
        call(app, &at, &plain(platform, SECRET, "7", &body), &body).await.refused(401, "unauthenticated");
    }
    for wrong in [
        json!({"lead_id": "L"}),
        json!({"lead_id": "L", "google_key": ""}),
        json!({"lead_id": "L", "google_key": "no"}),
    ] {
        call(app, "/api/webhooks/google", &[], wrong.to_string().as_bytes()).await.refused(401, "unauthenticated");
    }
    assert_eq!(stored(app).await, 0);

    refused::write(&app.app).await.expect("written");
    refused::write(&app.app).await.expect("written");
    let counted = app
        .count("select count::bigint from refused_webhooks where platform = 'meta' and reason = 'wrong_signature'")
        .await;
    assert!(counted >= 4, "{counted}");
    // a row a minute, whatever comes
    assert!(app.count("select count(*) from refused_webhooks").await <= 10);
}

#[tokio::test]
async fn what_is_old_is_refused_where_each_attempt_is_signed_anew() {
    let stage = Stage::start().await;
    let app = &stage.app;
    let body = native(Platform::Tiktok);
    let header = signed(app, Platform::Tiktok, SECRET, &body);
    let relayed = told(
        app,
        json!({"event_type": "budget_threshold_reached", "ad_account_id": "7", "budget_spent_percentage": 80}),
    );
    let relay = plain(Platform::Snapchat, relay_secret(Platform::Snapchat), "7", &relayed);
    let lasting = native(Platform::Linkedin);
    let lasts = signed(app, Platform::Linkedin, SECRET, &lasting);
    app.advance(TimeDelta::seconds(301));
    let stale = call(app, "/api/webhooks/tiktok", &[header], &body).await;
    assert!(stale.refused(401, "unauthenticated")["message"].as_str().expect("text").contains("too long ago"));
    call(app, "/api/webhooks/snapchat", &relay, &relayed).await.refused(401, "unauthenticated");
    // from the future, by a clock that goes wrong
    let (name, early) = {
        app.advance(TimeDelta::minutes(3));
        let header = signed(app, Platform::Tiktok, SECRET, &body);
        app.advance(TimeDelta::minutes(-3));
        header
    };
    call(app, "/api/webhooks/tiktok", &[(name, early)], &body).await.refused(401, "unauthenticated");
    // elsewhere the platform sends the same for hours
    app.advance(TimeDelta::hours(7));
    assert_eq!(call(app, "/api/webhooks/linkedin", &[lasts], &lasting).await.data()["received"], 1);
}

#[tokio::test]
async fn what_is_signed_and_makes_no_sense_is_refused_in_words_and_harms_nobody() {
    let stage = Stage::start().await;
    let app = &stage.app;
    let meta = |body: &[u8]| signed(app, Platform::Meta, SECRET, body);
    let deep = [b"{\"object\":".as_slice(), &b"[".repeat(10_000), &b"]".repeat(10_000), b"}"].concat();
    let page = |entry: Value| json!({"object": "page", "entry": [entry]}).to_string().into_bytes();
    let bodies: Vec<Vec<u8>> = vec![
        vec![],
        b"null".to_vec(),
        b"[]".to_vec(),
        b"{\"object\":\"page\"".to_vec(),
        b"\xff\xfe\x00".to_vec(),
        b"\x1f\x8b\x08\x00\x00\x00\x00\x00".to_vec(),
        deep,
        // signs that the database has no letters for, and names without end
        page(json!({"id": "1", "time": 1, "changes": [{"field": "fe\u{0}ed", "value": {}}]})),
        page(json!({"id": "1", "time": 1, "changes": [{"field": "f".repeat(300), "value": {}}]})),
        page(json!({"id": "1", "time": 1, "changes": [{"field": "", "value": {}}]})),
    ];
    for body in bodies {
        let answer = call(app, "/api/webhooks/meta", &[meta(&body)], &body).await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]).into_owned();
        assert_eq!(
            answer.refused(400, "malformed_request")["message"],
            "The signature holds, but the body is none of this platform's.",
            "{shown}"
        );
    }
    // times that no calendar has, an account that is none, a payload of odd letters: kept as far as they make sense
    for entry in [
        json!({"id": "a\u{0}b", "time": i64::MAX, "changes": [{"field": "feed", "value": {"x": "\u{0}\u{202e}"}}]}),
        json!({"id": "1", "time": i64::MIN, "changes": [{"field": "feed", "value": [1e308, -0.0]}]}),
        json!({"id": "1", "time": 99_999_999_999_i64, "changes": [{"field": "feed", "value": null}]}),
    ] {
        let body = page(entry);
        assert_eq!(call(app, "/api/webhooks/meta", &[meta(&body)], &body).await.data()["received"], 1);
    }
    let many: Vec<Value> =
        (0..1001).map(|n| json!({"id": "1", "time": n, "changes": [{"field": "feed", "value": n}]})).collect();
    let many = json!({"object": "page", "entry": many}).to_string().into_bytes();
    call(app, "/api/webhooks/meta", &[meta(&many)], &many).await.refused(413, "too_large");
    let giant = vec![b' '; 1024 * 1024 + 1];
    call(app, "/api/webhooks/meta", &[meta(&giant)], &giant).await.refused(413, "too_large");
    assert_eq!(stored(app).await, 3);
    // all of it can be worked on
    app.run_jobs().await;
    assert_eq!(app.count("select count(*) from unspread_batches").await, 0);
}

#[tokio::test]
async fn an_address_of_nobody_is_not_found() {
    let stage = Stage::start().await;
    let app = &stage.app;
    for at in [
        "/api/webhooks/zoho",
        "/api/webhooks/META",
        "/api/webhooks/meta/4712",
        "/api/webhooks/meta/%00",
        "/api/webhooks/zoho/1",
    ] {
        call(app, at, &[], b"{}").await.refused(404, "not_found");
        app.anonymous().get(at).await.refused(404, "not_found");
    }
    for at in ["/api/webhooks/meta", "/api/v1/webhooks/meta"] {
        app.anonymous().delete(at).await.refused(405, "method_not_allowed");
    }
    let bare = TestApp::start().await;
    let body = native(Platform::Meta);
    let header = signed(&bare, Platform::Meta, "", &body);
    call(&bare, "/api/webhooks/meta", &[header], &body).await.refused(404, "not_found");
}

#[tokio::test]
async fn handshakes_are_answered_for_who_knows_the_word() {
    let stage = Stage::start().await;
    let app = &stage.app;
    let token = verify_token(&app.app, Platform::Meta, None);
    let meta = |token: &str| {
        format!("/api/webhooks/meta?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}")
    };
    let answer = app.anonymous().get(&meta(&token)).await;
    assert_eq!((answer.status.as_u16(), answer.bytes.as_slice()), (200, b"1158201444".as_slice()));
    assert_eq!(answer.headers["content-type"], "text/plain");
    let x = verify_token(&app.app, Platform::Twitter, None);
    for wrong in [meta("wrong"), meta(""), meta(&x), "/api/webhooks/meta".to_owned(), "/api/webhooks/tiktok".to_owned()]
    {
        app.anonymous().get(&wrong).await.refused(401, "unauthenticated");
    }
    let crc = app.anonymous().get("/api/webhooks/twitter?crc_token=crc123").await;
    let expected = format!("sha256={}", STANDARD.encode(hmac(SECRET.as_bytes(), b"crc123")));
    assert_eq!(crc.body, json!({"response_token": expected}));
    let linkedin = app.anonymous().get("/api/webhooks/linkedin?challengeCode=890e4665-4dfe").await;
    let expected = hex(&hmac(SECRET.as_bytes(), b"890e4665-4dfe"));
    assert_eq!(linkedin.body, json!({"challengeCode": "890e4665-4dfe", "challengeResponse": expected}));
    // nobody gets a body signed that way
    app.anonymous().get("/api/webhooks/twitter?crc_token=%7B%22data%22%3A1%7D").await.refused(401, "unauthenticated");

    // the word is shown to whoever sets the app up, and to nobody else
    let shown = stage.admin.get(&stage.path("integrations")).await.data()[0].clone();
    assert_eq!(shown["webhook_verify_token"], token.as_str());
    let (viewer, _) = app.colleague("Vera", stage.org, "viewer").await;
    assert_eq!(viewer.get(&stage.path("integrations")).await.data()[0]["webhook_verify_token"], Value::Null);
}

#[tokio::test]
async fn both_secrets_hold_while_one_is_rotated() {
    let stage = Stage::with(|settings| {
        let app = settings.platform_apps.get_mut(&Platform::Meta).expect("app");
        app.previous_secret = Some(Secret::from("the-secret-before"));
    })
    .await;
    let body = native(Platform::Meta);
    for (secret, expected) in [("the-secret-before", "received"), (SECRET, "repeated")] {
        let header = signed(&stage.app, Platform::Meta, secret, &body);
        assert_eq!(call(&stage.app, "/api/webhooks/meta", &[header], &body).await.data()[expected], 1, "{secret}");
    }
    let header = signed(&stage.app, Platform::Meta, "the-one-before-that", &body);
    call(&stage.app, "/api/webhooks/meta", &[header], &body).await.refused(401, "unauthenticated");
}

#[tokio::test]
async fn copies_that_come_at_once_are_one_event_and_different_ones_share_commits() {
    let stage = Stage::start().await;
    let app = &stage.app;
    let body = native(Platform::Meta);
    let headers = [signed(app, Platform::Meta, SECRET, &body)];
    let copies =
        futures_util::future::join_all((0..32).map(|_| call(app, "/api/webhooks/meta", &headers, &body))).await;
    let received: i64 = copies.iter().map(|answer| answer.data()["received"].as_i64().expect("count")).sum();
    assert_eq!((received, stored(app).await), (1, 1));

    let other = |n: i64| {
        let entry = json!({"id": "1", "time": n, "changes": [{"field": "feed", "value": n}]});
        json!({"object": "page", "entry": [entry]}).to_string().into_bytes()
    };
    let answers = futures_util::future::join_all((0..200).map(|n| async move {
        let body = other(n);
        call(app, "/api/webhooks/meta", &[signed(app, Platform::Meta, SECRET, &body)], &body).await
    }))
    .await;
    assert!(answers.iter().all(|answer| answer.data()["received"] == 1));
    assert_eq!(stored(app).await, 201);
    let commits = app.count("select count(distinct xmin::text) from platform_events").await;
    assert!(commits < 100, "200 calls at once took {commits} commits");
}

#[tokio::test]
async fn who_is_wrong_too_often_is_told_so_and_the_platform_gets_in_all_the_same() {
    let stage = Stage::with(|settings| settings.limits.anonymous = 3).await;
    let app = &stage.app;
    let body = native(Platform::Meta);
    for _ in 0..3 {
        call(app, "/api/webhooks/meta", &[], &body).await.refused(401, "unauthenticated");
    }
    call(app, "/api/webhooks/meta", &[], &body).await.refused(429, "rate_limited");
    call(app, "/api/webhooks/meta/9", &[], &body).await.refused(429, "rate_limited");
    let header = signed(app, Platform::Meta, SECRET, &body);
    assert_eq!(call(app, "/api/webhooks/meta", &[header], &body).await.data()["received"], 1);
}

#[tokio::test]
async fn while_the_database_is_away_nothing_is_said_to_be_stored() {
    let stage = Stage::start().await;
    let node = stage.app.another_node().await;
    node.db.close().await;
    let body = native(Platform::Meta);
    let (name, value) = signed(&stage.app, Platform::Meta, SECRET, &body);
    let mut headers = HeaderMap::new();
    headers.insert(name, value.parse().expect("header"));
    let mut request = Request::builder()
        .method(Method::POST)
        .uri("/api/webhooks/meta")
        .body(axum::body::Body::from(body.clone()))
        .expect("request");
    request.headers_mut().extend(headers);
    let answer = cmis_app::router::router(node).oneshot(request).await.expect("infallible");
    assert_eq!(answer.status().as_u16(), 503);
    assert!(answer.headers().contains_key("retry-after"));
    assert_eq!(stored(&stage.app).await, 0);
    assert_eq!(call(&stage.app, "/api/webhooks/meta", &[(name, value)], &body).await.data()["received"], 1);
}

#[tokio::test]
async fn an_own_apps_secret_is_believed_for_a_day_after_it_was_changed() {
    let mut stage = Stage::start().await;
    let path = stage.path("integrations/meta/app");
    let old = json!({"app_id": "own-app", "app_secret": "the-secret-before", "webhook_secret": "relay-secret-of-ours"});
    stage.admin.put(&path, old).await.data();
    let set = stage.admin.put(&path, json!({"app_id": "own-app", "app_secret": "the-secret-now"})).await;
    assert_eq!(set.data()["has_webhook_secret"], true, "what is left out stays: {set:?}");
    let body = json!({"object": "page", "entry": []}).to_string();
    for (passed, secret, status) in [
        (TimeDelta::zero(), "the-secret-before", 200),
        (TimeDelta::zero(), "the-secret-now", 200),
        (TimeDelta::hours(25), "the-secret-before", 401),
        (TimeDelta::zero(), "the-secret-now", 200),
    ] {
        stage.pass(passed).await;
        let headers = [signed(&stage.app, Platform::Meta, secret, body.as_bytes())];
        let answer = call(&stage.app, "/api/webhooks/meta/own-app", &headers, body.as_bytes()).await;
        assert_eq!(answer.status, status, "{passed} {secret}: {answer:?}");
    }
}

#[tokio::test]
async fn an_org_that_signs_for_itself_announces_so_much_a_minute_and_not_more() {
    let stage = Stage::start().await;
    let own = json!({"app_id": "own-app", "app_secret": "a-secret-of-ours"});
    stage.admin.put(&stage.path("integrations/meta/app"), own).await.data();
    let change = json!({"field": "feed", "value": {"item": "comment", "comment_id": "1"}});
    let entry = json!({"id": "7", "time": 1_700_000_000, "changes": vec![change; 1000]});
    let body = json!({"object": "page", "entry": [entry]}).to_string();
    let headers = [signed(&stage.app, Platform::Meta, "a-secret-of-ours", body.as_bytes())];
    for _ in 0..10 {
        let answer = call(&stage.app, "/api/webhooks/meta/own-app", &headers, body.as_bytes()).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let answer = call(&stage.app, "/api/webhooks/meta/own-app", &headers, body.as_bytes()).await;
    answer.refused(429, "rate_limited");
    // what the platform announces to all is not held up by it
    let headers = [signed(&stage.app, Platform::Meta, SECRET, body.as_bytes())];
    let answer = call(&stage.app, "/api/webhooks/meta", &headers, body.as_bytes()).await;
    assert_eq!(answer.status, 200, "{answer:?}");
}
