//! The webhook of lead forms: believed by its key, read without it.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use cmis_base::secret::Secret;
use cmis_connectors::{
    google::{Google, Hosts, VERSION, inbound},
    platform::{App, BadBody, Inbound, Incoming, Lead, Notice, Unverified, wire::Wire},
};
use http::HeaderMap;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::server::at;

const NOW: &str = "2026-11-22T12:00:00Z";

/// One for all: what is told here needs no call.
static GOOGLE: LazyLock<Google> = LazyLock::new(|| {
    let app = App { id: String::new(), secret: Secret::from("app secret"), more: BTreeMap::new() };
    let wire = Wire::new(Arc::new(|_| {})).expect("a client");
    Google::new(wire, Hosts::real().expect("hosts"), VERSION, app)
});

fn body() -> Value {
    json!({
        "lead_id": "TeSter-123",
        "user_column_data": [
            { "column_name": "Full Name", "string_value": "Sara Ali", "column_id": "FULL_NAME" },
            { "column_name": "User Email", "string_value": "sara@example.com", "column_id": "EMAIL" },
        ],
        "api_version": "1.0", "form_id": 40_000_000_000_i64, "campaign_id": 123_456, "google_key": "key 1",
        "is_test": true, "gcl_id": "x", "adgroup_id": 20_000_000_000_i64, "creative_id": 0,
    })
}

/// Hands a call to `then`.
fn call<T>(body: &[u8], then: impl FnOnce(Incoming<'_>) -> T) -> T {
    then(Incoming { query: &BTreeMap::new(), headers: &HeaderMap::new(), body })
}

fn verified(body: &[u8], secrets: &[&str]) -> Result<(), Unverified> {
    let secrets: Vec<Secret> = secrets.iter().map(|secret| Secret::from(*secret)).collect();
    call(body, |call| GOOGLE.verify(call, &secrets, at(NOW)))
}

#[test]
fn the_key_in_the_body_is_one_of_ours() {
    let with = |key: Value| {
        let mut body = body();
        body["google_key"] = key;
        body.to_string()
    };
    for (body, secrets, verdict) in [
        (body().to_string(), &["key 1"][..], Ok(())),
        (body().to_string(), &["key 2", "key 1"], Ok(())),
        (body().to_string(), &["key 1", "key 2"], Ok(())),
        (body().to_string(), &["key 2"], Err(Unverified::Wrong)),
        (body().to_string(), &["key 11", "key", ""], Err(Unverified::Wrong)),
        (body().to_string(), &[], Err(Unverified::Wrong)),
        (with("".into()), &[""], Err(Unverified::Missing)),
        (with(Value::Null), &["key 1"], Err(Unverified::Missing)),
        (with(json!(["key 1"])), &["key 1"], Err(Unverified::Missing)),
        (json!([body()]).to_string(), &["key 1"], Err(Unverified::Missing)),
        ("key 1".to_owned(), &["key 1"], Err(Unverified::Missing)),
        (String::new(), &["key 1"], Err(Unverified::Missing)),
    ] {
        assert_eq!(verified(body.as_bytes(), secrets), verdict, "{body} {secrets:?}");
    }
}

#[test]
fn a_lead_comes_whole_and_without_the_key() {
    let text = body().to_string();
    let notices = call(text.as_bytes(), |call| GOOGLE.read(call)).expect("reads");
    let mut payload = body();
    payload.as_object_mut().expect("an object").remove("google_key");
    let expected =
        Notice { id: "TeSter-123".to_owned(), kind: "lead_form".to_owned(), account: None, at: None, payload };
    assert_eq!(notices, [expected]);

    let lead = inbound::lead(&notices[0].payload).expect("a lead");
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let expected = Lead {
        id: "TeSter-123".to_owned(),
        at: None,
        form_id: Some("40000000000".to_owned()),
        campaign_id: Some("123456".to_owned()),
        ad_id: None,
        fields: BTreeMap::from([field("FULL_NAME", "Sara Ali"), field("EMAIL", "sara@example.com")]),
    };
    assert_eq!(lead, expected);
}

#[test]
fn what_is_no_lead_is_not_read() {
    let long = json!({ "lead_id": "x".repeat(513) }).to_string();
    for body in ["", "{}", "[]", "null", r#"{"lead_id":""}"#, r#"{"lead_id":{}}"#, &long, &"[".repeat(10_000)] {
        assert_eq!(call(body.as_bytes(), |call| GOOGLE.read(call)), Err(BadBody), "{body:.80}");
    }
    // what is odd about one field loses no lead
    let odd = json!({ "lead_id": 1, "user_column_data": [{ "column_name": "Q", "string_value": null }, {}] });
    let notices = call(odd.to_string().as_bytes(), |call| GOOGLE.read(call)).expect("a lead");
    let lead = inbound::lead(&notices[0].payload).expect("a lead");
    assert_eq!((lead.id.as_str(), lead.fields), ("1", BTreeMap::from([("Q".to_owned(), String::new())])));
    let shapeless = json!({ "lead_id": "1", "user_column_data": "none" });
    assert_eq!(inbound::lead(&shapeless), Err(BadBody));
}

#[test]
fn there_is_no_handshake() {
    let query = BTreeMap::from([("hub.challenge".to_owned(), "1".to_owned())]);
    let call = Incoming { query: &query, headers: &HeaderMap::new(), body: b"" };
    assert_eq!(GOOGLE.handshake(call, &Secret::from("t"), &[]), None);
}

/// JSON that looks like a lead here and there.
fn json_like() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let name = prop_oneof![
            Just("lead_id".to_owned()),
            Just("google_key".to_owned()),
            Just("user_column_data".to_owned()),
            Just("column_id".to_owned()),
            "[a-z_]{1,6}"
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6).prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_body_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..256), value in json_like()) {
        for body in [bytes, value.to_string().into_bytes()] {
            let _ = verified(&body, &["key"]);
            if let Ok(notices) = call(&body, |call| GOOGLE.read(call)) {
                prop_assert!(notices.iter().all(|notice| notice.payload.get("google_key").is_none()));
                let _ = inbound::lead(&notices[0].payload);
            }
        }
    }
}
