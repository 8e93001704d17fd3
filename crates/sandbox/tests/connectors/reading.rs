//! Signing in, and reading what there is.

use std::collections::BTreeSet;

use cmis_base::money::Micros;
use cmis_connectors::platform::{Insight, Split, problem::Class};

use crate::stage::{Stage, all, back, insights, november};

fn sums(rows: &[Insight]) -> (i64, i64, Micros) {
    let numbers = || rows.iter().map(|row| &row.numbers);
    (
        numbers().map(|it| it.impressions).sum(),
        numbers().filter_map(|it| it.video_views).sum(),
        numbers().map(|it| it.spend).sum(),
    )
}

#[tokio::test]
async fn a_person_says_yes_and_what_is_read_is_the_truth() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let tokens = stage.tokens(&*connector).await;
        let identity = connector.identify(&tokens).await.unwrap();
        assert!(!identity.id.is_empty() && !identity.name.is_empty(), "{platform}: {identity:?}");
        let accounts = all!(after => connector.ad_accounts(&tokens, after));
        let currencies: BTreeSet<_> = accounts.iter().map(|account| account.currency.as_str()).collect();
        assert!(currencies.is_superset(&["EGP", "JPY", "KWD", "SAR", "USD"].into()), "{platform}: {currencies:?}");
        for account in &accounts {
            let campaigns = all!(after => connector.campaigns(&tokens, account, after));
            let sets = all!(after => connector.ad_sets(&tokens, account, after));
            let ads = all!(after => connector.ads(&tokens, account, after));
            let id = account.id.parse().unwrap();
            let window = november(stage.clock.now());
            let truth = stage.sandbox.truth(platform, id, window.from, window.to).unwrap();
            assert_eq!(campaigns.len(), truth.campaigns.len(), "{platform} {}", account.name);
            let ids: BTreeSet<_> = campaigns.iter().map(|it| it.id.as_str()).collect();
            assert!(sets.iter().all(|set| ids.contains(set.campaign_id.as_str())), "{platform}");
            let ids: BTreeSet<_> = sets.iter().map(|it| it.id.as_str()).collect();
            assert!(ads.iter().all(|ad| ids.contains(ad.ad_set_id.as_str())), "{platform}");

            let told = (truth.total.impressions, truth.total.video_views, Micros(truth.total.spend));
            for split in [Split::None].iter().chain(connector.splits()) {
                let rows = insights(&*connector, &tokens, account, window, *split).await;
                assert_eq!(sums(&rows), told, "{platform} {} {split:?}", account.name);
                let ads: BTreeSet<_> = ads.iter().map(|ad| ad.id.as_str()).collect();
                assert!(rows.iter().filter_map(|row| row.ad_id.as_deref()).all(|ad| ads.contains(ad)), "{platform}");
                assert!(rows.iter().all(|row| (window.from..=window.to).contains(&row.day)), "{platform}");
            }
        }
    }
}

#[tokio::test]
async fn a_person_says_no() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let begun = connector.begin(&back(), "state-2", stage.clock.now()).await.unwrap();
        let query = stage.consent(&begun.url, "deny", &[]).await;
        assert_eq!(query["state"], "state-2", "{platform}");
        let problem =
            connector.finish(&back(), &query, begun.keep.as_ref(), stage.clock.now()).await.expect_err("denied");
        assert_eq!(problem.class, Class::Denied, "{platform}: {problem}");
    }
}

#[tokio::test]
async fn a_code_is_good_once_and_for_its_own_sign_in() {
    let stage = Stage::start().await;
    for (platform, connector) in stage.connectors() {
        let now = stage.clock.now();
        let begun = connector.begin(&back(), "state-3", now).await.unwrap();
        let query = stage.consent(&begun.url, "allow", connector.scopes()).await;
        let elsewhere = "http://localhost:8080/elsewhere".parse().unwrap();
        connector.finish(&elsewhere, &query, begun.keep.as_ref(), now).await.expect_err("another address");
        let query = stage.consent(&begun.url, "allow", connector.scopes()).await;
        connector.finish(&back(), &query, begun.keep.as_ref(), now).await.unwrap();
        let problem = connector.finish(&back(), &query, begun.keep.as_ref(), now).await.expect_err("used");
        assert!(!matches!(problem.class, Class::Transient | Class::Outage), "{platform}: {problem}");
    }
}

#[tokio::test]
async fn corrected_numbers_are_read_corrected() {
    let stage = Stage::start().await;
    let window = november(stage.clock.now());
    for (platform, connector) in stage.connectors() {
        let tokens = stage.tokens(&*connector).await;
        let accounts = all!(after => connector.ad_accounts(&tokens, after));
        let account = &accounts[0];
        let id = account.id.parse().unwrap();
        let before = stage.sandbox.truth(platform, id, window.from, window.to).unwrap().total;
        let change = serde_json::json!({"platform": platform.as_str(), "account": account.id, "from": window.from,
            "to": window.to, "factor": 0.9});
        stage.control("restate", change).await;
        let after = stage.sandbox.truth(platform, id, window.from, window.to).unwrap().total;
        assert!(after.spend < before.spend, "{platform}");
        let rows = all!(after => connector.insights(&tokens, account, window, Split::None, after));
        assert_eq!(sums(&rows).2, Micros(after.spend), "{platform}");
    }
}
