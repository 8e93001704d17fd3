//! Stats of Snapchat: they are the truth however they are cut, and are asked for by local days.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::{Caller, error};
use crate::stage::Stage;

fn sum<'a>(rows: impl Iterator<Item = &'a Value>, field: &str) -> i64 {
    rows.map(|row| row[field].as_i64().unwrap()).sum()
}

/// Every bucket's rows of a breakdown.
fn buckets<'a>(told: &'a Value, level: &str, name: &'a str) -> impl Iterator<Item = &'a Value> {
    let stat = &told["timeseries_stats"][0]["timeseries_stat"];
    let of = stat["breakdown_stats"][level].as_array().unwrap().iter();
    of.flat_map(move |of| of["timeseries"].as_array().unwrap().iter().map(move |bucket| &bucket[name]))
}

const FIELDS: &str =
    "impressions,swipes,spend,video_views,conversion_purchases,conversion_purchases_value,conversion_sign_ups";

/// Fields that together are what the truth calls so.
const PAIRS: [(&[&str], &str); 6] = [
    (&["impressions"], "impressions"),
    (&["swipes"], "clicks"),
    (&["spend"], "spend_micros"),
    (&["video_views"], "video_views"),
    (&["conversion_purchases", "conversion_sign_ups"], "conversions"),
    (&["conversion_purchases_value"], "value_micros"),
];

#[tokio::test]
async fn stats_add_up_to_the_truth_in_every_currency_level_and_dimension() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    for (currency, offset) in
        [("USD", "-04:00"), ("JPY", "+09:00"), ("KWD", "+03:00"), ("EGP", "+03:00"), ("SAR", "+03:00")]
    {
        let account = caller.account(currency).await;
        let path = format!("adaccounts/{account}/stats");
        let truth = caller.truth(&account, "2026-08-11", "2026-08-20").await;
        let (start, end) = (format!("2026-08-11T00:00:00.000{offset}"), format!("2026-08-21T00:00:00.000{offset}"));
        let base = [
            ("granularity", "DAY"),
            ("start_time", &start),
            ("end_time", &end),
            ("omit_empty", "true"),
            ("limit", "1000"),
        ];
        for level in ["campaign", "adsquad", "ad"] {
            let fields = format!("{FIELDS},native_leads");
            let asked = [&base[..], &[("breakdown", level), ("fields", &fields)]].concat();
            let told = caller.get(&path, &asked).await.ok();
            for (fields, name) in PAIRS.into_iter().chain([(&["native_leads"][..], "leads")]) {
                let told: i64 = fields.iter().map(|field| sum(buckets(&told, level, "stats"), field)).sum();
                assert_eq!(json!(told), truth["total"][name], "{currency} {level} {fields:?}");
            }
        }
        for (dimension, key) in [
            ("country", "country"),
            ("region", "region"),
            ("dma", "dma"),
            ("gender", "gender"),
            ("age", "age_bucket"),
            ("gender,age", "age_bucket"),
            ("os", "os"),
            ("make", "make"),
        ] {
            let asked =
                [&base[..], &[("breakdown", "ad"), ("fields", FIELDS), ("report_dimension", dimension)]].concat();
            let told = caller.get(&path, &asked).await.ok();
            let parts = || buckets(&told, "ad", "dimension_stats").flat_map(|rows| rows.as_array().unwrap());
            for (fields, name) in PAIRS {
                let told: i64 = fields.iter().map(|field| sum(parts(), field)).sum();
                assert_eq!(json!(told), truth["total"][name], "{currency} {dimension} {fields:?}");
            }
            let labels: BTreeSet<_> = parts().map(|part| part[key].as_str().unwrap()).collect();
            let is_cut = labels.len() > 1 || (dimension == "dma" && currency != "USD");
            assert!(is_cut && labels.iter().all(|it| !it.chars().any(char::is_uppercase)), "{labels:?}");
        }
        let asked = [("start_time", start.as_str()), ("end_time", &end)];
        let told = caller.get(&path, &asked).await.ok();
        let stat = &told["total_stats"][0]["total_stat"];
        assert_eq!(stat["stats"], json!({"spend": truth["total"]["spend_micros"]}), "an account has only its spend");
        assert_eq!((&stat["start_time"], &stat["type"]), (&json!(start), &json!("AD_ACCOUNT")));
    }
}

#[tokio::test]
async fn hours_add_up_to_days_also_where_clocks_change() {
    let stage = Stage::at("2026-11-05T15:00:00Z").await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let (campaigns, _) = caller.whole(&format!("adaccounts/{account}"), "campaigns", &[]).await;
    let campaign = campaigns[0]["id"].as_str().unwrap();
    let path = format!("campaigns/{campaign}/stats");
    // New York's first of November has 25 hours
    let ask = async |granularity: &str, start: &str, end: &str| {
        let asked = [("granularity", granularity), ("start_time", start), ("end_time", end)];
        caller.get(&path, &[&asked[..], &[("fields", "spend,impressions,quartile_1,view_completion")]].concat()).await
    };
    let (start, end) = ("2026-11-01T00:00:00.000-04:00", "2026-11-02T00:00:00.000-05:00");
    let day = ask("DAY", start, end).await.ok();
    let series = |told: &Value| {
        told["timeseries_stats"][0]["timeseries_stat"]["timeseries"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["stats"].clone())
            .collect::<Vec<_>>()
    };
    let hours = ask("HOUR", start, end).await.ok();
    assert_eq!((series(&day).len(), series(&hours).len()), (1, 25));
    let total = ask("TOTAL", start, end).await.ok()["total_stats"][0]["total_stat"]["stats"].clone();
    for field in ["spend", "impressions", "quartile_1", "view_completion"] {
        assert_eq!(sum(series(&hours).iter(), field), series(&day)[0][field].as_i64().unwrap(), "{field}");
        assert_eq!(total[field], series(&day)[0][field], "{field}");
        assert!(total[field].as_i64().unwrap() > 0, "{field}");
    }
    let noon = "2026-11-01T12:00:00.000-05:00";
    let (early, late) = (ask("TOTAL", start, noon).await.ok(), ask("TOTAL", noon, end).await.ok());
    let of = |told: &Value| told["total_stats"][0]["total_stat"]["stats"]["spend"].as_i64().unwrap();
    assert!(of(&early) > 0 && of(&late) > 0);
    assert_eq!(of(&early) + of(&late), total["spend"].as_i64().unwrap());
    let truth = caller.truth(&account, "2026-11-01", "2026-11-01").await;
    assert_eq!(total["spend"], truth["campaigns"][campaign]["spend_micros"]);

    let lifetime = caller.get(&path, &[("granularity", "LIFETIME")]).await.ok();
    let lifetime = &lifetime["lifetime_stats"][0]["lifetime_stat"];
    let ever = caller.truth(&account, "2024-01-01", "2026-11-05").await;
    assert_eq!(lifetime["stats"]["spend"], ever["campaigns"][campaign]["spend_micros"]);
    assert!(lifetime["stats"]["screen_time_millis"].is_i64() && lifetime.get("start_time").is_none());
}

#[tokio::test]
async fn stats_are_asked_by_local_days_and_for_what_there_is() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("KWD").await;
    let path = format!("adaccounts/{account}/stats");
    let (from, to) = ("2026-08-01T00:00:00.000+03:00", "2026-08-08T00:00:00.000+03:00");
    let ask = async |more: &[(&str, &str)]| {
        let base = [("granularity", "DAY"), ("start_time", from), ("end_time", to), ("breakdown", "ad")];
        let kept = base.into_iter().filter(|(name, _)| more.iter().all(|(it, _)| it != name));
        let pairs: Vec<_> = kept.chain(more.iter().copied()).filter(|(_, value)| !value.is_empty()).collect();
        caller.get(&path, &pairs).await
    };
    let told = ask(&[]).await.ok();
    let stat = &told["timeseries_stats"][0]["timeseries_stat"];
    assert_eq!(stat["finalized_data_end_time"], "2026-08-19T00:00:00.000+03:00");
    let ads = stat["breakdown_stats"]["ad"].as_array().unwrap();
    assert!(ads.iter().all(|ad| ad["timeseries"].as_array().unwrap().len() == 7), "also days without anything");
    assert_eq!(ads[0]["timeseries"][6]["end_time"], to);
    assert_eq!(ask(&[("start_time", "2026-07-31T21:00:00.000Z")]).await.status, 200, "the same instant");
    for wrong in [
        &[("start_time", "2026-08-01T00:00:00.000Z")][..],
        &[("start_time", "2026-08-01T00:00:00.000 03:00")],
        &[("start_time", "2026-08-01")],
        &[("start_time", "")],
        &[("end_time", "2026-08-01T00:00:00.000+03:00")],
        &[("end_time", "2026-09-03T00:00:00.000+03:00")],
        &[("end_time", "9999-12-31T23:59:59.000-12:00")],
        &[("granularity", "HOUR"), ("end_time", "2026-08-09T00:00:00.000+03:00")],
        &[("granularity", "HOUR"), ("start_time", "2026-08-07T00:30:00.000+03:00")],
        &[("granularity", "HOUR"), ("report_dimension", "country")],
        &[("granularity", "HOUR"), ("fields", "uniques")],
        &[("granularity", "HOUR"), ("fields", "impressions,attachment_frequency")],
        &[("fields", "play_time_millis"), ("report_dimension", "country")],
        &[("report_dimension", "country,gender")],
        &[("fields", "native_leads"), ("report_dimension", "os")],
        &[("granularity", "WEEK")],
        &[("fields", "impressions,nonsense")],
        &[("breakdown", "creative")],
        &[("breakdown", ""), ("fields", "impressions")],
        &[("report_dimension", "shoe_size")],
        &[("swipe_up_attribution_window", "28")],
    ] {
        let got = ask(wrong).await;
        assert_eq!(got.status, 400, "{wrong:?}: {}", got.body);
        error(&got, 400, "E1008");
        assert!(got.json()["debug_message"].as_str().unwrap().starts_with("Unsupported Stats Query: "), "{}", got.body);
    }
    for limit in ["10", "49", "1001", "nose", "-50"] {
        error(&ask(&[("limit", limit)]).await, 400, "E1001");
    }
    for limit in ["50", "1000"] {
        assert_eq!(ask(&[("limit", limit)]).await.status, 200, "{limit}");
    }
    let month = [("start_time", "2026-07-19T00:00:00.000+03:00"), ("end_time", "2026-08-20T00:00:00.000+03:00")];
    assert_eq!(ask(&month).await.status, 200, "32 days are not too many");
    let windows = [("swipe_up_attribution_window", "28_DAY"), ("view_attribution_window", "1_DAY")];
    let told = ask(&windows).await.ok();
    assert_eq!(told["timeseries_stats"][0]["timeseries_stat"]["view_attribution_window"], "1_DAY");
    let ever =
        ask(&[("granularity", "TOTAL"), ("start_time", "1970-01-01T00:00:00Z"), ("end_time", "9999-12-31T00:00:00Z")]);
    assert_eq!(ever.await.status, 200);
}

/// What the singer project's client asks for.
const EVERYTHING: &str = "android_installs,attachment_avg_view_time_millis,attachment_impressions,attachment_quartile_1,\
    attachment_quartile_2,attachment_quartile_3,attachment_total_view_time_millis,attachment_view_completion,\
    avg_screen_time_millis,avg_view_time_millis,impressions,ios_installs,quartile_1,quartile_2,quartile_3,\
    screen_time_millis,spend,swipe_up_percent,swipes,total_installs,video_views,video_views_time_based,video_views_15s,\
    view_completion,view_time_millis,conversion_purchases,conversion_purchases_value,conversion_save,\
    conversion_start_checkout,conversion_add_cart,conversion_view_content,conversion_add_billing,conversion_sign_ups,\
    conversion_searches,conversion_level_completes,conversion_app_opens,conversion_page_views,conversion_subscribe,\
    conversion_ad_click,conversion_ad_view,conversion_complete_tutorial,conversion_invite,conversion_login,\
    conversion_share,conversion_reserve,conversion_achievement_unlocked,conversion_add_to_wishlist,\
    conversion_spend_credits,conversion_rate,conversion_start_trial,conversion_list_view,custom_event_1,custom_event_2,\
    custom_event_3,custom_event_4,custom_event_5,attachment_frequency,attachment_uniques,frequency,uniques";

#[tokio::test]
async fn every_field_may_be_asked_for_and_dimensions_are_told_together() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = caller.account("USD").await;
    let path = format!("adaccounts/{account}/stats");
    let (from, to) = ("2026-08-01T00:00:00.000-04:00", "2026-08-08T00:00:00.000-04:00");
    let base = [("granularity", "TOTAL"), ("start_time", from), ("end_time", to), ("breakdown", "campaign")];
    let told = caller.get(&path, &[&base[..], &[("fields", EVERYTHING)]].concat()).await.ok();
    let stats = &told["total_stats"][0]["total_stat"]["breakdown_stats"]["campaign"][0]["stats"];
    assert_eq!(stats.as_object().unwrap().len(), EVERYTHING.split(',').count());
    assert!(stats["swipe_up_percent"].is_f64() && stats["spend"].is_i64() && stats["custom_event_5"] == 0, "{stats}");
    let cut = [("fields", "impressions"), ("report_dimension", "age,gender")];
    let told = caller.get(&path, &[&base[..], &cut].concat()).await.ok();
    let rows = &told["total_stats"][0]["total_stat"]["breakdown_stats"]["campaign"][0]["dimension_stats"];
    assert!(rows[0]["age_bucket"].is_string() && rows[0]["gender"].is_string(), "{rows}");
}
