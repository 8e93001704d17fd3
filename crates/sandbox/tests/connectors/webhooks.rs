//! What a platform announces is believed when it is signed, and read.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use cmis_base::{platform::Platform, secret::Secret};
use cmis_connectors::platform::{Incoming, Unverified};
use cmis_sandbox::SECRET;
use serde_json::json;

use crate::stage::Stage;

#[tokio::test]
async fn leads_are_announced_and_forged_ones_refused() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let kind = match platform {
            Platform::Google => "lead_form",
            _ => "leadgen",
        };
        let event =
            json!({"platform": platform.as_str(), "kind": kind, "count": 3, "duplicate": true, "unsubscribed": true});
        stage.control("events", event).await;
        let arrived = stage.arrived();
        assert_eq!(arrived.len(), 6, "{platform}: each twice");
        let (secrets, now, query) = ([Secret::from("older"), Secret::from(SECRET)], stage.clock.now(), BTreeMap::new());
        let mut ids = BTreeSet::new();
        for (path, headers, body) in &arrived {
            assert_eq!(path, &format!("/api/webhooks/{platform}"));
            let call = Incoming { query: &query, headers, body };
            assert_eq!(connector.verify(call, &secrets, now), Ok(()), "{platform}");
            // redelivered for hours by the platform itself
            assert_eq!(connector.verify(call, &secrets, now + TimeDelta::hours(8)), Ok(()), "{platform}");
            assert_eq!(connector.verify(call, &secrets[..1], now), Err(Unverified::Wrong), "{platform}");
            let notices = connector.read(call).unwrap();
            assert_eq!((notices.len(), notices[0].kind.as_str()), (1, kind), "{platform}");
            assert!(!notices[0].payload.to_string().contains(SECRET), "{platform}");
            ids.insert(notices[0].id.clone());
        }
        assert_eq!(ids.len(), 3, "{platform}: a repeat has the id of the first");
    }
}
