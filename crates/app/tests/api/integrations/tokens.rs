//! Tokens ahead of their end: renewed once, however many see that it is time, and never replaced by older ones.

use chrono::TimeDelta;
use cmis_app::{background, integrations::line::Line, state::App};
use cmis_base::{id::Id, platform::Platform};
use serde_json::{Value, json};

use super::stage::Stage;

/// A platform whose tokens last an hour.
const PLATFORM: Platform = Platform::Google;

impl Stage {
    async fn line(&self, node: &App, integration: &Value) -> Line {
        let id: Id<_> = integration["id"].as_str().expect("id").parse().expect("id");
        Line::open(node, self.org, id).await.expect("opened").expect("it can be called")
    }

    /// The version of the tokens, and how often each way brought new ones.
    async fn versions(&self, integration: &Value) -> (Value, i64, i64) {
        let version = self.show(integration).await["token"]["version"].clone();
        let consents = self.app.count("select count(*) from integration_tokens where made_by = 'consent'").await;
        let refreshes = self.app.count("select count(*) from integration_tokens where made_by = 'refresh'").await;
        (version, consents, refreshes)
    }

    async fn works(&self, integration: &Value) {
        let test = self.path(&format!("integrations/{}/test", integration["id"].as_str().expect("id")));
        self.admin.post(&test, json!({})).await.data();
    }
}

#[tokio::test]
async fn tokens_near_their_end_are_renewed_once_by_one_of_two_workers() {
    let mut stage = Stage::start().await;
    let integration = stage.connect(PLATFORM).await;
    let other = stage.app.another_node().await;
    let (here, there) = (background::worker(&stage.app.app), background::worker(&other));
    here.plan().await.expect("planned");
    stage.pass(TimeDelta::minutes(30)).await;
    let (one, two) = tokio::join!(here.tick(), there.tick());
    one.and(two).expect("ticked");
    tokio::try_join!(here.run_due(), there.run_due()).expect("worked");
    assert_eq!(stage.versions(&integration).await, (json!(1), 1, 0), "half of their life is left");

    stage.pass(TimeDelta::minutes(25)).await;
    let asked = stage.calls(PLATFORM, "token").await;
    // both look whether something is due, and both do what they find
    for _ in 0..2 {
        let (one, two) = tokio::join!(here.tick(), there.tick());
        one.and(two).expect("ticked");
        tokio::try_join!(here.run_due(), there.run_due()).expect("worked");
        stage.app.advance(TimeDelta::minutes(1));
    }
    assert_eq!(stage.versions(&integration).await, (json!(2), 1, 1));
    assert_eq!(stage.calls(PLATFORM, "token").await, asked + 1, "the platform was asked once");
    stage.works(&integration).await;
}

#[tokio::test]
async fn two_that_renew_at_once_come_to_the_same_tokens() {
    let stage = Stage::start().await;
    let integration = stage.connect(PLATFORM).await;
    let other = stage.app.another_node().await;
    let (mut here, mut there) =
        (stage.line(&stage.app.app, &integration).await, stage.line(&other, &integration).await);
    let asked = stage.calls(PLATFORM, "token").await;
    let (one, two) = tokio::join!(here.refresh(), there.refresh());
    let outcomes = [one.expect("answered"), two.expect("answered")];
    // who came second has the new ones, or is told to wait for them
    assert!(outcomes.iter().any(Result::is_ok));
    for problem in outcomes.iter().filter_map(|outcome| outcome.as_ref().err()) {
        assert_eq!(problem.code, "refresh_under_way");
    }
    assert_eq!(stage.calls(PLATFORM, "token").await, asked + 1);
    assert_eq!(stage.versions(&integration).await, (json!(2), 1, 1));
    // asked again with the old ones in hand, it takes what is there and asks nobody
    there.refresh().await.expect("answered").expect("the newer ones");
    here.refresh().await.expect("answered").expect("newer ones still");
    assert_eq!(stage.versions(&integration).await, (json!(3), 1, 2));
    assert_eq!(stage.show(&integration).await["problem"], Value::Null);
    stage.works(&integration).await;
}

#[tokio::test]
async fn an_answer_that_comes_late_does_not_replace_a_newer_consent() {
    let stage = Stage::start().await;
    let integration = stage.connect(PLATFORM).await;
    let mut line = stage.line(&stage.app.app, &integration).await;
    let slow = json!({"platform": PLATFORM, "kind": "slow", "path_contains": "token", "seconds": 1});
    stage.control("faults", slow).await;
    let late = async { line.refresh().await.expect("answered").expect("tokens that hold") };
    let consent = async {
        while stage.hits("slow").await == 0 {}
        // it is under way, and somebody connects anew meanwhile
        stage.connect(PLATFORM).await
    };
    let (_, again) = tokio::join!(late, consent);
    assert_eq!(again["id"], integration["id"]);
    assert_eq!(stage.versions(&integration).await, (json!(2), 2, 0), "the consent's are the newest");
    stage.works(&integration).await;
}
