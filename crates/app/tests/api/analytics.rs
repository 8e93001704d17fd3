//! Numbers of an org: every one a sum of the rows, whatever is asked and however it is cut.

use std::io::Cursor;

use calamine::{Data, DataType, Reader, Xlsx};
use cmis_app::metrics::rollups;
use cmis_base::id::{Id, Org};
use serde_json::{Value, json};
use sqlx::AssertSqlSafe;

use crate::harness::{Answer, TestApp};

/// Eight campaigns on four accounts of three platforms in two currencies, sixty days of believable numbers with gaps, cut by age and gender with
/// a part that the platform did not tell.
const WORLD: &str = "
    insert into integrations (org_id, id, platform, app_id, is_own_app, external_id, name, scopes, missing_scopes, status, token_version,
                              verified_at, created_by, created_at, updated_at)
    select m.org_id, md5('i' || p)::uuid, p, 'a', false, p, p, '{}', '{}', 'active', 1, now(), m.id, now(), now()
    from members m, unnest(array['meta', 'google', 'tiktok']) p;
    insert into ad_accounts (org_id, id, integration_id, platform, external_id, name, currency, time_zone, is_active, is_used, created_at, updated_at)
    select o.org_id, md5('a' || n)::uuid, md5('i' || p)::uuid, p, n::text, 'Account ' || n, c, 'Asia/Riyadh', true, true, now(), now()
    from orgs o, (values (1, 'meta', 'SAR'), (2, 'meta', 'USD'), (3, 'google', 'SAR'), (4, 'tiktok', 'USD')) as a (n, p, c);
    insert into campaigns (org_id, id, name, status, origin, budget_type, currency, created_at, updated_at)
    select org_id, md5('c' || n)::uuid, 'Campaign ' || n, 'active', 'platform', 'lifetime', (array['SAR', 'USD', 'SAR', 'USD'])[1 + n % 4], now(), now()
    from orgs, generate_series(1, 8) n;
    insert into campaign_accounts (org_id, campaign_id, ad_account_id)
    select org_id, md5('c' || n)::uuid, md5('a' || 1 + n % 4)::uuid from orgs, generate_series(1, 8) n;
    insert into platform_campaigns (org_id, id, ad_account_id, external_id, name, status, campaign_id, created_at, updated_at)
    select org_id, md5('p' || n)::uuid, md5('a' || 1 + n % 4)::uuid, n::text, 'Campaign ' || n, 'active', md5('c' || n)::uuid, now(), now()
    from orgs, generate_series(1, 8) n;
    insert into ad_metrics (org_id, day, ad_account_id, campaign_id, object_id, level, split, part, impressions, clicks, spend_micros,
                            conversions_millionths, conversion_value_micros, leads, engagements)
    select o.org_id, d::date, md5('a' || 1 + n % 4)::uuid, md5('p' || n)::uuid, md5('p' || n)::uuid, 1, 0, '',
           1000 + abs(hashint4(n * 1000 + r)) % 90000, abs(hashint4(n * 2000 + r)) % 900, abs(hashint4(n * 3000 + r))::bigint * 7,
           case when n % 4 <> 3 then abs(hashint4(n * 4000 + r)) % 9000000 end, case when n % 4 <> 3 then abs(hashint4(n * 5000 + r))::bigint end,
           case when n = 5 then r % 7 end, r % 50
    from orgs o, generate_series(1, 8) n, generate_series(0, 59) r, lateral (select $today$::date - r as d) days
    where (n + r) % 9 <> 0;
    insert into ad_metrics (org_id, day, ad_account_id, campaign_id, object_id, level, split, part, impressions, clicks, spend_micros)
    select org_id, day, ad_account_id, campaign_id, object_id, level, 1, told, impressions / 4, clicks / 4, spend_micros / 4
    from ad_metrics, unnest(case when campaign_id = md5('p3')::uuid then array['age=25-34', 'gender=male']
                            else array['age=18-24;gender=female', 'age=25-34;gender=female', 'age=25-34;gender=male'] end) told
    where split = 0;
    insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros, conversions_millionths,
                                  conversion_value_micros, leads, engagements)
    select org_id, day, ad_account_id, campaign_id, sum(impressions), sum(clicks), sum(spend_micros), sum(conversions_millionths),
           sum(conversion_value_micros), sum(leads), sum(engagements)
    from ad_metrics where split = 0 group by 1, 2, 3, 4;
    insert into account_metrics (org_id, day, ad_account_id, impressions, clicks, spend_micros, conversions_millionths,
                                 conversion_value_micros, leads, engagements)
    select org_id, day, ad_account_id, sum(impressions), sum(clicks), sum(spend_micros), sum(conversions_millionths),
           sum(conversion_value_micros), sum(leads), sum(engagements)
    from campaign_metrics group by 1, 2, 3;
    insert into campaign_parts (org_id, day, ad_account_id, campaign_id, split, part, impressions, clicks, spend_micros)
    select org_id, day, ad_account_id, campaign_id, split, part, sum(impressions), sum(clicks), sum(spend_micros)
    from ad_metrics where split > 0 group by 1, 2, 3, 4, 5, 6";

/// The measures that add up, as the API and the rows call them.
const ADDED: [(&str, &str, i64); 5] = [
    ("impressions", "impressions", 1),
    ("clicks", "clicks", 1),
    ("conversions", "conversions_millionths", 1_000_000),
    ("leads", "leads", 1),
    ("engagements", "engagements", 1),
];

/// A number of JSON in millionths, digit by digit; nothing for null.
fn millionths(value: &Value) -> i64 {
    if value.is_null() { 0 } else { cmis_base::money::Micros::parse(&value.to_string()).expect("a number").0 }
}

struct World {
    app: TestApp,
    admin: crate::harness::Person,
    org: Id<Org>,
}

impl World {
    async fn new() -> Self {
        let app = TestApp::start().await;
        let (admin, org) = app.founder("Salma").await;
        let today = app.clock.now().date_naive();
        app.as_owner(&WORLD.replace("$today$", &format!("'{today}'"))).await;
        Self { app, admin, org }
    }

    async fn ask(&self, rest: &str) -> Answer {
        self.admin.get(&format!("/api/orgs/{}/analytics/{rest}", self.org)).await
    }

    /// A plain sum over the raw rows.
    async fn sum(&self, column: &str, condition: &str) -> i64 {
        let sql = format!(
            "select coalesce(sum({column}), 0)::bigint from ad_metrics m join ad_accounts a on a.id = m.ad_account_id
             where split = 0 and {condition}"
        );
        let mut tx = self.app.app.tenant(self.org).await.expect("transaction");
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut *tx).await.expect("a sum")
    }

    /// Fails unless the measures of an answer are the sums of the rows.
    async fn holds(&self, told: &Value, condition: &str) {
        for (measure, column, unit) in ADDED {
            let sum = self.sum(column, condition).await;
            assert_eq!(millionths(&told[measure]), sum * (1_000_000 / unit), "{measure} where {condition}");
        }
        let spend = self.sum("spend_micros", &format!("{condition} and currency = 'SAR'")).await;
        assert_eq!(millionths(&told["spend"]), spend, "spend where {condition}");
        let other = self.sum("spend_micros", &format!("{condition} and currency = 'USD'")).await;
        assert_eq!(millionths(&told["other_currencies"][0]["spend"]), other, "dollars where {condition}");
    }
}

/// Fails unless rows come to the same as the whole.
fn adds_up(rows: &Value, whole: &Value, what: &str) {
    let rows = rows.as_array().expect("rows");
    for measure in ["impressions", "clicks", "conversions", "spend", "leads", "engagements"] {
        let sum: i64 = rows.iter().map(|row| millionths(&row[measure])).sum();
        assert_eq!(sum, millionths(&whole[measure]), "{measure} of {what}");
    }
}

#[tokio::test]
async fn every_number_is_a_sum_of_the_rows_however_it_is_cut() {
    let world = World::new().await;
    let today = world.app.clock.now().date_naive();
    let day = |back: i64| today - chrono::TimeDelta::days(back);
    let week = format!("start_date={}&end_date={today}", day(6));
    let seven = format!("m.day between '{}' and '{today}'", day(6));

    let told = world.ask(&format!("overview?{week}")).await.data().clone();
    world.holds(&told, &seven).await;
    world.holds(&told["previous"]["metrics"], &format!("m.day between '{}' and '{}'", day(13), day(7))).await;
    adds_up(&told["series"], &told, "days");
    adds_up(&told["by_platform"], &told, "platforms");
    assert_eq!(told["series"].as_array().map(Vec::len), Some(7));
    let (now, then) =
        (told["clicks"].as_f64().expect("clicks"), told["previous"]["metrics"]["clicks"].as_f64().expect("clicks"));
    let change = told["change"]["clicks"].as_f64().expect("a change");
    assert!((change - (now - then) / then * 100.0).abs() < 0.006, "{change}");
    let top: Vec<i64> = told["top_campaigns"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| millionths(&row["metrics"]["spend"]))
        .collect();
    assert!(top.len() == 5 && top.is_sorted_by(|one, other| one >= other), "{top:?}");

    for (cut, condition) in [
        ("platform=google", format!("{seven} and a.platform = 'google'")),
        ("platform=google,tiktok", format!("{seven} and a.platform in ('google', 'tiktok')")),
    ] {
        let told = world.ask(&format!("timeseries?{week}&{cut}&granularity=week")).await.data().clone();
        world.holds(&told["metrics"], &condition).await;
        adds_up(&told["series"], &told["metrics"], cut);
    }
    for by in ["platform", "account", "campaign", "age", "gender", "country", "device", "placement"] {
        let told = world.ask(&format!("breakdown?{week}&group_by={by}")).await.data().clone();
        world.holds(&told["metrics"], &seven).await;
        adds_up(&told["groups"], &told["metrics"], by);
    }
    let ages = world.ask(&format!("breakdown?{week}&group_by=age")).await.data().clone();
    let keys: Vec<&str> =
        ages["groups"].as_array().expect("rows").iter().map(|row| row["key"].as_str().expect("key")).collect();
    assert_eq!(keys, ["25-34", "18-24", "unknown"]);
    let both = world.ask(&format!("demographics?{week}")).await.data().clone();
    for cut in ["ages", "genders", "cells"] {
        adds_up(&both[cut], &both["metrics"], cut);
    }
    let names = world.ask(&format!("timeseries?{week}&group_by=account")).await.data()["groups"].clone();
    assert!(names[0]["name"].as_str().expect("a name").starts_with("Account "));
    // of all time that there is, in years
    let years = world.ask(&format!("timeseries?start_date={}&granularity=year", day(400))).await.data().clone();
    world.holds(&years["metrics"], "true").await;
}

#[tokio::test]
async fn hours_are_told_where_platforms_do_and_sums_stay_those_of_days() {
    let world = World::new().await;
    let today = world.app.clock.now().date_naive();
    let day = |back: i64| today - chrono::TimeDelta::days(back);
    // two hours of each day have all of it; the accounts in dollars tell none
    let hours = "insert into ad_metrics (org_id, day, ad_account_id, campaign_id, object_id, level, split, part, impressions, clicks, spend_micros,
                                         conversions_millionths, conversion_value_micros, leads, engagements)
                 select m.org_id, m.day, m.ad_account_id, m.campaign_id, m.object_id, m.level, 5, h, impressions / 2 + r * (impressions % 2),
                        clicks / 2 + r * (clicks % 2), spend_micros / 2 + r * (spend_micros % 2), r * conversions_millionths,
                        r * conversion_value_micros, r * leads, r * engagements
                 from ad_metrics m join ad_accounts a on a.id = m.ad_account_id and a.currency = 'SAR',
                      (values ('hour=07', 0), ('hour=23', 1)) as t (h, r) where m.split = 0";
    world.app.as_owner(hours).await;
    let two = format!("start_date={}&end_date={today}&granularity=hour", day(1));
    let told = world.ask(&format!("timeseries?{two}&group_by=platform")).await.data().clone();
    world.holds(&told["metrics"], &format!("m.day >= '{}'", day(1))).await;
    let series = told["series"].as_array().expect("points");
    assert_eq!((series.len(), &series[7]["hour"], &series[7]["date"]), (48, &json!(7), &json!(day(1))));
    for (point, back) in [(23, 1), (47, 0)] {
        let sum = world.sum("clicks / 2 + clicks % 2", &format!("m.day = '{}' and currency = 'SAR'", day(back))).await;
        assert_eq!(series[point]["clicks"], sum, "the last hour of day {back} ago");
    }
    assert_eq!(series[8]["impressions"], 0, "an hour with nothing is there");
    let google = told["groups"].as_array().expect("groups").iter().find(|it| it["key"] == "google").expect("google");
    adds_up(&google["series"], &google["metrics"], "hours of a platform that tells them all");

    let campaign = world.admin.get(&format!("/api/orgs/{}/campaigns", world.org)).await.data()[0]["id"].clone();
    let path = format!("/api/orgs/{}/campaigns/{}/metrics", world.org, campaign.as_str().expect("id"));
    let one = world.admin.get(&format!("{path}?{two}&compare=previous")).await.data().clone();
    assert_eq!(one["previous"]["series"].as_array().map(Vec::len), Some(48));
    let three = format!("start_date={}&end_date={today}&granularity=hour", day(2));
    assert_eq!(world.ask(&format!("overview?{three}")).await.data()["series"].as_array().map(Vec::len), Some(72));
    // hours of before are not kept, parts have none, and neither have files
    let week = format!("start_date={}&end_date={today}&granularity=hour", day(6));
    assert_eq!(world.ask(&format!("timeseries?{week}")).await.data()["series"].as_array().map(Vec::len), Some(168));
    let eight = format!("timeseries?start_date={}&end_date={today}&granularity=hour", day(7));
    let wrong = [
        eight,
        format!("overview?{week}"),
        format!("timeseries?{two}&group_by=age"),
        format!("export?report=timeseries&{two}"),
    ];
    for asked in wrong {
        world.ask(&asked).await.refused(422, "validation_failed");
    }
}

#[tokio::test]
async fn ratios_come_from_the_sums_and_what_is_not_counted_is_null() {
    let world = World::new().await;
    let told = world.ask("overview?platform=google").await.data().clone();
    let google = &told;
    let ratio = |part: i64, whole: i64| part as f64 / whole as f64;
    let (clicks, shown) = (google["clicks"].as_i64().expect("clicks"), google["impressions"].as_i64().expect("shown"));
    let ctr = google["ctr"].as_f64().expect("a rate");
    assert!((ctr - 100.0 * ratio(clicks, shown)).abs() < 0.006);
    let cpc = google["cpc"].as_f64().expect("a price");
    assert!((cpc - ratio(millionths(&google["spend"]), clicks) / 1_000_000.0).abs() < 0.000_001);
    assert!(google["video_views"].is_null());
    let nothing = world.ask("overview?start_date=2020-01-01&end_date=2020-01-07").await.data().clone();
    assert_eq!((&nothing["impressions"], &nothing["spend"]), (&json!(0), &json!(0)));
    for ratio in ["ctr", "cpc", "cpm", "cpa", "roas", "conversion_rate", "conversions"] {
        assert!(nothing[ratio].is_null(), "{ratio}");
    }
    assert_eq!(nothing["change"], json!({}));
    let funnel = world.ask("funnel").await.data()["stages"].clone();
    assert_eq!(
        (&funnel[0]["stage"], &funnel[1]["measure"], &funnel[2]["stage"]),
        (&json!("awareness"), &json!("clicks"), &json!("conversion"))
    );
    assert_eq!(millionths(&funnel[1]["rate"]) + millionths(&funnel[1]["drop_off"]), 100_000_000);
}

#[tokio::test]
async fn campaigns_are_compared_in_their_own_currencies() {
    let world = World::new().await;
    let list = world.admin.get(&format!("/api/orgs/{}/campaigns?sort=name", world.org)).await;
    let id = |place: usize| list.data()[place]["id"].as_str().expect("id").to_owned();
    assert_eq!(list.data(), world.ask("campaigns?sort=name").await.data());
    let two = world.ask(&format!("campaigns?sort=name&id={},{}", id(1), id(4))).await.data().clone();
    assert_eq!(two, json!([list.data()[1], list.data()[4]]));
    let same = world.ask(&format!("compare?campaign_ids={},{},{}", id(3), id(1), id(5))).await.data().clone();
    let asked: Vec<&Value> = same["campaigns"].as_array().expect("rows").iter().map(|row| &row["id"]).collect();
    assert_eq!(asked, [&json!(id(3)), &json!(id(1)), &json!(id(5))]);
    for campaign in same["campaigns"].as_array().expect("rows") {
        adds_up(&campaign["series"], &campaign["metrics"], "a campaign");
        assert_eq!(campaign["series"].as_array().map(Vec::len), Some(30));
    }
    let of = |row: &Value| millionths(&row["metrics"]["clicks"]);
    let rows = same["campaigns"].as_array().expect("rows");
    let best = rows.iter().max_by_key(|row| of(row)).expect("one");
    assert_eq!(same["measures"]["clicks"]["best"], best["id"]);
    let mixed = world.ask(&format!("compare?campaign_ids={},{}", id(0), id(1))).await.data().clone();
    assert_ne!(mixed["campaigns"][0]["currency"], mixed["campaigns"][1]["currency"]);
    assert!(mixed["measures"]["spend"].is_null() && mixed["measures"]["clicks"].is_object());

    world.ask(&format!("compare?campaign_ids={}", id(0))).await.refused(422, "validation_failed");
    world.ask(&format!("compare?campaign_ids={},{}", id(0), world.org)).await.refused(404, "not_found");
    world.ask("compare?campaign_ids=x").await.refused(400, "malformed_request");
    world.ask("overview?platform=myspace").await.refused(400, "malformed_request");
    world.ask("breakdown").await.refused(422, "validation_failed");
    world.ask("overview?granularity=minute").await.refused(400, "malformed_request");
    let (mallory, elsewhere) = world.app.founder("Mallory").await;
    mallory
        .get(&format!("/api/orgs/{elsewhere}/analytics/compare?campaign_ids={},{}", id(0), id(1)))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn who_is_limited_to_an_account_sees_its_numbers_alone() {
    let world = World::new().await;
    let (omar, membership) = world.app.colleague("Omar", world.org, "viewer").await;
    let account: uuid::Uuid = {
        let mut tx = world.app.app.tenant(world.org).await.expect("transaction");
        sqlx::query_scalar("select id from ad_accounts where platform = 'google'")
            .fetch_one(&mut *tx)
            .await
            .expect("id")
    };
    let path = format!("/api/orgs/{}/members/{membership}", world.org);
    world.admin.patch(&path, json!({"ad_account_ids": [account]})).await.data();
    let told = omar.get(&format!("/api/orgs/{}/analytics/overview", world.org)).await.data().clone();
    let google = world.ask("overview?platform=google").await.data().clone();
    assert_eq!(told, google);
}

#[tokio::test]
async fn the_first_page_is_one_answer_that_says_what_the_features_say() {
    let world = World::new().await;
    world.app.as_owner("update integrations set status = 'needs_reconnect' where platform = 'tiktok'").await;
    let page = world.admin.get("/api/dashboard/overview").await;
    let told = page.data().clone();
    assert_eq!(told["overview"], *world.ask("overview").await.data());
    assert_eq!((&told["org_id"], &told["campaigns"]["by_status"]["active"]), (&json!(world.org), &json!(8)));
    let states = json!({"google": "active", "meta": "active", "tiktok": "needs_reconnect"});
    assert_eq!((&told["token_status"], told["connected_accounts"].as_array().map(Vec::len)), (&states, Some(4)));
    assert_eq!(told["connected_accounts"][0]["account_name"], "Account 3");
    let social = told["overview"]["by_platform"].as_array().expect("platforms").iter();
    let social: i64 = social.filter(|it| it["key"] != "google").filter_map(|it| it["impressions"].as_i64()).sum();
    let summary = &told["analytics"]["summary"];
    assert_eq!((&summary["total_social_impressions"], &summary["platforms_connected"]), (&json!(social), &json!(3)));
    // as callers of long ago read it
    assert_eq!((&page.body["token_status"], &page.body["analytics"]), (&told["token_status"], &told["analytics"]));
    assert_eq!((&page.body["success"], &page.body["user_id"]), (&json!(true), &json!(world.admin.user)));
    let glance = world.admin.get(&format!("/api/orgs/{}/campaigns/dashboard?platform=google", world.org)).await;
    assert_eq!(glance.data()["overview"], *world.ask("overview?platform=google").await.data());
    assert_eq!(glance.data()["total"], 8);
    assert_eq!(glance.data(), world.ask("dashboard?platform=google").await.data());

    // another organization has a page of its own
    let (mallory, elsewhere) = world.app.founder("Mallory").await;
    let other = mallory.get("/api/dashboard/overview").await.data().clone();
    assert_eq!((&other["org_id"], &other["campaigns"]["total"]), (&json!(elsewhere), &json!(0)));
    assert_eq!((&other["connected_accounts"], &other["overview"]["impressions"]), (&json!([]), &json!(0)));
}

/// A file of numbers.
async fn file(world: &World, rest: &str) -> Answer {
    let answer = world.ask(&format!("export?{rest}")).await;
    assert_eq!(answer.status, 200, "{rest}: {}", answer.body);
    answer
}

/// The cells of a sheet, and its formulas at the same places.
fn sheet(file: &Answer, place: usize) -> (Vec<Vec<Data>>, Vec<Vec<String>>) {
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file.bytes.clone())).expect("a spreadsheet");
    let name = book.sheet_names()[place].clone();
    let formulas = book.worksheet_formula(&name).expect("formulas");
    let formula = |at| formulas.get_value(at).cloned().unwrap_or_default();
    let cells = book.worksheet_range(&name).expect("a sheet");
    let (rows, columns) = cells.end().expect("cells");
    let row =
        |row| (0..=columns).map(|column| cells.get_value((row, column)).cloned().unwrap_or(Data::Empty)).collect();
    let written = |row| (0..=columns).map(|column| formula((row, column))).collect();
    ((0..=rows).map(row).collect(), (0..=rows).map(written).collect())
}

#[tokio::test]
async fn another_program_opens_what_is_downloaded_and_finds_the_same_numbers() {
    let world = World::new().await;
    world.app.as_owner("update campaigns set name = '=HYPERLINK(1)' where name = 'Campaign 1'").await;
    let today = world.app.clock.now().date_naive();
    let week = format!("start_date={}&end_date={today}", today - chrono::TimeDelta::days(6));
    let told = world.ask(&format!("overview?{week}")).await.data().clone();

    let answer = file(&world, &format!("report=overview&format=xlsx&{week}")).await;
    let named = answer.headers["content-disposition"].to_str().expect("text").to_owned();
    assert!(named.starts_with("attachment; filename=\"cmis-overview-") && named.ends_with(".xlsx\""), "{named}");
    let (cells, formulas) = sheet(&answer, 0);
    let head = cells.iter().position(|row| row.iter().any(|cell| cell.to_string().starts_with("Spend (")));
    let head = head.expect("a row of names");
    let column = |name: &str| cells[head].iter().position(|cell| cell.to_string().starts_with(name)).expect("a column");
    let days = &cells[head + 1..head + 8];
    assert!(days.iter().all(|row| matches!(row[0], Data::DateTime(_))), "days are days");
    for (name, measure) in
        [("Impressions", "impressions"), ("Clicks", "clicks"), ("Spend (", "spend"), ("Leads", "leads")]
    {
        let place = column(name);
        let sum: f64 = days.iter().filter_map(|row| row[place].as_f64()).sum();
        let expected = told[measure].as_f64().expect("a number");
        assert!((sum - expected).abs() < 0.01, "{name}: {sum} {expected}");
        let total = cells[head + 8][place].as_f64().expect("a sum");
        assert!((total - expected).abs() < 0.01, "{name}: {total} {expected}");
        assert!(formulas[head + 8][place].starts_with("SUM("), "{name}");
    }
    // a part of a hundred is one of one in a spreadsheet
    let ctr = cells[head + 8][column("CTR")].as_f64().expect("a rate") * 100.0;
    assert!((ctr - told["ctr"].as_f64().expect("a rate")).abs() < 0.006, "{ctr}");
    let (platforms, _) = sheet(&answer, 1);
    let google = platforms.iter().find(|row| row[0] == Data::String("Google Ads".to_owned())).expect("a platform");
    let shown = google[1].as_f64().expect("a number");
    let by_platform = told["by_platform"].as_array().expect("rows");
    let expected = by_platform.iter().find(|row| row["key"] == "google").expect("a platform");
    assert_eq!(Some(shown), expected["impressions"].as_f64());

    // words stay words
    let campaigns = file(&world, &format!("report=campaigns&format=csv&{week}")).await;
    let text = String::from_utf8(campaigns.bytes).expect("text");
    let lines: Vec<&str> = text.trim_start_matches('\u{feff}').trim_end().lines().collect();
    assert!(text.starts_with('\u{feff}') && lines[0].starts_with("Campaign,Status,Currency,Impressions"), "{text}");
    assert_eq!(lines.len(), 9, "{text}");
    assert!(lines.iter().any(|line| line.starts_with("'=HYPERLINK(1),")), "{text}");

    let ids = world.admin.get(&format!("/api/orgs/{}/campaigns?sort=name", world.org)).await;
    let ids = format!("{},{}", ids.data()[0]["id"].as_str().expect("id"), ids.data()[1]["id"].as_str().expect("id"));
    for rest in [
        "report=timeseries&group_by=platform&granularity=week".to_owned(),
        "report=breakdown&group_by=campaign".to_owned(),
        "report=geo".to_owned(),
        "report=demographics".to_owned(),
        "report=funnel".to_owned(),
        format!("report=compare&campaign_ids={ids}"),
        String::new(),
    ] {
        for format in ["csv", "xlsx"] {
            let answer = file(&world, &format!("{rest}&format={format}&{week}")).await;
            if format == "xlsx" {
                assert!(sheet(&answer, 0).0.len() > 5, "{rest}");
            }
        }
    }
    world.ask("export?report=breakdown").await.refused(422, "validation_failed");
    world.ask("export?report=everything").await.refused(400, "malformed_request");
    world.ask("export?format=pdf").await.refused(400, "malformed_request");
}

#[tokio::test]
async fn sums_that_are_wrong_are_made_anew_from_the_numbers() {
    let world = World::new().await;
    let spoil = "update campaign_metrics set spend_micros = spend_micros + 1; delete from account_metrics; delete from campaign_parts;
                 insert into campaign_metrics (org_id, day, ad_account_id, campaign_id, impressions, clicks, spend_micros)
                 select org_id, day - 100, ad_account_id, campaign_id, 1, 1, 1 from campaign_metrics order by day, campaign_id limit 1";
    world.app.as_owner(spoil).await;
    let rebuilt = rollups::rebuild(&world.app.app).await.unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(rebuilt.len(), 4);
    let sums = "sum(impressions) as i, sum(clicks) as c, sum(spend_micros) as s, sum(conversions_millionths) as n, sum(leads) as l";
    for (table, keys, of) in [
        ("account_metrics", "org_id, day, ad_account_id", "split = 0"),
        ("campaign_metrics", "org_id, day, ad_account_id, campaign_id", "split = 0"),
        ("campaign_parts", "org_id, day, ad_account_id, campaign_id, split, part", "split between 1 and 4"),
    ] {
        let kept = format!("select {keys}, {sums} from {table} group by {keys}");
        let raw = format!("select {keys}, {sums} from ad_metrics where {of} group by {keys}");
        let differ = format!("select count(*) from (({kept} except all {raw}) union all ({raw} except all {kept})) d");
        let mut tx = world.app.app.tenant(world.org).await.expect("a transaction");
        let differ: i64 = sqlx::query_scalar(AssertSqlSafe(differ)).fetch_one(&mut *tx).await.expect("a count");
        assert_eq!(differ, 0, "{table}");
    }
}
