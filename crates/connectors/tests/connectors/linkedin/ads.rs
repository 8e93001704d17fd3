//! Accounts, groups, campaigns and creatives, and the way through their pages.

use cmis_base::money::Micros;
use cmis_connectors::platform::{
    Ad, AdAccount, AdSet, Ads, Budget, Campaign, Objective, Page, Split, Status, Window,
    problem::{Class, Problem},
};

use proptest::prelude::*;
use serde_json::{Value, json};

use super::platform::{Platform, account, finder, time, tokens};

const GROUPS: &str = "GET /adAccounts/507525021/adCampaignGroups?q=search&search=(status:(values:List(ACTIVE,ARCHIVED,\
     CANCELED,DRAFT,PAUSED,PENDING_DELETION,REMOVED)))&pageSize=500";
const CAMPAIGNS: &str = "GET /adAccounts/507525021/adCampaigns?q=search&search=(status:(values:List(ACTIVE,ARCHIVED,\
     CANCELED,COMPLETED,DRAFT,PAUSED,PENDING_DELETION,REMOVED)))&pageSize=500";

#[tokio::test]
async fn accounts_come_in_pages_to_the_end() {
    let platform = Platform::start().await;
    platform
        .says(
            r#"{"elements":[{"id":507525021,"name":"Acme","type":"BUSINESS","status":"ACTIVE","currency":"USD",
            "reference":"urn:li:organization:2414183","test":false,"servingStatuses":["RUNNABLE"]}],
            "metadata":{"nextPageToken":"DgG(1),=&_#"}}"#,
        )
        .says(r#"{"elements":[{"id":2,"name":"","status":"DRAFT","currency":"SAR"}],"metadata":{}}"#);
    let linkedin = platform.linkedin();
    let first = linkedin.ad_accounts(&tokens(), None).await.expect("a page");
    assert_eq!(first, Page { items: vec![account("USD")], next: Some("DgG(1),=&_#".to_owned()) });
    let second = linkedin.ad_accounts(&tokens(), first.next.as_deref()).await.expect("a page");
    let draft = AdAccount { id: "2".to_owned(), name: "2".to_owned(), is_active: false, ..account("SAR") };
    assert_eq!(second, Page { items: vec![draft], next: None });
    let line = "GET /adAccounts?q=search&search=(status:(values:List(ACTIVE,CANCELED,DRAFT)))&pageSize=100";
    // what is opaque cannot end its parameter
    assert_eq!(platform.asked(), [finder(line), finder(&format!("{line}&pageToken=DgG%281%29%2C%3D%26_%23"))]);
}

#[tokio::test]
async fn a_page_that_leads_to_itself_is_not_followed() {
    let platform = Platform::start().await;
    platform.says(r#"{"elements":[],"metadata":{"nextPageToken":"A"}}"#);
    let problem = platform.linkedin().ad_accounts(&tokens(), Some("A")).await.expect_err("a circle");
    assert_eq!(problem, Problem::unreadable("The next page is this one"));
    for last in [
        r#"{"elements":[]}"#,
        r#"{"elements":[],"metadata":{"nextPageToken":null}}"#,
        r#"{"elements":[],"metadata":{"nextPageToken":""}}"#,
    ] {
        platform.says(last);
        let page = platform.linkedin().ad_accounts(&tokens(), None).await.expect("a page");
        assert_eq!(page.next, None, "{last}");
    }
}

#[tokio::test]
async fn a_group_is_a_campaign() {
    let platform = Platform::start().await;
    platform.says(
        r#"{"elements":[
        {"id":603407684,"account":"urn:li:sponsoredAccount:507525021","name":"Spring","status":"ACTIVE",
         "objectiveType":"WEBSITE_VISIT","servingStatuses":["CAMPAIGN_GROUP_END_DATE_HOLD","BILLING_HOLD"],
         "totalBudget":{"amount":"1000.00","currencyCode":"USD"},
         "runSchedule":{"start":1785585600000,"end":1788177600500},
         "changeAuditStamps":{"created":{"time":1},"lastModified":{"time":1785585601000}}},
        {"id":"504293601","name":"Default","status":"DRAFT","runSchedule":{"start":9223372036854775807}}],
        "metadata":{"nextPageToken":"NEXT"}}"#,
    );
    let page = platform.linkedin().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
    let spring = Campaign {
        id: "603407684".to_owned(),
        name: "Spring".to_owned(),
        status: Status::Active,
        delivery: Some("CAMPAIGN_GROUP_END_DATE_HOLD,BILLING_HOLD".to_owned()),
        objective: Some(Objective::Traffic),
        objective_word: "WEBSITE_VISIT".to_owned(),
        budget: Budget { daily: None, lifetime: Some(Micros(1_000_000_000)) },
        starts_at: time(1_785_585_600),
        ends_at: chrono::DateTime::from_timestamp_millis(1_788_177_600_500),
        updated_at: time(1_785_585_601),
    };
    // a group that is open to every objective
    let open = Campaign {
        id: "504293601".to_owned(),
        name: "Default".to_owned(),
        status: Status::Paused,
        delivery: Some("DRAFT".to_owned()),
        objective: None,
        objective_word: String::new(),
        budget: Budget::default(),
        starts_at: None,
        ends_at: None,
        updated_at: None,
    };
    assert_eq!(page, Page { items: vec![spring, open], next: Some("NEXT".to_owned()) });
    assert_eq!(platform.asked(), [finder(GROUPS)]);
}

#[tokio::test]
async fn a_campaign_is_an_ad_set_and_a_creative_an_ad() {
    let platform = Platform::start().await;
    platform
        .says(
            r#"{"elements":[{"id":141049524,"campaignGroup":"urn:li:sponsoredCampaignGroup:600","name":"Riyadh",
            "status":"COMPLETED","servingStatuses":["STOPPED"],"costType":"CPM","objectiveType":"WEBSITE_VISITS",
            "dailyBudget":{"amount":"1800","currencyCode":"USD"},"totalBudget":{"amount":"9000","currencyCode":"USD"},
            "changeAuditStamps":{"lastModified":{"time":1785585601000}}}]}"#,
        )
        .says(
            r#"{"elements":[
            {"id":"urn:li:sponsoredCreative:1","campaign":"urn:li:sponsoredCampaign:141049524","intendedStatus":"ACTIVE",
             "content":{"reference":"urn:li:share:9"},"isServing":false,"review":{"status":"REJECTED"},
             "servingHoldReasons":["UNDER_REVIEW","CAMPAIGN_STOPPED"],"lastModifiedAt":1785585602000},
            {"id":"urn:li:sponsoredCreative:2","campaign":"urn:li:sponsoredCampaign:141049524","name":"Blue",
             "intendedStatus":"ACTIVE","isServing":true,"review":{"status":"APPROVED"}}],
             "metadata":{"nextPageToken":"T"}}"#,
        );
    let (linkedin, account) = (platform.linkedin(), account("USD"));
    let sets = linkedin.ad_sets(&tokens(), &account, Some("S")).await.expect("a page");
    let riyadh = AdSet {
        id: "141049524".to_owned(),
        campaign_id: "600".to_owned(),
        name: "Riyadh".to_owned(),
        status: Status::Paused,
        delivery: Some("COMPLETED,STOPPED".to_owned()),
        // both at once do not occur with us: the one that is spent by is told
        budget: Budget { daily: Some(Micros(1_800_000_000)), lifetime: None },
        updated_at: time(1_785_585_601),
    };
    assert_eq!(sets, Page { items: vec![riyadh], next: None });
    let ads = linkedin.ads(&tokens(), &account, None).await.expect("a page");
    let ad = |id: &str, name: &str, delivery: &str, updated_at| Ad {
        id: id.to_owned(),
        ad_set_id: "141049524".to_owned(),
        name: name.to_owned(),
        status: Status::Active,
        delivery: Some(delivery.to_owned()),
        updated_at,
    };
    let held = ad("1", "1", "REJECTED,UNDER_REVIEW,CAMPAIGN_STOPPED", time(1_785_585_602));
    assert_eq!(ads, Page { items: vec![held, ad("2", "Blue", "SERVING", None)], next: Some("T".to_owned()) });
    linkedin.ads(&tokens(), &account, Some("T")).await.expect_err("nobody prepared");
    let creatives = "GET /adAccounts/507525021/creatives?q=criteria&pageSize=100";
    assert_eq!(
        platform.asked(),
        [finder(&format!("{CAMPAIGNS}&pageToken=S")), finder(creatives), finder(&format!("{creatives}&pageToken=T"))]
    );
}

#[tokio::test]
async fn every_state_is_one_of_ours() {
    let platform = Platform::start().await;
    for (words, expected) in [
        ("ACTIVE", Status::Active),
        ("PAUSED DRAFT COMPLETED SOMETHING_NEW", Status::Paused),
        ("ARCHIVED CANCELED CANCELLED", Status::Archived),
        ("PENDING_DELETION REMOVED", Status::Deleted),
    ] {
        for word in words.split(' ') {
            platform.says(&format!(r#"{{"elements":[{{"id":1,"status":"{word}"}}]}}"#));
            let page = platform.linkedin().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
            assert_eq!(page.items[0].status, expected, "{word}");
        }
    }
}

#[tokio::test]
async fn every_objective_is_one_of_ours() {
    let platform = Platform::start().await;
    for (words, expected) in [
        ("BRAND_AWARENESS", Some(Objective::Awareness)),
        ("WEBSITE_VISIT WEBSITE_VISITS WEBSITE_TRAFFIC", Some(Objective::Traffic)),
        ("ENGAGEMENT CREATIVE_ENGAGEMENT VIDEO_VIEW VIDEO_VIEWS", Some(Objective::Engagement)),
        ("LEAD_GENERATION TALENT_LEAD TALENT_LEADS", Some(Objective::Leads)),
        ("WEBSITE_CONVERSION WEBSITE_CONVERSIONS JOB_APPLICANT JOB_APPLICANTS", Some(Objective::Sales)),
        ("CONVERSATION_STARTER", None),
    ] {
        for word in words.split(' ') {
            platform.says(&format!(r#"{{"elements":[{{"id":1,"objectiveType":"{word}"}}]}}"#));
            let page = platform.linkedin().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
            assert_eq!((page.items[0].objective, page.items[0].objective_word.as_str()), (expected, word));
        }
    }
}

#[tokio::test]
async fn amounts_are_read_by_their_digits() {
    let platform = Platform::start().await;
    for (currency, amount, micros) in [
        ("USD", r#""100.00""#, 100_000_000),
        ("USD", r#""0.1""#, 100_000),
        ("USD", "12.35", 12_350_000),
        ("JPY", r#""5000""#, 5_000_000_000),
        ("KWD", r#""1.525""#, 1_525_000),
    ] {
        platform.says(&format!(
            r#"{{"elements":[{{"id":1,"dailyBudget":{{"amount":{amount},"currencyCode":"{currency}"}}}}]}}"#
        ));
        let page = platform.linkedin().campaigns(&tokens(), &account(currency), None).await.expect("a page");
        assert_eq!(page.items[0].budget.daily, Some(Micros(micros)), "{currency} {amount}");
    }
    for bare in ["12.5", r#""12.5""#] {
        platform.says(&format!(r#"{{"elements":[{{"id":1,"dailyBudget":{bare}}}]}}"#));
        let page = platform.linkedin().campaigns(&tokens(), &account("USD"), None).await.expect("a page");
        assert_eq!(page.items[0].budget.daily, Some(Micros(12_500_000)), "{bare}");
    }
}

#[tokio::test]
async fn a_row_that_is_not_one_is_said_and_never_skipped() {
    let platform = Platform::start().await;
    let linkedin = platform.linkedin();
    let (tokens, account) = (tokens(), account("USD"));
    for row in [
        r"{}",
        r#"{"id":-1}"#,
        r#"{"id":1.5}"#,
        r#"{"id":"urn:li:sponsoredCampaignGroup:1"}"#,
        r#"{"id":1,"totalBudget":{"amount":"10","currencyCode":"EUR"}}"#,
        r#"{"id":1,"totalBudget":{"amount":"ten","currencyCode":"USD"}}"#,
        r#"{"id":1,"totalBudget":{"amount":null,"currencyCode":"USD"}}"#,
        r#"{"id":1,"name":7}"#,
        "7",
    ] {
        platform.says(&format!(r#"{{"elements":[{row}]}}"#));
        let problem = linkedin.campaigns(&tokens, &account, None).await.expect_err(row);
        assert_eq!((problem.class, problem.code.as_str()), (Class::Transient, "unreadable"), "{row}");
    }
    for row in
        [r#"{"id":1}"#, r#"{"id":1,"campaignGroup":"urn:li:sponsoredCampaign:1"}"#, r#"{"id":1,"campaignGroup":"600"}"#]
    {
        platform.says(&format!(r#"{{"elements":[{row}]}}"#));
        assert_eq!(linkedin.ad_sets(&tokens, &account, None).await.expect_err(row).code, "unreadable", "{row}");
    }
    for row in [
        r#"{"id":"urn:li:sponsoredCreative:1"}"#,
        r#"{"id":"1","campaign":"urn:li:sponsoredCampaign:1"}"#,
        r#"{"id":"urn:li:sponsoredCreative:1","campaign":"urn:li:sponsoredCampaignGroup:1"}"#,
    ] {
        platform.says(&format!(r#"{{"elements":[{row}]}}"#));
        assert_eq!(linkedin.ads(&tokens, &account, None).await.expect_err(row).code, "unreadable", "{row}");
    }
    platform.says(r#"{"elements":[{"id":1,"status":"ACTIVE"}]}"#);
    assert_eq!(linkedin.ad_accounts(&tokens, None).await.expect_err("no currency").code, "unreadable");
}

#[tokio::test]
async fn a_hostile_account_is_never_asked_about() {
    let platform = Platform::start().await;
    let linkedin = platform.linkedin();
    for id in ["", "1/../2", "1?q=x", "1%2f", "urn:li:sponsoredAccount:1", "١", "12345678901234567890"] {
        let account = AdAccount { id: id.to_owned(), ..account("USD") };
        assert_eq!(linkedin.campaigns(&tokens(), &account, None).await.expect_err(id).code, "bad_id");
        assert_eq!(linkedin.ad_sets(&tokens(), &account, None).await.expect_err(id).code, "bad_id");
        assert_eq!(linkedin.ads(&tokens(), &account, None).await.expect_err(id).code, "bad_id");
    }
    assert!(linkedin.splits().is_empty() && !linkedin.splits().contains(&Split::Country));
    assert_eq!(platform.asked(), []);
}

/// Rows whose parts may be anything.
fn row() -> impl Strategy<Value = Value> {
    let part = prop_oneof![
        Just(Value::Null),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "urn:li:sponsored(Campaign|CampaignGroup|Creative):[0-9]{1,21}".prop_map(Value::from),
        "[0-9]{1,30}(\\.[0-9]{1,9})?".prop_map(|text| json!({"amount":text,"currencyCode":"USD"})),
        any::<i64>().prop_map(|time| json!({"start":time,"end":time,"lastModified":{"time":time}})),
        any::<[i32; 3]>().prop_map(|[year, month, day]| json!({"start":{"year":year,"month":month,"day":day}})),
        Just(json!(["urn:li:sponsoredCreative:1", "urn:li:sponsoredCampaign:2", "urn:li:sponsoredCampaignGroup:3"])),
    ];
    let names = vec![
        "id",
        "name",
        "status",
        "campaign",
        "campaignGroup",
        "dailyBudget",
        "totalBudget",
        "runSchedule",
        "changeAuditStamps",
        "lastModifiedAt",
        "servingStatuses",
        "dateRange",
        "pivotValues",
        "impressions",
        "likes",
        "costInLocalCurrency",
        "externalWebsiteConversions",
        "currency",
    ];
    prop::collection::btree_map(prop::sample::select(names), part, 0..8)
        .prop_map(|parts| Value::Object(parts.into_iter().map(|(name, part)| (name.to_owned(), part)).collect()))
}

#[test]
fn no_answer_breaks_it() {
    let runtime = tokio::runtime::Runtime::new().expect("runtime");
    let platform = runtime.block_on(Platform::start());
    let (linkedin, tokens, account) = (platform.linkedin(), tokens(), account("USD"));
    let day = chrono::NaiveDate::from_ymd_opt(2026, 8, 1).expect("a day");
    let window = Window { from: day, to: day };
    proptest!(ProptestConfig::with_cases(64), |(row in row(), token in ".{0,8}")| {
        let body = json!({"elements":[row],"metadata":{"nextPageToken":token}}).to_string();
        for _ in 0..5 {
            platform.says(&body);
        }
        // a row, or why there is none: never something that is neither
        let lengths = runtime.block_on(async {
            [
                linkedin.ad_accounts(&tokens, None).await.map(|page| page.items.len()),
                linkedin.campaigns(&tokens, &account, None).await.map(|page| page.items.len()),
                linkedin.ad_sets(&tokens, &account, None).await.map(|page| page.items.len()),
                linkedin.ads(&tokens, &account, None).await.map(|page| page.items.len()),
                linkedin.insights(&tokens, &account, window, Split::None, None).await.map(|page| page.items.len()),
            ]
        });
        for length in lengths {
            prop_assert!(matches!(&length, Ok(1)) || length.is_err_and(|problem| problem.code == "unreadable"));
        }
    });
}
