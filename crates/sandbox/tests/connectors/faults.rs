//! What goes wrong at a platform, and what it is called.

use cmis_connectors::platform::{Level, Status, problem::Class};
use serde_json::json;

use crate::stage::{Stage, all};

#[tokio::test]
async fn each_fault_has_its_class_and_only_a_revocation_disconnects() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let tokens = stage.tokens(&*connector).await;
        let accounts = all!(after => connector.ad_accounts(&tokens, after));
        let account = &accounts[0];
        for (kind, classes) in [
            ("rate_limit", &[Class::RateLimited][..]),
            ("outage", &[Class::Outage, Class::Transient]),
            ("cut", &[Class::Transient]),
            ("expired_token", &[Class::Expired]),
        ] {
            stage.control("faults", json!({"platform": platform.as_str(), "kind": kind})).await;
            let problem = connector.campaigns(&tokens, account, None).await.expect_err(kind);
            assert!(classes.contains(&problem.class), "{platform} {kind}: {problem}");
            assert!(!problem.may_have_happened, "{platform} {kind}: reading changes nothing");
            assert_eq!(problem.class.passes(), kind != "expired_token", "{platform} {kind}");
        }
        let fresh = match connector.refresh(&tokens, stage.clock.now()).await {
            Ok(Some(fresh)) => fresh,
            // what cannot be refreshed any more is signed in anew
            _ => stage.tokens(&*connector).await,
        };
        assert!(connector.campaigns(&fresh, account, None).await.is_ok(), "{platform}");

        stage.control("faults", json!({"platform": platform.as_str(), "kind": "revoked_token"})).await;
        let problem = connector.campaigns(&fresh, account, None).await.expect_err("revoked");
        let problem = match problem.class {
            // the platform says it of the token alone: the refresh tells the rest
            Class::Expired => connector.refresh(&fresh, stage.clock.now()).await.expect_err("revoked"),
            _ => problem,
        };
        assert_eq!(problem.class, Class::Revoked, "{platform}: {problem}");
    }
}

#[tokio::test]
async fn a_change_whose_answer_is_lost_may_have_happened() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let tokens = stage.tokens(&*connector).await;
        let accounts = all!(after => connector.ad_accounts(&tokens, after));
        let account = &accounts[0];
        let campaigns = all!(after => connector.campaigns(&tokens, account, after));
        let running = campaigns.iter().find(|campaign| campaign.status == Status::Active).unwrap();
        stage.control("faults", json!({"platform": platform.as_str(), "kind": "cut"})).await;
        let problem = connector
            .set_status(&tokens, account, Level::Campaign, &running.id, Status::Paused)
            .await
            .expect_err("no answer");
        assert!(problem.may_have_happened && problem.class.passes(), "{platform}: {problem}");
        let campaigns = all!(after => connector.campaigns(&tokens, account, after));
        let now = campaigns.iter().find(|campaign| campaign.id == running.id).unwrap();
        assert_eq!(now.status, Status::Paused, "{platform}: it happened");
    }
}

#[tokio::test]
async fn what_is_given_back_is_good_for_nothing() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let tokens = stage.tokens(&*connector).await;
        connector.revoke(&tokens).await.unwrap();
        connector.identify(&tokens).await.expect_err("given back");
        connector.revoke(&tokens).await.unwrap_or_else(|problem| panic!("{platform}: twice is once: {problem}"));
    }
}
