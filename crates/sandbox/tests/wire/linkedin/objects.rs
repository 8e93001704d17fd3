//! Accounts, groups, campaigns and creatives: found, made, changed, deleted.

use serde_json::{Value, json};

use super::{Caller, wrong_field};
use crate::stage::Stage;

#[tokio::test]
async fn what_there_is_comes_in_pages_and_by_criteria() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (accounts, pages) = caller.whole("adAccounts?q=search&search=(status:(values:List(ACTIVE)))&pageSize=2").await;
    assert_eq!((accounts.len(), pages), (5, 3));
    assert!(
        accounts
            .iter()
            .all(|it| it["id"].is_u64() && it["reference"].as_str().unwrap().starts_with("urn:li:organization:"))
    );
    let account = accounts.iter().find(|it| it["currency"] == "KWD").unwrap()["id"].to_string();
    let of = |kind: &str| format!("adAccounts/{account}/{kind}");
    let all = "search=(status:(values:List(ACTIVE,PAUSED,ARCHIVED,DRAFT)))";
    let (groups, _) = caller.whole(&format!("{}?q=search&{all}&pageSize=3", of("adCampaignGroups"))).await;
    let (campaigns, _) = caller.whole(&format!("{}?q=search&{all}&pageSize=3", of("adCampaigns"))).await;
    let truth = format!("/control/truth?platform=linkedin&account={account}&from=2026-08-01&to=2026-08-01");
    assert_eq!(groups.len(), stage.get(&truth).await.ok()["campaigns"].as_object().unwrap().len());
    let daily: Vec<&Value> = groups.iter().chain(&campaigns).filter_map(|it| it.get("dailyBudget")).collect();
    assert!(!daily.is_empty());
    // a dinar has a thousand fils
    assert!(
        daily
            .iter()
            .all(|it| it["currencyCode"] == "KWD"
                && it["amount"].as_str().unwrap().split('.').nth(1).unwrap().len() == 3)
    );
    assert!(groups.iter().all(|it| it.get("dailyBudget").is_some() == it.get("budgetOptimization").is_some()));

    let group = groups[0]["id"].as_u64().unwrap();
    let search = format!("search=(campaignGroup:(values:List(urn%3Ali%3AsponsoredCampaignGroup%3A{group})))");
    let within = caller.get(&format!("{}?q=search&{search}", of("adCampaigns"))).await.ok();
    let expected =
        campaigns.iter().filter(|it| it["campaignGroup"] == format!("urn:li:sponsoredCampaignGroup:{group}"));
    assert_eq!(within["elements"].as_array().unwrap().len(), expected.count());
    let campaign = &within["elements"][0];
    let urn = format!("urn%3Ali%3AsponsoredCampaign%3A{}", campaign["id"]);
    let creatives =
        caller.get(&format!("{}?q=criteria&campaigns=List({urn})&sortOrder=DESCENDING", of("creatives"))).await.ok();
    let creatives = creatives["elements"].as_array().unwrap();
    assert!(
        !creatives.is_empty() && creatives.iter().all(|it| it["campaign"].as_str().unwrap() == urn.replace("%3A", ":"))
    );
    let id = creatives[0]["id"].as_str().unwrap();
    let one = caller.get(&of(&format!("creatives/{}?fields=id,campaign", id.replace(':', "%3A")))).await.ok();
    assert_eq!(one, json!({"id": id, "campaign": creatives[0]["campaign"]}));
    assert_eq!(caller.get(&of(&format!("creatives/{id}"))).await.status, 400, "an urn in a path is encoded");
    assert_eq!(caller.get(&of("adCampaigns/1")).await.status, 404);
    assert_eq!(caller.get("adAccounts/1/adCampaigns?q=search").await.status, 404);

    for (query, field) in [
        ("", "q"),
        ("q=nonsense", "q"),
        ("q=search&pageSize=1001", "pageSize"),
        ("q=search&pageToken=nonsense", "pageToken"),
        ("q=search&search=(status:(values:List(RUNNING)))", "search/status"),
        ("q=search&search=(status:(values:ACTIVE))", "search/status"),
        ("q=search&search=%28status%3A%28values%3AList%28ACTIVE%29%29%29", "search"),
        ("q=search&search=(campaignGroup:(values:List(urn:li:sponsoredCampaignGroup:1)))", "search"),
    ] {
        let got = caller.get(&format!("{}?{query}", of("adCampaigns"))).await;
        assert_eq!(wrong_field(&got), field, "{query}");
    }
    let creatives = caller.get(&format!("{}?q=criteria&pageSize=101", of("creatives"))).await;
    assert_eq!(wrong_field(&creatives), "pageSize");
    assert_eq!(wrong_field(&caller.get(&format!("{}?q=search", of("adCampaignGroups"))).await), "search");
    let unknown = caller.get(&format!("{}?q=search&start=0&count=10", of("adCampaigns"))).await;
    assert!(unknown.status == 403 && unknown.json()["message"].as_str().unwrap().contains("[/start]"));
}

#[tokio::test]
async fn a_page_token_leads_on_in_its_own_list_only() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "USD").await;
    let list = |kind: &str, status: &str| {
        format!("adAccounts/{account}/{kind}?q=search&search=(status:(values:List({status})))")
    };
    let all = "ACTIVE,PAUSED,ARCHIVED,DRAFT";
    let first = caller.get(&format!("{}&pageSize=1", list("adCampaigns", all))).await.ok();
    let token = first["metadata"]["nextPageToken"].as_str().unwrap();
    let next = async |list: String, more: &str| caller.get(&format!("{list}&pageToken={token}{more}")).await;
    // more rows, or fewer fields, of the same list
    let second = next(list("adCampaigns", all), "&pageSize=3&fields=id").await.ok();
    assert!(second["elements"][0]["id"].as_u64() > first["elements"][0]["id"].as_u64(), "{second}");
    for (other, more) in [
        (list("adCampaignGroups", all), ""),
        (list("adCampaigns", "ACTIVE"), ""),
        (list("adCampaigns", all), "&sortOrder=DESCENDING"),
        ("adAccounts?q=search".to_owned(), ""),
    ] {
        assert_eq!(wrong_field(&next(other.clone(), more).await), "pageToken", "{other}{more}");
    }
}

#[tokio::test]
async fn groups_campaigns_and_creatives_are_made_changed_and_deleted() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "JPY").await;
    let urn = format!("urn:li:sponsoredAccount:{account}");
    let of = |kind: &str| format!("adAccounts/{account}/{kind}");
    let schedule = json!({"start": 1_787_184_000_000_i64, "end": 1_790_000_000_000_i64});
    let yen = |amount: &str| json!({"amount": amount, "currencyCode": "JPY"});
    let group = json!({"account": urn, "name": "عروض & Spring", "status": "DRAFT", "runSchedule": schedule,
        "objectiveType": "LEAD_GENERATION", "totalBudget": yen("50000")});
    let made = caller.create(&of("adCampaignGroups"), &group).await;
    assert_eq!((made.status, made.body.as_str()), (201, ""));
    let id = made.header("x-restli-id").to_owned();
    assert_eq!(made.header("location"), format!("/adAccounts/{account}/adCampaignGroups/{id}"));
    let path = of(&format!("adCampaignGroups/{id}"));
    let told = caller.get(&path).await.ok();
    assert_eq!(
        (&told["name"], &told["status"], &told["totalBudget"]),
        (&group["name"], &json!("DRAFT"), &yen("50000"))
    );
    assert_eq!((&told["runSchedule"], &told["objectiveType"]), (&schedule, &json!("LEAD_GENERATION")));
    for (change, field) in [
        (json!({"totalBudget": {"amount": 50_000, "currencyCode": "JPY"}}), "totalBudget"),
        (json!({"totalBudget": {"amount": "50000", "currencyCode": "USD"}}), "totalBudget"),
        (json!({"totalBudget": yen("0.5")}), "totalBudget"),
        (json!({"dailyBudget": yen("500")}), "dailyBudget"),
        (json!({"runSchedule": {"start": 5}}), "runSchedule/end"),
        (json!({"status": "RUNNING"}), "status"),
        (json!({"account": "urn:li:sponsoredAccount:1"}), "account"),
        (json!({"name": "x".repeat(101)}), "name"),
    ] {
        let mut body = group.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        assert_eq!(wrong_field(&caller.create(&of("adCampaignGroups"), &body).await), field, "{change}");
    }
    let mut odd = group.clone();
    odd["budget"] = json!(1);
    assert_eq!(caller.create(&of("adCampaignGroups"), &odd).await.status, 403);

    let shared = json!({"status": "ACTIVE", "name": "Summer", "dailyBudget": yen("700"),
        "budgetOptimization": {"budgetOptimizationStrategy": "DYNAMIC"}});
    let changed = caller.set(&path, shared).await;
    assert_eq!((changed.status, changed.body.as_str()), (204, ""));
    assert_eq!(caller.set(&path, json!({"dailyBudget": yen("800")})).await.status, 204);
    let told = caller.get(&path).await.ok();
    assert_eq!(
        (&told["name"], &told["status"], &told["dailyBudget"]),
        (&json!("Summer"), &json!("ACTIVE"), &yen("800"))
    );
    assert_eq!(wrong_field(&caller.set(&path, json!({"name": "Autumn", "status": "DRAFT"})).await), "status");
    assert_eq!(wrong_field(&caller.set(&path, json!({"objectiveType": "ENGAGEMENT"})).await), "objectiveType");
    assert_eq!(caller.get(&path).await.ok()["name"], "Summer", "nothing is half done");
    let plain = caller.create(&path, &json!({"patch": {"$set": {"name": "x"}}})).await;
    assert_eq!(plain.status, 400, "the method of Rest.li is missing: {}", plain.body);

    let campaign = json!({"account": urn, "campaignGroup": format!("urn:li:sponsoredCampaignGroup:{id}"), "name": "C1",
        "type": "SPONSORED_UPDATES", "status": "DRAFT", "objectiveType": "LEAD_GENERATION", "costType": "CPM",
        "unitCost": yen("12"), "runSchedule": schedule, "locale": {"country": "JP", "language": "ja"},
        "targetingCriteria": {"include": {"and": []}}, "politicalIntent": "NOT_DECLARED",
        "offsiteDeliveryEnabled": false, "associatedEntity": "urn:li:organization:7"});
    let made = caller.create(&of("adCampaigns"), &campaign).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let campaign_path = of(&format!("adCampaigns/{}", made.header("x-restli-id")));
    let creative = json!({"campaign": format!("urn:li:sponsoredCampaign:{}", made.header("x-restli-id")),
        "content": {"reference": "urn:li:share:7"}, "intendedStatus": "DRAFT"});
    let made = caller.create(&of("creatives"), &creative).await;
    let urn = made.header("x-restli-id").to_owned();
    assert!(urn.starts_with("urn:li:sponsoredCreative:"), "{} {}", made.status, made.body);
    let creative_path = of(&format!("creatives/{}", urn.replace(':', "%3A")));
    assert_eq!(caller.get(&creative_path).await.ok()["content"], creative["content"]);
    assert_eq!(caller.set(&creative_path, json!({"intendedStatus": "ACTIVE"})).await.status, 204);
    let held = caller.get(&creative_path).await.ok();
    assert_eq!(
        (&held["intendedStatus"], &held["servingHoldReasons"]),
        (&json!("ACTIVE"), &json!(["CAMPAIGN_STOPPED"]))
    );
    let delete = async |path: &str| caller.call("DELETE", &format!("rest/{path}"), &[], String::new()).await.status;
    assert_eq!(delete(&creative_path).await, 400, "only a draft is deleted");
    assert_eq!(delete(&campaign_path).await, 204);
    assert_eq!(caller.get(&creative_path).await.status, 404, "it went with its campaign");
    assert_eq!(caller.set(&path, json!({"status": "PENDING_DELETION"})).await.status, 204);
    assert_eq!(wrong_field(&caller.set(&path, json!({"status": "ACTIVE"})).await), "status");
}

#[tokio::test]
async fn a_campaign_says_whom_it_is_for_and_fits_into_its_group() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "SAR").await;
    let of = |kind: &str| format!("adAccounts/{account}/{kind}");
    let schedule = json!({"start": 1_787_184_000_000_i64, "end": 1_790_000_000_000_i64});
    let riyals = |amount: &str| json!({"amount": amount, "currencyCode": "SAR"});
    let account_urn = format!("urn:li:sponsoredAccount:{account}");
    let group = async |more: Value| {
        let mut body = json!({"account": account_urn, "name": "G", "status": "PAUSED", "runSchedule": schedule,
            "objectiveType": "WEBSITE_VISIT"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let made = caller.create(&of("adCampaignGroups"), &body).await;
        format!("urn:li:sponsoredCampaignGroup:{}", made.header("x-restli-id"))
    };
    let optimization = json!({"bidStrategy": "MAXIMUM_DELIVERY", "budgetOptimizationStrategy": "DYNAMIC"});
    let shared = group(json!({"totalBudget": riyals("500.00"), "budgetOptimization": optimization})).await;
    let alone = group(json!({})).await;
    let place = json!({"or": {"urn:li:adTargetingFacet:locations": ["urn:li:geo:100459316"]}});
    let campaign = json!({"account": account_urn, "campaignGroup": shared, "name": "C", "status": "ACTIVE",
        "type": "SPONSORED_UPDATES", "associatedEntity": "urn:li:organization:7", "costType": "CPM",
        "unitCost": riyals("0"), "optimizationTargetType": "MAX_CLICK", "runSchedule": schedule,
        "locale": {"country": "AE", "language": "ar"}, "offsiteDeliveryEnabled": false,
        "politicalIntent": "NOT_DECLARED", "targetingCriteria": {"include": {"and": [place]}}});
    let with = async |change: &Value| {
        let mut body = campaign.clone();
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        // what is nothing is left out
        body.as_object_mut().unwrap().retain(|_, value| !value.is_null());
        caller.create(&of("adCampaigns"), &body).await
    };
    let made = with(&json!({})).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let told = caller.get(&of(&format!("adCampaigns/{}", made.header("x-restli-id")))).await.ok();
    assert_eq!((&told["objectiveType"], &told["dailyBudget"]), (&json!("WEBSITE_VISITS"), &Value::Null));
    assert_eq!(told["targetingCriteria"], campaign["targetingCriteria"]);
    let facet =
        |name: &str, value: &str| json!({"targetingCriteria": {"include": {"and": [place, {"or": {name: [value]}}]}}});
    let second = "targetingCriteria/include/and/1/or";
    for (change, field) in [
        (json!({"status": null}), "status"),
        (json!({"costType": null}), "costType"),
        (json!({"unitCost": null}), "unitCost"),
        (json!({"unitCost": riyals("-1")}), "unitCost"),
        (json!({"unitCost": {"amount": "0", "currencyCode": "USD"}}), "unitCost"),
        (json!({"associatedEntity": null}), "associatedEntity"),
        (json!({"associatedEntity": "urn:li:company:7"}), "associatedEntity"),
        (json!({"offsiteDeliveryEnabled": null}), "offsiteDeliveryEnabled"),
        (json!({"offsiteDeliveryEnabled": "false"}), "offsiteDeliveryEnabled"),
        (json!({"politicalIntent": null}), "politicalIntent"),
        (json!({"politicalIntent": "NONE"}), "politicalIntent"),
        (json!({"locale": null}), "locale"),
        (json!({"locale": {"country": "SA", "language": "ar"}}), "locale"),
        (json!({"objectiveType": "ENGAGEMENT"}), "objectiveType"),
        (json!({"optimizationTargetType": "MAX_LEAD"}), "optimizationTargetType"),
        (json!({"optimizationTargetType": "NONE"}), "optimizationTargetType"),
        (json!({"optimizationTargetType": "MAXIMUM"}), "optimizationTargetType"),
        (json!({"pacingStrategy": "LIFETIME", "runSchedule": {"start": 1_787_184_000_000_i64}}), "runSchedule/end"),
        (json!({"campaignGroup": alone}), "dailyBudget"),
        (json!({"targetingCriteria": null}), "targetingCriteria"),
        (json!({"targetingCriteria": {"include": {"and": []}}}), "targetingCriteria/include/and/locations"),
        (json!({"targetingCriteria": {"include": {}}}), "targetingCriteria/include/and"),
        (facet("urn:li:adTargetingFacet:genders", "FEMALE"), second),
        (facet("urn:li:adTargetingFacet:ageRanges", "urn:li:ageRange:(25,54)"), second),
        (facet("urn:li:adTargetingFacet:interfaceLocales", "urn:li:locale:ar_SA"), second),
        (facet("urn:li:adTargetingFacet:locations", "urn:li:geo:5"), second),
        (facet("urn:li:adTargetingFacet:countries", "urn:li:geo:5"), "targetingCriteria"),
    ] {
        assert_eq!(wrong_field(&with(&change).await), field, "{change}");
    }
    assert_eq!(with(&json!({"campaignGroup": alone, "dailyBudget": riyals("50.00")})).await.status, 201);
}

#[tokio::test]
async fn what_a_facet_can_be_is_found() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let facet = |name: &str| format!("facet=urn%3Ali%3AadTargetingFacet%3A{name}&queryVersion=QUERY_USES_URNS");
    let find = async |query: &str| caller.get(&format!("adTargetingEntities?{query}")).await;
    let found = find(&format!("q=typeahead&query=georgia&{}", facet("locations"))).await.ok();
    let names: Vec<_> = found["elements"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Georgia", "Georgia, United States"]);
    let expected = json!({"urn": "urn:li:geo:106315325", "name": "Georgia",
        "facetUrn": "urn:li:adTargetingFacet:locations"});
    assert_eq!(found["elements"][0], expected);
    let first = find(&format!("q=adTargetingFacet&{}", facet("interfaceLocales"))).await.ok();
    assert_eq!(
        (first["elements"].as_array().unwrap().len(), &first["paging"]["links"][0]["rel"]),
        (10, &json!("next"))
    );
    let all = find(&format!("q=adTargetingFacet&start=20&count=100&{}", facet("interfaceLocales"))).await.ok();
    assert_eq!((all["elements"].as_array().unwrap().len(), &all["paging"]["links"]), (4, &json!([])));
    for (query, field) in [
        (facet("locations"), "q"),
        (format!("q=search&{}", facet("locations")), "q"),
        (format!("q=typeahead&{}", facet("locations")), "query"),
        (format!("q=typeahead&query=a&{}", facet("genders")), "facet"),
        (format!("q=adTargetingFacet&{}", facet("locations")), "facet"),
        ("q=adTargetingFacet&queryVersion=QUERY_USES_URNS".to_owned(), "facet"),
        ("q=adTargetingFacet&facet=urn%3Ali%3AadTargetingFacet%3Agenders".to_owned(), "queryVersion"),
        (format!("q=adTargetingFacet&locale=en_US&{}", facet("genders")), "locale"),
        (format!("q=adTargetingFacet&count=0&{}", facet("genders")), "count"),
    ] {
        assert_eq!(wrong_field(&find(&query).await), field, "{query}");
    }
}

#[tokio::test]
async fn days_are_changed_as_far_as_they_are_to_come() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("linkedin", "JPY").await;
    let day = |day: i64| stage.clock.now().timestamp_millis() + day * 86_400_000;
    let made = async |status: &str, start: i64, total: bool| {
        let mut group = json!({"account": format!("urn:li:sponsoredAccount:{account}"), "name": "G", "status": status,
            "runSchedule": {"start": day(start), "end": day(30)}});
        if total {
            group["totalBudget"] = json!({"amount": "50000", "currencyCode": "JPY"});
        }
        let made = caller.create(&format!("adAccounts/{account}/adCampaignGroups"), &group).await;
        format!("adAccounts/{account}/adCampaignGroups/{}", made.header("x-restli-id"))
    };
    let (begun, planned) = (made("PAUSED", -5, false).await, made("PAUSED", 5, true).await);
    let draft = made("DRAFT", -5, false).await;
    let set = async |path: &str, schedule: Value| caller.set(path, json!({"runSchedule": schedule})).await;
    for (path, schedule, field) in [
        (&begun, json!({"start": day(1), "end": day(30)}), "runSchedule/start"),
        (&planned, json!({"start": day(-1), "end": day(30)}), "runSchedule/start"),
        (&begun, json!({"start": day(-5), "end": day(-1)}), "runSchedule/end"),
        (&planned, json!({"start": day(5), "end": day(5)}), "runSchedule/end"),
        (&planned, json!({"start": day(5)}), "runSchedule/end"),
        (&begun, json!({"end": day(20)}), "runSchedule/start"),
    ] {
        assert_eq!(wrong_field(&set(path, schedule.clone()).await), field, "{schedule}");
    }
    for (path, schedule) in [
        (&begun, json!({"start": day(-5)})),
        (&begun, json!({"start": day(-5), "end": day(1)})),
        (&planned, json!({"start": day(2), "end": day(20)})),
        (&draft, json!({"start": day(-9), "end": day(20)})),
    ] {
        assert_eq!(set(path, schedule.clone()).await.status, 204, "{schedule}");
        assert_eq!(caller.get(path).await.ok()["runSchedule"], schedule);
    }
}
