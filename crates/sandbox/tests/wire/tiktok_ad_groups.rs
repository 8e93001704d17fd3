//! TikTok's ad groups: what they want, with whom they are shown to.

use serde_json::{Value, json};

use crate::{
    stage::Stage,
    tiktok::{ALL, data, get, post, token, whole},
};

/// What a new ad group needs that spends yen for visits.
fn group(account: &str, campaign: &Value) -> Value {
    json!({
        "advertiser_id": account,
        "campaign_id": campaign,
        "adgroup_name": "g",
        "budget": 5000,
        "budget_mode": "BUDGET_MODE_DAY",
        "schedule_type": "SCHEDULE_FROM_NOW",
        "schedule_start_time": "2026-08-21 00:00:00",
        "promotion_type": "WEBSITE",
        "placements": ["PLACEMENT_TIKTOK"],
        "location_ids": ["1861060"],
        "optimization_goal": "CLICK",
        "pacing": "PACING_MODE_SMOOTH",
        "billing_event": "CPC",
        "age_groups": ["AGE_25_34"],
        "bid_price": 120,
    })
}

#[tokio::test]
async fn an_ad_group_is_refused_for_each_thing_that_is_wrong_with_it() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "JPY").await;
    let new = json!({"advertiser_id": account, "campaign_name": "c", "objective_type": "TRAFFIC"});
    let made = data(post(&stage, &token, "campaign/create", &new).await);
    let asked = group(&account, &made["campaign_id"]);
    for name in asked.as_object().unwrap().keys().filter(|name| !["age_groups", "bid_price"].contains(&name.as_str())) {
        let mut wrong = asked.clone();
        wrong[name] = Value::Null;
        assert_eq!(post(&stage, &token, "adgroup/create", &wrong).await["code"], 40_002, "{name}");
    }
    for (name, value) in [
        ("budget", json!(12.5)),
        ("budget_mode", json!("BUDGET_MODE_INFINITE")),
        ("budget_mode", json!("BUDGET_MODE_TOTAL")),
        ("schedule_type", json!("SCHEDULE_START_END")),
        ("schedule_start_time", json!("tomorrow")),
        ("schedule_start_time", json!("2026-08-19 23:00:00")),
        ("age_groups", json!(["25-34"])),
        ("age_groups", json!(["AGE_25_34", "AGE_25_34"])),
        ("age_groups", json!("AGE_25_34")),
        ("age_groups", json!([])),
        ("gender", json!("FEMALE")),
        ("languages", json!(["Arabic"])),
        ("languages", json!([1])),
        ("location_ids", json!(["JP"])),
        ("location_ids", json!([1_861_060])),
        ("location_ids", json!(["102358", "108411"])),
        ("location_ids", json!([])),
        ("placements", json!(["TIKTOK"])),
        ("placement_type", json!("AUTOMATIC")),
        ("promotion_type", json!("LEAD_GENERATION")),
        ("promotion_target_type", json!("INSTANT_PAGE")),
        ("optimization_goal", json!("REACH")),
        ("optimization_goal", json!("TRAFFIC_LANDING_PAGE_VIEW")),
        ("billing_event", json!("OCPM")),
        ("bid_type", json!("BID_TYPE_NO_BID")),
        ("frequency", json!(3)),
        ("frequency", json!(0)),
        ("frequency", json!("3")),
    ] {
        let mut wrong = asked.clone();
        wrong[name] = value;
        assert_eq!(post(&stage, &token, "adgroup/create", &wrong).await["code"], 40_002, "{wrong}");
    }
    let list = whole(&stage, &token, "adgroup/get", &[("advertiser_id", &account)]).await;
    assert!(list.iter().all(|row| row["campaign_id"] != made["campaign_id"]), "none was made");
}

#[tokio::test]
async fn ad_groups_and_ads_are_made_and_changed() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "JPY").await;
    let new = json!({"advertiser_id": account, "campaign_name": "c", "objective_type": "TRAFFIC"});
    let made = data(post(&stage, &token, "campaign/create", &new).await);
    assert_eq!((&made["budget"], &made["budget_mode"]), (&json!(0.0), &json!("BUDGET_MODE_INFINITE")));
    let asked = group(&account, &made["campaign_id"]);
    let set = data(post(&stage, &token, "adgroup/create", &asked).await);
    assert_eq!((&set["budget"], &set["bid_price"]), (&json!(5000.0), &json!(120.0)));
    let change =
        json!({"advertiser_id": account, "adgroup_id": set["adgroup_id"], "adgroup_name": "h", "budget": 7000});
    let changed = data(post(&stage, &token, "adgroup/update", &change).await);
    assert_eq!((&changed["adgroup_name"], &changed["budget"]), (&json!("h"), &json!(7000.0)));

    let creative = json!({"ad_name": "a", "ad_text": "t", "ad_format": "SINGLE_VIDEO", "video_id": "v1"});
    let ads =
        |creatives: Value| json!({"advertiser_id": account, "adgroup_id": set["adgroup_id"], "creatives": creatives});
    for wrong in [json!([]), json!([{}]), json!([1]), json!([creative, {"ad_format": "SINGLE_IMAGE", "ad_name": "b"}])]
    {
        assert_eq!(post(&stage, &token, "ad/create", &ads(wrong.clone())).await["code"], 40_002, "{wrong}");
    }
    let made = data(post(&stage, &token, "ad/create", &ads(json!([creative, creative]))).await);
    assert_eq!((made["ad_ids"].as_array().unwrap().len(), &made["creatives"][1]["video_id"]), (2, &json!("v1")));
    let ad = &made["ad_ids"][0];
    let renamed = data(post(&stage, &token, "ad/update", &ads(json!([{"ad_id": ad, "ad_name": "z"}]))).await);
    assert_eq!(renamed["creatives"][0]["ad_name"], "z");
    let off = json!({"advertiser_id": account, "ad_ids": [ad], "operation_status": "DISABLE"});
    assert_eq!(
        data(post(&stage, &token, "ad/status/update", &off).await),
        json!({"ad_ids": [ad], "status": "DISABLE"})
    );
    let off = json!({"advertiser_id": account, "adgroup_ids": [set["adgroup_id"]], "operation_status": "DISABLE"});
    data(post(&stage, &token, "adgroup/status/update", &off).await);
    let only = json!({"adgroup_ids": [set["adgroup_id"]]}).to_string();
    let list = whole(&stage, &token, "ad/get", &[("advertiser_id", &account), ("filtering", &only)]).await;
    let said: Vec<_> = list.iter().map(|row| row["secondary_status"].as_str().unwrap()).collect();
    assert_eq!(said, ["AD_STATUS_ADGROUP_DISABLE", "AD_STATUS_DISABLE"], "newest first");
}

#[tokio::test]
async fn what_an_ad_group_needs_follows_from_its_campaign() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "SAR").await;
    let campaign = async |objective: &str, mode: &str| {
        let new = json!({"advertiser_id": account, "campaign_name": "c", "objective_type": objective,
            "budget_mode": mode, "budget": 900, "operation_status": "DISABLE"});
        data(post(&stage, &token, "campaign/create", &new).await)["campaign_id"].clone()
    };
    let make = async |campaign: &Value, said: &Value| {
        let mut new = json!({"advertiser_id": account, "campaign_id": campaign, "adgroup_name": "g", "budget": 100,
            "budget_mode": "BUDGET_MODE_DAY", "schedule_type": "SCHEDULE_FROM_NOW",
            "schedule_start_time": "2026-08-21 00:00:00", "placement_type": "PLACEMENT_TYPE_AUTOMATIC",
            "location_ids": ["102358"], "pacing": "PACING_MODE_SMOOTH"});
        new.as_object_mut().unwrap().extend(said.as_object().unwrap().clone());
        post(&stage, &token, "adgroup/create", &new).await
    };
    for (objective, right, needed) in [
        (
            "REACH",
            json!({"optimization_goal": "REACH", "billing_event": "CPM", "frequency": 3, "frequency_schedule": 7}),
            &["frequency", "frequency_schedule"][..],
        ),
        (
            "LEAD_GENERATION",
            json!({"optimization_goal": "LEAD_GENERATION", "billing_event": "OCPM", "promotion_type": "LEAD_GENERATION",
                "promotion_target_type": "INSTANT_PAGE"}),
            &["promotion_type"],
        ),
        ("ENGAGEMENT", json!({"optimization_goal": "FOLLOWERS", "billing_event": "OCPM"}), &["optimization_goal"]),
        (
            "VIDEO_VIEWS",
            json!({"optimization_goal": "ENGAGED_VIEW", "billing_event": "CPV", "bid_display_mode": "CPV"}),
            &["bid_display_mode"],
        ),
        (
            "WEB_CONVERSIONS",
            json!({"optimization_goal": "CONVERT", "billing_event": "OCPM", "promotion_type": "WEBSITE",
                "pixel_id": "1", "optimization_event": "SHOPPING"}),
            &["pixel_id", "optimization_event", "promotion_type"],
        ),
    ] {
        let below = campaign(objective, "BUDGET_MODE_DAY").await;
        let made = data(make(&below, &right).await);
        for (name, value) in right.as_object().unwrap() {
            assert!(made.get(name).is_none_or(|it| it == value), "{objective} {name}: {made}");
        }
        for name in needed {
            let mut wrong = right.clone();
            wrong[name] = Value::Null;
            assert_eq!(make(&below, &wrong).await["code"], 40_002, "{objective} {name}");
        }
        let mut wrong = right.clone();
        wrong["billing_event"] = "CPC".into();
        assert_eq!(make(&below, &wrong).await["code"], 40_002, "{objective}: another price");
    }
    // what a campaign may spend in all cannot be told below one that spends by day, nor without a last day
    let traffic = json!({"optimization_goal": "CLICK", "billing_event": "CPC", "promotion_type": "WEBSITE",
        "budget_mode": "BUDGET_MODE_TOTAL", "schedule_type": "SCHEDULE_START_END",
        "schedule_end_time": "2026-09-21 00:00:00"});
    let (by_day, in_all) =
        (campaign("TRAFFIC", "BUDGET_MODE_DAY").await, campaign("TRAFFIC", "BUDGET_MODE_TOTAL").await);
    assert_eq!(make(&by_day, &traffic).await["code"], 40_002);
    assert_eq!(data(make(&in_all, &traffic).await)["schedule_end_time"], "2026-09-21 00:00:00");
    for (name, value) in
        [("schedule_type", json!("SCHEDULE_FROM_NOW")), ("schedule_end_time", json!("2026-08-21 00:00:00"))]
    {
        let mut wrong = traffic.clone();
        wrong[name] = value;
        assert_eq!(make(&in_all, &wrong).await["code"], 40_002, "{wrong}");
    }
}

#[tokio::test]
async fn places_and_languages_are_listed_for_those_who_say_what_for() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "SAR").await;
    let asked =
        [("advertiser_id", account.as_str()), ("placements", r#"["PLACEMENT_TIKTOK"]"#), ("objective_type", "TRAFFIC")];
    let all = data(get(&stage, &token, "tool/region", &asked).await);
    let only = data(get(&stage, &token, "tool/region", &[&asked[..], &[("level_range", "TO_COUNTRY")]].concat()).await);
    let levels = |told: &Value, level: &str| {
        told["region_info"].as_array().unwrap().iter().filter(|it| it["level"] == level).count()
    };
    assert!(levels(&all, "PROVINCE") > 0 && levels(&only, "PROVINCE") == 0, "{all}");
    assert_eq!(levels(&all, "COUNTRY"), levels(&only, "COUNTRY"));
    let country = &only["region_info"][0];
    assert_eq!((&country["location_id"], &country["region_code"]), (&json!("102358"), &json!("SA")));
    let told = data(get(&stage, &token, "tool/language", &asked[..1]).await);
    assert_eq!(told["languages"][0], json!({"code": "ar", "name": "Arabic"}));
    for place in 0..asked.len() {
        let without: Vec<_> = asked.iter().enumerate().filter(|(at, _)| *at != place).map(|(_, it)| *it).collect();
        assert_eq!(get(&stage, &token, "tool/region", &without).await["code"], 40_002, "{without:?}");
    }
    for (name, value) in [
        ("placements", "PLACEMENT_TIKTOK"),
        ("placements", r#"["TIKTOK"]"#),
        ("placements", "[]"),
        ("objective_type", "SALES"),
        ("level_range", "COUNTRY"),
    ] {
        let mut wrong: Vec<_> = asked.iter().copied().filter(|it| it.0 != name).collect();
        wrong.push((name, value));
        assert_eq!(get(&stage, &token, "tool/region", &wrong).await["code"], 40_002, "{name} {value}");
    }
    let other = get(&stage, &token, "tool/language", &[("advertiser_id", "1")]).await;
    assert_eq!(other["code"], 40_001);
}

#[tokio::test]
async fn a_schedule_is_changed_whole_and_as_far_as_it_is_to_come() {
    let stage = Stage::new().await;
    let token = token(&stage, &ALL).await;
    let account = stage.account("tiktok", "JPY").await;
    let new = json!({"advertiser_id": account, "campaign_name": "c", "objective_type": "TRAFFIC"});
    let campaign = data(post(&stage, &token, "campaign/create", &new).await)["campaign_id"].clone();
    let set = data(post(&stage, &token, "adgroup/create", &group(&account, &campaign)).await);
    let change = async |schedule: Value| {
        let mut asked = schedule;
        asked["advertiser_id"] = account.as_str().into();
        asked["adgroup_id"] = set["adgroup_id"].clone();
        post(&stage, &token, "adgroup/update", &asked).await
    };
    let whole = |start: &str, end: &str| json!({"schedule_type": "SCHEDULE_START_END", "schedule_start_time": start, "schedule_end_time": end});
    for wrong in [
        json!({"schedule_type": "SCHEDULE_START_END", "schedule_end_time": "2026-09-21 00:00:00"}),
        json!({"schedule_type": "SCHEDULE_START_END", "schedule_start_time": "2026-08-21 00:00:00"}),
        whole("2026-08-21 00:00:00", "2026-08-21 00:00:00"),
        whole("2026-08-20 00:00:00", "2026-09-21 00:00:00"),
        whole("2026-08-21 00:00:00", "tomorrow"),
    ] {
        assert_eq!(change(wrong.clone()).await["code"], 40_002, "{wrong}");
    }
    let told = data(change(whole("2026-08-22 00:00:00", "2026-09-21 00:00:00")).await);
    assert_eq!(
        (&told["schedule_type"], &told["schedule_end_time"]),
        (&json!("SCHEDULE_START_END"), &json!("2026-09-21 00:00:00"))
    );
    let told =
        data(change(json!({"schedule_type": "SCHEDULE_FROM_NOW", "schedule_start_time": "2026-08-22 00:00:00"})).await);
    assert_eq!(
        (&told["schedule_start_time"], &told["schedule_end_time"]),
        (&json!("2026-08-22 00:00:00"), &Value::Null)
    );
    stage.clock.advance(chrono::TimeDelta::days(5));
    assert_eq!(change(whole("2026-08-30 00:00:00", "2026-09-21 00:00:00")).await["code"], 40_002, "it has begun");
    assert_eq!(change(whole("2026-08-22 00:00:00", "2026-08-24 00:00:00")).await["code"], 40_002, "it is over");
    data(change(whole("2026-08-22 00:00:00", "2026-09-21 00:00:00")).await);
}
