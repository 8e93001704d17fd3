//! Accounts, campaigns, ad sets, ads and their numbers.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::money::Micros;
use cmis_connectors::platform::{
    Ad, AdSet, Ads, Budget, Campaign, Insight, Leads, Numbers, Objective, Split, Status, Window, problem::Class,
};

use super::platform::{Platform, account, tokens, with_token};

fn time(seconds: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp(seconds, 0)
}

#[tokio::test]
async fn accounts_have_no_prefix_and_are_listed_page_by_page() {
    let platform = Platform::start().await;
    let row = |id: &str, status: i64| {
        format!(
            r#"{{"id":"act_{id}","account_id":"{id}","name":"Acme","account_status":{status},"currency":"USD",
                "timezone_name":"America/New_York"}}"#
        )
    };
    let rows: Vec<String> =
        [1, 2, 3, 7, 8, 9, 100, 101, 201, 202].map(|status| row(&status.to_string(), status)).into();
    let more =
        r#""paging":{"cursors":{"before":"B","after":"AFTER"},"next":"https://graph.facebook.com/x?after=AFTER"}"#;
    platform.says(&format!(r#"{{"data":[{}],{more}}}"#, rows.join(",")));
    platform.says(r#"{"data":[],"paging":{"cursors":{"before":"B","after":"AGAIN"}}}"#).says(r#"{"data":[]}"#);
    let meta = platform.meta();
    let page = meta.ad_accounts(&tokens(), None).await.expect("a page");
    let active: Vec<&str> = page.items.iter().filter(|it| it.is_active).map(|it| it.id.as_str()).collect();
    assert_eq!((page.items.len(), active), (10, vec!["1", "9", "201"]));
    assert_eq!(page.items[0].time_zone, "America/New_York");
    assert_eq!(page.next.as_deref(), Some("AFTER"));
    // the last page has cursors too
    for after in ["AFTER", "x"] {
        assert_eq!(meta.ad_accounts(&tokens(), Some(after)).await.expect("a page").next, None);
    }
    let fields = ("fields", "account_id,name,account_status,currency,timezone_name");
    let asked = platform.asked();
    assert_eq!(asked[0], with_token("GET /me/adaccounts", &[fields, ("limit", "100")], &[]));
    assert_eq!(asked[1], with_token("GET /me/adaccounts", &[fields, ("limit", "100"), ("after", "AFTER")], &[]));
}

#[tokio::test]
async fn a_list_that_leads_nowhere_or_to_itself_ends_in_a_problem() {
    let platform = Platform::start().await;
    for paging in [r#"{"next":"x","cursors":{"after":"SAME"}}"#, r#"{"next":"x"}"#] {
        platform.says(&format!(r#"{{"data":[],"paging":{paging}}}"#));
        let problem = platform.meta().ads(&tokens(), &account("USD"), Some("SAME")).await.expect_err("no page");
        assert_eq!((problem.class, problem.may_have_happened), (Class::Transient, false));
    }
}

#[tokio::test]
async fn campaigns_come_in_every_state_that_can_be_asked_for() {
    let platform = Platform::start().await;
    platform.says(
        r#"{"data":[
        {"id":"1202","name":"Summer","objective":"OUTCOME_TRAFFIC","status":"PAUSED","effective_status":"PAUSED",
         "daily_budget":"5000","lifetime_budget":"0","start_time":"2026-08-01T12:00:00+0000",
         "stop_time":"1969-12-31T15:59:59-0800","updated_time":"2026-08-01T15:00:01+0300"},
        {"id":1203,"name":"Old","objective":"CANVAS_APP_ENGAGEMENT","status":"ARCHIVED","effective_status":"ARCHIVED",
         "lifetime_budget":"7"}]}"#,
    );
    let page = platform.meta().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
    let summer = Campaign {
        id: "1202".to_owned(),
        name: "Summer".to_owned(),
        status: Status::Paused,
        delivery: Some("PAUSED".to_owned()),
        objective: Some(Objective::Traffic),
        objective_word: "OUTCOME_TRAFFIC".to_owned(),
        budget: Budget { daily: Some(Micros(50_000_000)), lifetime: None },
        starts_at: time(1_785_585_600),
        ends_at: None,
        updated_at: time(1_785_585_601),
    };
    let old = Campaign {
        id: "1203".to_owned(),
        name: "Old".to_owned(),
        status: Status::Archived,
        delivery: Some("ARCHIVED".to_owned()),
        objective: None,
        objective_word: "CANVAS_APP_ENGAGEMENT".to_owned(),
        budget: Budget { daily: None, lifetime: Some(Micros(70_000)) },
        starts_at: None,
        ends_at: None,
        updated_at: None,
    };
    assert_eq!(page.items, [summer, old]);
    let params = [
        (
            "fields",
            "id,name,objective,status,effective_status,daily_budget,lifetime_budget,start_time,stop_time,updated_time",
        ),
        ("effective_status", r#"["ACTIVE","PAUSED","ARCHIVED","IN_PROCESS","WITH_ISSUES"]"#),
        ("limit", "200"),
    ];
    assert_eq!(platform.asked(), [with_token("GET /act_123/campaigns", &params, &[])]);
}

#[tokio::test]
async fn ad_sets_and_ads_know_their_parents() {
    let platform = Platform::start().await;
    platform
        .says(
            r#"{"data":[{"id":"23","campaign_id":"12","name":"Riyadh","status":"ACTIVE",
                "effective_status":"CAMPAIGN_PAUSED","daily_budget":"900"}]}"#,
        )
        .says(
            r#"{"data":[{"id":"34","adset_id":"23","name":"Blue","status":"ACTIVE","effective_status":"DISAPPROVED",
                "updated_time":"2026-08-01T12:00:00+0000"}]}"#,
        );
    let (meta, account) = (platform.meta(), account("JPY"));
    let sets = meta.ad_sets(&tokens(), &account, Some("A")).await.expect("a page");
    let riyadh = AdSet {
        id: "23".to_owned(),
        campaign_id: "12".to_owned(),
        name: "Riyadh".to_owned(),
        status: Status::Active,
        delivery: Some("CAMPAIGN_PAUSED".to_owned()),
        budget: Budget { daily: Some(Micros(900_000_000)), lifetime: None },
        updated_at: None,
    };
    assert_eq!(sets.items, [riyadh]);
    let ads = meta.ads(&tokens(), &account, None).await.expect("a page");
    let blue = Ad {
        id: "34".to_owned(),
        ad_set_id: "23".to_owned(),
        name: "Blue".to_owned(),
        status: Status::Active,
        delivery: Some("DISAPPROVED".to_owned()),
        updated_at: time(1_785_585_600),
    };
    assert_eq!(ads.items, [blue]);
    let set_states = r#"["ACTIVE","PAUSED","ARCHIVED","IN_PROCESS","WITH_ISSUES","CAMPAIGN_PAUSED"]"#;
    let ad_states = concat!(
        r#"["ACTIVE","PAUSED","ARCHIVED","IN_PROCESS","WITH_ISSUES","CAMPAIGN_PAUSED","ADSET_PAUSED","DISAPPROVED","#,
        r#""PENDING_REVIEW","PREAPPROVED","PENDING_BILLING_INFO"]"#
    );
    let set_fields = "id,campaign_id,name,status,effective_status,daily_budget,lifetime_budget,updated_time";
    let ad_fields = "id,adset_id,name,status,effective_status,updated_time";
    let params = |fields, states| [("fields", fields), ("effective_status", states), ("limit", "200")];
    let mut first = params(set_fields, set_states).to_vec();
    first.push(("after", "A"));
    assert_eq!(
        platform.asked(),
        [
            with_token("GET /act_123/adsets", &first, &[]),
            with_token("GET /act_123/ads", &params(ad_fields, ad_states), &[]),
        ]
    );
}

#[tokio::test]
async fn budgets_are_in_metas_own_minor_units() {
    let platform = Platform::start().await;
    for (currency, expected) in [
        ("USD", 50_000_000),
        ("KWD", 50_000_000),
        ("BHD", 50_000_000),
        ("UGX", 50_000_000),
        ("HUF", 5_000_000_000),
        ("TWD", 5_000_000_000),
        ("CLP", 5_000_000_000),
        ("COP", 5_000_000_000),
        ("CRC", 5_000_000_000),
        ("IDR", 5_000_000_000),
        ("ISK", 5_000_000_000),
        ("JPY", 5_000_000_000),
        ("KRW", 5_000_000_000),
        ("PYG", 5_000_000_000),
        ("VND", 5_000_000_000),
    ] {
        platform.says(r#"{"data":[{"id":"1","status":"ACTIVE","daily_budget":"5000"}]}"#);
        let page = platform.meta().campaigns(&tokens(), &account(currency), None).await.expect("a page");
        assert_eq!(page.items[0].budget.daily, Some(Micros(expected)), "{currency}");
    }
}

#[tokio::test]
async fn every_objective_of_now_and_then_is_one_of_ours() {
    let platform = Platform::start().await;
    for (words, expected) in [
        ("OUTCOME_AWARENESS BRAND_AWARENESS REACH LOCAL_AWARENESS STORE_VISITS", Some(Objective::Awareness)),
        ("OUTCOME_TRAFFIC LINK_CLICKS", Some(Objective::Traffic)),
        (
            "OUTCOME_ENGAGEMENT POST_ENGAGEMENT PAGE_LIKES EVENT_RESPONSES VIDEO_VIEWS MESSAGES",
            Some(Objective::Engagement),
        ),
        ("OUTCOME_LEADS LEAD_GENERATION", Some(Objective::Leads)),
        ("OUTCOME_APP_PROMOTION APP_INSTALLS", Some(Objective::AppPromotion)),
        ("OUTCOME_SALES CONVERSIONS PRODUCT_CATALOG_SALES", Some(Objective::Sales)),
        ("NONE SOMETHING_NEW", None),
    ] {
        for word in words.split(' ') {
            platform.says(&format!(r#"{{"data":[{{"id":"1","status":"ACTIVE","objective":"{word}"}}]}}"#));
            let page = platform.meta().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
            assert_eq!((page.items[0].objective, page.items[0].objective_word.as_str()), (expected, word));
        }
    }
}

#[tokio::test]
async fn what_does_not_read_is_not_guessed() {
    let platform = Platform::start().await;
    for row in [
        r#"{"id":"1"}"#,
        r#"{"status":"ACTIVE"}"#,
        r#"{"id":["1"],"status":"ACTIVE"}"#,
        r#"{"id":"1","status":"ACTIVE","daily_budget":"12.5"}"#,
        r#"{"id":"1","status":"ACTIVE","daily_budget":"99999999999999999999"}"#,
        r#"{"id":"1","status":"ACTIVE","daily_budget":"9000000000000000000"}"#,
        r#"{"id":"1","status":"ACTIVE","updated_time":"yesterday"}"#,
    ] {
        platform.says(&format!(r#"{{"data":[{row}]}}"#));
        let problem = platform.meta().campaigns(&tokens(), &account("USD"), None).await.expect_err(row);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{row}");
    }
    // a word that came after this was written runs nothing, and keeps nothing from being read
    platform.says(r#"{"data":[{"id":"1","status":"NAPPING"}]}"#);
    let page = platform.meta().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
    assert_eq!(page.items[0].status, Status::Paused);
    // an id that would lead elsewhere is not called at all
    platform.asked();
    for id in ["", "..", "1/../me", "1?x", "1#", "ä"] {
        let mut account = account("USD");
        account.id = id.to_owned();
        assert!(platform.meta().ads(&tokens(), &account, None).await.is_err(), "{id}");
        assert!(platform.meta().lead(&tokens(), id).await.is_err(), "{id}");
    }
    assert_eq!(platform.asked(), []);
}

fn august() -> Window {
    let day = |day| NaiveDate::from_ymd_opt(2026, 8, day).expect("a day");
    Window { from: day(1), to: day(7) }
}

const FIELDS: &str = "campaign_id,adset_id,ad_id,impressions,inline_link_clicks,spend,actions,action_values";
const HOURLY: &str = "hourly_stats_aggregated_by_advertiser_time_zone";
const RANGE: &str = r#"{"since":"2026-08-01","until":"2026-08-07"}"#;

#[tokio::test]
async fn numbers_are_those_of_an_ad_on_a_day() {
    let platform = Platform::start().await;
    platform.says(
        r#"{"data":[{"campaign_id":"12","adset_id":"23","ad_id":"34","impressions":"1234","reach":"1100","clicks":"45",
        "inline_link_clicks":"40","spend":"12.345678","actions":[{"action_type":"link_click","value":"40"},
        {"action_type":"offsite_conversion.fb_pixel_purchase","value":"2"},{"action_type":"purchase","value":"2"},
        {"action_type":"omni_purchase","value":"2.5"},{"action_type":"lead","value":"3"},
        {"action_type":"video_view","value":"77"},{"action_type":"post_engagement","value":"207"},
        {"action_type":"post_reaction","value":"80"},{"action_type":"comment","value":"6"},
        {"action_type":"post","value":"3"},{"action_type":"onsite_conversion.post_save","value":"1"}],
        "action_values":[{"action_type":"offsite_conversion.fb_pixel_purchase","value":"99.5"},
        {"action_type":"omni_purchase","value":99.5}],"date_start":"2026-08-01","date_stop":"2026-08-01"},
        {"campaign_id":"12","adset_id":"23","ad_id":"35","impressions":"1","spend":"0","date_start":"2026-08-02"}],
        "paging":{"cursors":{"before":"MAZDZD","after":"MTAZD"},"next":"https://graph.facebook.com/x"}}"#,
    );
    let page = platform.meta().insights(&tokens(), &account("JPY"), august(), Split::None, None).await.expect("a page");
    let first = Insight {
        day: august().from,
        campaign_id: "12".to_owned(),
        ad_set_id: Some("23".to_owned()),
        ad_id: Some("34".to_owned()),
        part: Vec::new(),
        numbers: Numbers {
            impressions: 1234,
            clicks: 40,
            spend: Micros(12_345_678),
            conversions: Some(5_500_000),
            conversion_value: Some(Micros(99_500_000)),
            leads: Some(3),
            video_views: Some(77),
            engagements: Some(90),
            reach: Some(1100),
        },
    };
    assert_eq!(page.items[0], first);
    // Meta leaves out what did not happen, and a value that nobody gave is no zero
    let quiet = Numbers {
        impressions: 1,
        conversions: Some(0),
        leads: Some(0),
        video_views: Some(0),
        engagements: Some(0),
        ..Numbers::default()
    };
    assert_eq!(page.items[1].numbers, quiet);
    assert_eq!(page.next.as_deref(), Some("MTAZD"));
    let fields = format!("{FIELDS},reach");
    let params = [
        ("fields", fields.as_str()),
        ("level", "ad"),
        ("time_increment", "1"),
        ("time_range", RANGE),
        ("limit", "500"),
    ];
    assert_eq!(platform.asked(), [with_token("GET /act_123/insights", &params, &[])]);
}

#[tokio::test]
async fn parts_are_in_our_words() {
    for (split, breakdowns, row, part) in [
        (
            Split::AgeGender,
            "age,gender",
            r#""age":"25-34","gender":"female""#,
            vec![("age", "25-34"), ("gender", "female")],
        ),
        (Split::AgeGender, "age,gender", r#""age":"Unknown""#, vec![("age", "unknown"), ("gender", "unknown")]),
        (Split::Country, "country", r#""country":"SA""#, vec![("country", "SA")]),
        (Split::Country, "country", r#""country":"unknown""#, vec![("country", "unknown")]),
        (
            Split::Placement,
            "publisher_platform,platform_position",
            r#""publisher_platform":"instagram","platform_position":"instagram_reels""#,
            vec![("network", "instagram"), ("placement", "instagram_reels")],
        ),
        (Split::Device, "device_platform", r#""device_platform":"mobile_app""#, vec![("device", "mobile_app")]),
        (Split::Device, "device_platform", r#""device_platform":"""#, vec![("device", "unknown")]),
        (
            Split::Hour,
            HOURLY,
            r#""hourly_stats_aggregated_by_advertiser_time_zone":"00:00:00 - 00:59:59""#,
            vec![("hour", "00")],
        ),
        (
            Split::Hour,
            HOURLY,
            r#""hourly_stats_aggregated_by_advertiser_time_zone":"23:00:00 - 23:59:59""#,
            vec![("hour", "23")],
        ),
    ] {
        let platform = Platform::start().await;
        platform.says(&format!(
            r#"{{"data":[{{"campaign_id":"1","adset_id":"2","ad_id":"3","date_start":"2026-08-01","reach":"5",{row}}}]}}"#
        ));
        let page =
            platform.meta().insights(&tokens(), &account("USD"), august(), split, Some("A")).await.expect("a page");
        let expected: Vec<(&str, String)> = part.into_iter().map(|(name, value)| (name, value.to_owned())).collect();
        assert_eq!(page.items[0].part, expected, "{row}");
        assert_eq!(page.items[0].numbers.reach, None);
        let params = [
            ("fields", FIELDS),
            ("level", "ad"),
            ("time_increment", "1"),
            ("time_range", RANGE),
            ("limit", "500"),
            ("breakdowns", breakdowns),
            ("after", "A"),
        ];
        assert_eq!(platform.asked(), [with_token("GET /act_123/insights", &params, &[])]);
    }
}

#[tokio::test]
async fn an_hour_that_does_not_read_is_not_guessed() {
    for hour in ["null", r#""""#, r#""24:00:00 - 24:59:59""#, r#""morning""#, r#""-1:00:00""#] {
        let platform = Platform::start().await;
        platform.says(&format!(
            r#"{{"data":[{{"campaign_id":"1","adset_id":"2","ad_id":"3","date_start":"2026-08-01","{HOURLY}":{hour}}}]}}"#
        ));
        let page = platform.meta().insights(&tokens(), &account("USD"), august(), Split::Hour, None).await;
        assert_eq!(page.expect_err(hour).code, "unreadable", "{hour}");
        platform.asked();
    }
    let meta = Platform::start().await.meta();
    assert_eq!((meta.longest_window(Split::None), meta.longest_window(Split::Hour)), (31, 7));
}
