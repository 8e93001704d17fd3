//! Webhooks: who is believed, and what a body announces.

use std::{collections::BTreeMap, sync::LazyLock};

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::secret::{Secret, hmac};
use cmis_connectors::{
    platform::{BadBody, Inbound, Incoming, Lead, Notice, Unverified},
    tiktok::{Hosts, TikTok, inbound},
};
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::platform::at;

/// `{"hello":"world"}` signed with `test_secret` at 1700000000: a vector computed outside of this code.
const SIGNATURE: &str = "t=1700000000,s=a5d9de1d23a233e086ce2cd0940311c91c3039e7d92c0d96a82fda4881746747";
const BODY: &[u8] = br#"{"hello":"world"}"#;

static TIKTOK: LazyLock<TikTok> = LazyLock::new(|| at(Hosts::real().expect("addresses")));

fn signed_at() -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).expect("a time")
}

fn verified_at(now: DateTime<Utc>, signatures: &[&[u8]], body: &[u8], known: &[&str]) -> Result<(), Unverified> {
    let mut headers = HeaderMap::new();
    for signature in signatures {
        headers.append("TikTok-Signature", HeaderValue::from_bytes(signature).expect("header"));
    }
    let secrets: Vec<_> = known.iter().map(|secret| Secret::from(*secret)).collect();
    let call = Incoming { query: &BTreeMap::new(), headers: &headers, body };
    TIKTOK.verify(call, &secrets, now)
}

fn verified(signatures: &[&[u8]], body: &[u8], known: &[&str]) -> Result<(), Unverified> {
    verified_at(signed_at(), signatures, body, known)
}

fn read(body: &[u8]) -> Result<Vec<Notice>, BadBody> {
    let call = Incoming { query: &BTreeMap::new(), headers: &HeaderMap::new(), body };
    TIKTOK.read(call)
}

fn notices(body: &Value) -> Vec<Notice> {
    read(body.to_string().as_bytes()).expect("notices")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn a_signature_holds_for_the_bytes_the_time_and_any_known_secret() {
    let signature = SIGNATURE.as_bytes();
    for known in [&["test_secret"][..], &["new", "test_secret"], &["test_secret", "old"]] {
        assert_eq!(verified(&[signature], BODY, known), Ok(()));
    }
    let later = SIGNATURE.replace("1700000000", "1700000001");
    for (signature, body, known) in [
        (SIGNATURE, BODY, &["other"][..]),
        (SIGNATURE, BODY, &[]),
        (SIGNATURE, BODY, &["test_secret "]),
        (SIGNATURE, br#"{"hello":"World"}"#, &["test_secret"]),
        (SIGNATURE, br#"{"hello": "world"}"#, &["test_secret"]),
        (SIGNATURE, b"", &["test_secret"]),
        (later.as_str(), BODY, &["test_secret"]),
    ] {
        assert_eq!(verified(&[signature.as_bytes()], body, known), Err(Unverified::Wrong), "{signature} {known:?}");
    }
    // what anybody can sign with is no secret
    let open = format!("t=1700000000,s={}", hex(&hmac(b"", br#"1700000000.{"hello":"world"}"#)));
    assert_eq!(verified(&[open.as_bytes()], BODY, &[""]), Err(Unverified::Wrong));
}

#[test]
fn a_signature_has_one_spelling() {
    let digits = SIGNATURE.split_once(",s=").expect("two parts").1;
    for signature in [
        String::new(),
        digits.to_owned(),
        format!("s={digits}"),
        "t=1700000000".to_owned(),
        "t=1700000000,s=".to_owned(),
        format!("s={digits},t=1700000000"),
        format!("t=1700000000,s={}", digits.to_uppercase()),
        format!("T=1700000000,S={digits}"),
        format!("t=1700000000,v1={digits}"),
        format!("t=1700000000, s={digits}"),
        format!("t=1700000000,s={}", &digits[..62]),
        format!("t=1700000000,s={digits}00"),
        format!("t=1700000000,s={}g", &digits[..63]),
        format!("{SIGNATURE},s={digits}"),
        format!("{SIGNATURE},t=1700000000"),
        format!("t=,s={digits}"),
        format!("t=-1700000000,s={digits}"),
        format!("t=+1700000000,s={digits}"),
        format!("t=1700000000.0,s={digits}"),
        format!("t=170000000000,s={digits}"),
        format!("t=1,700000000,s={digits}"),
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
fn a_signature_is_believed_for_five_minutes() {
    for (seconds, expected) in [
        (0, Ok(())),
        (300, Ok(())),
        (301, Err(Unverified::Stale)),
        (86_400, Err(Unverified::Stale)),
        (-60, Ok(())),
        (-61, Err(Unverified::Stale)),
        (-86_400, Err(Unverified::Stale)),
    ] {
        let now = signed_at() + TimeDelta::seconds(seconds);
        assert_eq!(verified_at(now, &[SIGNATURE.as_bytes()], BODY, &["test_secret"]), expected, "{seconds}");
        // who cannot sign learns nothing of the clock
        let wrong = verified_at(now, &[SIGNATURE.as_bytes()], BODY, &["other"]);
        assert_eq!(wrong, Err(Unverified::Wrong), "{seconds}");
    }
    let moment = TimeDelta::milliseconds(1);
    let late =
        verified_at(signed_at() + TimeDelta::seconds(300) + moment, &[SIGNATURE.as_bytes()], BODY, &["test_secret"]);
    assert_eq!(late, Err(Unverified::Stale));
}

#[test]
fn there_is_no_handshake() {
    let query = BTreeMap::from([("challenge".to_owned(), "1".to_owned())]);
    let call = Incoming { query: &query, headers: &HeaderMap::new(), body: b"" };
    assert_eq!(TIKTOK.handshake(call, &Secret::from("v"), &[Secret::from("s")]), None);
}

#[test]
fn the_content_of_an_event_is_json_in_a_string() {
    let content = json!({"publish_id": "v_pub_file~v2-1.123", "publish_type": "DIRECT_PUBLISH"});
    let body = |time: i64, content: &str| {
        json!({"client_key": "bwo2m45353a6k85", "event": "post.publish.complete", "create_time": time,
            "user_openid": "act.example", "content": content})
    };
    let told = notices(&body(1_615_338_610, &content.to_string()));
    let [notice] = told.as_slice() else { panic!("one notice: {told:?}") };
    assert_eq!(
        notice,
        &Notice {
            id: notice.id.clone(),
            kind: "post.publish.complete".to_owned(),
            account: Some("act.example".to_owned()),
            at: DateTime::from_timestamp(1_615_338_610, 0),
            payload: content.clone(),
        }
    );
    // computed outside of this code: kept notices are known by it, whatever the connector becomes
    assert_eq!(notice.id, "de112dbbc40329e534e96ce7aea64327a2f7290593d0ed41e2d81f292921bef7");
    assert_eq!(notices(&body(1_615_338_610, &content.to_string())), told, "the same again is a repeat");
    assert_ne!(notices(&body(1_615_338_611, &content.to_string()))[0].id, notice.id);
    assert_ne!(notices(&body(1_615_338_610, "{}"))[0].id, notice.id);
}

#[test]
fn an_event_need_not_say_much() {
    let comment = r#"{"comment_id":7183264723409218304,"comment_action":"insert"}"#;
    for (body, account, payload) in [
        (json!({"event": "tiktok.ping"}), None, Value::Null),
        (json!({"event": "tiktok.ping", "content": "", "user_openid": ""}), None, Value::Null),
        (json!({"event": "comment.update", "content": "no JSON"}), None, json!("no JSON")),
        (json!({"event": "comment.update", "content": {"comment_id": 7}}), None, json!({"comment_id": 7})),
        (
            json!({"event": "comment.update", "content": comment, "user_openid": "o"}),
            Some("o"),
            json!({"comment_id": 7_183_264_723_409_218_304_u64, "comment_action": "insert"}),
        ),
    ] {
        let told = notices(&body);
        assert_eq!((told.len(), told[0].account.as_deref(), &told[0].payload), (1, account, &payload), "{body}");
        assert_eq!(told[0].at, None);
    }
}

fn lead_entry(id: &str) -> Value {
    json!({"id": id, "lead_source": "INSTANT_FORM", "page_id": "7300", "advertiser_id": "7002", "campaign_id": "11",
        "adgroup_id": "21", "ad_id": "31", "create_time": 1_743_639_757,
        "changes": [{"field": "email", "value": "a@example.com"}, {"field": "name", "value": "Sara"}]})
}

#[test]
fn a_subscription_tells_several_leads_at_once() {
    let sent = |time: i64, request: &str| json!({"object": 1, "request_id": request, "time": time, "entry": [lead_entry("7400"), lead_entry("7401")]});
    let told = notices(&sent(1_743_639_800, "a"));
    let ids: Vec<_> = told.iter().map(|notice| notice.id.as_str()).collect();
    assert_eq!(ids, ["7400", "7401"]);
    assert_eq!((told[0].kind.as_str(), told[0].account.as_deref()), (inbound::LEAD, Some("7002")));
    assert_eq!(told[0].at, DateTime::from_timestamp(1_743_639_757, 0));
    assert_eq!(notices(&sent(1_743_639_999, "b")), told, "sent again, it is the same");
    let fields = [("email", "a@example.com"), ("name", "Sara")];
    let lead = Lead {
        id: "7400".to_owned(),
        at: DateTime::from_timestamp(1_743_639_757, 0),
        form_id: Some("7300".to_owned()),
        campaign_id: Some("11".to_owned()),
        ad_id: Some("31".to_owned()),
        fields: fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    };
    assert_eq!(inbound::lead(&told[0].payload), Ok(lead));
    assert_eq!(inbound::lead(&json!({"id": "../1"})), Err(BadBody));
    assert_eq!(inbound::lead(&json!({"page_id": "1"})), Err(BadBody));
    let bare = inbound::lead(&json!({"id": 7, "ad_id": "0", "changes": [{"field": "n", "value": 5}, {"field": "e"}]}));
    let bare = bare.expect("a lead");
    assert_eq!((bare.id.as_str(), bare.at, bare.ad_id), ("7", None, None));
    assert_eq!(bare.fields, BTreeMap::from([("n".to_owned(), "5".to_owned()), ("e".to_owned(), String::new())]));
}

#[test]
fn a_review_is_known_by_all_that_it_says() {
    let entry = |log: &str| json!({"log_id": log, "adv_id": 7002, "ad_id": "31", "reject_reason": "music"});
    let told = notices(&json!({"object": 3, "request_id": "r", "time": 1, "entry": [entry("a"), entry("b")]}));
    assert_eq!((told[0].kind.as_str(), told[0].account.as_deref()), ("AD", Some("7002")));
    assert_ne!(told[0].id, told[1].id);
    assert_eq!(notices(&json!({"object": 3, "request_id": "s", "time": 2, "entry": [entry("a")]}))[0], told[0]);
    assert_ne!(notices(&json!({"object": 2, "entry": [entry("a")]}))[0].id, told[0].id);
    assert_eq!(notices(&json!({"object": 99, "entry": [{}]}))[0].kind, "object_99");
    // a lead without an id of its own is still one thing
    assert_eq!(notices(&json!({"object": 1, "entry": [{"id": "x y"}]}))[0].id.len(), 64);
}

#[test]
fn what_is_no_body_of_tiktoks_is_refused() {
    for body in [
        "",
        "null",
        "[]",
        "{}",
        "7",
        r#"{"event":7}"#,
        r#"{"event":"a","create_time":"b"}"#,
        r#"{"object":1}"#,
        r#"{"object":"1","entry":[]}"#,
        r#"{"object":1,"entry":[7]}"#,
        r#"{"event":"a"} trailing"#,
        "\u{feff}{\"event\":\"a\"}",
    ] {
        assert_eq!(read(body.as_bytes()), Err(BadBody), "{body}");
    }
    assert_eq!(read(b"\xff\xfe"), Err(BadBody));
    let deep = format!(r#"{{"event":"a","content":{}}}"#, "[".repeat(100_000));
    assert_eq!(read(deep.as_bytes()), Err(BadBody));
    let hidden = json!({"event": "a", "content": "[".repeat(100_000)});
    assert!(notices(&hidden)[0].payload.is_string());
}

proptest! {
    #[test]
    fn no_body_breaks_it(body: Vec<u8>) {
        let _ = read(&body);
    }

    #[test]
    fn no_event_breaks_it(event: String, time: i64, open_id: String, content: String) {
        let body = json!({"event": event, "create_time": time, "user_openid": open_id, "content": content});
        let told = notices(&body);
        prop_assert_eq!(&told, &notices(&body));
        prop_assert_eq!(&told[0].kind, &event);
    }

    #[test]
    fn no_entry_breaks_it(object: i64, id: String, time: i64, field: String, value: String) {
        let entry = json!({"id": id, "create_time": time, "changes": [{"field": field, "value": value}]});
        let told = notices(&json!({"object": object, "entry": [entry]}));
        let _ = inbound::lead(&told[0].payload);
        prop_assert_eq!(told.len(), 1);
    }

    #[test]
    fn no_header_breaks_it(header in proptest::collection::vec(32_u8..=255, 0..120), now: i32) {
        prop_assume!(!header.contains(&127));
        let now = DateTime::from_timestamp(i64::from(now), 0).expect("a time");
        prop_assert_eq!(verified_at(now, &[&header], BODY, &["test_secret"]).is_ok(), false);
    }
}
