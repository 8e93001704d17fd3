//! Snapchat's address takes the plain dialect and nothing else.

use std::collections::BTreeMap;

use cmis_base::secret::Secret;
use cmis_connectors::{
    platform::{Inbound, Incoming, Unverified},
    snapchat::Hosts,
};
use http::HeaderMap;

use super::server::{at, snapchat};

#[test]
fn a_budget_threshold_is_told_by_a_relay() {
    let snapchat = snapchat(Hosts::real().expect("addresses"));
    let body = br#"{"event_type":"budget_threshold_reached","timestamp":1795348800}"#;
    let signature = "sha256=b7de2ed3fdd0c52dc55c6629ce10d5d1a73beaa995f04fae93e2b667e7effeb8";
    let headers = HeaderMap::from_iter([(
        http::HeaderName::from_static("x-snapchat-signature"),
        http::HeaderValue::from_static(signature),
    )]);
    let query = BTreeMap::from([("hub.challenge".to_owned(), "1".to_owned())]);
    let call = Incoming { query: &query, headers: &headers, body };
    let now = at("2026-11-22T12:00:00Z");
    assert_eq!(snapchat.verify(call, &[Secret::from("test_secret")], now), Ok(()));
    assert_eq!(snapchat.verify(call, &[Secret::from("another")], now), Err(Unverified::Wrong));
    assert_eq!(snapchat.handshake(call, &Secret::from("t"), &[]), None);
    let notices = snapchat.read(call).expect("reads");
    assert_eq!((notices.len(), notices[0].kind.as_str()), (1, "budget_threshold_reached"));
}
