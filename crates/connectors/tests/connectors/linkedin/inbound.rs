//! Webhooks: who is answered, who is believed, and what a body announces.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, hmac};
use cmis_connectors::{
    linkedin::{Hosts, LinkedIn, VERSION},
    platform::{BadBody, Handshake, Inbound, Incoming, Notice, Unverified},
};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::platform::{app, wire};

/// `{"hello":"world"}` signed with `test_secret`: a vector computed outside of this code.
const SIGNATURE: &str = "596c649ec5b68d4ee024260b828bea09a322a817618967a6b6c6320138856a9f";
const BODY: &[u8] = br#"{"hello":"world"}"#;

/// One for all cases: a client is dear to make.
static LINKEDIN: LazyLock<LinkedIn> =
    LazyLock::new(|| LinkedIn::new(wire(), Hosts::real().expect("addresses"), VERSION.to_owned(), app()));

fn secrets(list: &[&str]) -> Vec<Secret> {
    list.iter().map(|secret| Secret::from(*secret)).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn verified_at(now: i64, signatures: &[&[u8]], body: &[u8], known: &[&str]) -> Result<(), Unverified> {
    let mut headers = HeaderMap::new();
    for signature in signatures {
        headers.append("X-LI-Signature", HeaderValue::from_bytes(signature).expect("header"));
    }
    let (query, now) = (BTreeMap::new(), DateTime::<Utc>::from_timestamp(now, 0).expect("a time"));
    LINKEDIN.verify(Incoming { query: &query, headers: &headers, body }, &secrets(known), now)
}

fn verified(signatures: &[&[u8]], body: &[u8], known: &[&str]) -> Result<(), Unverified> {
    verified_at(1_785_585_600, signatures, body, known)
}

fn shake(pairs: &[(&str, &str)], known: &[&str]) -> Option<Handshake> {
    let query = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let call = Incoming { query: &query, headers: &HeaderMap::new(), body: b"" };
    LINKEDIN.handshake(call, &Secret::from("verify-token"), &secrets(known))
}

fn read(body: &[u8]) -> Result<Vec<Notice>, BadBody> {
    let query = BTreeMap::new();
    LINKEDIN.read(Incoming { query: &query, headers: &HeaderMap::new(), body })
}

fn notices(body: &Value) -> Vec<Notice> {
    read(body.to_string().as_bytes()).expect("notices")
}

#[test]
fn a_challenge_is_answered_with_the_newest_secret() {
    let response = "fc86cff5684042b7f487fe1c04c28d78da253140e98e5bbfe72e7e099f60808e";
    let body = format!(r#"{{"challengeCode":"crc123","challengeResponse":"{response}"}}"#);
    let expected = Some(Handshake { content_type: "application/json", body });
    let asked = [("challengeCode", "crc123"), ("applicationId", "7")];
    assert_eq!(shake(&asked, &["test_secret"]), expected);
    assert_eq!(shake(&asked, &["test_secret", "old"]), expected);
    assert_eq!(shake(&asked, &["", "test_secret"]), expected);
    assert_ne!(shake(&asked, &["new", "test_secret"]), expected);
    let uuid = shake(&[("challengeCode", "890e4665-4dfe-4ab1-b689-ed553bceeed0")], &["test_secret"]);
    assert!(uuid.expect("an answer").body.starts_with(r#"{"challengeCode":"890e4665-4dfe-4ab1-b689-ed553bceeed0","#));
}

#[test]
fn nothing_else_is_answered_least_of_all_a_text_to_sign() {
    let long = "1".repeat(129);
    // the answer would be the signature of a body
    let forged = format!("hmacsha256={}", String::from_utf8_lossy(BODY));
    for challenge in ["", " ", "a b", "a\"b", "é", "hmacsha256=1", &forged, &long] {
        assert_eq!(shake(&[("challengeCode", challenge)], &["test_secret"]), None, "{challenge}");
    }
    assert_eq!(shake(&[], &["test_secret"]), None);
    assert_eq!(shake(&[("challengecode", "crc123")], &["test_secret"]), None);
    assert_eq!(shake(&[("challengeCode", "crc123")], &[]), None);
    assert_eq!(shake(&[("challengeCode", "crc123")], &[""]), None);
}

#[test]
fn a_signature_holds_for_the_bytes_and_any_known_secret_at_any_time() {
    let (signature, prefixed) = (SIGNATURE.as_bytes(), format!("hmacsha256={SIGNATURE}"));
    for known in [&["test_secret"][..], &["new", "test_secret"], &["test_secret", "old"]] {
        assert_eq!(verified(&[signature], BODY, known), Ok(()));
        assert_eq!(verified(&[prefixed.as_bytes()], BODY, known), Ok(()));
        // what was signed holds no time, and is sent again for hours
        assert_eq!(verified_at(0, &[signature], BODY, known), Ok(()));
        assert_eq!(verified_at(4_000_000_000, &[signature], BODY, known), Ok(()));
    }
    for (body, known) in [
        (BODY, &["other"][..]),
        (BODY, &[]),
        (BODY, &["test_secret "]),
        (br#"{"hello":"World"}"#, &["test_secret"]),
        (br#"{"hello": "world"}"#, &["test_secret"]),
        (b"", &["test_secret"]),
    ] {
        assert_eq!(verified(&[signature], body, known), Err(Unverified::Wrong), "{known:?}");
    }
    // what is signed has the prefix in it
    let bare = hex(&hmac(b"test_secret", BODY));
    assert_eq!(verified(&[bare.as_bytes()], BODY, &["test_secret"]), Err(Unverified::Wrong));
    // what anybody can sign with is no secret
    let empty = hex(&hmac(b"", &[b"hmacsha256=", BODY].concat()));
    assert_eq!(verified(&[empty.as_bytes()], BODY, &[""]), Err(Unverified::Wrong));
}

#[test]
fn a_signature_has_one_spelling() {
    for signature in [
        String::new(),
        "hmacsha256=".to_owned(),
        SIGNATURE.to_uppercase(),
        format!("HMACSHA256={SIGNATURE}"),
        format!("sha256={SIGNATURE}"),
        format!("hmacsha256=hmacsha256={SIGNATURE}"),
        SIGNATURE[..62].to_owned(),
        format!("{SIGNATURE}00"),
        format!("{SIGNATURE} "),
        format!("{SIGNATURE},{SIGNATURE}"),
        format!("{}g", &SIGNATURE[..63]),
    ] {
        // a space at an end does not come through HTTP; nothing here takes one off
        assert_eq!(verified(&[signature.as_bytes()], BODY, &["test_secret"]), Err(Unverified::Missing), "{signature}");
    }
    assert_eq!(verified(&[], BODY, &["test_secret"]), Err(Unverified::Missing));
    let (good, odd) = (SIGNATURE.as_bytes(), b"\xff".as_slice());
    for several in [[good, good], [good, odd], [odd, good]] {
        assert_eq!(verified(&several, BODY, &["test_secret"]), Err(Unverified::Missing));
    }
}

fn lead(action: &str) -> Value {
    json!({"type":"LEAD_ACTION","leadGenFormResponse":"urn:li:leadGenFormResponse:1a2b3c-4",
        "leadGenForm":"urn:li:versionedLeadGenForm:(urn:li:leadGenForm:1, 1)",
        "owner":{"sponsoredAccount":"urn:li:sponsoredAccount:123"},
        "associatedEntity":{"sponsoredCreative":"urn:li:sponsoredCreative:456"},
        "leadType":"SPONSORED","leadAction":action,"occurredAt":1_686_182_358_881_i64})
}

#[test]
fn a_lead_is_known_by_its_own_id() {
    let came = lead("CREATED");
    let notice = Notice {
        id: "1a2b3c-4".to_owned(),
        kind: "LEAD_ACTION".to_owned(),
        account: Some("123".to_owned()),
        at: DateTime::from_timestamp_millis(1_686_182_358_881),
        payload: came.clone(),
    };
    assert_eq!(notices(&came), [notice]);
    // that it went is another event than that it came
    assert_eq!(notices(&lead("DELETED"))[0].id, "1a2b3c-4:DELETED");
    assert_eq!(notices(&lead("CHANGED"))[0].id.len(), 64);
    // an organisation's number is not an ad account's
    let mut other = lead("CREATED");
    other["owner"] = json!({"organization":"urn:li:organization:123"});
    assert_eq!(notices(&other)[0].account.as_deref(), Some("urn:li:organization:123"));
    other["owner"] = json!("somebody");
    assert_eq!(notices(&other)[0].account, None);
}

#[test]
fn social_actions_come_many_at_once() {
    let comment = json!({"notificationId":1986,"organizationalEntity":"urn:li:organization:1000","action":"COMMENT",
        "sourcePost":"urn:li:share:1","generatedActivity":"urn:li:comment:(urn:li:activity:1,2)",
        "decoratedGeneratedActivity":{"comment":{"owner":"urn:li:person:x","text":"Nice"}},
        "lastModifiedAt":1_570_000_000_000_i64,"subscriber":"urn:li:person:y"});
    let like = json!({"organizationalEntity":"urn:li:organization:1000","action":"LIKE"});
    let body = json!({"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[comment,like]});
    let all = notices(&body);
    let first = Notice {
        id: "1986".to_owned(),
        kind: "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS".to_owned(),
        account: Some("urn:li:organization:1000".to_owned()),
        at: DateTime::from_timestamp(1_570_000_000, 0),
        payload: comment,
    };
    assert_eq!((all.len(), &all[0]), (2, &first));
    assert_eq!((all[1].id.len(), all[1].at, &all[1].payload), (64, None, &like));
}

#[test]
fn the_same_again_has_the_same_id_and_nothing_else_has() {
    let body = |kind: &str, text: &str| json!({"type":kind,"text":text});
    let first = notices(&body("SOMETHING_NEW", "x")).remove(0);
    assert_eq!(
        (first.kind.as_str(), first.id.len(), &first.payload),
        ("SOMETHING_NEW", 64, &body("SOMETHING_NEW", "x"))
    );
    assert_eq!(notices(&body("SOMETHING_NEW", "x"))[0].id, first.id);
    assert_ne!(notices(&body("SOMETHING_NEW", "y"))[0].id, first.id);
    assert_ne!(notices(&body("SOMETHING_OLD", "x"))[0].id, first.id);
}

#[test]
fn what_is_no_body_of_linkedins_is_refused() {
    let deep = "[".repeat(100_000);
    let deep_value = format!(r#"{{"type":"X","a":{deep}"#);
    for body in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"hello":"world"}"#,
        r#"{"type":7}"#,
        r#"{"type":""}"#,
        r#"{"type":"LEAD_ACTION"}"#,
        r#"{"type":"LEAD_ACTION","leadGenFormResponse":7}"#,
        r#"{"type":"LEAD_ACTION","leadGenFormResponse":"urn:li:leadGenFormResponse:../1"}"#,
        r#"{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS"}"#,
        r#"{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":{}}"#,
        r#"{"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[7]}"#,
        r#"{"type":"X"} {}"#,
        &deep,
        &deep_value,
    ] {
        assert_eq!(read(body.as_bytes()), Err(BadBody), "{}", &body[..body.len().min(80)]);
    }
    assert_eq!(read(&[0xff, 0xfe]), Err(BadBody));
    let none = json!({"type":"ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS","notifications":[]});
    assert_eq!(notices(&none), []);
    let mut far = lead("CREATED");
    for time in [i64::MAX, i64::MIN] {
        far["occurredAt"] = time.into();
        assert_eq!(notices(&far)[0].at, None);
    }
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
        Just(Value::from("urn:li:sponsoredAccount:1")),
    ];
    let names =
        vec!["type", "notifications", "owner", "sponsoredAccount", "leadAction", "occurredAt", "notificationId"];
    let name = prop_oneof![".{0,8}", prop::sample::select(names).prop_map(str::to_owned)];
    leaf.prop_recursive(4, 32, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_bytes_break_it(body: Vec<u8>, signature in "[ -~]{0,90}") {
        prop_assert_eq!(read(&body).is_ok(), false);
        prop_assert!(verified(&[signature.as_bytes()], &body, &["test_secret"]).is_err());
    }

    #[test]
    fn no_shape_breaks_it(first in value(), second in value()) {
        let social = "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS";
        let id = "urn:li:leadGenFormResponse:1";
        for body in [
            json!({"type":social,"notifications":[first,second]}),
            json!({"type":social,"notifications":[{"notificationId":first,"organizationalEntity":second}]}),
            json!({"type":"LEAD_ACTION","leadGenFormResponse":id,"owner":first,"occurredAt":second}),
            json!({"type":"LEAD_ACTION","leadGenFormResponse":first,"leadAction":second}),
            json!({"type":first,"x":second}),
            first.clone(),
        ] {
            for notice in read(body.to_string().as_bytes()).unwrap_or_default() {
                prop_assert!(!notice.id.is_empty() && notice.id.len() <= 140 && !notice.kind.is_empty());
            }
        }
    }

    #[test]
    fn a_challenge_never_signs_a_body(body in "[ -~]{0,60}") {
        let challenge = format!("hmacsha256={body}");
        prop_assert_eq!(shake(&[("challengeCode", &challenge)], &["test_secret"]), None);
    }

    #[test]
    fn what_is_signed_holds_until_a_byte_changes(mut body in prop::collection::vec(any::<u8>(), 1..200), at: usize) {
        let signature = hex(&hmac(b"test_secret", &[b"hmacsha256=", body.as_slice()].concat()));
        prop_assert_eq!(verified(&[signature.as_bytes()], &body, &["test_secret"]), Ok(()));
        let at = at % body.len();
        body[at] ^= 1;
        prop_assert_eq!(verified(&[signature.as_bytes()], &body, &["test_secret"]), Err(Unverified::Wrong));
    }
}
