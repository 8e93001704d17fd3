//! The plain dialect of webhooks: believed by its signature and its time, known again by what it says.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    platform::Platform,
    secret::{Secret, hmac},
};
use cmis_connectors::platform::{BadBody, Inbound, Incoming, Notice, Unverified, plain::Plain};
use http::{HeaderMap, HeaderName, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

/// 1795348800 in seconds.
const NOW: &str = "2026-11-22T12:00:00Z";
const SECRET: &str = "test_secret";
/// Computed outside of this code, as is the one below.
const HELLO: &str = "b7b1e7e190c7aace9efb076f2394f2408bf389ed0398c526b97101ab2c84fed3";
const BUDGET: &str = r#"{"event_type":"budget_threshold_reached","timestamp":1795348800}"#;
const BUDGET_SIGNATURE: &str = "b7de2ed3fdd0c52dc55c6629ce10d5d1a73beaa995f04fae93e2b667e7effeb8";

fn now() -> DateTime<Utc> {
    NOW.parse().expect("a time")
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &str)| {
        (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a header"))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in pairs.iter().map(pair) {
        headers.append(name, value);
    }
    headers
}

/// What signs a body; Google names its channel too.
fn signed(platform: Platform, body: &[u8]) -> HeaderMap {
    let signature = format!("sha256={}", hex::encode(hmac(SECRET.as_bytes(), body)));
    let mut headers = headers(&[(Plain::of(platform).header(), &signature)]);
    if platform == Platform::Google {
        headers.insert("x-goog-channel-id", HeaderValue::from_static("channel-7"));
        headers.insert("x-goog-resource-state", HeaderValue::from_static("exists"));
    }
    headers
}

fn verify(platform: Platform, headers: &HeaderMap, body: &[u8], secrets: &[&str]) -> Result<(), Unverified> {
    let secrets: Vec<Secret> = secrets.iter().map(|secret| Secret::from(*secret)).collect();
    Plain::of(platform).verify(Incoming { query: &BTreeMap::new(), headers, body }, &secrets, now())
}

fn read(platform: Platform, headers: &HeaderMap, body: &[u8]) -> Result<Vec<Notice>, BadBody> {
    Plain::of(platform).read(Incoming { query: &BTreeMap::new(), headers, body })
}

fn one(platform: Platform, body: &Value) -> Notice {
    let body = body.to_string();
    let headers = signed(platform, body.as_bytes());
    assert_eq!(verify(platform, &headers, body.as_bytes(), &[SECRET]), Ok(()), "{body}");
    let [notice] = read(platform, &headers, body.as_bytes()).expect("reads").try_into().expect("one");
    notice
}

#[test]
fn each_platform_has_its_header() {
    let headers: Vec<_> = Platform::ALL.into_iter().map(|platform| Plain::of(platform).header()).collect();
    assert_eq!(
        headers,
        [
            "x-meta-hub-signature",
            "x-goog-signature",
            "x-tiktok-signature",
            "x-linkedin-signature",
            "x-twitter-webhooks-signature",
            "x-snapchat-signature",
        ]
    );
}

#[test]
fn a_signature_is_taken_in_its_one_spelling_and_once() {
    let name = "x-snapchat-signature";
    let good = format!("sha256={BUDGET_SIGNATURE}");
    let upper = format!("sha256={}", BUDGET_SIGNATURE.to_ascii_uppercase());
    let wrong = good.replace('b', "c");
    for (given, verdict) in [
        (vec![(name, good.as_str())], Ok(())),
        (vec![], Err(Unverified::Missing)),
        (vec![(name, &good[..good.len() - 1])], Err(Unverified::Missing)),
        (vec![(name, &upper)], Err(Unverified::Missing)),
        (vec![(name, BUDGET_SIGNATURE)], Err(Unverified::Missing)),
        (vec![(name, "sha256=")], Err(Unverified::Missing)),
        (vec![(name, "")], Err(Unverified::Missing)),
        (vec![(name, &good.replace("sha256", "SHA256"))], Err(Unverified::Missing)),
        (vec![(name, &format!("{good}0"))], Err(Unverified::Missing)),
        (vec![(name, &format!(" {good}"))], Err(Unverified::Missing)),
        (vec![(name, &good), (name, &good)], Err(Unverified::Missing)),
        (vec![("x-tiktok-signature", &good)], Err(Unverified::Missing)),
        (vec![(name, &wrong)], Err(Unverified::Wrong)),
    ] {
        let verified = verify(Platform::Snapchat, &headers(&given), BUDGET.as_bytes(), &[SECRET]);
        assert_eq!(verified, verdict, "{given:?}");
    }
    let given = headers(&[(name, good.as_str())]);
    for (secrets, verdict) in [
        (&["other", SECRET][..], Ok(())),
        (&[SECRET, "other"], Ok(())),
        (&["other"], Err(Unverified::Wrong)),
        (&[""], Err(Unverified::Wrong)),
        (&[], Err(Unverified::Wrong)),
    ] {
        assert_eq!(verify(Platform::Snapchat, &given, BUDGET.as_bytes(), secrets), verdict, "{secrets:?}");
    }
    // over the bytes as they came
    let spaced = BUDGET.replace(':', ": ");
    assert_eq!(verify(Platform::Snapchat, &given, spaced.as_bytes(), &[SECRET]), Err(Unverified::Wrong));
}

#[test]
fn an_empty_secret_is_nobodys() {
    let signature = format!("sha256={}", hex::encode(hmac(b"", BUDGET.as_bytes())));
    let given = headers(&[("x-snapchat-signature", &signature)]);
    assert_eq!(verify(Platform::Snapchat, &given, BUDGET.as_bytes(), &[""]), Err(Unverified::Wrong));
}

#[test]
fn what_is_old_early_or_without_a_time_is_refused() {
    // the vector's signature holds, and nothing says when it was sent
    let given = headers(&[("x-snapchat-signature", &format!("sha256={HELLO}"))]);
    assert_eq!(verify(Platform::Snapchat, &given, br#"{"hello":"world"}"#, &[SECRET]), Err(Unverified::Stale));
    let seconds = |off: i64| Value::from(1_795_348_800 + off);
    let text = |off: i64| Value::from((now() + TimeDelta::seconds(off)).to_rfc3339());
    for (timestamp, verdict) in [
        (seconds(0), Ok(())),
        (seconds(-300), Ok(())),
        (seconds(-301), Err(Unverified::Stale)),
        (seconds(60), Ok(())),
        (seconds(61), Err(Unverified::Stale)),
        (text(-300), Ok(())),
        (text(-301), Err(Unverified::Stale)),
        (text(60), Ok(())),
        (text(61), Err(Unverified::Stale)),
        ("2026-11-22T15:00:00+03:00".into(), Ok(())),
        ("2026-11-22T12:00:00".into(), Err(Unverified::Stale)),
        (json!(1_795_348_800_000_i64), Err(Unverified::Stale)),
        (json!(1_795_348_800.5), Err(Unverified::Stale)),
        (json!(i64::MIN), Err(Unverified::Stale)),
        (json!(u64::MAX), Err(Unverified::Stale)),
        ("1795348800".into(), Err(Unverified::Stale)),
        (Value::Null, Err(Unverified::Stale)),
        (json!([1]), Err(Unverified::Stale)),
    ] {
        let body = json!({ "event": "x", "timestamp": timestamp }).to_string();
        let given = signed(Platform::Tiktok, body.as_bytes());
        assert_eq!(verify(Platform::Tiktok, &given, body.as_bytes(), &[SECRET]), verdict, "{timestamp}");
    }
    for body in ["", "[]", "null", "{"] {
        let given = signed(Platform::Tiktok, body.as_bytes());
        assert_eq!(verify(Platform::Tiktok, &given, body.as_bytes(), &[SECRET]), Err(Unverified::Stale), "{body}");
    }
}

#[test]
fn the_documented_bodies_are_read() {
    for (platform, body, kind, account) in [
        (
            Platform::Tiktok,
            json!({ "event": "ad_review_complete", "ad_id": "1", "advertiser_id": "7", "status": "approved",
                "timestamp": 1_795_348_800 }),
            "ad_review_complete",
            Some("7"),
        ),
        (
            Platform::Linkedin,
            json!({ "event_type": "lead_form_response", "form_response_id": "r1", "campaign_id": "2", "lead_data":
                { "first_name": "Sara", "email": "sara@example.com" }, "timestamp": NOW }),
            "lead_form_response",
            None,
        ),
        (
            Platform::Twitter,
            json!({ "event": "tweet_engagement", "tweet_id": "3", "engagement_type": "like",
                "user": { "id": "4", "screen_name": "x" }, "timestamp": 1_795_348_800 }),
            "tweet_engagement",
            None,
        ),
        (
            Platform::Snapchat,
            json!({ "event_type": "budget_threshold_reached", "campaign_id": "5", "ad_account_id": "6",
                "budget_spent_percentage": 80, "remaining_budget": 2000, "timestamp": 1_795_348_800 }),
            "budget_threshold_reached",
            Some("6"),
        ),
        (
            Platform::Google,
            json!({ "kind": "api#channel", "resourceId": "8", "metrics": { "impressions": 12500, "cost_micros":
                185_000_000 }, "timestamp": NOW }),
            "api#channel",
            Some("channel-7"),
        ),
        (Platform::Meta, json!({ "event": "comment", "page_id": 9, "timestamp": NOW }), "comment", Some("9")),
    ] {
        let notice = one(platform, &body);
        assert_eq!((notice.kind.as_str(), notice.account.as_deref()), (kind, account), "{platform}");
        assert_eq!((notice.at, &notice.payload), (Some(now()), &body));
        assert!(notice.id.starts_with("plain:") && notice.id.len() == 6 + 64);
    }
}

#[test]
fn an_event_is_known_again_by_what_it_says() {
    let body = |timestamp: i64, left: i64| {
        json!({ "event_type": "budget_threshold_reached", "campaign_id": "5", "more": { "a": 1, "left": left },
            "timestamp": timestamp })
    };
    let id = |platform: Platform, body: &Value| one(platform, body).id;
    let first = id(Platform::Snapchat, &body(1_795_348_800, 1));
    // signed anew a minute later, and as another text
    assert_eq!(id(Platform::Snapchat, &body(1_795_348_860, 1)), first);
    let turned = json!({ "timestamp": NOW, "more": { "left": 1, "a": 1 }, "campaign_id": "5",
        "event_type": "budget_threshold_reached" });
    assert_eq!(id(Platform::Snapchat, &turned), first);
    assert_ne!(id(Platform::Snapchat, &body(1_795_348_800, 2)), first);
    assert_ne!(id(Platform::Tiktok, &body(1_795_348_800, 1)), first);
    // it happens again on another day
    let headers = HeaderMap::new();
    let later = body(1_795_348_800 + 86_400, 1).to_string();
    let later = read(Platform::Snapchat, &headers, later.as_bytes()).expect("reads");
    assert_ne!(later[0].id, first);
}

#[test]
fn an_event_with_an_id_is_known_by_it() {
    let body = |id: Value, says: &str, timestamp: i64| {
        json!({ "event": "x", "event_id": id, "says": says, "timestamp": timestamp }).to_string()
    };
    let id = |body: String| read(Platform::Meta, &HeaderMap::new(), body.as_bytes()).expect("reads")[0].id.clone();
    let first = id(body("e1".into(), "one", 1_795_348_800));
    assert_eq!(id(body("e1".into(), "two", 1_795_848_800)), first);
    // the id of a thing is none of an event
    let review =
        |status: &str| json!({ "event": "ad_review", "id": "1", "status": status, "timestamp": 1 }).to_string();
    assert_ne!(id(review("approved")), id(review("rejected")));
    assert_ne!(id(body("e2".into(), "one", 1_795_348_800)), first);
    assert_eq!(id(body(5.into(), "one", 1)), id(body(5.into(), "one", 2)));
    let lead = |at: i64| json!({ "event_type": "lead_form_response", "form_response_id": "r1", "timestamp": at });
    assert_eq!(id(lead(1).to_string()), id(lead(9_999_999).to_string()));
}

#[test]
fn google_names_its_channel() {
    let body = json!({ "kind": "api#channel", "timestamp": NOW }).to_string();
    for (name, value, verdict) in [
        ("x-goog-channel-id", Some("channel-7"), Ok(())),
        ("x-goog-channel-id", None, Err(Unverified::Missing)),
        ("x-goog-channel-id", Some(""), Err(Unverified::Missing)),
        ("x-goog-channel-id", Some("a b"), Err(Unverified::Missing)),
        ("x-goog-resource-state", None, Err(Unverified::Missing)),
    ] {
        let mut headers = signed(Platform::Google, body.as_bytes());
        headers.remove(name);
        if let Some(value) = value {
            headers.insert(name, HeaderValue::from_static(value));
        }
        assert_eq!(verify(Platform::Google, &headers, body.as_bytes(), &[SECRET]), verdict, "{name} {value:?}");
    }
    let mut headers = signed(Platform::Google, body.as_bytes());
    headers.append("x-goog-channel-id", HeaderValue::from_static("channel-8"));
    assert_eq!(verify(Platform::Google, &headers, body.as_bytes(), &[SECRET]), Err(Unverified::Missing));
    assert_eq!(read(Platform::Google, &headers, body.as_bytes()), Err(BadBody));
    // the channel was opened: nothing has happened
    let mut headers = signed(Platform::Google, body.as_bytes());
    headers.insert("x-goog-resource-state", HeaderValue::from_static("sync"));
    assert_eq!(verify(Platform::Google, &headers, body.as_bytes(), &[SECRET]), Ok(()));
    assert_eq!(read(Platform::Google, &headers, body.as_bytes()), Ok(Vec::new()));
}

#[test]
fn the_dialect_shows_by_the_form_of_the_signature() {
    let plain = Plain::of(Platform::Twitter);
    assert!(plain.is_spoken(&headers(&[("x-twitter-webhooks-signature", &format!("sha256={HELLO}"))])));
    // X's own, of the same header
    let own = "sha256=t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=";
    assert!(!plain.is_spoken(&headers(&[("x-twitter-webhooks-signature", own)])));
    assert!(!plain.is_spoken(&HeaderMap::new()));
    // Meta's own, of another
    let own = headers(&[("x-hub-signature-256", &format!("sha256={HELLO}"))]);
    assert!(!Plain::of(Platform::Meta).is_spoken(&own));
}

#[test]
fn what_is_no_event_is_not_read() {
    let long = json!({ "event": "x".repeat(257), "timestamp": 1 }).to_string();
    for body in [
        "",
        "[]",
        "null",
        r#"{"event":"x"}"#,
        r#"{"timestamp":1795348800}"#,
        r#"{"event":"","timestamp":1795348800}"#,
        r#"{"event":["x"],"timestamp":1795348800}"#,
        r#"{"event":"a\nb","timestamp":1795348800}"#,
        &long,
        &"[".repeat(10_000),
        &format!("{}{}", r#"{"timestamp":1,"event":"x","a":"#, "[".repeat(10_000)),
    ] {
        assert_eq!(read(Platform::Meta, &HeaderMap::new(), body.as_bytes()), Err(BadBody), "{body:.60}");
    }
}

#[test]
fn there_is_no_handshake() {
    let query = BTreeMap::from([("hub.challenge".to_owned(), "1".to_owned())]);
    for platform in Platform::ALL {
        let call = Incoming { query: &query, headers: &HeaderMap::new(), body: b"" };
        assert_eq!(Plain::of(platform).handshake(call, &Secret::from("t"), &[]), None);
    }
}

proptest! {
    #[test]
    fn no_call_breaks_it(
        body in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..128),
            ("\\PC{0,12}", any::<i64>(), "\\PC{0,12}").prop_map(|(event, at, more)| {
                json!({ "event": event, "timestamp": at, more: [event] }).to_string().into_bytes()
            }),
        ],
        signature in prop_oneof!["\\PC{0,80}", "sha256=[0-9a-fA-F]{60,68}"],
        which in 0_usize..6,
    ) {
        let platform = Platform::ALL[which];
        let signed = signed(platform, &body);
        let _ = verify(platform, &signed, &body, &[SECRET]);
        let _ = read(platform, &signed, &body);
        if let Ok(value) = HeaderValue::from_bytes(signature.as_bytes()) {
            let mut headers = HeaderMap::new();
            headers.insert(Plain::of(platform).header(), value);
            prop_assert!(verify(platform, &headers, &body, &[SECRET]).is_err());
        }
    }
}
