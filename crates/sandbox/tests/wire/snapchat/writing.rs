//! Making, changing and deleting at Snapchat, one by one and many at once.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Caller, error};
use crate::stage::Stage;

fn campaign(account: &str, name: &str) -> Value {
    json!({"name": name, "ad_account_id": account, "status": "PAUSED", "start_time": "2026-09-01T03:00:00.000+03:00",
        "daily_budget_micro": 50_000_000_000_i64, "objective_v2_properties": {"objective_v2_type": "TRAFFIC"}})
}

#[tokio::test]
async fn many_are_made_in_one_call_and_read_page_by_page() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("JPY").await;
    let path = format!("adaccounts/{account}");
    let (before, _) = caller.whole(&path, "campaigns", &[]).await;
    let items: Vec<Value> = (0..120).map(|number| campaign(&account, &format!("C{number}"))).collect();
    let made = caller.send("POST", &format!("{path}/campaigns"), json!({"campaigns": items})).await.ok();
    assert_eq!((&made["request_status"], made["campaigns"].as_array().unwrap().len()), (&json!("SUCCESS"), 120));
    let first = &made["campaigns"][0]["campaign"];
    let said = [&first["status"], &first["objective"], &first["start_time"], &first["buy_model"]];
    assert_eq!(said, ["PAUSED", "BRAND_AWARENESS", "2026-09-01T00:00:00.000Z", "AUCTION"]);
    assert_eq!(first["delivery_status"], json!(["INVALID_NOT_ACTIVE"]));
    assert_eq!(first["created_at"], "2026-08-20T12:00:00.000Z");
    let mut plain = campaign(&account, "plain");
    for name in ["start_time", "daily_budget_micro", "objective_v2_properties"] {
        plain.as_object_mut().unwrap().remove(name);
    }
    let plain = caller.send("POST", &format!("{path}/campaigns"), json!({"campaigns": [plain]})).await.ok();
    let plain = plain["campaigns"][0]["campaign"].clone();
    assert_eq!((&plain["start_time"], &plain["objective"]), (&plain["created_at"], &json!("BRAND_AWARENESS")));
    caller.send("DELETE", &format!("campaigns/{}", plain["id"].as_str().unwrap()), json!(null)).await.ok();
    let (all, pages) = caller.whole(&path, "campaigns", &[("limit", "50")]).await;
    let ids: BTreeSet<_> = all.iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!((ids.len(), pages), (before.len() + 120, (before.len() + 120).div_ceil(50)));
    let (usual, of_usual) = caller.whole(&path, "campaigns", &[]).await;
    assert_eq!((usual.len(), of_usual), (all.len(), pages), "fifty, if nobody says");
    let mut address = format!("{path}/stats?breakdown=campaign&limit=50&fields=spend");
    let mut counted = BTreeSet::new();
    let pages_of_stats = loop {
        let told = caller.send("GET", &address, json!(null)).await.ok();
        let rows = &told["total_stats"][0]["total_stat"]["breakdown_stats"]["campaign"];
        assert!(rows.as_array().unwrap().len() <= 50);
        counted.extend(rows.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()));
        match told["paging"]["next_link"].as_str() {
            Some(next) => next.clone_into(&mut address),
            None => break counted.len().div_ceil(50),
        }
    };
    assert_eq!((counted.len(), pages_of_stats), (all.len() + 1, pages), "the deleted one's numbers stay");
    // a page stays in place when rows before it go, and when the very row goes that its link names
    let page = caller.get(&format!("{path}/campaigns"), &[("limit", "50")]).await.ok();
    for place in [0, 49] {
        let gone = page["campaigns"][place]["campaign"]["id"].as_str().unwrap();
        caller.send("DELETE", &format!("campaigns/{gone}"), json!(null)).await.ok();
    }
    let next = caller.send("GET", page["paging"]["next_link"].as_str().unwrap(), json!(null)).await.ok();
    assert_eq!(next["campaigns"][0]["campaign"]["id"], all[50]["id"]);
}

#[tokio::test]
async fn what_is_wrong_with_one_does_not_keep_the_others() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let path = format!("adaccounts/{account}/campaigns");
    let with = |name: &str, value: Value| {
        let mut item = campaign(&account, "x");
        item[name] = value;
        item
    };
    let low = with("daily_budget_micro", json!(19_990_000));
    let mixed = json!({"campaigns": [campaign(&account, "good"), low]});
    let told = caller.send("POST", &path, mixed).await.ok();
    assert_eq!(told["request_status"], "PARTIAL");
    let [good, bad] = [0, 1].map(|place| told["campaigns"][place]["sub_request_status"].clone());
    assert_eq!((good, bad), (json!("SUCCESS"), json!("ERROR")));
    assert!(told["campaigns"][1]["sub_request_error_reason"].as_str().unwrap().contains("20000000"));
    let other = caller.account("SAR").await;
    for (item, status) in [
        (with("daily_budget_micro", json!(1)), 200),
        (with("daily_budget_micro", json!(-1)), 200),
        (with("daily_budget_micro", json!("50000000")), 400),
        (with("daily_budget_micro", json!(50.5)), 400),
        (with("status", json!("ARCHIVED")), 200),
        (with("name", json!("ن".repeat(376))), 200),
        (with("name", json!(null)), 400),
        (with("ad_account_id", json!(other)), 200),
        (with("start_time", json!("tomorrow")), 400),
        (with("end_time", json!("2026-01-01T00:00:00.000Z")), 200),
        (with("objective", json!("FAME")), 200),
        (with("objective_v2_properties", json!({"objective_v2_type": "FAME"})), 200),
        (json!("nonsense"), 400),
    ] {
        let got = caller.send("POST", &path, json!({"campaigns": [item]})).await;
        let body = got.json();
        assert_eq!((got.status, &body["request_status"]), (status, &json!("ERROR")), "{item} {body}");
        let one = &body["campaigns"][0];
        assert!(one["sub_request_status"] == "ERROR" && one["sub_request_error_reason"].is_string(), "{body}");
    }
    for body in [json!({}), json!({"campaigns": []}), json!({"campaigns": 1}), json!([])] {
        error(&caller.send("POST", &path, body).await, 400, "E1001");
    }
    let (rows, _) = caller.whole(&format!("adaccounts/{account}"), "campaigns", &[]).await;
    assert_eq!(rows.iter().filter(|it| it["name"] == "x").count(), 0);
}

#[tokio::test]
async fn a_change_takes_the_whole_object() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let path = format!("adaccounts/{account}");
    let (campaigns, _) = caller.whole(&path, "campaigns", &[]).await;
    let mut whole = campaigns[0].clone();
    whole["name"] = "عروض".into();
    whole["lifetime_spend_cap_micro"] = 7_000_000_000_i64.into();
    let put = async |item: &Value| caller.send("PUT", &format!("{path}/campaigns"), json!({"campaigns": [item]})).await;
    let told = put(&whole).await.ok()["campaigns"][0]["campaign"].clone();
    assert_eq!((&told["name"], &told["lifetime_spend_cap_micro"]), (&json!("عروض"), &json!(7_000_000_000_i64)));
    assert_eq!(told["daily_budget_micro"], campaigns[0]["daily_budget_micro"]);
    assert_ne!(told["updated_at"], campaigns[0]["updated_at"]);
    // what is left out is taken away
    for name in ["daily_budget_micro", "lifetime_spend_cap_micro"] {
        whole.as_object_mut().unwrap().remove(name);
    }
    whole["status"] = "PAUSED".into();
    let told = put(&whole).await.ok()["campaigns"][0]["campaign"].clone();
    assert!(told["daily_budget_micro"].is_null() && told["lifetime_spend_cap_micro"].is_null(), "{told}");
    assert_eq!((&told["status"], &told["delivery_status"]), (&json!("PAUSED"), &json!(["INVALID_NOT_ACTIVE"])));
    assert_eq!(put(&json!({"id": whole["id"], "status": "ACTIVE"})).await.status, 400, "a part is no object");
    whole["objective"] = "APP_INSTALL".into();
    assert_eq!(put(&whole).await.json()["campaigns"][0]["sub_request_status"], "ERROR");
    whole["id"] = "92e1c28a-a331-45b4-8c26-fd3e0eea8c39".into();
    let missing = put(&whole).await;
    assert_eq!((missing.status, &missing.json()["request_status"]), (200, &json!("ERROR")));

    // days on which it stood still have no numbers
    let id = campaigns[0]["id"].as_str().unwrap();
    stage.clock.advance(chrono::TimeDelta::days(5));
    let after = Caller::new(&stage).await;
    let truth = after.truth(&account, "2026-08-22", "2026-08-24").await;
    assert_eq!(truth["campaigns"][id]["impressions"], 0);
}

#[tokio::test]
async fn ad_squads_and_ads_are_made_changed_and_deleted() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("SAR").await;
    let path = format!("adaccounts/{account}");
    let (ads, _) = caller.whole(&path, "ads", &[]).await;
    let (squads, _) = caller.whole(&path, "adsquads", &[]).await;
    let parent = squads[0]["campaign_id"].as_str().unwrap();
    let squad = json!({"campaign_id": parent, "name": "S", "status": "ACTIVE", "type": "SNAP_ADS",
        "targeting": {"geos": [{"country_code": "sa"}]}, "billing_event": "IMPRESSION", "bid_strategy": "AUTO_BID",
        "daily_budget_micro": 100_000_000, "optimization_goal": "SWIPES"});
    let squads_path = format!("campaigns/{parent}/adsquads");
    let send = async |method: &str, path: &str, edge: &str, item: &Value| {
        caller.send(method, path, json!({edge: [item]})).await.json()[edge][0].clone()
    };
    let mut made = send("POST", &squads_path, "adsquads", &squad).await["adsquad"].clone();
    assert_eq!((&made["daily_budget_micro"], &made["pacing_type"]), (&json!(100_000_000), &json!("STANDARD")));
    for (name, value) in [
        ("lifetime_budget_micro", json!(1_000_000_000)),
        ("bid_strategy", json!("TARGET_COST")),
        ("type", json!("BANNER")),
        ("campaign_id", json!(account)),
        ("daily_budget_micro", json!(null)),
        ("daily_budget_micro", json!(4_999_999)),
        ("optimization_goal", json!(null)),
        ("optimization_goal", json!("CLICKS")),
        ("optimization_goal", json!("PIXEL_PURCHASE")),
        ("placement_v2", json!("AUTOMATIC")),
        ("placement_v2", json!({})),
        ("placement_v2", json!({"config": "EVERYWHERE"})),
    ] {
        let mut wrong = squad.clone();
        wrong[name] = value;
        let told = send("POST", &squads_path, "adsquads", &wrong).await;
        assert!(told["sub_request_status"] == "ERROR" && told["sub_request_error_reason"].is_string(), "{told}");
    }
    made["daily_budget_micro"] = 200_000_000.into();
    made["status"] = "PAUSED".into();
    let told = send("PUT", &squads_path, "adsquads", &made).await["adsquad"].clone();
    assert_eq!((&told["daily_budget_micro"], &told["status"]), (&json!(200_000_000), &json!("PAUSED")));

    let id = made["id"].as_str().unwrap();
    let ad = json!({"ad_squad_id": id, "creative_id": ads[0]["creative_id"], "name": "A", "status": "ACTIVE", "type": "SNAP_AD"});
    let ads_path = format!("adsquads/{id}/ads");
    let made = send("POST", &ads_path, "ads", &ad).await["ad"].clone();
    assert_eq!((&made["review_status"], &made["creative_id"]), (&json!("PENDING_REVIEW"), &ads[0]["creative_id"]));
    assert_eq!(made["delivery_status"], json!(["INVALID_NOT_EFFECTIVE_ACTIVE"]));
    let mut wrong = ad.clone();
    wrong["creative_id"] = made["id"].clone();
    assert_eq!(send("POST", &ads_path, "ads", &wrong).await["sub_request_status"], "ERROR");
    let ad_path = format!("ads/{}", made["id"].as_str().unwrap());
    let read = caller.get(&ad_path, &[]).await.ok();
    assert_eq!(read["ads"][0]["ad"], made);
    stage.clock.advance(chrono::TimeDelta::hours(2));
    let caller = Caller::new(&stage).await;
    assert_eq!(caller.get(&ad_path, &[]).await.ok()["ads"][0]["ad"]["review_status"], "APPROVED");

    let squad_path = format!("adsquads/{id}");
    let gone = caller.send("DELETE", &squad_path, json!(null)).await.ok();
    assert_eq!(gone["request_status"], "SUCCESS");
    error(&caller.send("DELETE", &squad_path, json!(null)).await, 404, "E3003");
    error(&caller.get(&ad_path, &[]).await, 404, "E3003");
    assert_eq!(caller.whole(&path, "adsquads", &[]).await.0.len(), squads.len());
    let (all, _) = caller.whole(&path, "adsquads", &[("read_deleted_entities", "true")]).await;
    let deleted: Vec<_> = all.iter().filter(|it| it["deleted"] == true).map(|it| it["id"].clone()).collect();
    assert_eq!(deleted, [json!(id)]);
    assert_eq!(caller.whole(&path, "ads", &[]).await.0.len(), ads.len());
}

#[tokio::test]
async fn a_targeting_spec_is_read_to_its_last_word() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("SAR").await;
    let (squads, _) = caller.whole(&format!("adaccounts/{account}"), "adsquads", &[]).await;
    let parent = squads[0]["campaign_id"].as_str().unwrap();
    let make = async |targeting: &Value| {
        let squad = json!({"campaign_id": parent, "name": "S", "status": "ACTIVE", "type": "SNAP_ADS",
            "targeting": targeting, "billing_event": "IMPRESSION", "bid_strategy": "AUTO_BID",
            "daily_budget_micro": 100_000_000, "optimization_goal": "SWIPES"});
        let path = format!("campaigns/{parent}/adsquads");
        caller.send("POST", &path, json!({"adsquads": [squad]})).await.json()["adsquads"][0].clone()
    };
    let with = |geos: Value, people: Value| json!({"geos": geos, "demographics": people});
    let (here, both) = (
        json!([{"country_code": "sa"}]),
        json!([{"country_code": "sa"}, {"country_code": "ae", "operation": "INCLUDE"}]),
    );
    for right in [
        json!({"geos": here}),
        with(here.clone(), json!([{"min_age": 13, "max_age": 50, "gender": "FEMALE", "languages": ["ar", "en"]}])),
        with(here.clone(), json!([{"age_groups": ["18-20", "21-24"]}])),
        with(both.clone(), json!([{"min_age": 18, "languages": ["ar"]}])),
        with(json!([{"country_code": "uk"}, {"country_code": "uk", "operation": "EXCLUDE"}]), json!([])),
    ] {
        let made = make(&right).await;
        assert_eq!((&made["sub_request_status"], &made["adsquad"]["targeting"]), (&json!("SUCCESS"), &right), "{made}");
    }
    for wrong in [
        json!(null),
        json!("everybody"),
        json!([]),
        json!({}),
        json!({"geos": []}),
        json!({"geos": here, "countries": ["sa"]}),
        json!({"geos": ["sa"]}),
        json!({"geos": [{"country": "sa"}]}),
        json!({"geos": [{"country_code": "SA"}]}),
        json!({"geos": [{"country_code": "gb"}]}),
        json!({"geos": [{"country_code": "sa", "operation": "ONLY"}]}),
        json!({"geos": both}),
        with(both.clone(), json!([{"min_age": 18}])),
        with(both.clone(), json!([{"languages": ["ar", "en"]}])),
        with(here.clone(), json!({"min_age": 18})),
        with(here.clone(), json!([{"min_age": "18"}])),
        with(here.clone(), json!([{"min_age": 12}])),
        with(here.clone(), json!([{"min_age": 46}])),
        with(here.clone(), json!([{"max_age": 51}])),
        with(here.clone(), json!([{"min_age": 30, "max_age": 20}])),
        with(here.clone(), json!([{"min_age": 18, "age_groups": ["18-20"]}])),
        with(here.clone(), json!([{"age_groups": ["18-24"]}])),
        with(here.clone(), json!([{"gender": "female"}])),
        with(here.clone(), json!([{"genders": ["FEMALE"]}])),
        with(here.clone(), json!([{"languages": "ar"}])),
        with(here.clone(), json!([{"languages": ["AR"]}])),
    ] {
        let told = make(&wrong).await;
        assert!(
            told["sub_request_status"] == "ERROR" && told["sub_request_error_reason"].is_string(),
            "{wrong} {told}"
        );
    }
}

#[tokio::test]
async fn countries_and_languages_are_listed() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let told = caller.get("targeting/geo/country", &[("limit", "500")]).await.ok();
    let ids = told["targeting_dimensions"].as_array().unwrap().iter().map(|row| {
        assert_eq!(row["sub_request_status"], "SUCCESS");
        row["country"]["country"]["id"].as_str().unwrap()
    });
    let ids: BTreeSet<_> = ids.collect();
    assert!(ids.contains("sa") && ids.contains("uk") && !ids.contains("gb"), "{ids:?}");
    let told = caller.get("targeting/demographics/languages", &[]).await.ok();
    assert_eq!(told["targeting_dimensions"][0]["languages"], json!({"id": "ar", "name": "Arabic"}));
    error(&caller.get("targeting/geo", &[]).await, 404, "E3003");
    error(&caller.get("targeting/geo/country", &[("limit", "1")]).await, 400, "E1001");
}

#[tokio::test]
async fn hostile_input_is_answered() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let path = format!("adaccounts/{account}/campaigns");
    for body in ["", "nul", "[[[[", "{\"campaigns\":[{\"name\":1e999}]}", "{\"campaigns\":[null,[],{}]}"] {
        let bearer = format!("Bearer {}", caller.tokens["access_token"].as_str().unwrap());
        let address = format!("/snapchat/api/v1/{path}");
        let got = stage.send("POST", &address, &[("authorization", &bearer)], body.to_owned()).await;
        assert_eq!((got.status, &got.json()["request_status"]), (400, &json!("ERROR")), "{body}");
    }
    let mut item = campaign(&account, "x");
    item["daily_budget_micro"] = i64::MAX.into();
    let made = caller.send("POST", &path, json!({"campaigns": [item]})).await.ok();
    let id = made["campaigns"][0]["campaign"]["id"].as_str().unwrap();
    let event = json!({"platform": "snapchat", "kind": "budget_threshold_reached", "campaign": id, "percentage": "0"});
    stage.control("events", event).await.ok();
    for path in ["", "me/x", "campaigns", "campaigns/%00%ff", "adaccounts/é/ads", "ads/x/stats", "adsquads/x/campaigns"]
    {
        error(&caller.get(path, &[]).await, 404, "E3003");
    }
    error(&caller.send("POST", "campaigns/x/nonsense", json!({})).await, 404, "E3003");
    error(&caller.send("PUT", "me", json!({})).await, 405, "E1001");
    error(&caller.send("DELETE", &format!("adaccounts/{account}"), json!(null)).await, 405, "E1001");
}

#[tokio::test]
async fn days_are_changed_as_far_as_they_are_to_come() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("SAR").await;
    let path = format!("adaccounts/{account}/campaigns");
    let (campaigns, _) = caller.whole(&format!("adaccounts/{account}"), "campaigns", &[]).await;
    let begun = campaigns.iter().find(|it| it["status"] == "ACTIVE" && it["end_time"].is_null()).unwrap();
    let planned = caller.send("POST", &path, json!({"campaigns": [campaign(&account, "P")]})).await.ok();
    let planned = &planned["campaigns"][0]["campaign"];
    let put = async |whole: &Value, days: &[(&str, &str)]| {
        let mut whole = whole.clone();
        for (name, time) in days {
            whole[*name] = (*time).into();
        }
        caller.send("PUT", &path, json!({"campaigns": [whole]})).await.json()["campaigns"][0].clone()
    };
    for (whole, name, time, why) in [
        (begun, "start_time", "2026-09-01T00:00:00.000Z", "start_time"),
        (planned, "start_time", "2026-08-01T00:00:00.000Z", "start_time"),
        (begun, "end_time", "2026-08-19T00:00:00.000Z", "end_time"),
        (planned, "end_time", "2026-08-31T00:00:00.000Z", "end_time"),
    ] {
        let told = put(whole, &[(name, time)]).await;
        assert!(told["sub_request_error_reason"].as_str().unwrap().starts_with(why), "{told}");
    }
    let days = [("start_time", "2026-09-02T00:00:00.000Z"), ("end_time", "2026-09-30T00:00:00.000Z")];
    let moved = put(planned, &days).await["campaign"].clone();
    assert_eq!((&moved["start_time"], &moved["end_time"]), (&json!(days[0].1), &json!(days[1].1)));
    // one that is left out is taken away
    assert!(put(planned, &days[..1]).await["campaign"]["end_time"].is_null());
    assert_eq!(put(begun, &days[1..]).await["campaign"]["start_time"], begun["start_time"]);
}
