//! Signing in, and what a grant reaches.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose};
use cmis_connectors::{
    platform::{AdAccount, Ads, Identity, SignIn, Tokens, problem::Class},
    tiktok::Hosts,
};
use serde_json::{Value, json};
use url::Url;

use super::platform::{APP_ID, APP_SECRET, Platform, TOKEN, at, get, post, tokens};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_785_585_600, 0).expect("a time")
}

fn back() -> Url {
    Url::parse("https://cmis.example.com/back?to=tiktok").expect("address")
}

fn query(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_person_consents_at_tiktok_or_at_the_sandbox() {
    let platform = Platform::start().await;
    let real = at(Hosts::real().expect("addresses"));
    let begun = real.begin(&back(), "state &1", now()).await.expect("begins");
    let rest = format!(
        "/portal/auth?app_id={APP_ID}&state=state+%261&redirect_uri=https%3A%2F%2Fcmis.example.com%2Fback%3Fto%3Dtiktok"
    );
    assert_eq!(begun.url.as_str(), format!("https://business-api.tiktok.com{rest}"));
    assert!(begun.keep.is_none());
    let begun = platform.tiktok().begin(&back(), "state &1", now()).await.expect("begins");
    assert_eq!(begun.url.as_str(), format!("{}/tiktok/portal{rest}", platform.root()));
}

#[tokio::test]
async fn a_code_is_exchanged_for_a_token_that_does_not_end() {
    let platform = Platform::start().await;
    platform.says(&json!({"access_token": TOKEN, "advertiser_ids": ["7000000000000000001"], "scope": [4, 1, 2]}));
    let came = query(&[("auth_code", "CODE"), ("code", "CODE"), ("state", "s")]);
    let tokens = platform.tiktok().finish(&back(), &came, None, now()).await.expect("tokens");
    let Tokens { access, refresh, expires_at, refresh_expires_at, scopes } = &tokens;
    assert_eq!(expose(access), TOKEN);
    assert!(refresh.is_none() && expires_at.is_none() && refresh_expires_at.is_none());
    assert_eq!(scopes, &["4", "1", "2"]);
    let body = format!(r#"{{"app_id":"{APP_ID}","secret":"{APP_SECRET}","auth_code":"CODE"}}"#);
    let mut asked = post("/oauth2/access_token/", &body);
    asked.token = None;
    assert_eq!(platform.asked(), [asked]);
    assert!(platform.tiktok().refresh(&tokens, now()).await.expect("an answer").is_none());
    assert_eq!(platform.asked(), []);
    assert!(!format!("{tokens:?}").contains(TOKEN));
}

#[tokio::test]
async fn who_comes_back_without_a_code_is_told_why() {
    let platform = Platform::start().await;
    for (came, class, code) in [
        (&[("error", "access_denied"), ("error_description", "No")][..], Class::Denied, "access_denied"),
        (&[("error", "access_denied"), ("auth_code", "CODE")], Class::Denied, "access_denied"),
        (&[("error", "server_error")], Class::Transient, "server_error"),
        (&[("error", "odd\nword")], Class::Invalid, "oddword"),
        (&[("state", "s")], Class::Invalid, "no_code"),
        (&[("auth_code", "")], Class::Invalid, "no_code"),
        (&[("code", "OF-THE-OPEN-API")], Class::Invalid, "no_code"),
    ] {
        let problem = platform.tiktok().finish(&back(), &query(came), None, now()).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (class, code), "{came:?}");
    }
    assert_eq!(platform.asked(), []);
}

#[tokio::test]
async fn a_code_that_was_used_disconnects_nobody() {
    let platform = Platform::start().await;
    platform.answers(200, &[], r#"{"code":40110,"message":"The auth_code CODE-7 was used","data":{}}"#);
    platform.says(&json!({"access_token": "", "scope": []}));
    platform.answers(200, &[], r#"{"code":0,"message":"OK"}"#);
    for (class, words) in [
        (Class::Invalid, "The auth_code … was used"),
        (Class::Transient, "The token is empty"),
        (Class::Transient, "The answer does not read at line 1, column 25"),
    ] {
        let came = query(&[("auth_code", "CODE-7")]);
        let problem = platform.tiktok().finish(&back(), &came, None, now()).await.expect_err("refused");
        assert_eq!((problem.class, problem.words.as_str()), (class, words));
    }
}

#[tokio::test]
async fn the_identity_is_the_oldest_account_of_the_grant() {
    let platform = Platform::start().await;
    platform.says(&json!({"list": [
        {"advertiser_id": "7000000000000000002", "advertiser_name": "Second"},
        {"advertiser_id": "800000000000000001", "advertiser_name": "First"},
        {"advertiser_id": "7000000000000000001", "advertiser_name": "Third"},
    ]}));
    let identity = platform.tiktok().identify(&tokens()).await.expect("an identity");
    let scopes = ["4", "1", "2"].map(str::to_owned).to_vec();
    assert_eq!(identity, Identity { id: "800000000000000001".to_owned(), name: "First".to_owned(), scopes });
    let asked = get("/oauth2/advertiser/get/", &[("app_id", APP_ID), ("secret", APP_SECRET)]);
    assert_eq!(platform.asked(), [asked]);
    platform.says(&json!({"list": []}));
    let problem = platform.tiktok().identify(&tokens()).await.expect_err("nothing is reached");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Permission, "no_ad_account"));
}

#[tokio::test]
async fn a_token_is_given_back_and_may_be_gone_already() {
    let platform = Platform::start().await;
    let gone =
        r#"{"code":40105,"message":"Access token is incorrect or has been revoked.","request_id":"1","data":{}}"#;
    platform.says(&json!({})).answers(200, &[], gone).answers(503, &[], "");
    let tiktok = platform.tiktok();
    assert_eq!(tiktok.revoke(&tokens()).await, Ok(()));
    assert_eq!(tiktok.revoke(&tokens()).await, Ok(()));
    let problem = tiktok.revoke(&tokens()).await.expect_err("nobody is there");
    assert_eq!((problem.class, problem.may_have_happened), (Class::Outage, true));
    let body = format!(r#"{{"app_id":"{APP_ID}","secret":"{APP_SECRET}","access_token":"{TOKEN}"}}"#);
    let mut asked = post("/oauth2/revoke_token/", &body);
    asked.token = None;
    assert_eq!(platform.asked(), [asked.clone(), asked.clone(), asked]);
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_not_sent() {
    let platform = Platform::start().await;
    for token in ["", "two\nlines", "a\u{0}b"] {
        let tokens = Tokens { access: Secret::from(token), ..tokens() };
        let problem = platform.tiktok().identify(&tokens).await.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Revoked, "bad_token"));
    }
    assert_eq!(platform.asked(), []);
}

fn row(id: &str) -> Value {
    json!({"advertiser_id": id, "name": "Acme", "currency": "SAR", "timezone": "Etc/GMT-3",
        "display_timezone": "Asia/Riyadh", "status": "STATUS_ENABLE", "balance": 12.5})
}

#[tokio::test]
async fn accounts_come_in_batches_in_the_order_of_their_ids() {
    let platform = Platform::start().await;
    let id = |n: u64| (7_000_000_000_000_000_000 + n).to_string();
    let mut granted: Vec<Value> = (1..=150).rev().map(|n| json!({"advertiser_id": id(n)})).collect();
    granted.push(json!({"advertiser_id": id(7), "advertiser_name": "Twice"}));
    let granted = json!({ "list": granted });
    let batch = |from, to| json!({"list": (from..=to).map(|n| row(&id(n))).collect::<Vec<_>>()});
    platform.says(&granted).says(&batch(1, 100)).says(&granted).says(&batch(101, 150));
    let tiktok = platform.tiktok();
    let first = tiktok.ad_accounts(&tokens(), None).await.expect("a page");
    assert_eq!((first.items.len(), first.next.as_deref()), (100, Some(id(100).as_str())));
    assert_eq!(
        first.items[0],
        AdAccount {
            id: id(1),
            name: "Acme".to_owned(),
            currency: "SAR".to_owned(),
            time_zone: "Asia/Riyadh".to_owned(),
            is_active: true,
            through: None,
        }
    );
    let last = tiktok.ad_accounts(&tokens(), first.next.as_deref()).await.expect("a page");
    assert_eq!((last.items.len(), last.next), (50, None));
    let asked = platform.asked();
    let ids = |from, to| Value::from_iter((from..=to).map(id)).to_string();
    let fields = r#"["advertiser_id","name","currency","timezone","display_timezone","status"]"#;
    for (at, from, to) in [(1, 1, 100), (3, 101, 150)] {
        let expected = get("/advertiser/info/", &[("advertiser_ids", &ids(from, to)), ("fields", fields)]);
        assert_eq!(asked[at], expected);
    }
    platform.says(&granted);
    let none = tiktok.ad_accounts(&tokens(), Some(&id(150))).await.expect("a page");
    assert_eq!((none.items.len(), none.next), (0, None));
}

#[tokio::test]
async fn an_account_is_what_tiktok_tells_of_it() {
    let platform = Platform::start().await;
    let tiktok = platform.tiktok();
    let read = async |change: Value| {
        let mut row = row("7000000000000000001");
        for (name, value) in change.as_object().expect("an object") {
            row[name] = value.clone();
        }
        platform.says(&json!({"list": [{"advertiser_id": "7000000000000000001"}]})).says(&json!({"list": [row]}));
        tiktok.ad_accounts(&tokens(), None).await.map(|page| page.items.into_iter().next().expect("a row"))
    };
    for status in ["STATUS_DISABLE", "STATUS_LIMIT", "STATUS_PENDING_CONFIRM", "a new word"] {
        assert!(!read(json!({"status": status})).await.expect("an account").is_active, "{status}");
    }
    let bare = read(json!({"name": null, "display_timezone": ""})).await.expect("an account");
    assert_eq!((bare.name.as_str(), bare.time_zone.as_str()), ("7000000000000000001", "Etc/GMT-3"));
    for broken in [
        json!({"currency": null}),
        json!({"advertiser_id": null}),
        json!({"advertiser_id": "1/2"}),
        json!({"timezone": null, "display_timezone": null}),
    ] {
        let problem = read(broken.clone()).await.expect_err("unreadable");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{broken}");
    }
    let problem = tiktok.ad_accounts(&tokens(), Some("../x")).await.expect_err("no page");
    assert_eq!(problem.class, Class::Invalid);
}
