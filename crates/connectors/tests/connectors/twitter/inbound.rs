//! Webhooks: who is believed, and what a body announces.

use std::{
    collections::BTreeMap,
    sync::{Arc, LazyLock},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use cmis_base::{
    clock::Clock,
    secret::{Secret, hmac},
};
use cmis_connectors::{
    platform::{BadBody, Handshake, Inbound, Incoming, Notice, Unverified, wire::Wire},
    twitter::{Hosts, Twitter, VERSION},
};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::platform::{app, at, now};

/// `{"hello":"world"}` signed with `test_secret`: a vector computed outside of this code.
const SIGNATURE: &str = "sha256=t7Hn4ZDHqs6e+wdvI5TyQIvzie0DmMUmuXEBqyyE/tM=";
const BODY: &[u8] = br#"{"hello":"world"}"#;

/// One for all: no call is made.
static TWITTER: LazyLock<Twitter> = LazyLock::new(|| {
    let wire = Wire::new(Arc::new(|_| {})).expect("client");
    Twitter::new(wire, Hosts::real().expect("addresses"), VERSION.to_owned(), app("unused"), Clock::fixed(now()))
});

fn secrets(list: &[&str]) -> Vec<Secret> {
    list.iter().map(|secret| Secret::from(*secret)).collect()
}

fn verified(signatures: &[&[u8]], body: &[u8], known: &[&str]) -> Result<(), Unverified> {
    let mut headers = HeaderMap::new();
    for signature in signatures {
        headers.append("X-Twitter-Webhooks-Signature", HeaderValue::from_bytes(signature).expect("header"));
    }
    TWITTER.verify(Incoming { query: &BTreeMap::new(), headers: &headers, body }, &secrets(known), now())
}

fn read(body: &[u8]) -> Result<Vec<Notice>, BadBody> {
    TWITTER.read(Incoming { query: &BTreeMap::new(), headers: &HeaderMap::new(), body })
}

fn notices(body: &Value) -> Vec<Notice> {
    read(body.to_string().as_bytes()).expect("notices")
}

fn shaken(query: &[(&str, &str)], known: &[&str]) -> Option<Handshake> {
    let query = query.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let call = Incoming { query: &query, headers: &HeaderMap::new(), body: b"" };
    TWITTER.handshake(call, &Secret::from("unused"), &secrets(known))
}

#[test]
fn a_challenge_is_answered_with_the_newest_secret() {
    let answer = Handshake {
        content_type: "application/json",
        body: r#"{"response_token":"sha256=/IbP9WhAQrf0h/4cBMKNeNolMUDpjlu/5y5+CZ9ggI4="}"#.to_owned(),
    };
    assert_eq!(shaken(&[("crc_token", "crc123")], &["test_secret"]), Some(answer.clone()));
    assert_eq!(shaken(&[("crc_token", "crc123"), ("nonce", "n")], &["", "test_secret", "old"]), Some(answer));
    assert_ne!(shaken(&[("crc_token", "crc123")], &["new", "test_secret"]), None);
    for (query, known) in [
        (&[("crc_token", "crc123")][..], &[][..]),
        (&[("crc_token", "crc123")], &[""]),
        (&[], &["test_secret"]),
        (&[("crc_token", "")], &["test_secret"]),
        (&[("hub.challenge", "crc123")], &["test_secret"]),
        (&[("crc_token", &"a".repeat(513))], &["test_secret"]),
    ] {
        assert_eq!(shaken(query, known), None, "{query:?}");
    }
}

#[test]
fn nobody_gets_a_body_signed_by_a_challenge() {
    for body in [r#"{"hello":"world"}"#, "{}", r#"{"a"#, "[]", " {}", "\n", "\"a\"", "a b"] {
        assert_eq!(shaken(&[("crc_token", body)], &["test_secret"]), None, "{body}");
    }
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
    let empty = format!("sha256={}", STANDARD.encode(hmac(b"", BODY)));
    assert_eq!(verified(&[empty.as_bytes()], BODY, &[""]), Err(Unverified::Wrong));
}

#[test]
fn a_signature_has_one_spelling() {
    let digest = SIGNATURE.trim_start_matches("sha256=");
    let hexadecimal: String = hmac(b"test_secret", BODY).iter().map(|byte| format!("{byte:02x}")).collect();
    for signature in [
        String::new(),
        "sha256=".to_owned(),
        digest.to_owned(),
        format!("SHA256={digest}"),
        format!("sha1={digest}"),
        format!("sha256={hexadecimal}"),
        format!("sha256={}", &digest[..43]),
        format!("sha256={}", &digest[..40]),
        format!("sha256={digest}="),
        format!("sha256={digest} "),
        format!("sha256= {digest}"),
        format!("sha256={digest},sha256={digest}"),
        format!("sha256={}", digest.replace('+', "-").replace('/', "_")),
        // the same bytes with a bit set that nobody reads
        format!("sha256={}N=", &digest[..42]),
    ] {
        assert_eq!(verified(&[signature.as_bytes()], BODY, &["test_secret"]), Err(Unverified::Missing), "{signature}");
    }
    assert_eq!(verified(&[], BODY, &["test_secret"]), Err(Unverified::Missing));
    let twice = [SIGNATURE.as_bytes(), SIGNATURE.as_bytes()];
    assert_eq!(verified(&twice, BODY, &["test_secret"]), Err(Unverified::Missing));
    assert_eq!(verified(&[b"sha256=\xff"], BODY, &["test_secret"]), Err(Unverified::Missing));
    // base64 has a case: another one is another digest
    let upper = format!("sha256={}", digest.to_uppercase());
    assert!(verified(&[upper.as_bytes()], BODY, &["test_secret"]).is_err());
}

#[test]
fn an_activity_is_one_notice() {
    let post = json!({ "id": "2080", "text": "Hello", "author_id": "1", "created_at": "2026-07-24T21:05:48.000Z" });
    let data = json!({ "event_uuid": "2080761390344937796", "filter": { "user_id": "2244994945" }, "event_type": "post.mention.create",
        "tag": "t", "payload": post });
    let users = json!({ "users": [{ "id": "1", "username": "acme" }] });
    let expected = Notice {
        id: "2080761390344937796".to_owned(),
        kind: "post.mention.create".to_owned(),
        account: Some("2244994945".to_owned()),
        at: Some(at("2026-07-24T21:05:48Z")),
        payload: json!({ "payload": post, "includes": users }),
    };
    // documented both beside the data and inside of it
    assert_eq!(notices(&json!({ "data": data, "includes": users })), std::slice::from_ref(&expected));
    let mut inside = data.clone();
    inside["includes"] = users;
    assert_eq!(notices(&json!({ "data": inside })), [expected]);

    let bare =
        notices(&json!({ "data": { "event_uuid": "1", "event_type": "follow.follow", "filter": { "keyword": "x" } } }));
    assert_eq!((bare[0].account.as_ref(), bare[0].at), (None, None));
}

#[test]
fn older_bodies_are_a_notice_for_each_event() {
    let tweet = json!({ "id": 1_u64, "id_str": "850", "text": "hi", "created_at": "Wed Oct 10 20:19:24 +0000 2018" });
    let message = json!({ "type": "message_create", "id": "954491830116155396", "created_timestamp": "1516403560557",
        "message_create": { "target": { "recipient_id": "2" }, "sender_id": "1", "message_data": { "text": "Hello" } } });
    let follow = json!({ "type": "follow", "created_timestamp": "1517588749178", "target": { "id": "2" }, "source": { "id": "1" } });
    let body = json!({ "for_user_id": "2244994945", "tweet_create_events": [tweet, tweet], "direct_message_events": [message],
        "follow_events": [follow], "users": { "1": { "id": "1" } }, "apps": {} });
    let all = notices(&body);
    let told: Vec<_> = all.iter().map(|it| (it.kind.as_str(), it.at)).collect();
    assert_eq!(
        told,
        [
            ("tweet_create_events", Some(at("2018-10-10T20:19:24Z"))),
            ("tweet_create_events", Some(at("2018-10-10T20:19:24Z"))),
            ("direct_message_events", Some(at("2018-01-19T23:12:40.557Z"))),
            ("follow_events", Some(at("2018-02-02T16:25:49.178Z"))),
        ]
    );
    assert!(all.iter().all(|it| it.account.as_deref() == Some("2244994945")));
    assert_eq!(all[2].payload, message);
    // the same again is a repeat; the same for somebody else is not
    assert_eq!(all[0].id, all[1].id);
    let mut ids: Vec<&str> = all[1..].iter().map(|it| it.id.as_str()).collect();
    let other = notices(&json!({ "for_user_id": "5", "tweet_create_events": [tweet] }));
    ids.push(&other[0].id);
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 4);
    assert_eq!(notices(&body), all, "ids are stable");
    // a post that is told again with other counters is the same post
    let mut counted = tweet;
    counted["favorite_count"] = json!(3);
    assert_eq!(notices(&json!({ "for_user_id": "5", "tweet_create_events": [counted] }))[0].id, other[0].id);
}

#[test]
fn a_right_that_was_taken_back_is_told() {
    let revoke = json!({ "date_time": "2018-05-24T09:48:12+00:00",
        "target": { "app_id": "13090192" }, "source": { "user_id": "63046977" } });
    let [notice] = notices(&json!({ "user_event": { "revoke": revoke } })).try_into().expect("one");
    assert_eq!((notice.kind.as_str(), notice.account.as_deref()), ("user_event.revoke", Some("63046977")));
    assert_eq!((notice.at, notice.payload), (Some(at("2018-05-24T09:48:12Z")), revoke));
}

#[test]
fn what_is_no_body_of_x_is_not_read() {
    let long = json!({ "data": { "event_uuid": "x".repeat(129), "event_type": "a" } }).to_string();
    for body in [
        "",
        "{}",
        "[]",
        "null",
        "crc123",
        r#"{"data":{}}"#,
        r#"{"data":[]}"#,
        r#"{"data":{"event_uuid":"","event_type":"a"}}"#,
        r#"{"data":{"event_uuid":"1","event_type":""}}"#,
        r#"{"data":{"event_uuid":1,"event_type":"a"}}"#,
        r#"{"tweet_create_events":[{}]}"#,
        r#"{"for_user_id":1,"tweet_create_events":[{}]}"#,
        r#"{"user_event":{}}"#,
        &long,
        &"[".repeat(10_000),
        &"{\"data\":".repeat(10_000),
    ] {
        assert_eq!(read(body.as_bytes()), Err(BadBody), "{body:.80}");
    }
    assert_eq!(notices(&json!({ "for_user_id": "1" })), []);
}

/// JSON that looks like X's here and there.
fn json_like() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<i64>().prop_map(|number| Value::from(number.to_string())),
        "\\PC{0,8}".prop_map(Value::from)
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        let name = prop::sample::select(vec![
            "data",
            "event_uuid",
            "event_type",
            "filter",
            "user_id",
            "payload",
            "includes",
            "for_user_id",
            "tweet_create_events",
            "id_str",
            "id",
            "created_at",
            "created_timestamp",
            "user_event",
            "revoke",
            "source",
            "date_time",
        ]);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map(name, inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_body_breaks_it(bytes in prop::collection::vec(any::<u8>(), 0..256), value in json_like(), text: String) {
        let signature: Vec<u8> = bytes.iter().copied().filter(|byte| (32..127).contains(byte)).collect();
        for body in [bytes, value.to_string().into_bytes()] {
            prop_assert!(verified(&[&signature], &body, &["key"]).is_err());
            for notice in read(&body).unwrap_or_default() {
                prop_assert!(!notice.id.is_empty() && !notice.kind.is_empty());
            }
        }
        let _ = shaken(&[("crc_token", &text)], &["key"]);
    }
}
