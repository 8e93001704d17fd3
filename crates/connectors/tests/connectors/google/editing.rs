//! Changes: what is sent, and what is refused before anything is.

use cmis_base::money::Micros;
use cmis_connectors::platform::{
    AdAccount, Budget, Days, EditAds, Level, NewCampaign, Objective, Status,
    problem::{Class, Problem},
};
use serde_json::{Value, json};

use super::server::{Asked, SEARCH, Server, account, at, ok, says, text, tokens};

const DAILY: Budget = Budget { daily: Some(Micros(50_000_000)), lifetime: None };
const IN_ALL: Budget = Budget { daily: None, lifetime: Some(Micros(900_000_000)) };

fn new(objective: Objective, budget: Budget) -> NewCampaign {
    NewCampaign {
        name: "Spring \"1\"".to_owned(),
        objective,
        budget,
        starts_at: Some(at("2026-12-01T21:30:00Z")),
        ends_at: Some(at("2026-12-31T21:00:00Z")),
    }
}

fn made(id: &str) -> Value {
    json!({ "mutateOperationResponses": [
        { "campaignBudgetResult": { "resourceName": "customers/1234567890/campaignBudgets/222" } },
        { "campaignResult": { "resourceName": format!("customers/1234567890/campaigns/{id}") } },
    ] })
}

fn line(service: &str) -> String {
    format!("POST /google/ads/v26/customers/1234567890/{service}")
}

fn sent(asked: &Asked, service: &str) -> Value {
    assert_eq!(asked.line, line(service));
    assert_eq!(asked.header("login-customer-id"), Some("9990000001"));
    asked.json()
}

#[tokio::test]
async fn a_campaign_is_made_with_its_budget_at_once_and_paused() {
    let server = Server::new([ok(&made("333"))]).await;
    let id = server.google().create_campaign(&tokens(), &account(), &new(Objective::Leads, DAILY)).await.expect("made");
    assert_eq!(id, "333");
    let expected = json!({ "mutateOperations": [
        { "campaignBudgetOperation": { "create": {
            "resourceName": "customers/1234567890/campaignBudgets/-1",
            "amountMicros": "50000000", "period": "DAILY", "deliveryMethod": "STANDARD", "explicitlyShared": false,
        } } },
        { "campaignOperation": { "create": {
            "resourceName": "customers/1234567890/campaigns/-2",
            "name": "Spring \"1\"", "status": "PAUSED", "advertisingChannelType": "SEARCH",
            "campaignBudget": "customers/1234567890/campaignBudgets/-1",
            "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING",
            "maximizeConversions": {},
            "networkSettings": { "targetGoogleSearch": true, "targetSearchNetwork": true, "targetContentNetwork": false },
            "geoTargetTypeSetting": { "positiveGeoTargetType": "PRESENCE" },
            // whole days in Riyadh
            "startDateTime": "2026-12-02 00:00:00", "endDateTime": "2026-12-31 23:59:59",
        } } },
    ] });
    assert_eq!(sent(&server.asked()[0], "googleAds:mutate"), expected);
}

#[tokio::test]
async fn an_objective_is_a_channel_and_what_is_bid_for() {
    for (objective, channel, bids) in [
        (Objective::Awareness, "DISPLAY", "manualCpm"),
        (Objective::Traffic, "SEARCH", "targetSpend"),
        (Objective::Engagement, "DEMAND_GEN", "targetSpend"),
        (Objective::Sales, "SEARCH", "maximizeConversionValue"),
    ] {
        let server = Server::new([ok(&made("1"))]).await;
        let new = NewCampaign { starts_at: None, ends_at: None, ..new(objective, DAILY) };
        server.google().create_campaign(&tokens(), &account(), &new).await.expect("made");
        let sent = sent(&server.asked()[0], "googleAds:mutate");
        let campaign = &sent["mutateOperations"][1]["campaignOperation"]["create"];
        assert_eq!((&campaign["advertisingChannelType"], &campaign[bids]), (&json!(channel), &json!({})));
        assert_eq!((campaign.get("startDateTime"), campaign.get("endDateTime")), (None, None));
    }
}

#[tokio::test]
async fn a_total_budget_is_told_as_one_and_needs_an_end_and_its_channel() {
    let server = Server::new([ok(&made("1"))]).await;
    let (google, tokens, account) = (server.google(), tokens(), account());
    for refused in [NewCampaign { ends_at: None, ..new(Objective::Leads, IN_ALL) }, new(Objective::Awareness, IN_ALL)] {
        let problem = google.create_campaign(&tokens, &account, &refused).await.expect_err("refused");
        assert_eq!((problem.class, problem.may_have_happened), (Class::Invalid, false), "{problem}");
    }
    google.create_campaign(&tokens, &account, &new(Objective::Leads, IN_ALL)).await.expect("made");
    let sent = sent(&server.asked()[0], "googleAds:mutate");
    let budget = &sent["mutateOperations"][0]["campaignBudgetOperation"]["create"];
    assert_eq!((&budget["totalAmountMicros"], &budget["period"]), (&json!("900000000"), &json!("CUSTOM_PERIOD")));
    assert_eq!(budget.get("amountMicros"), None);
}

#[tokio::test]
async fn what_cannot_be_is_refused_before_anything_is_sent() {
    let server = Server::new([]).await;
    let (google, tokens, account) = (server.google(), tokens(), account());
    let nowhere = AdAccount { time_zone: "Mars/Olympus".to_owned(), ..account.clone() };
    let both = Budget { daily: DAILY.daily, lifetime: IN_ALL.lifetime };
    let nothing = Budget { daily: Some(Micros(0)), lifetime: None };
    let refused = |answer: Result<String, Problem>| {
        let problem = answer.expect_err("refused");
        assert_eq!(problem.class, Class::Invalid, "{problem}");
        assert!(!problem.words.is_empty() && !problem.may_have_happened);
    };
    for budget in [Budget::default(), both, nothing] {
        refused(google.create_campaign(&tokens, &account, &new(Objective::Sales, budget)).await);
        refused(google.set_budget(&tokens, &account, Level::Campaign, "111", budget).await.map(|()| String::new()));
    }
    refused(google.create_campaign(&tokens, &account, &new(Objective::AppPromotion, DAILY)).await);
    refused(google.create_campaign(&tokens, &nowhere, &new(Objective::Sales, DAILY)).await);
    for level in [Level::AdSet, Level::Ad] {
        refused(google.set_budget(&tokens, &account, level, "21", DAILY).await.map(|()| String::new()));
    }
    for level in [Level::Campaign, Level::AdSet, Level::Ad] {
        refused(google.set_status(&tokens, &account, level, "1", Status::Archived).await.map(|()| String::new()));
    }
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn hostile_ids_reach_neither_a_path_nor_a_query() {
    let server = Server::new([]).await;
    let (google, tokens) = (server.google(), tokens());
    let refused = |answer: Result<(), Problem>, id: &str| {
        let problem = answer.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_id"), "{id}");
    };
    for id in ["", "1 OR campaign.id > 0", "1'", "../2", "-1", "1~2", "١٢", "12345678901234567890", "1\n"] {
        let hostile = id.to_owned();
        for account in
            [AdAccount { id: hostile.clone(), ..account() }, AdAccount { through: Some(hostile), ..account() }]
        {
            refused(google.rename_campaign(&tokens, &account, "1", "x").await, id);
        }
        let account = account();
        refused(google.rename_campaign(&tokens, &account, id, "x").await, id);
        refused(google.set_budget(&tokens, &account, Level::Campaign, id, DAILY).await, id);
        for level in [Level::Campaign, Level::AdSet, Level::Ad] {
            refused(google.set_status(&tokens, &account, level, id, Status::Paused).await, id);
        }
    }
    assert!(server.lines().is_empty());
}

#[tokio::test]
async fn names_and_states_are_set_where_they_stand() {
    let done = || ok(&json!({ "results": [{ "resourceName": "customers/1234567890/campaigns/111" }] }));
    let server = Server::new([done(), done(), done(), done()]).await;
    let (google, tokens, account) = (server.google(), tokens(), account());
    google.rename_campaign(&tokens, &account, "111", "ربيع").await.expect("renamed");
    google.set_status(&tokens, &account, Level::Campaign, "111", Status::Active).await.expect("runs");
    google.set_status(&tokens, &account, Level::AdSet, "21", Status::Paused).await.expect("paused");
    google.set_status(&tokens, &account, Level::Campaign, "111", Status::Deleted).await.expect("removed");
    let asked = server.asked();
    let campaign = "customers/1234567890/campaigns/111";
    for (asked, service, operation) in [
        (
            &asked[0],
            "campaigns:mutate",
            json!({ "update": { "resourceName": campaign, "name": "ربيع" }, "updateMask": "name" }),
        ),
        (
            &asked[1],
            "campaigns:mutate",
            json!({ "update": { "resourceName": campaign, "status": "ENABLED" }, "updateMask": "status" }),
        ),
        (
            &asked[2],
            "adGroups:mutate",
            json!({ "update": { "resourceName": "customers/1234567890/adGroups/21", "status": "PAUSED" }, "updateMask": "status" }),
        ),
        (&asked[3], "campaigns:mutate", json!({ "remove": campaign })),
    ] {
        assert_eq!(sent(asked, service), json!({ "operations": [operation] }));
    }
}

#[tokio::test]
async fn an_ad_is_found_before_it_is_changed() {
    let place = "customers/1234567890/adGroupAds/21~31";
    let found = json!({ "results": [{ "adGroupAd": { "resourceName": place } }] });
    let server = Server::new([ok(&found), ok(&json!({ "results": [{}] })), ok(&json!({}))]).await;
    let google = server.google();
    google.set_status(&tokens(), &account(), Level::Ad, "31", Status::Paused).await.expect("paused");
    let problem = google.set_status(&tokens(), &account(), Level::Ad, "32", Status::Deleted).await.expect_err("none");
    assert_eq!((problem.class, problem.may_have_happened), (Class::NotFound, false));
    let asked = server.asked();
    assert_eq!(asked[0].line, SEARCH);
    let query = "SELECT ad_group_ad.resource_name FROM ad_group_ad WHERE ad_group_ad.ad.id = 31";
    assert_eq!(asked[0].query(), query);
    let update = json!({ "update": { "resourceName": place, "status": "PAUSED" }, "updateMask": "status" });
    assert_eq!(sent(&asked[1], "adGroupAds:mutate"), json!({ "operations": [update] }));
}

#[tokio::test]
async fn a_budget_is_changed_where_it_is_the_campaigns_own() {
    let budget = "customers/1234567890/campaignBudgets/5";
    let found = |more: Value| {
        let mut row = json!({ "campaign": { "id": "111" }, "campaignBudget": { "resourceName": budget } });
        for (name, value) in more.as_object().expect("an object") {
            row["campaignBudget"][name] = value.clone();
        }
        ok(&json!({ "results": [row] }))
    };
    let done = || ok(&json!({ "results": [{ "resourceName": budget }] }));
    for (period, asked_for, field, micros) in
        [("DAILY", DAILY, "amountMicros", "50000000"), ("CUSTOM_PERIOD", IN_ALL, "totalAmountMicros", "900000000")]
    {
        let own = found(json!({ "explicitlyShared": false, "referenceCount": "1", "period": period }));
        let server = Server::new([own, done()]).await;
        let google = server.google();
        google.set_budget(&tokens(), &account(), Level::Campaign, "111", asked_for).await.expect("set");
        let asked = server.asked();
        let query = "SELECT campaign_budget.resource_name, campaign_budget.explicitly_shared, \
            campaign_budget.reference_count, campaign_budget.period FROM campaign WHERE campaign.id = 111";
        assert_eq!((asked[0].line.as_str(), asked[0].query().as_str()), (SEARCH, query));
        let update = json!({ "update": { field: micros, "resourceName": budget }, "updateMask": field });
        assert_eq!(sent(&asked[1], "campaignBudgets:mutate"), json!({ "operations": [update] }));
    }
    for (answer, asked_for, class, code) in [
        (found(json!({ "explicitlyShared": true })), DAILY, Class::Invalid, "shared_budget"),
        (found(json!({ "referenceCount": "2" })), DAILY, Class::Invalid, "shared_budget"),
        (found(json!({ "period": "CUSTOM_PERIOD" })), DAILY, Class::Invalid, "invalid"),
        (found(json!({ "period": "DAILY" })), IN_ALL, Class::Invalid, "invalid"),
        (ok(&json!({ "results": [] })), DAILY, Class::NotFound, "no_such_campaign"),
    ] {
        let server = Server::new([answer]).await;
        let answer = server.google().set_budget(&tokens(), &account(), Level::Campaign, "111", asked_for).await;
        let problem = answer.expect_err("refused");
        assert_eq!((problem.class, problem.code.as_str()), (class, code));
        assert_eq!(server.lines().len(), 1, "nothing was changed");
    }
}

#[tokio::test]
async fn whoever_cannot_know_whether_it_happened_says_so() {
    let duplicate = json!({ "error": { "code": 400, "status": "INVALID_ARGUMENT", "message": "x", "details": [{ "errors": [
        { "errorCode": { "campaignError": "DUPLICATE_CAMPAIGN_NAME" }, "message": "The name is in use." },
    ] }] } });
    for (answer, class, may_have_happened) in [
        (says(400, &duplicate), Class::Duplicate, false),
        (text(409, ""), Class::Duplicate, false),
        (text(503, ""), Class::Outage, true),
        (text(504, ""), Class::Outage, true),
        (text(200, "<html>"), Class::Transient, true),
        (ok(&json!({ "mutateOperationResponses": [{}] })), Class::Transient, true),
        (ok(&made("-2")), Class::Transient, true),
    ] {
        let server = Server::new([answer]).await;
        let answer = server.google().create_campaign(&tokens(), &account(), &new(Objective::Sales, DAILY)).await;
        let problem = answer.expect_err("refused");
        assert_eq!((problem.class, problem.may_have_happened), (class, may_have_happened), "{problem}");
    }
    // the question before the change changes nothing
    let server = Server::new([text(503, "")]).await;
    let problem = server.google().set_status(&tokens(), &account(), Level::Ad, "31", Status::Paused).await;
    assert!(!problem.expect_err("away").may_have_happened);
}

#[tokio::test]
async fn a_change_that_failed_in_part_is_no_success() {
    let answer = json!({ "results": [{}], "partialFailureError": { "code": 3, "message": "Multiple errors", "details": [{
        "@type": "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure",
        "errors": [{ "errorCode": { "mutateError": "RESOURCE_NOT_FOUND" }, "message": "Resource was not found." }],
    }] } });
    let server = Server::new([ok(&answer), ok(&json!({ "results": [{}], "partialFailureError": null }))]).await;
    let google = server.google();
    let problem = google.rename_campaign(&tokens(), &account(), "111", "x").await.expect_err("failed");
    assert_eq!((problem.class, problem.code.as_str()), (Class::NotFound, "RESOURCE_NOT_FOUND"));
    google.rename_campaign(&tokens(), &account(), "111", "x").await.expect("renamed");
}

#[tokio::test]
async fn days_are_whole_and_an_end_is_cleared_by_its_name_alone() {
    let name = "customers/1234567890/campaigns/111";
    let runs = |period: &str| {
        let campaign = json!({ "resourceName": name, "startDateTime": "2026-12-02 00:00:00",
            "endDateTime": "2026-12-31 23:59:59" });
        ok(&json!({ "results": [{ "campaign": campaign, "campaignBudget": { "period": period } }] }))
    };
    let set = async |server: &Server, starts: Option<&str>, ends: Option<&str>| {
        let days = Days { starts_at: starts.map(at), ends_at: ends.map(at), has_begun: false };
        server.google().set_days(&tokens(), &account(), Level::Campaign, "111", days).await
    };
    let done = || ok(&json!({ "results": [{ "resourceName": name }] }));
    for (starts, ends, update, mask) in [
        (None, Some("2026-12-24T12:00:00Z"), json!({ "endDateTime": "2026-12-24 23:59:59" }), "endDateTime"),
        (
            Some("2026-12-09T21:30:00Z"),
            Some("2026-12-31T21:00:00Z"),
            json!({ "startDateTime": "2026-12-10 00:00:00" }),
            "startDateTime",
        ),
        (None, None, json!({}), "endDateTime"),
        (
            Some("2026-12-09T21:00:00Z"),
            None,
            json!({ "startDateTime": "2026-12-10 00:00:00" }),
            "startDateTime,endDateTime",
        ),
    ] {
        let server = Server::new([runs("DAILY"), done()]).await;
        set(&server, starts, ends).await.expect("set");
        let mut update = update;
        update["resourceName"] = name.into();
        let asked = server.asked();
        let query = "SELECT campaign.start_date_time, campaign.end_date_time, campaign_budget.period FROM campaign \
            WHERE campaign.id = 111";
        assert_eq!((asked[0].line.as_str(), asked[0].query().as_str()), (SEARCH, query));
        let operation = json!({ "update": update, "updateMask": mask });
        assert_eq!(sent(&asked[1], "campaigns:mutate"), json!({ "operations": [operation] }));
    }
    // some hour of the same days
    let server = Server::new([runs("DAILY")]).await;
    set(&server, Some("2026-12-02T05:00:00Z"), Some("2026-12-31T05:00:00Z")).await.expect("so already");
    let server = Server::new([runs("CUSTOM_PERIOD")]).await;
    assert_eq!(set(&server, None, None).await.expect_err("needed").code, "no_end");
    assert_eq!(server.lines().len(), 1, "nothing was changed");
    let days = Days { starts_at: None, ends_at: None, has_begun: false };
    for level in [Level::AdSet, Level::Ad] {
        let answer = server.google().set_days(&tokens(), &account(), level, "21", days).await;
        assert_eq!(answer.expect_err("none").code, "no_days");
    }
}
