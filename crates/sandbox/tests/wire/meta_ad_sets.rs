//! Meta: ad sets that are refused, and the search for languages.

use serde_json::{Value, json};

use crate::stage::{Got, Stage, query};

const RIGHT: &str = r#"{"geo_locations":{"countries":["SA"]},"targeting_automation":{"advantage_audience":0}}"#;

struct Owner {
    stage: Stage,
    token: String,
    account: String,
}

impl Owner {
    async fn new() -> Self {
        let stage = Stage::new().await;
        let token = stage.meta_token("ads_read,ads_management").await;
        let account = stage.account("meta", "SAR").await;
        Self { stage, token, account }
    }

    async fn post(&self, edge: &str, pairs: &[(&str, &str)]) -> Got {
        let pairs = [&[("access_token", self.token.as_str())], pairs].concat();
        self.stage.form(&format!("/meta/graph/v26.0/act_{}/{edge}", self.account), &pairs).await
    }

    async fn campaign(&self, objective: &str, more: &[(&str, &str)]) -> String {
        let pairs = [("name", "C"), ("objective", objective), ("status", "PAUSED"), ("special_ad_categories", "[]")];
        let made = self.post("campaigns", &[&pairs, more].concat()).await.ok();
        made["id"].as_str().unwrap().to_owned()
    }

    /// An ad set that would be taken, with some of its parameters other; empty ones are left out.
    async fn set(&self, campaign: &str, other: &[(&str, &str)]) -> Got {
        let mut pairs = vec![
            ("name", "S"),
            ("campaign_id", campaign),
            ("optimization_goal", "LINK_CLICKS"),
            ("billing_event", "IMPRESSIONS"),
            ("targeting", RIGHT),
        ];
        pairs.retain(|(name, _)| other.iter().all(|it| it.0 != *name));
        pairs.extend(other);
        self.post("adsets", &pairs).await
    }
}

#[track_caller]
fn refused(got: &Got, subcode: Option<u32>) {
    let error = got.json()["error"].clone();
    assert_eq!((got.status, &error["code"]), (400, &json!(100)), "{}", got.body);
    assert_eq!(error.get("error_subcode"), subcode.map(Value::from).as_ref(), "{}", got.body);
}

#[tokio::test]
async fn an_ad_set_has_all_that_meta_asks_for_and_nothing_that_it_does_not_know() {
    let owner = Owner::new().await;
    let campaign = owner.campaign("OUTCOME_TRAFFIC", &[("daily_budget", "5000")]).await;
    for missing in ["name", "campaign_id", "optimization_goal", "billing_event", "targeting"] {
        refused(&owner.set(&campaign, &[(missing, "")]).await, None);
    }
    for (name, wrong, subcode) in [
        ("campaign_id", "1", None),
        ("status", "RUNNING", None),
        ("billing_event", "VIEWS", None),
        ("billing_event", "THRUPLAY", None),
        ("optimization_goal", "CLICKS_ON_LINKS", None),
        ("optimization_goal", "POST_ENGAGEMENT", Some(2_490_408)),
        ("daily_budget", "5000", Some(1_885_621)),
        ("start_time", "tomorrow", None),
        ("end_time", "2026-08-01T00:00:00+0000", None),
        ("promoted_object", "[]", None),
    ] {
        refused(&owner.set(&campaign, &[(name, wrong)]).await, subcode);
    }
    let automation = json!({"advantage_audience": 0});
    for (name, wrong) in [
        ("geo_locations", json!({})),
        ("geo_locations", json!({"countries": []})),
        ("geo_locations", json!({"countries": ["XX"]})),
        ("geo_locations", json!({"countries": ["sa"]})),
        ("geo_locations", json!({"countries": "SA"})),
        ("geo_locations", json!({"country": ["SA"]})),
        ("age_min", json!(12)),
        ("age_max", json!(66)),
        ("age_min", json!("25")),
        ("genders", json!([3])),
        ("genders", json!(["female"])),
        ("genders", json!([])),
        ("locales", json!(["ar"])),
        ("locales", json!([9999])),
        ("languages", json!(["ar"])),
    ] {
        let mut targeting = json!({"geo_locations": {"countries": ["SA"]}, "targeting_automation": automation});
        targeting[name] = wrong;
        refused(&owner.set(&campaign, &[("targeting", &targeting.to_string())]).await, None);
    }
    for (automation, subcode) in [
        (json!({}), 1_870_227),
        (json!({"advantage_audience": "yes"}), 1_870_227),
        (json!({"advantage_audience": 1}), 1_870_189),
    ] {
        let targeting =
            json!({"geo_locations": {"countries": ["SA"]}, "age_max": 34, "targeting_automation": automation});
        refused(&owner.set(&campaign, &[("targeting", &targeting.to_string())]).await, Some(subcode));
    }
    refused(&owner.set(&campaign, &[("targeting", "everybody")]).await, None);
    owner.set(&campaign, &[]).await.ok();
}

#[tokio::test]
async fn budgets_and_what_is_promoted_go_with_the_campaign() {
    let owner = Owner::new().await;
    let without = owner.campaign("OUTCOME_TRAFFIC", &[("is_adset_budget_sharing_enabled", "false")]).await;
    refused(&owner.set(&without, &[]).await, None);
    refused(&owner.set(&without, &[("lifetime_budget", "50000")]).await, None);
    owner.set(&without, &[("daily_budget", "5000")]).await.ok();
    let in_all = owner.campaign("OUTCOME_TRAFFIC", &[("lifetime_budget", "500000")]).await;
    refused(&owner.set(&in_all, &[]).await, None);
    owner.set(&in_all, &[("end_time", "2026-12-01T00:00:00+0000")]).await.ok();
    for (objective, goal, object) in [
        ("OUTCOME_LEADS", "LEAD_GENERATION", r#"{"page_id":"1"}"#),
        ("OUTCOME_SALES", "OFFSITE_CONVERSIONS", r#"{"pixel_id":"1","custom_event_type":"PURCHASE"}"#),
        ("OUTCOME_APP_PROMOTION", "APP_INSTALLS", r#"{"application_id":"1","object_store_url":"https://example.com"}"#),
    ] {
        let campaign = owner.campaign(objective, &[("daily_budget", "5000")]).await;
        refused(&owner.set(&campaign, &[("optimization_goal", goal)]).await, Some(1_815_430));
        owner.set(&campaign, &[("optimization_goal", goal), ("promoted_object", object)]).await.ok();
    }
}

#[tokio::test]
async fn languages_are_found_by_words_of_their_names() {
    let owner = Owner::new().await;
    let search = async |pairs: &[(&str, &str)]| {
        let address = format!("/meta/graph/v26.0/search?access_token={}&{}", owner.token, query(pairs));
        owner.stage.get(&address).await
    };
    let found = search(&[("type", "adlocale"), ("q", "arab")]).await.ok();
    assert_eq!(found["data"], json!([{"key": 28, "name": "Arabic"}]));
    let found = search(&[("type", "adlocale"), ("q", "English")]).await.ok();
    let keys: Vec<_> = found["data"].as_array().unwrap().iter().map(|row| row["key"].clone()).collect();
    assert_eq!(keys, [6, 24, 1001]);
    assert_eq!(search(&[("type", "adlocale"), ("q", "Klingon")]).await.ok(), json!({"data": []}));
    refused(&search(&[("q", "Arabic")]).await, None);
}

#[tokio::test]
async fn days_are_changed_as_far_as_they_are_to_come() {
    let owner = Owner::new().await;
    let campaign = owner.campaign("OUTCOME_TRAFFIC", &[("daily_budget", "5000")]).await;
    let in_all = owner.campaign("OUTCOME_TRAFFIC", &[("lifetime_budget", "500000")]).await;
    let (begins, ends) = (("start_time", "2026-09-01T00:00:00+0300"), ("end_time", "2026-12-01T00:00:00+0000"));
    let made = async |campaign: &str, more: &[(&str, &str)]| {
        owner.set(campaign, more).await.ok()["id"].as_str().unwrap().to_owned()
    };
    let (planned, begun) = (
        made(&campaign, &[begins, ends]).await,
        made(&campaign, &[("start_time", "2026-08-01T00:00:00+0300"), ends]).await,
    );
    let in_all = made(&in_all, &[ends]).await;
    let change = async |id: &str, pairs: &[(&str, &str)]| {
        let pairs = [&[("access_token", owner.token.as_str())], pairs].concat();
        owner.stage.form(&format!("/meta/graph/v26.0/{id}"), &pairs).await
    };
    for (id, name, wrong) in [
        (&begun, "start_time", "2026-09-02T00:00:00+0300"),
        (&planned, "start_time", "2026-08-19T00:00:00+0300"),
        (&planned, "start_time", "2026-12-02T00:00:00+0300"),
        (&planned, "end_time", "2026-08-31T00:00:00+0300"),
        (&planned, "end_time", "never"),
        (&begun, "end_time", "2026-08-19T00:00:00+0300"),
        (&in_all, "end_time", "0"),
    ] {
        refused(&change(id, &[(name, wrong)]).await, None);
    }
    let told = async |id: &str, name: &str| {
        let pairs = [("access_token", owner.token.as_str()), ("fields", name)];
        let told = owner.stage.get(&format!("/meta/graph/v26.0/{id}?{}", query(&pairs))).await.ok();
        told.get(name).cloned()
    };
    change(&begun, &[("end_time", "0")]).await.ok();
    assert_eq!(told(&begun, "end_time").await, None);
    change(&planned, &[("start_time", "2026-09-02T00:00:00+0000"), ("end_time", "2026-09-03T00:00:00+0000")])
        .await
        .ok();
    assert_eq!(told(&planned, "start_time").await, Some(json!("2026-09-02T00:00:00+0000")));
    assert_eq!(told(&planned, "end_time").await, Some(json!("2026-09-03T00:00:00+0000")));
    change(&campaign, &[("stop_time", "2026-09-03T00:00:00+0000")]).await.ok();
    assert_eq!(told(&campaign, "stop_time").await, Some(json!("2026-09-03T00:00:00+0000")));
    change(&campaign, &[("stop_time", "0")]).await.ok();
    assert_eq!(told(&campaign, "stop_time").await, None);
}
