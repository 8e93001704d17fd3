//! Changes: the whole object goes back, with what is new in it, and without what is taken away.

use cmis_base::money::Micros;
use cmis_connectors::platform::{
    Budget, Days, EditAds, Level, NewCampaign, Objective, Status,
    problem::{Class, Problem},
};
use serde_json::{Value, json};

use super::server::{ACCOUNT, AD, CAMPAIGN, SQUAD, Server, account, at, ok, rows, says, text, tokens};
use crate::recorder::Says;

/// With fields that this code has never heard of.
fn campaign() -> Value {
    json!({ "id": CAMPAIGN, "updated_at": "2016-08-14T05:31:00.000Z", "name": "Cool Campaign",
        "ad_account_id": ACCOUNT, "status": "PAUSED", "daily_budget_micro": 50_000_000, "regulations":
        { "restricted_delivery_signals": true, "list": [1, 2.5, null] }, "measurement_spec": null })
}

fn squad() -> Value {
    json!({ "id": SQUAD, "campaign_id": CAMPAIGN, "name": "Squad", "status": "ACTIVE", "lifetime_budget_micro":
        70_000_000, "placement_v2": { "config": "CUSTOM" }, "targeting": { "geos": [{ "country_code": "us" }] } })
}

fn ad() -> Value {
    json!({ "id": AD, "ad_squad_id": SQUAD, "creative_id": CAMPAIGN, "name": "Ad", "status": "ACTIVE" })
}

fn with(mut object: Value, name: &str, value: Value) -> Value {
    object[name] = value;
    object
}

fn daily(micros: i64) -> Budget {
    Budget { daily: Some(Micros(micros)), lifetime: None }
}

fn in_all(micros: i64) -> Budget {
    Budget { daily: None, lifetime: Some(Micros(micros)) }
}

/// A server that gives an object and then what it has become.
async fn holding(plural: &str, singular: &str, before: &Value, after: &Value) -> Server {
    let both = [before, after].map(|it| ok(&rows(plural, singular, std::slice::from_ref(it))));
    Server::new(both).await
}

#[tokio::test]
async fn a_campaign_is_made_paused() {
    let server = holding("campaigns", "campaign", &campaign(), &campaign()).await;
    let (snapchat, account) = (server.snapchat(), account("Asia/Riyadh"));
    let new = NewCampaign {
        name: "Eid".to_owned(),
        objective: Objective::Sales,
        budget: daily(20_000_000),
        starts_at: Some(at("2026-12-01T00:00:00Z")),
        ends_at: Some(at("2026-12-31T23:59:59.5Z")),
    };
    assert_eq!(snapchat.create_campaign(&tokens(), &account, &new).await, Ok(CAMPAIGN.to_owned()));
    let bare = NewCampaign { budget: Budget::default(), starts_at: None, ends_at: None, ..new };
    assert_eq!(snapchat.create_campaign(&tokens(), &account, &bare).await, Ok(CAMPAIGN.to_owned()));
    let asked = server.asked();
    assert!(asked.iter().all(|it| it.line == format!("POST /v1/adaccounts/{ACCOUNT}/campaigns")));
    let bare = json!({ "name": "Eid", "ad_account_id": ACCOUNT, "status": "PAUSED",
        "objective_v2_properties": { "objective_v2_type": "SALES" } });
    let mut full = bare.clone();
    full["start_time"] = "2026-12-01T00:00:00.000Z".into();
    full["end_time"] = "2026-12-31T23:59:59.500Z".into();
    full["daily_budget_micro"] = 20_000_000.into();
    assert_eq!(asked[0].json(), json!({ "campaigns": [full] }));
    assert_eq!(asked[1].json(), json!({ "campaigns": [bare] }));
}

#[tokio::test]
async fn the_whole_object_goes_back_with_one_field_changed() {
    let renamed = with(campaign(), "name", "Eid".into());
    let server = holding("campaigns", "campaign", &campaign(), &renamed).await;
    let account = account("Asia/Riyadh");
    assert_eq!(server.snapchat().rename_campaign(&tokens(), &account, CAMPAIGN, "Eid").await, Ok(()));
    let asked = server.asked();
    let lines = [format!("GET /v1/campaigns/{CAMPAIGN}"), format!("PUT /v1/adaccounts/{ACCOUNT}/campaigns")];
    assert_eq!(server.lines(), lines);
    assert_eq!(asked[1].json(), json!({ "campaigns": [renamed] }));
    assert!(asked[0].query.is_empty());

    let paused = with(squad(), "status", "PAUSED".into());
    let server = holding("adsquads", "adsquad", &squad(), &paused).await;
    let answer = server.snapchat().set_status(&tokens(), &account, Level::AdSet, SQUAD, Status::Paused).await;
    assert_eq!(answer, Ok(()));
    let asked = server.asked();
    let lines = [format!("GET /v1/adsquads/{SQUAD}"), format!("PUT /v1/campaigns/{CAMPAIGN}/adsquads")];
    assert_eq!(server.lines(), lines);
    assert_eq!(asked[0].query("return_placement_v2"), Some("true"));
    assert_eq!(asked[1].json(), json!({ "adsquads": [paused] }));

    let paused = with(ad(), "status", "PAUSED".into());
    let server = holding("ads", "ad", &ad(), &paused).await;
    let answer = server.snapchat().set_status(&tokens(), &account, Level::Ad, AD, Status::Paused).await;
    assert_eq!(answer, Ok(()));
    assert_eq!(server.lines(), [format!("GET /v1/ads/{AD}"), format!("PUT /v1/adsquads/{SQUAD}/ads")]);
    assert_eq!(server.asked()[1].json(), json!({ "ads": [paused] }));
}

#[tokio::test]
async fn what_changes_nothing_is_not_written() {
    let server = Server::new([ok(&rows("campaigns", "campaign", &[campaign()]))]).await;
    let account = account("UTC");
    let answer = server.snapchat().set_status(&tokens(), &account, Level::Campaign, CAMPAIGN, Status::Paused).await;
    assert_eq!(answer, Ok(()));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn budgets_are_micros_in_the_field_of_their_kind() {
    let account = account("UTC");
    for (level, before, budget, name, value) in [
        (Level::Campaign, campaign(), daily(1), "daily_budget_micro", 1),
        // a cap stands beside the daily budget
        (Level::Campaign, campaign(), in_all(9_000_000_000_000), "lifetime_spend_cap_micro", 9_000_000_000_000_i64),
        (Level::AdSet, squad(), in_all(80_000_000), "lifetime_budget_micro", 80_000_000),
    ] {
        let (plural, singular, id) = match level {
            Level::Campaign => ("campaigns", "campaign", CAMPAIGN),
            _ => ("adsquads", "adsquad", SQUAD),
        };
        let after = with(before.clone(), name, value.into());
        // it may come back written in another way
        let shown = with(after.clone(), name, json!(value as f64));
        let server = holding(plural, singular, &before, &shown).await;
        assert_eq!(server.snapchat().set_budget(&tokens(), &account, level, id, budget).await, Ok(()));
        assert_eq!(server.asked()[1].json(), json!({ plural: [after] }));
    }
}

#[tokio::test]
async fn what_snapchat_has_not_is_not_asked() {
    let server = Server::new([ok(&rows("adsquads", "adsquad", &[squad()]))]).await;
    let (snapchat, account) = (server.snapchat(), account("UTC"));
    let both = Budget { daily: Some(Micros(1)), lifetime: Some(Micros(1)) };
    let mut problems = Vec::new();
    for (level, id, budget) in [
        // one kind for ever
        (Level::AdSet, SQUAD, daily(1)),
        (Level::Ad, AD, daily(1)),
        (Level::Campaign, CAMPAIGN, both),
        (Level::Campaign, CAMPAIGN, Budget::default()),
        (Level::Campaign, CAMPAIGN, daily(0)),
        (Level::Campaign, CAMPAIGN, in_all(-1)),
        (Level::Campaign, "../me", daily(1)),
    ] {
        problems.push(snapchat.set_budget(&tokens(), &account, level, id, budget).await);
    }
    problems.push(snapchat.set_status(&tokens(), &account, Level::Campaign, CAMPAIGN, Status::Archived).await);
    problems.push(snapchat.set_status(&tokens(), &account, Level::Campaign, "a/b", Status::Deleted).await);
    for answer in problems {
        let problem = answer.expect_err("refused");
        assert!(problem.class == Class::Invalid && !problem.may_have_happened, "{problem}");
    }
    assert_eq!(server.lines(), [format!("GET /v1/adsquads/{SQUAD}")]);
}

#[tokio::test]
async fn a_campaign_of_another_account_is_left_alone() {
    let strange = with(campaign(), "ad_account_id", SQUAD.into());
    for status in [Status::Active, Status::Deleted] {
        let server = Server::new([ok(&rows("campaigns", "campaign", std::slice::from_ref(&strange)))]).await;
        let account = account("UTC");
        let answer = server.snapchat().set_status(&tokens(), &account, Level::Campaign, CAMPAIGN, status).await;
        assert_eq!(answer.expect_err("not ours").class, Class::NotFound);
        assert_eq!(server.lines().len(), 1);
    }
    // an answer about another thing, or without what it belongs to, is not written back
    for object in [with(campaign(), "id", SQUAD.into()), with(campaign(), "ad_account_id", "../x".into())] {
        let server = Server::new([ok(&rows("campaigns", "campaign", &[object]))]).await;
        let answer = server.snapchat().rename_campaign(&tokens(), &account("UTC"), CAMPAIGN, "x").await;
        assert_eq!(answer.expect_err("unreadable").code, "unreadable");
        assert_eq!(server.lines().len(), 1);
    }
}

#[tokio::test]
async fn deleting_is_a_call_of_its_own() {
    let gone = json!({ "request_status": "SUCCESS", "request_id": "5" });
    let refused = json!({ "request_status": "SUCCESS", "campaigns": [
        { "sub_request_status": "ERROR", "sub_request_error_reason": "E2025: it is running" }] });
    for (answer, expected) in [(&gone, None), (&refused, Some("E2025"))] {
        let server = Server::new([ok(&rows("campaigns", "campaign", &[campaign()])), ok(answer)]).await;
        let account = account("UTC");
        let done = server.snapchat().set_status(&tokens(), &account, Level::Campaign, CAMPAIGN, Status::Deleted).await;
        assert_eq!(done.err().map(|it| it.code), expected.map(str::to_owned));
        let path = format!("/v1/campaigns/{CAMPAIGN}");
        assert_eq!(server.lines(), [format!("GET {path}"), format!("DELETE {path}")]);
    }
}

async fn rename_with(answer: Says) -> Problem {
    let server = Server::new([ok(&rows("campaigns", "campaign", &[campaign()])), answer]).await;
    let answer = server.snapchat().rename_campaign(&tokens(), &account("UTC"), CAMPAIGN, "Eid").await;
    server.asked();
    answer.expect_err("a problem")
}

#[tokio::test]
async fn an_item_that_failed_within_a_200_failed() {
    for status in ["SUCCESS", "PARTIAL"] {
        let problem = rename_with(ok(&json!({ "request_status": status, "request_id": "57b0", "campaigns": [
            { "sub_request_status": "ERROR", "sub_request_error_reason": "Name is too long" }] })))
        .await;
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "sub_request_error"));
        assert_eq!((problem.words.as_str(), problem.request_id.as_deref()), ("Name is too long", Some("57b0")));
        assert!(!problem.may_have_happened);
    }
}

#[tokio::test]
async fn it_is_said_when_nobody_knows_whether_it_happened() {
    let kept = rows("campaigns", "campaign", &[campaign()]);
    let refused = json!({ "request_status": "ERROR", "error_code": "E1001", "debug_message": "no" });
    for (answer, code, is_unsure) in [
        (ok(&kept), "not_done", true),
        (says(500, &refused), "E1001", true),
        (text(502, "<html>".to_owned()), "http 502", true),
        (text(200, "<html>".to_owned()), "unreadable", true),
        (ok(&rows("campaigns", "campaign", &[])), "unreadable", true),
        (says(400, &refused), "E1001", false),
        (text(429, "slow down".to_owned()), "http 429", false),
    ] {
        let problem = rename_with(answer).await;
        assert_eq!((problem.code.as_str(), problem.may_have_happened), (code, is_unsure));
    }
    // nobody answers: what was read did not happen
    let server = Server::new([text(502, String::new())]).await;
    let answer = server.snapchat().rename_campaign(&tokens(), &account("UTC"), CAMPAIGN, "Eid").await;
    assert!(!answer.expect_err("a problem").may_have_happened);
}

#[tokio::test]
async fn a_made_campaign_has_an_id() {
    let server = Server::new([ok(&rows("campaigns", "campaign", &[with(campaign(), "id", "1".into())]))]).await;
    let new = NewCampaign {
        name: String::new(),
        objective: Objective::Traffic,
        budget: Budget::default(),
        starts_at: None,
        ends_at: None,
    };
    let answer = server.snapchat().create_campaign(&tokens(), &account("UTC"), &new).await;
    let problem = answer.expect_err("no id");
    assert!(problem.code == "unreadable" && problem.may_have_happened);
}

#[tokio::test]
async fn both_days_are_changed_at_once_and_an_end_is_left_out() {
    let account = account("UTC");
    let before = with(campaign(), "start_time", "2026-12-01T00:00:00.000Z".into());
    let before = with(before, "end_time", "2026-12-31T00:00:00.000Z".into());
    let set = async |server: &Server, level: Level, id: &str, starts: Option<&str>, ends: Option<&str>| {
        let days = Days { starts_at: starts.map(at), ends_at: ends.map(at), has_begun: false };
        server.snapchat().set_days(&tokens(), &account, level, id, days).await
    };
    let mut moved = with(before.clone(), "start_time", "2026-12-02T00:00:00.000Z".into());
    moved["end_time"] = "2027-01-31T00:00:00.000Z".into();
    // it may come back written in another way
    let shown = with(moved.clone(), "end_time", "2027-01-31T00:00:00Z".into());
    let server = holding("campaigns", "campaign", &before, &shown).await;
    let days = (Some("2026-12-02T00:00:00Z"), Some("2027-01-31T00:00:00Z"));
    assert_eq!(set(&server, Level::Campaign, CAMPAIGN, days.0, days.1).await, Ok(()));
    assert_eq!(server.asked()[1].json(), json!({ "campaigns": [moved] }));

    let mut endless = before.clone();
    endless.as_object_mut().expect("an object").remove("end_time");
    let server = holding("campaigns", "campaign", &before, &endless).await;
    assert_eq!(set(&server, Level::Campaign, CAMPAIGN, None, None).await, Ok(()));
    assert_eq!(server.asked()[1].json(), json!({ "campaigns": [endless] }));
    // it stayed
    let server = holding("campaigns", "campaign", &before, &before).await;
    let problem = set(&server, Level::Campaign, CAMPAIGN, None, None).await.expect_err("still there");
    assert_eq!((problem.code.as_str(), problem.may_have_happened), ("not_done", true));

    let server = Server::new([ok(&rows("campaigns", "campaign", std::slice::from_ref(&before)))]).await;
    assert_eq!(set(&server, Level::Campaign, CAMPAIGN, None, Some("2026-12-31T00:00:00Z")).await, Ok(()), "so already");
    let in_all = with(squad(), "end_time", "2026-12-31T00:00:00.000Z".into());
    let server = Server::new([ok(&rows("adsquads", "adsquad", &[in_all]))]).await;
    assert_eq!(set(&server, Level::AdSet, SQUAD, None, None).await.expect_err("needed").code, "no_end");
    assert_eq!(server.lines().len(), 1);
    assert_eq!(set(&server, Level::Ad, AD, None, None).await.expect_err("none").code, "no_days");
}
