//! Campaigns: planned here, found at platforms, and their numbers.

use std::collections::BTreeSet;

use chrono::{Days, TimeDelta};
use cmis_base::platform::Platform;
use serde_json::{Value, json};

use crate::{
    harness::{Answer, Client, TestApp},
    integrations::stage::Stage,
};

/// Where one platform is enough.
const PLATFORM: Platform = Platform::Meta;
/// The numbers that are whole in JSON and add up.
const COUNTS: [&str; 2] = ["impressions", "clicks"];

fn summer(app: &TestApp) -> Value {
    let today = app.clock.now().date_naive();
    json!({"name": "Summer Sale 2025", "description": "The big one",
           "start_date": today, "end_date": today + Days::new(90), "budget": 50000,
           "objectives": ["conversions", "brand_awareness"],
           "target_audience": {"age_min": 25, "age_max": 45, "locations": ["US", "CA"], "interests": ["fashion", "shopping"]}})
}

fn id(campaign: &Value) -> &str {
    campaign["id"].as_str().expect("an id")
}

fn names(list: &Answer) -> Vec<&str> {
    list.data().as_array().expect("rows").iter().map(|row| row["name"].as_str().expect("a name")).collect()
}

/// A number of JSON in millionths, digit by digit.
fn millionths(value: &Value) -> i64 {
    cmis_base::money::Micros::parse(&value.to_string()).expect("a number").0
}

#[tokio::test]
async fn a_draft_is_planned_changed_copied_archived_and_restored() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/campaigns");
    let made = salma.post(&path, summer(&app)).await;
    assert_eq!((made.status.as_u16(), &made.body["message"]), (201, &json!("Campaign created successfully")));
    let draft = made.data().clone();
    assert_eq!(
        (&draft["status"], &draft["origin"], &draft["budget"]),
        (&json!("draft"), &json!("here"), &json!(50000))
    );
    assert_eq!((&draft["campaign_id"], &draft["currency"]), (&draft["id"], &json!("SAR")));
    assert_eq!(draft["objectives"], json!(["brand_awareness", "conversions"]));
    assert_eq!(draft["target_audience"]["locations"], json!(["US", "CA"]));
    assert_eq!(draft["owner"]["name"], "Salma");
    assert_eq!(made.headers["location"].to_str().expect("text"), format!("{path}/{}", id(&draft)));

    let one = format!("{path}/{}", id(&draft));
    let changed = salma.with("if-match", "\"1\"").patch(&one, json!({"budget": 0.1, "tags": ["eid", "eid"]})).await;
    assert_eq!((&changed.data()["budget"], &changed.data()["tags"]), (&json!(0.1), &json!(["eid"])));
    assert_eq!(changed.data()["description"], "The big one", "what is absent stays");
    salma.with("if-match", "\"1\"").patch(&one, json!({"budget": 7})).await.refused(409, "stale_version");
    let emptied = salma.patch(&one, json!({"budget": null, "end_date": null})).await;
    assert!(emptied.data()["budget"].is_null() && emptied.data()["end_date"].is_null());
    let whole = salma.put(&one, json!({"name": "Summer", "tags": ["eid"]})).await;
    assert_eq!((&whole.data()["description"], &whole.data()["objectives"]), (&json!(""), &json!([])));

    let copy = salma.post(&format!("{one}/duplicate"), json!({"name": "Autumn"})).await;
    assert_eq!((copy.status.as_u16(), &copy.data()["status"]), (201, &json!("draft")));
    assert_eq!(copy.data()["tags"], json!(["eid"]));

    salma.post(&format!("{one}/restore"), json!({})).await.refused(409, "invalid_transition");
    assert_eq!(salma.post(&format!("{one}/archive"), json!({})).await.data()["status"], "archived");
    salma.post(&format!("{one}/archive"), json!({})).await.refused(409, "invalid_transition");
    salma.patch(&one, json!({"name": "x"})).await.refused(409, "invalid_transition");
    assert_eq!(names(&salma.get(&format!("{path}?status=archived")).await), ["Summer"]);
    assert_eq!(salma.post(&format!("{one}/restore"), json!({})).await.data()["status"], "draft");
    let stats = salma.get(&format!("{path}/stats")).await;
    assert_eq!((&stats.data()["total"], &stats.data()["by_status"]["draft"]), (&json!(2), &json!(2)));

    let feed = salma.get(&format!("/api/orgs/{org}/activity?object_id={}", id(&draft))).await;
    let kinds: Vec<&str> =
        feed.data().as_array().expect("rows").iter().map(|row| row["kind"].as_str().expect("kind")).collect();
    assert_eq!(kinds.iter().filter(|kind| **kind == "campaign.updated").count(), 3);
    assert_eq!(kinds.iter().filter(|kind| **kind == "campaign.status_changed").count(), 2);
    assert_eq!(feed.data()[0]["summary"], "Salma moved the campaign Summer to draft");
    assert_eq!(salma.delete(&one).await.status.as_u16(), 200);
    salma.get(&one).await.refused(404, "not_found");
}

#[tokio::test]
async fn everything_that_is_wrong_is_told_at_once_at_its_field() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (_, elsewhere) = app.founder("Mallory").await;
    let stranger = app.colleague("Omar", elsewhere, "member").await.1;
    let path = format!("/api/orgs/{org}/campaigns");
    let wrong = json!({"name": " ", "objectives": ["fame"], "budget": 9_000_000_000_i64, "budget_type": "weekly", "currency": "SAR",
        "start_date": "2026-02-01", "end_date": "2019-01-01", "owner_id": stranger, "ad_account_ids": [stranger],
        "target_audience": {"age_min": 60, "age_max": 20, "genders": ["other"], "locations": ["Egypt"], "languages": ["AR"]}});
    let refused = salma.post(&path, wrong).await;
    let errors = refused.refused(422, "validation_failed")["errors"].clone();
    let fields: BTreeSet<&str> = errors.as_object().expect("fields").keys().map(String::as_str).collect();
    let expected = [
        "ad_account_ids",
        "budget",
        "budget_type",
        "end_date",
        "name",
        "objectives",
        "owner_id",
        "target_audience.age_max",
        "target_audience.genders",
        "target_audience.languages",
        "target_audience.locations",
    ];
    assert_eq!(fields, BTreeSet::from(expected));
    for (budget, currency, told) in [
        ("-1", "SAR", "positive"),
        ("0", "SAR", "positive"),
        ("1.005", "SAR", "2 decimal"),
        ("10.5", "JPY", "no fractions"),
    ] {
        let budget: Value = serde_json::from_str(budget).expect("a number");
        let refused = salma.post(&path, json!({"name": "x", "budget": budget, "currency": currency})).await;
        let sentence =
            refused.refused(422, "validation_failed")["errors"]["budget"][0].as_str().expect("text").to_owned();
        assert!(sentence.contains(told), "{budget} {currency}: {sentence}");
    }
    let halves = salma.post(&path, json!({"name": "x", "budget": 10.5, "currency": "SAR"})).await.data().clone();
    let other = salma.patch(&format!("{path}/{}", id(&halves)), json!({"currency": "JPY"})).await;
    assert!(other.refused(422, "validation_failed")["errors"]["budget"].is_array());
    salma.delete(&format!("{path}/{}", id(&halves))).await.data();
    let reversed = salma.post(&path, json!({"name": "x", "start_date": "2027-02-02", "end_date": "2027-02-01"})).await;
    assert!(reversed.refused(422, "validation_failed")["errors"]["end_date"].is_array());
    salma.post(&path, json!({"name": "x", "start_date": "soon"})).await.refused(400, "malformed_request");
    assert_eq!(salma.get(&path).await.body["meta"]["total"], 0);
    salma.get(&format!("{path}?start_date=2026-02-02&end_date=2026-02-01")).await.refused(422, "validation_failed");
    salma.get(&format!("{path}?sort=fame")).await.refused(400, "malformed_request");
}

#[tokio::test]
async fn who_may_plan_change_and_delete() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let (viewer, _) = app.colleague("Vera", org, "viewer").await;
    let (member, _) = app.colleague("Omar", org, "member").await;
    let path = format!("/api/orgs/{org}/campaigns");
    viewer.post(&path, summer(&app)).await.refused(403, "forbidden");
    let draft = member.post(&path, summer(&app)).await.data().clone();
    let one = format!("{path}/{}", id(&draft));
    assert_eq!(viewer.get(&one).await.data()["name"], "Summer Sale 2025");
    viewer.patch(&one, json!({"name": "x"})).await.refused(403, "forbidden");
    member.patch(&one, json!({"name": "Ours"})).await.data();
    member.delete(&one).await.refused(403, "forbidden");
    app.as_owner("update campaigns set status = 'active'").await;
    member.patch(&one, json!({"name": "x"})).await.refused(403, "forbidden");
    assert_eq!(salma.patch(&one, json!({"name": "Live"})).await.data()["name"], "Live");
    salma.patch(&one, json!({"budget": 50_001, "tags": ["ok"]})).await.refused(409, "conflict");
    salma.patch(&one, json!({"budget": 7})).await.refused(409, "confirmation_required");
    let refused = salma.patch(&one, json!({"budget": null, "start_date": null})).await;
    let errors = &refused.refused(422, "validation_failed")["errors"];
    assert!(errors["budget"].is_array() && errors["start_date"].is_array());
    salma.post(&format!("{one}/archive"), json!({})).await.refused(409, "invalid_transition");
    app.as_owner("update campaigns set status = 'completed'").await;
    member.post(&format!("{one}/archive"), json!({})).await.refused(403, "forbidden");
    salma.post(&format!("{one}/archive"), json!({})).await.data();
    salma.delete(&one).await.data();
}

#[tokio::test]
async fn many_are_changed_at_once_and_a_bad_one_spoils_none() {
    let app = TestApp::start().await;
    let (salma, org) = app.founder("Salma").await;
    let path = format!("/api/orgs/{org}/campaigns");
    let one = salma.post(&path, json!({"name": "One", "tags": ["old"]})).await.data().clone();
    let two = salma.post(&path, json!({"name": "Two"})).await.data().clone();
    let unknown = app.app.ids.next::<()>();
    let ids = json!([one["id"], unknown, two["id"]]);
    let body = json!({"campaign_ids": ids, "add": ["eid", "gulf"], "remove": ["old"]});
    let tagged = salma.patch(&format!("{path}/bulk/tags"), body).await;
    assert_eq!((&tagged.data()["updated"], &tagged.data()["failed"]), (&json!(2), &json!(1)));
    assert!(tagged.data()["results"][1]["error"].as_str().expect("a reason").contains("not found"));
    let list = salma.get(&format!("{path}?tag=gulf&sort=name")).await;
    assert_eq!(names(&list), ["One", "Two"]);
    assert_eq!(list.data()[0]["tags"], json!(["eid", "gulf"]));
    let archived = salma.post(&format!("{path}/bulk/archive"), json!({"campaign_ids": ids})).await;
    assert_eq!(
        (&archived.data()["updated"], &archived.data()["results"][0]["status"]),
        (&json!(2), &json!("archived"))
    );
    let again = salma.post(&format!("{path}/bulk/archive"), json!({"campaign_ids": [one["id"]]})).await;
    assert_eq!((&again.data()["updated"], &again.data()["failed"]), (&json!(0), &json!(1)));
    salma.post(&format!("{path}/bulk/archive"), json!({})).await.refused(422, "validation_failed");
}

/// All campaigns of an org, page by page.
async fn all(client: &Client, path: &str) -> Vec<Value> {
    let mut rows = Vec::new();
    for page in 1.. {
        let answer = client.get(&format!("{path}&limit=100&page={page}")).await;
        rows.extend(answer.data().as_array().expect("rows").iter().cloned());
        if answer.body["links"]["next"].is_null() {
            break;
        }
    }
    rows
}

#[tokio::test]
async fn what_platforms_have_becomes_campaigns_whose_numbers_are_sums_of_what_was_read() {
    let stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.run_to_the_end().await;
    let found = stage.app.count("select count(*) from platform_campaigns").await;
    assert!(found > 0);
    assert_eq!(stage.app.count("select count(*) from campaigns where origin = 'platform'").await, found);
    assert_eq!(stage.app.count("select count(*) from platform_campaigns where campaign_id is null").await, 0);
    assert_eq!(stage.app.count("select count(*) from audit_log where action = 'campaign.imported'").await, found);
    let days = "select count(*) from campaigns c join platform_campaigns p on p.campaign_id = c.id
                where (c.end_date is null) <> (p.ends_at is null) or (c.start_date is null) <> (p.starts_at is null)";
    assert_eq!(stage.app.count(days).await, 0, "what has no end there has none here");
    let path = stage.path("campaigns");

    // every number is a sum of the rows
    let today = stage.app.clock.now().date_naive();
    let days = format!("start_date={}&end_date={today}", today - TimeDelta::days(6));
    let rows = all(&stage.admin, &format!("{path}?{days}")).await;
    assert_eq!(i64::try_from(rows.len()).expect("few"), found);
    let sums: (i64, i64, i64) = {
        let mut tx = stage.app.app.tenant(stage.org).await.expect("transaction");
        let sql = "select sum(impressions)::bigint, sum(clicks)::bigint, sum(spend_micros)::bigint from ad_metrics
                   where split = 0 and day between $1 and $2";
        sqlx::query_as(sql).bind(today - TimeDelta::days(6)).bind(today).fetch_one(&mut *tx).await.expect("sums")
    };
    let sum = |measure: &str| rows.iter().map(|row| millionths(&row["metrics"][measure])).sum::<i64>();
    assert_eq!((sum("impressions") / 1_000_000, sum("clicks") / 1_000_000, sum("spend")), sums);
    let stats = stage.admin.get(&format!("{path}/stats?{days}")).await.data().clone();
    assert_eq!(
        (stats["metrics"]["impressions"].as_i64(), stats["metrics"]["clicks"].as_i64()),
        (Some(sums.0), Some(sums.1))
    );

    // in any order; who has most comes first
    for measure in
        ["spend", "impressions", "clicks", "conversions", "ctr", "cpc", "cpm", "cpa", "roas", "leads", "revenue"]
    {
        let list = stage.admin.get(&format!("{path}?{days}&sort=-{measure}&limit=5")).await;
        let values: Vec<i64> = list
            .data()
            .as_array()
            .expect("rows")
            .iter()
            .map(|row| &row["metrics"][measure])
            .map(|value| if value.is_null() { i64::MIN } else { millionths(value) })
            .collect();
        assert!(values.is_sorted_by(|one, other| one >= other), "{measure}: {values:?}");
    }

    // of one: its course and its parts come to the same
    let top = stage.admin.get(&format!("{path}?{days}&sort=-spend&limit=1")).await.data()[0].clone();
    for by in ["platform", "account", "age", "gender", "country", "placement", "device"] {
        let asked = format!("{path}/{}/metrics?{days}&group_by={by}&compare=previous", id(&top));
        let told = stage.admin.get(&asked).await.data().clone();
        assert_eq!(told["impressions"], top["metrics"]["impressions"]);
        let (series, groups) = (told["series"].as_array().expect("points"), told["groups"].as_array().expect("groups"));
        assert_eq!((series.len(), told["previous"]["series"].as_array().map(Vec::len)), (7, Some(7)));
        for measure in COUNTS.into_iter().chain(["spend"]) {
            let total = millionths(&told[measure]);
            let of = |rows: &[Value]| rows.iter().map(|row| millionths(&row[measure])).sum::<i64>();
            assert_eq!((of(series), of(groups)), (total, total), "{measure} by {by}");
        }
    }
    let weeks = stage.admin.get(&format!("{path}/{}/metrics?granularity=month", id(&top))).await.data().clone();
    assert!(weeks["series"].as_array().is_some_and(|points| (1..=2).contains(&points.len())));

    // a second sync finds nothing new
    stage.ask(&integration).await;
    stage.run_to_the_end().await;
    assert_eq!(stage.app.count("select count(*) from campaigns").await, found);
    assert_eq!(stage.app.count("select count(*) from audit_log where action = 'campaign.updated'").await, 0);
    stage.admin.delete(&format!("{path}/{}", id(&top))).await.refused(409, "conflict");
}

#[tokio::test]
async fn a_campaign_of_a_platform_follows_it_but_keeps_the_name_that_it_got_here() {
    let stage = Stage::start().await;
    let integration = stage.connect_small(PLATFORM).await;
    stage.without_history().await;
    stage.run_to_the_end().await;
    let path = stage.path("campaigns");
    let list = stage.admin.get(&format!("{path}?status=active&sort=name")).await;
    let (kept, followed) = (list.data()[0].clone(), list.data()[1].clone());
    stage.admin.patch(&format!("{path}/{}", id(&kept)), json!({"name": "Ours"})).await.data();
    // as if the platform had told something else before
    stage
        .app
        .as_owner(&format!(
            "update platform_campaigns set name = 'Before' where campaign_id = '{0}';
             update campaigns set name = 'Before', budget_micros = 1000000, status = 'paused' where id = '{0}'",
            id(&followed)
        ))
        .await;
    stage.ask(&integration).await;
    stage.run_to_the_end().await;
    let after = stage.admin.get(&format!("{path}/{}", id(&followed))).await.data().clone();
    for field in ["name", "budget", "status", "start_date", "end_date"] {
        assert_eq!(after[field], followed[field], "{field}");
    }
    assert_eq!(after["accounts"][0]["platform_campaign"]["name"], followed["name"]);
    assert_eq!(stage.admin.get(&format!("{path}/{}", id(&kept))).await.data()["name"], "Ours");
    let feed = stage.admin.get(&stage.path(&format!("activity?object_id={}", id(&followed)))).await;
    let told: Vec<&str> =
        feed.data().as_array().expect("rows").iter().map(|row| row["kind"].as_str().expect("kind")).collect();
    assert!(told.contains(&"campaign.updated") && told.contains(&"campaign.status_changed"), "{told:?}");

    // what is over can be archived, and stays so however often it is read
    stage
        .app
        .as_owner(&format!("update platform_campaigns set ends_at = '2020-01-01' where campaign_id = '{}'", id(&kept)))
        .await;
    stage.app.as_owner(&format!("update campaigns set status = 'completed' where id = '{}'", id(&kept))).await;
    stage.admin.post(&format!("{path}/{}/archive", id(&kept)), json!({})).await.data();
    assert_eq!(
        stage.admin.get("/api/user/orgs").await.data()[0]["active_campaigns"],
        stage.app.count("select count(*) from campaigns where status = 'active'").await
    );
}

#[tokio::test]
async fn who_is_limited_to_an_account_sees_what_runs_on_it_and_its_numbers() {
    let stage = Stage::start().await;
    stage.connect_all(PLATFORM).await;
    stage.without_history().await;
    stage.run_to_the_end().await;
    let accounts = stage.accounts(PLATFORM).await;
    assert!(accounts.len() > 1, "the sandbox has several accounts");
    let (omar, membership) = stage.app.colleague("Omar", stage.org, "member").await;
    let body = json!({"ad_account_ids": [accounts[0].id]});
    stage.admin.patch(&stage.path(&format!("members/{membership}")), body).await.data();
    let path = stage.path("campaigns");
    let mine = all(&omar, &format!("{path}?sort=name")).await;
    let theirs = all(&stage.admin, &format!("{path}?sort=name")).await;
    let of_mine = all(&stage.admin, &format!("{path}?sort=name&ad_account_id={}", accounts[0].id)).await;
    assert_eq!(mine, of_mine);
    assert!(mine.len() < theirs.len());
    let hidden = theirs.iter().find(|row| !mine.contains(row)).expect("another one");
    omar.get(&format!("{path}/{}", id(hidden))).await.refused(404, "not_found");
    omar.get(&format!("{path}/{}/metrics", id(hidden))).await.refused(404, "not_found");
    let (all_of_it, part) = (stage.admin.get(&format!("{path}/stats")).await, omar.get(&format!("{path}/stats")).await);
    let shown = |answer: &Answer| answer.data()["metrics"]["impressions"].as_i64().expect("a count");
    assert!(shown(&part) > 0 && shown(&part) < shown(&all_of_it));
    let refused = omar.post(&path, json!({"name": "x", "ad_account_ids": [accounts[1].id]})).await;
    assert!(refused.refused(422, "validation_failed")["errors"]["ad_account_ids"].is_array());
    let planned = omar.post(&path, json!({"name": "Mine", "ad_account_ids": [accounts[0].id]})).await;
    assert_eq!(planned.data()["platforms"], json!(["meta"]));
}
