//! Webhooks: who is believed, and what a body announces.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, hmac};
use cmis_connectors::{
    meta::{Hosts, Meta, VERSION},
    platform::{App, BadBody, Handshake, Inbound, Incoming, Notice, Unverified, wire::Wire},
};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

/// `{"hello":"world"}` signed with `test_secret`: a vector computed outside of this code.
const SIGNATURE: &str = "sha256=b7b1e7e190c7aace9efb076f2394f2408bf389ed0398c526b97101ab2c84fed3";
const BODY: &[u8] = br#"{"hello":"world"}"#;

/// One for all: no call is made.
static META: LazyLock<Meta> = LazyLock::new(|| {
    let app = App { id: "4711".to_owned(), secret: Secret::from("unused"), more: BTreeMap::new() };
    let wire = Wire::new(Arc::new(|_| {})).expect("client");
    Meta::new(wire, Hosts::real().expect("addresses"), VERSION.to_owned(), app)
});

fn secrets(list: &[&str]) -> Vec<Secret> {
    list.iter().map(|secret| Secret::from(*secret)).collect()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_785_585_600, 0).expect("a time")
}

fn verified(signatures: &[&[u8]], body: &[u8], known: &[&str]) -> Result<(), Unverified> {
    let mut headers = HeaderMap::new();
    for signature in signatures {
        headers.append("X-Hub-Signature-256", HeaderValue::from_bytes(signature).expect("header"));
    }
    let query = BTreeMap::new();
    META.verify(Incoming { query: &query, headers: &headers, body }, &secrets(known), now())
}

fn read(body: &[u8]) -> Result<Vec<Notice>, BadBody> {
    let query = BTreeMap::new();
    META.read(Incoming { query: &query, headers: &HeaderMap::new(), body })
}

fn notices(body: &Value) -> Vec<Notice> {
    read(body.to_string().as_bytes()).expect("notices")
}

#[test]
fn a_signature_holds_for_the_bytes_and_any_known_secret() {
    let signature = SIGNATURE.as_bytes();
    for known in [&["test_secret"][..], &["new", "test_secret"], &["test_secret", "old"]] {
        assert_eq!(verified(&[signature], BODY, known), Ok(()));
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
    // what anybody can sign with is no secret
    let empty = format!("sha256={}", hex(&hmac(b"", BODY)));
    assert_eq!(verified(&[empty.as_bytes()], BODY, &[""]), Err(Unverified::Wrong));
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_signature_has_one_spelling() {
    let digits = SIGNATURE.trim_start_matches("sha256=");
    for signature in [
        String::new(),
        "sha256=".to_owned(),
        digits.to_owned(),
        format!("sha256={}", digits.to_uppercase()),
        format!("SHA256={digits}"),
        format!("sha1={digits}"),
        format!("sha256={}", &digits[..62]),
        format!("sha256={digits}00"),
        format!("sha256= {digits}"),
        format!("{SIGNATURE},{SIGNATURE}"),
        format!("sha256=sha256={digits}"),
        format!("sha256={}g", &digits[..63]),
    ] {
        assert_eq!(verified(&[signature.as_bytes()], BODY, &["test_secret"]), Err(Unverified::Missing), "{signature}");
    }
    assert_eq!(verified(&[], BODY, &["test_secret"]), Err(Unverified::Missing));
    let (good, odd) = (SIGNATURE.as_bytes(), b"\xff".as_slice());
    for several in [[good, good], [good, odd], [odd, good]] {
        assert_eq!(verified(&several, BODY, &["test_secret"]), Err(Unverified::Missing));
    }
}

#[test]
fn a_handshake_is_answered_to_who_knows_the_token() {
    let shake = |pairs: &[(&str, &str)], token: &str| {
        let query = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let call = Incoming { query: &query, headers: &HeaderMap::new(), body: b"" };
        META.handshake(call, &Secret::from(token), &[])
    };
    let (mode, challenge) = (("hub.mode", "subscribe"), ("hub.challenge", "1158201444"));
    let answer = shake(&[mode, challenge, ("hub.verify_token", "VERIFY")], "VERIFY");
    assert_eq!(answer, Some(Handshake { content_type: "text/plain", body: "1158201444".to_owned() }));
    let long = "1".repeat(257);
    for (pairs, token) in [
        (vec![mode, challenge, ("hub.verify_token", "verify")], "VERIFY"),
        (vec![mode, challenge, ("hub.verify_token", "VERIF")], "VERIFY"),
        (vec![mode, challenge, ("hub.verify_token", "")], ""),
        (vec![mode, challenge], "VERIFY"),
        (vec![mode, ("hub.verify_token", "VERIFY")], "VERIFY"),
        (vec![challenge, ("hub.verify_token", "VERIFY")], "VERIFY"),
        (vec![("hub.mode", "unsubscribe"), challenge, ("hub.verify_token", "VERIFY")], "VERIFY"),
        (vec![mode, ("hub.challenge", "a b"), ("hub.verify_token", "VERIFY")], "VERIFY"),
        (vec![mode, ("hub.challenge", ""), ("hub.verify_token", "VERIFY")], "VERIFY"),
        (vec![mode, ("hub.challenge", &long), ("hub.verify_token", "VERIFY")], "VERIFY"),
        (vec![], "VERIFY"),
    ] {
        assert_eq!(shake(&pairs, token), None, "{pairs:?}");
    }
}

#[test]
fn a_lead_is_known_by_its_own_id() {
    let value = json!({"leadgen_id":"444","page_id":"1","form_id":"555","ad_id":"666","created_time":1_438_292_065});
    let told = |time: i64| json!({"object":"page","entry":[{"id":"1","time":time,"changes":[{"field":"leadgen","value":value.clone()}]}]});
    let notice = Notice {
        id: "444".to_owned(),
        kind: "leadgen".to_owned(),
        account: Some("1".to_owned()),
        at: DateTime::from_timestamp(1_438_292_065, 0),
        payload: value.clone(),
    };
    assert_eq!(notices(&told(1_438_292_065)), std::slice::from_ref(&notice));
    // told again later, in another packet
    assert_eq!(notices(&told(1_438_299_999)), [notice]);
}

#[test]
fn a_body_holds_many_things_in_their_order() {
    let comment = json!({"item":"comment","verb":"add","created_time":1_520_544_814,"message":"hi"});
    let message = json!({"sender":{"id":"7"},"timestamp":1_458_692_752_478_i64,"message":{"mid":"m_1","text":"ä"}});
    let body = json!({"object":"page","entry":[
        {"id":"1","time":1_458_692_752_478_i64,"changes":[{"field":"feed","value":comment},{"field":"mention"}]},
        {"id":2,"time":1_458_692_753,"messaging":[message],"standby":[{"x":1}]},
        {"id":"3","time":1_458_692_753}]});
    let all = notices(&body);
    let told: Vec<_> =
        all.iter().map(|it| (it.kind.as_str(), it.account.as_deref(), it.at.map(|at| at.timestamp_millis()))).collect();
    assert_eq!(
        told,
        [
            ("feed", Some("1"), Some(1_520_544_814_000)),
            ("mention", Some("1"), Some(1_458_692_752_478)),
            ("messaging", Some("2"), Some(1_458_692_752_478)),
            ("standby", Some("2"), Some(1_458_692_753_000)),
        ]
    );
    assert_eq!([&all[0].payload, &all[1].payload, &all[2].payload], [&comment, &Value::Null, &message]);
}

#[test]
fn who_takes_a_right_back_is_heard() {
    let value = json!({"verb":"revoke","target_ids":["123"]});
    let body = json!({"object":"permissions","entry":[
        {"id":"10215","time":1_785_585_600,"changes":[{"field":"ads_management","value":value}]},
        {"id":"10215","time":1_785_585_601,"changed_fields":["ads_read","leads_retrieval"]}]});
    let all = notices(&body);
    assert!(all.iter().all(|it| it.kind == "permissions" && it.account.as_deref() == Some("10215")));
    let payloads: Vec<&Value> = all.iter().map(|it| &it.payload).collect();
    assert_eq!(payloads[0], &json!({"field":"ads_management","value":value}));
    assert_eq!(
        payloads[1..],
        [&json!({"field":"ads_read","value":null}), &json!({"field":"leads_retrieval","value":null})]
    );

    let issue = json!({"level":"AD","error_code":1});
    let body = json!({"object":"ad_account","entry":[
        {"id":"123","time":1_785_585_600,"changes":[{"field":"with_issues_ad_objects","value":issue}]}]});
    let told = &notices(&body)[0];
    assert_eq!((told.kind.as_str(), &told.payload), ("with_issues_ad_objects", &issue));
}

#[test]
fn the_same_again_has_the_same_id_and_nothing_else_has() {
    let body = |object: &str, id: &str, time: i64, field: &str, text: &str| json!({"object":object,"entry":[{"id":id,"time":time,"changes":[{"field":field,"value":{"text":text}}]}]});
    let first = body("page", "1", 2, "feed", "x");
    let id = notices(&first)[0].id.clone();
    assert_eq!(id.len(), 64);
    assert_eq!(notices(&first)[0].id, id);
    for other in [
        body("instagram", "1", 2, "feed", "x"),
        body("page", "2", 2, "feed", "x"),
        body("page", "1", 3, "feed", "x"),
        body("page", "1", 2, "mention", "x"),
        body("page", "1", 2, "feed", "y"),
    ] {
        assert_ne!(notices(&other)[0].id, id, "{other}");
    }
    // an id that is none is not taken for one
    for odd in [json!("../me"), json!(""), json!({}), Value::Null, json!("x".repeat(999))] {
        let change = json!({"field":"leadgen","value":{"leadgen_id":odd}});
        let body = json!({"object":"page","entry":[{"id":"1","time":2,"changes":[change]}]});
        assert_eq!(notices(&body)[0].id.len(), 64, "{odd}");
    }
}

#[test]
fn what_is_no_body_of_metas_is_refused() {
    let deep = "[".repeat(100_000);
    let deep_value = format!(r#"{{"object":"page","entry":[{{"changes":[{{"field":"f","value":{deep}"#);
    for body in [
        "",
        "null",
        "[]",
        "{}",
        r#"{"object":"page"}"#,
        r#"{"entry":[]}"#,
        r#"{"object":"page","entry":{}}"#,
        r#"{"object":"page","entry":[7]}"#,
        r#"{"object":"page","entry":[{"changes":[{"value":1}]}]}"#,
        r#"{"object":"page","entry":[{"time":"soon"}]}"#,
        r#"{"object":"page","entry":[]} {}"#,
        &deep,
        &deep_value,
    ] {
        assert_eq!(read(body.as_bytes()), Err(BadBody), "{}", &body[..body.len().min(80)]);
    }
    assert_eq!(read(&[0xff, 0xfe]), Err(BadBody));
    assert_eq!(read(br#"{"object":"page","entry":[]}"#), Ok(vec![]));
    let far = json!({"object":"page","entry":[{"id":"1","time":i64::MAX,"changes":[{"field":"feed"}]},
        {"id":"1","time":i64::MIN,"changes":[{"field":"feed"}]}]});
    assert!(notices(&far).iter().all(|notice| notice.at.is_none()));
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,20}".prop_map(Value::from),
    ];
    let name = prop_oneof![
        ".{0,8}",
        prop::sample::select(vec![
            "id",
            "time",
            "field",
            "value",
            "created_time",
            "timestamp",
            "leadgen_id",
            "changes"
        ])
        .prop_map(str::to_owned),
    ];
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
    fn no_shape_breaks_it(first in value(), second in value(), number: i64) {
        let entries = [
            json!({"id":first,"time":number,"changes":[second]}),
            json!({"id":"1","time":number,"changes":[{"field":"leadgen","value":first}],"messaging":[second]}),
            json!({"id":"1","time":number,"changes":first,"messaging":second}),
            first.clone(),
        ];
        for entry in entries {
            let body = json!({"object":"page","entry":[entry]});
            for notice in read(body.to_string().as_bytes()).unwrap_or_default() {
                prop_assert!(!notice.id.is_empty() && notice.id.len() <= 128);
            }
        }
    }

    #[test]
    fn what_is_signed_holds_until_a_byte_changes(mut body in prop::collection::vec(any::<u8>(), 1..200), at: usize) {
        let signature = format!("sha256={}", hex(&hmac(b"test_secret", &body)));
        prop_assert_eq!(verified(&[signature.as_bytes()], &body, &["test_secret"]), Ok(()));
        let at = at % body.len();
        body[at] ^= 1;
        prop_assert_eq!(verified(&[signature.as_bytes()], &body, &["test_secret"]), Err(Unverified::Wrong));
    }
}
