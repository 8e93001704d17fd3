//! Accounts, campaigns, ad groups, ads and numbers.

use cmis_base::money::Micros;
use cmis_connectors::platform::{
    Ad, AdAccount, AdSet, Ads, Budget, Campaign, Insight, Numbers, Objective, Split, Status, Window, problem::Class,
};
use serde_json::{Value, json};

use super::server::{ACCESS, DEVELOPER_TOKEN, SEARCH, Server, account, at, ok, says, tokens};

fn rows(rows: &[Value]) -> Value {
    json!({ "results": rows, "fieldMask": "x", "queryResourceConsumption": "12" })
}

fn client(id: &str, level: &str, name: &str) -> Value {
    json!({ "customerClient": {
        "resourceName": format!("customers/1/customerClients/{id}"), "id": id, "level": level, "manager": false,
        "descriptiveName": name, "currencyCode": "SAR", "timeZone": "Asia/Riyadh", "status": "ENABLED",
    } })
}

fn manager(id: &str, level: &str) -> Value {
    let mut row = client(id, level, "Manager");
    row["customerClient"]["manager"] = true.into();
    row
}

fn reached(id: &str, name: &str, through: Option<&str>) -> AdAccount {
    AdAccount { id: id.to_owned(), name: name.to_owned(), through: through.map(str::to_owned), ..account() }
}

fn refused(code: &str) -> Value {
    json!({ "error": { "code": 403, "status": "PERMISSION_DENIED", "message": "no", "details": [{
        "@type": "type.googleapis.com/google.ads.googleads.v26.errors.GoogleAdsFailure",
        "errors": [{ "errorCode": { "authorizationError": code }, "message": "Not enabled." }],
    }] } })
}

fn accessible(ids: &[&str]) -> Value {
    json!({ "resourceNames": ids.iter().map(|id| format!("customers/{id}")).collect::<Vec<_>>() })
}

#[tokio::test]
async fn accounts_are_found_below_managers_and_only_once() {
    let mut first =
        rows(&[manager("9990000001", "0"), client("1000000001", "1", "Direct too"), manager("9990000002", "1")]);
    first["nextPageToken"] = "CAE".into();
    let mut bare = client("1000000004", "2", "");
    bare["customerClient"]["status"] = "CANCELED".into();
    let unfinished = json!({ "customerClient": { "id": "1000000005" } });
    let server = Server::new([
        ok(&accessible(&["9990000002", "1000000003", "9990000001", "1000000001"])),
        // asked by number
        ok(&rows(&[client("1000000001", "0", "Direct too")])),
        says(403, &refused("CUSTOMER_NOT_ENABLED")),
        ok(&first),
        ok(&rows(&[client("1000000002", "2", "Deep"), bare, unfinished])),
        ok(&rows(&[manager("9990000002", "0"), client("1000000002", "1", "Deep")])),
    ])
    .await;
    let page = server.google().ad_accounts(&tokens(), None).await.expect("accounts");
    let closed = AdAccount { is_active: false, ..reached("1000000004", "100-000-0004", Some("9990000001")) };
    let expected =
        [reached("1000000001", "Direct too", None), reached("1000000002", "Deep", Some("9990000001")), closed];
    assert_eq!(page.items, expected);
    assert_eq!(page.next, None);

    let asked = server.asked();
    assert_eq!(asked[0].line, "GET /google/ads/v26/customers:listAccessibleCustomers");
    assert_eq!(
        (asked[0].header("login-customer-id"), asked[0].header("developer-token")),
        (None, Some(DEVELOPER_TOKEN))
    );
    let called: Vec<_> = asked[1..].iter().map(|it| (it.line.as_str(), it.header("login-customer-id"))).collect();
    let line = |id: &str| format!("POST /google/ads/v26/customers/{id}/googleAds:search");
    let (a, b, c, d) = (line("1000000001"), line("1000000003"), line("9990000001"), line("9990000002"));
    let expected = [
        (a.as_str(), Some("1000000001")),
        (b.as_str(), Some("1000000003")),
        (c.as_str(), Some("9990000001")),
        (c.as_str(), Some("9990000001")),
        (d.as_str(), Some("9990000002")),
    ];
    assert_eq!(called, expected);
    let query = "SELECT customer_client.id, customer_client.level, customer_client.manager, customer_client.descriptive_name, \
        customer_client.currency_code, customer_client.time_zone, customer_client.status FROM customer_client";
    assert_eq!(asked[3].json(), json!({ "query": query }));
    assert_eq!(asked[4].json(), json!({ "query": query, "pageToken": "CAE" }));
}

#[tokio::test]
async fn many_accounts_come_page_by_page_and_still_only_once() {
    let ids: Vec<String> = (1..=21).map(|number| format!("{}", 9_990_000_000_u64 + number)).collect();
    let list = accessible(&ids.iter().map(String::as_str).collect::<Vec<_>>());
    let below = |id: &str| ok(&rows(&[manager(id, "0"), client("1000000007", "1", "Of all managers")]));
    let mut answers = vec![ok(&list)];
    answers.extend(ids[..20].iter().map(|id| below(id)));
    answers.extend([ok(&list), below(&ids[20])]);
    let server = Server::new(answers).await;
    let google = server.google();
    let first = google.ad_accounts(&tokens(), None).await.expect("accounts");
    assert_eq!(first.items, [reached("1000000007", "Of all managers", Some("9990000001"))]);
    assert_eq!(first.next.as_deref(), Some("9990000020:1000000007"));
    let second = google.ad_accounts(&tokens(), first.next.as_deref()).await.expect("accounts");
    assert_eq!((second.items, second.next), (vec![], None));
    assert_eq!(server.lines().len(), 23);

    for cursor in ["", "1", "x:", "1:2,x", "99999999999999999999:", "-1:", "1:+2"] {
        let problem = google.ad_accounts(&tokens(), Some(cursor)).await.expect_err("no cursor");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_cursor"), "{cursor}");
    }
    assert_eq!(server.lines().len(), 23);
}

#[tokio::test]
async fn an_account_without_clients_is_asked_for_itself() {
    let itself = json!({ "customer": { "id": "1000000001", "descriptiveName": "Alone", "currencyCode": "SAR",
        "timeZone": "Asia/Riyadh", "status": "ENABLED" } });
    let server = Server::new([ok(&accessible(&["1000000001"])), ok(&json!({})), ok(&rows(&[itself]))]).await;
    let page = server.google().ad_accounts(&tokens(), None).await.expect("accounts");
    assert_eq!(page.items, [reached("1000000001", "Alone", None)]);
    let query = "SELECT customer.id, customer.manager, customer.descriptive_name, customer.currency_code, \
        customer.time_zone, customer.status FROM customer";
    assert_eq!(server.asked()[2].query(), query);
}

#[tokio::test]
async fn what_is_wrong_with_the_app_is_not_an_empty_list() {
    let server = Server::new([
        ok(&accessible(&["1000000001"])),
        says(403, &refused("CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION")),
    ])
    .await;
    let problem = server.google().ad_accounts(&tokens(), None).await.expect_err("refused");
    assert_eq!(
        (problem.class, problem.code.as_str()),
        (Class::Permission, "CLOUD_PROJECT_NOT_APPROVED_FOR_PRODUCTION")
    );

    for list in [json!({ "resourceNames": ["customers/x"] }), json!({ "resourceNames": ["people/1"] }), json!([1])] {
        let server = Server::new([ok(&list)]).await;
        let problem = server.google().ad_accounts(&tokens(), None).await.expect_err("unreadable");
        assert_eq!(problem.code, "unreadable", "{list}");
    }
    // a list of clients without an end
    let page = |token: usize| ok(&json!({ "results": [], "nextPageToken": token.to_string() }));
    for (pages, asked) in [((0..100).collect::<Vec<_>>(), 101), (vec![7, 7], 3)] {
        let answers = std::iter::once(ok(&accessible(&["1000000001"]))).chain(pages.into_iter().map(page));
        let server = Server::new(answers).await;
        let problem = server.google().ad_accounts(&tokens(), None).await.expect_err("endless");
        assert_eq!((problem.code.as_str(), server.lines().len()), ("unreadable", asked));
    }
}

#[tokio::test]
async fn the_manager_of_an_app_stands_in_for_those_that_accounts_do_not_name() {
    let server = Server::new([ok(&json!({})), ok(&json!({})), ok(&json!({}))]).await;
    let google = server.google_through(Some("777-000-0001"));
    let direct = AdAccount { through: None, ..account() };
    for (google, account) in [(&google, &account()), (&google, &direct), (&server.google(), &direct)] {
        google.campaigns(&tokens(), account, None).await.expect("campaigns");
    }
    let asked = server.asked();
    let through: Vec<_> = asked.iter().map(|it| it.header("login-customer-id")).collect();
    assert_eq!(through, [Some("9990000001"), Some("7770000001"), None]);

    // one that is none is told, not passed over
    let google = server.google_through(Some("my manager"));
    let problem = google.campaigns(&tokens(), &direct, None).await.expect_err("refused");
    assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "bad_id"));
    assert_eq!(server.lines().len(), 3);
}

#[tokio::test]
async fn a_campaign_has_its_state_its_purpose_its_budget_and_its_days() {
    let whole = json!({
        "campaign": { "resourceName": "customers/1234567890/campaigns/111", "id": "111", "name": "Spring",
            "status": "ENABLED", "primaryStatus": "LIMITED", "advertisingChannelType": "SEARCH",
            "biddingStrategyType": "MAXIMIZE_CONVERSIONS", "startDateTime": "2026-03-01 00:00:00",
            "endDateTime": "2026-03-31 23:59:59" },
        "campaignBudget": { "resourceName": "customers/1234567890/campaignBudgets/5", "amountMicros": "50000000" },
    });
    let total = json!({
        "campaign": { "id": "112", "name": "Film", "status": "PAUSED", "advertisingChannelType": "VIDEO",
            "endDateTime": "2037-12-30 23:59:59" },
        "campaignBudget": { "totalAmountMicros": "9000000001", "explicitlyShared": false },
    });
    let shared = json!({
        "campaign": { "id": "113", "status": "REMOVED", "advertisingChannelType": "PERFORMANCE_MAX" },
        "campaignBudget": { "amountMicros": "1", "explicitlyShared": true },
    });
    let bare = json!({ "campaign": { "id": 114, "status": "UNKNOWN", "startDateTime": "soon" } });
    let mut page = rows(&[whole, total, shared, bare]);
    page["nextPageToken"] = "CAE=".into();
    let server = Server::new([ok(&page), ok(&json!({ "nextPageToken": "" }))]).await;
    let google = server.google();
    let first = google.campaigns(&tokens(), &account(), None).await.expect("campaigns");
    let campaign = |id: &str, status, objective, word: &str| Campaign {
        id: id.to_owned(),
        name: String::new(),
        status,
        delivery: None,
        objective,
        objective_word: word.to_owned(),
        budget: Budget::default(),
        starts_at: None,
        ends_at: None,
        updated_at: None,
    };
    let expected = [
        Campaign {
            name: "Spring".to_owned(),
            delivery: Some("LIMITED".to_owned()),
            budget: Budget { daily: Some(Micros(50_000_000)), lifetime: None },
            starts_at: Some(at("2026-02-28T21:00:00Z")),
            ends_at: Some(at("2026-03-31T20:59:59Z")),
            ..campaign("111", Status::Active, Some(Objective::Leads), "SEARCH")
        },
        Campaign {
            name: "Film".to_owned(),
            budget: Budget { daily: None, lifetime: Some(Micros(9_000_000_001)) },
            ..campaign("112", Status::Paused, Some(Objective::Engagement), "VIDEO")
        },
        campaign("113", Status::Deleted, Some(Objective::Sales), "PERFORMANCE_MAX"),
        campaign("114", Status::Paused, None, ""),
    ];
    assert_eq!(first.items, expected);
    assert_eq!(first.next.as_deref(), Some("CAE="));
    let second = google.campaigns(&tokens(), &account(), first.next.as_deref()).await.expect("campaigns");
    assert_eq!((second.items.len(), second.next), (0, None));

    let asked = server.asked();
    assert_eq!(asked[0].line, SEARCH);
    assert_eq!(asked[0].header("authorization"), Some(format!("Bearer {ACCESS}").as_str()));
    assert_eq!(asked[0].header("developer-token"), Some(DEVELOPER_TOKEN));
    assert_eq!(asked[0].header("login-customer-id"), Some("9990000001"));
    assert_eq!(asked[0].header("content-type"), Some("application/json"));
    let query = "SELECT campaign.id, campaign.name, campaign.status, campaign.primary_status, \
        campaign.advertising_channel_type, campaign.bidding_strategy_type, campaign.start_date_time, \
        campaign.end_date_time, campaign_budget.amount_micros, campaign_budget.total_amount_micros, \
        campaign_budget.explicitly_shared FROM campaign";
    assert_eq!(asked[0].json(), json!({ "query": query }));
    assert_eq!(asked[1].json(), json!({ "query": query, "pageToken": "CAE=" }));
}

#[tokio::test]
async fn what_a_campaign_is_for_is_told_by_its_channel_and_its_bids() {
    let table = [
        ("SEARCH", "TARGET_SPEND", Some(Objective::Traffic)),
        ("SEARCH", "TARGET_IMPRESSION_SHARE", Some(Objective::Awareness)),
        ("SEARCH", "TARGET_ROAS", Some(Objective::Sales)),
        ("SEARCH", "TARGET_CPA", Some(Objective::Leads)),
        ("SEARCH", "", Some(Objective::Traffic)),
        ("DISPLAY", "", Some(Objective::Awareness)),
        ("DISPLAY", "MANUAL_CPC", Some(Objective::Traffic)),
        ("DEMAND_GEN", "TARGET_SPEND", Some(Objective::Engagement)),
        ("DEMAND_GEN", "MAXIMIZE_CONVERSIONS", Some(Objective::Leads)),
        ("VIDEO", "TARGET_CPM", Some(Objective::Engagement)),
        ("SHOPPING", "MANUAL_CPC", Some(Objective::Sales)),
        ("HOTEL", "PERCENT_CPC", Some(Objective::Sales)),
        ("MULTI_CHANNEL", "TARGET_CPA", Some(Objective::AppPromotion)),
        ("LOCAL_SERVICES", "MANUAL_CPA", Some(Objective::Leads)),
        ("SMART", "UNKNOWN", Some(Objective::Traffic)),
        ("UNKNOWN", "TARGET_CPA", None),
    ];
    let row = |(channel, bids, _): &(&str, &str, _)| json!({ "campaign": { "id": "1", "advertisingChannelType": channel, "biddingStrategyType": bids } });
    let server = Server::new([ok(&rows(&table.iter().map(row).collect::<Vec<_>>()))]).await;
    let page = server.google().campaigns(&tokens(), &account(), None).await.expect("campaigns");
    for (campaign, (channel, bids, objective)) in page.items.iter().zip(table) {
        assert_eq!((campaign.objective, campaign.objective_word.as_str()), (objective, channel), "{channel} {bids}");
    }
}

#[tokio::test]
async fn ad_groups_and_ads_have_names_and_what_they_are_below() {
    let group = json!({ "adGroup": { "id": "21", "name": "Shoes", "status": "PAUSED", "primaryStatus": "NOT_ELIGIBLE" },
        "campaign": { "id": "111" } });
    let ad = |id: &str, more: Value| {
        let mut row = json!({ "adGroupAd": { "status": "ENABLED", "ad": { "id": id } }, "adGroup": { "id": "21" } });
        for (name, value) in more.as_object().expect("an object") {
            row["adGroupAd"]["ad"][name] = value.clone();
        }
        row
    };
    let mut disapproved = ad("31", json!({ "name": "Red shoes", "type": "TEXT_AD" }));
    disapproved["adGroupAd"]["policySummary"] = json!({ "approvalStatus": "DISAPPROVED" });
    let ads = [disapproved, ad("32", json!({ "type": "RESPONSIVE_SEARCH_AD" })), ad("33", json!({}))];
    let server = Server::new([ok(&rows(&[group])), ok(&rows(&ads))]).await;
    let google = server.google();
    let sets = google.ad_sets(&tokens(), &account(), None).await.expect("ad groups");
    let expected = AdSet {
        id: "21".to_owned(),
        campaign_id: "111".to_owned(),
        name: "Shoes".to_owned(),
        status: Status::Paused,
        delivery: Some("NOT_ELIGIBLE".to_owned()),
        budget: Budget::default(),
        updated_at: None,
    };
    assert_eq!(sets.items, [expected]);
    let ads = google.ads(&tokens(), &account(), Some("CAI")).await.expect("ads");
    let expected = |id: &str, name: &str, delivery: Option<&str>| Ad {
        id: id.to_owned(),
        ad_set_id: "21".to_owned(),
        name: name.to_owned(),
        status: Status::Active,
        delivery: delivery.map(str::to_owned),
        updated_at: None,
    };
    let expected = [
        expected("31", "Red shoes", Some("DISAPPROVED")),
        expected("32", "Responsive search ad 32", None),
        expected("33", "Ad 33", None),
    ];
    assert_eq!(ads.items, expected);
    let asked = server.asked();
    let query =
        "SELECT ad_group.id, ad_group.name, ad_group.status, ad_group.primary_status, campaign.id FROM ad_group";
    assert_eq!(asked[0].query(), query);
    let query = "SELECT ad_group_ad.ad.id, ad_group_ad.ad.name, ad_group_ad.ad.type, ad_group_ad.status, \
        ad_group_ad.policy_summary.approval_status, ad_group.id FROM ad_group_ad";
    assert_eq!(asked[1].json(), json!({ "query": query, "pageToken": "CAI" }));
}

fn window() -> Window {
    Window { from: "2026-08-01".parse().expect("a day"), to: "2026-08-07".parse().expect("a day") }
}

fn numbers_row(day: &str, ad: &str, segment: &Value, metrics: &Value) -> Value {
    let mut row = json!({ "campaign": { "id": "111" }, "adGroup": { "id": "21" }, "adGroupAd": { "ad": { "id": ad } },
        "segments": { "date": day }, "metrics": metrics });
    for (name, value) in segment.as_object().expect("an object") {
        row["segments"][name] = value.clone();
    }
    row
}

fn insight(day: &str, ad: &str, part: &[(&'static str, &str)], numbers: Numbers) -> Insight {
    Insight {
        day: day.parse().expect("a day"),
        campaign_id: "111".to_owned(),
        ad_set_id: Some("21".to_owned()),
        ad_id: Some(ad.to_owned()),
        part: part.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
        numbers,
    }
}

/// All that Google counts, at zero.
fn none() -> Numbers {
    Numbers {
        conversions: Some(0),
        conversion_value: Some(Micros(0)),
        video_views: Some(0),
        engagements: Some(0),
        ..Numbers::default()
    }
}

#[tokio::test]
async fn numbers_are_exact_and_what_is_not_counted_is_none() {
    let whole = json!({ "impressions": "1234", "clicks": "45", "costMicros": "5000001", "conversions": 2.333_333,
        "conversionsValue": 199.99, "videoTrueviewViews": "7", "engagements": "9" });
    let page = rows(&[
        numbers_row("2026-08-01", "31", &json!({}), &whole),
        numbers_row("2026-08-02", "31", &json!({}), &json!({ "impressions": "9223372036854775807" })),
        numbers_row(
            "2026-08-03",
            "31",
            &json!({}),
            &json!({ "impressions": "0", "costMicros": "0", "conversions": 0.0 }),
        ),
    ]);
    let of_assets = json!({ "campaign": { "id": "112" }, "segments": { "date": "2026-08-01" },
        "metrics": { "impressions": "3", "costMicros": "7000000" } });
    let server = Server::new([ok(&page), ok(&rows(&[of_assets]))]).await;
    let google = server.google();
    let page = google.insights(&tokens(), &account(), window(), Split::None, None).await.expect("numbers");
    let rest = google.insights(&tokens(), &account(), window(), Split::None, page.next.as_deref()).await.expect("rest");
    let without_ads = Insight {
        campaign_id: "112".to_owned(),
        ad_set_id: None,
        ad_id: None,
        ..insight("2026-08-01", "", &[], Numbers { impressions: 3, spend: Micros(7_000_000), ..none() })
    };
    assert_eq!((rest.items, rest.next), (vec![without_ads], None));
    let all = Numbers {
        impressions: 1234,
        clicks: 45,
        spend: Micros(5_000_001),
        conversions: Some(2_333_333),
        conversion_value: Some(Micros(199_990_000)),
        leads: None,
        video_views: Some(7),
        engagements: Some(9),
        reach: None,
    };
    let expected = [
        insight("2026-08-01", "31", &[], all),
        insight("2026-08-02", "31", &[], Numbers { impressions: i64::MAX, ..none() }),
    ];
    assert_eq!(page.items, expected);
    let query = "SELECT campaign.id, ad_group.id, ad_group_ad.ad.id, segments.date, metrics.impressions, metrics.clicks, \
        metrics.cost_micros, metrics.conversions, metrics.conversions_value, metrics.video_trueview_views, \
        metrics.engagements FROM ad_group_ad WHERE segments.date BETWEEN '2026-08-01' AND '2026-08-07'";
    let asked = server.asked();
    assert_eq!(asked[0].json(), json!({ "query": query }));
    let query = "SELECT campaign.id, segments.date, metrics.impressions, metrics.clicks, metrics.cost_micros, \
        metrics.conversions, metrics.conversions_value, metrics.video_trueview_views, metrics.engagements FROM campaign \
        WHERE campaign.advertising_channel_type = 'PERFORMANCE_MAX' \
        AND segments.date BETWEEN '2026-08-01' AND '2026-08-07'";
    assert_eq!(asked[1].json(), json!({ "query": query }));
    for cursor in ["", "CAE", "ad:CAE", "ads"] {
        let answer = google.insights(&tokens(), &account(), window(), Split::None, Some(cursor)).await;
        assert_eq!(answer.expect_err(cursor).code, "bad_cursor");
    }
}

#[tokio::test]
async fn numbers_are_split_by_what_google_has_of_an_ad() {
    let some = |clicks: &str| json!({ "clicks": clicks, "conversions": 0.5 });
    let device = |word: &str| json!({ "device": word });
    let network = |word: &str| json!({ "adNetworkType": word });
    let devices = rows(&[
        numbers_row("2026-08-01", "31", &device("MOBILE"), &some("1")),
        numbers_row("2026-08-01", "31", &device("CONNECTED_TV"), &some("2")),
        numbers_row("2026-08-01", "31", &device("UNKNOWN"), &some("4")),
        numbers_row("2026-08-01", "32", &device("UNKNOWN"), &some("8")),
        // told apart by a later version only
        numbers_row("2026-08-01", "31", &json!({}), &some("16")),
    ]);
    let networks = rows(&[
        numbers_row("2026-08-01", "31", &network("SEARCH_PARTNERS"), &some("1")),
        numbers_row("2026-08-01", "31", &network("it's new!"), &some("2")),
    ]);
    let server = Server::new([ok(&devices), ok(&networks)]).await;
    let google = server.google();
    assert_eq!(google.splits(), [Split::Placement, Split::Device, Split::Hour]);
    assert_eq!((google.longest_window(Split::None), google.longest_window(Split::Hour)), (90, 7));
    let counted = |clicks, halves: i64| Numbers { clicks, conversions: Some(halves * 500_000), ..none() };
    let page = google.insights(&tokens(), &account(), window(), Split::Device, None).await.expect("numbers");
    let expected = [
        insight("2026-08-01", "31", &[("device", "mobile")], counted(1, 1)),
        insight("2026-08-01", "31", &[("device", "connected_tv")], counted(2, 1)),
        insight("2026-08-01", "31", &[("device", "unknown")], counted(20, 2)),
        insight("2026-08-01", "32", &[("device", "unknown")], counted(8, 1)),
    ];
    assert_eq!(page.items, expected);
    let page = google.insights(&tokens(), &account(), window(), Split::Placement, None).await.expect("numbers");
    let expected = [
        insight("2026-08-01", "31", &[("placement", "search_partners")], counted(1, 1)),
        insight("2026-08-01", "31", &[("placement", "unknown")], counted(2, 1)),
    ];
    assert_eq!(page.items, expected);
    let asked = server.asked();
    assert!(asked[0].query().contains("segments.date, segments.device, metrics.impressions"));
    assert!(asked[1].query().contains("segments.date, segments.ad_network_type, metrics.impressions"));

    for split in [Split::AgeGender, Split::Country] {
        let problem = google.insights(&tokens(), &account(), window(), split, None).await.expect_err("no such numbers");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Invalid, "no_such_split"));
    }
    assert_eq!(server.lines().len(), 2);
}

#[tokio::test]
async fn hours_are_those_that_google_counts() {
    let some = |clicks: &str| json!({ "clicks": clicks });
    let hour = |hour: i64| json!({ "hour": hour });
    let hours = rows(&[
        numbers_row("2026-08-01", "31", &hour(7), &some("1")),
        numbers_row("2026-08-01", "31", &hour(23), &some("2")),
        numbers_row("2026-08-02", "31", &hour(0), &some("4")),
        // what is zero may be left out
        numbers_row("2026-08-03", "31", &json!({}), &some("8")),
    ]);
    let server = Server::new([ok(&hours)]).await;
    let page = server.google().insights(&tokens(), &account(), window(), Split::Hour, None).await.expect("numbers");
    let row = |day: &str, hour: &str, clicks| insight(day, "31", &[("hour", hour)], Numbers { clicks, ..none() });
    let expected = [
        row("2026-08-01", "07", 1),
        row("2026-08-01", "23", 2),
        row("2026-08-02", "00", 4),
        row("2026-08-03", "00", 8),
    ];
    assert_eq!(page.items, expected);
    assert!(server.asked()[0].query().contains("segments.date, segments.hour, metrics.impressions"));
    for wrong in [json!(24), json!(-1), json!("x"), json!(1.5)] {
        let page = rows(&[numbers_row("2026-08-01", "31", &json!({ "hour": wrong }), &some("1"))]);
        let server = Server::new([ok(&page)]).await;
        let answer = server.google().insights(&tokens(), &account(), window(), Split::Hour, None).await;
        let problem = answer.expect_err("no hour");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{wrong}");
    }
}

#[tokio::test]
async fn an_answer_that_google_does_not_give_is_a_problem_and_not_a_zero() {
    let row = |metrics: Value| rows(&[numbers_row("2026-08-01", "31", &json!({}), &metrics)]);
    for page in [
        row(json!({ "clicks": "many" })),
        row(json!({ "conversions": "NaN" })),
        row(json!({ "conversionsValue": 1e300 })),
        rows(&[numbers_row("yesterday", "31", &json!({}), &json!({}))]),
        rows(&[json!({ "campaign": { "id": "111" } })]),
        json!({ "results": {} }),
        json!("results"),
    ] {
        let server = Server::new([ok(&page)]).await;
        let answer = server.google().insights(&tokens(), &account(), window(), Split::None, None).await;
        let problem = answer.expect_err("unreadable");
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{page}");
        assert!(!problem.may_have_happened);
    }
}
