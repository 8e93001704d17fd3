//! Accounts and what is in them: lists, pages, and changes.

use serde_json::{Value, json};

use super::{Caller, refusal};
use crate::stage::Stage;

fn rows(list: &Value) -> Vec<Value> {
    list["data"].as_array().unwrap().clone()
}

/// All pages of a list.
async fn all(caller: &Caller<'_>, path: &str, asked: &[(&str, &str)]) -> Vec<Value> {
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let mut asked = asked.to_vec();
        if !cursor.is_empty() {
            asked.push(("cursor", &cursor));
        }
        let list = caller.ads("GET", path, &asked).await.ok();
        found.extend(rows(&list));
        match list["next_cursor"].as_str() {
            Some(next) => next.clone_into(&mut cursor),
            None => break found,
        }
    }
}

#[tokio::test]
async fn accounts_have_zones_and_their_funding_instruments_the_currency() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let accounts = all(&caller, "accounts", &[("count", "2")]).await;
    let zones: Vec<_> = accounts.iter().map(|it| it["timezone"].as_str().unwrap()).collect();
    assert_eq!(zones, ["America/New_York", "Asia/Tokyo", "Asia/Kuwait", "Africa/Cairo", "Asia/Riyadh"]);
    let mut currencies = Vec::new();
    for account in &accounts {
        let id = account["id"].as_str().unwrap();
        let one = caller.ads("GET", &format!("accounts/{id}"), &[]).await.ok();
        assert_eq!((&one["data"], &one["request"]["params"]["account_id"]), (account, &json!(id)));
        let funding = rows(&caller.ads("GET", &format!("accounts/{id}/funding_instruments"), &[]).await.ok());
        currencies.push(funding[0]["currency"].as_str().unwrap().to_owned());
        let campaigns = rows(&caller.ads("GET", &format!("accounts/{id}/campaigns"), &[]).await.ok());
        assert!(campaigns.iter().all(|it| it["funding_instrument_id"] == funding[0]["id"]));
        assert!(campaigns.iter().all(|it| it["currency"] == funding[0]["currency"]));
    }
    assert_eq!(currencies, ["USD", "JPY", "KWD", "EGP", "SAR"]);
    let tokyo = rows(&caller.ads("GET", "accounts", &[("q", "さくら")]).await.ok());
    assert_eq!((tokyo.len(), &tokyo[0]["timezone"]), (1, &json!("Asia/Tokyo")));
    let access = format!("accounts/{}/authenticated_user_access", tokyo[0]["id"].as_str().unwrap());
    assert_eq!(caller.ads("GET", &access, &[]).await.ok()["data"]["permissions"][0], "ACCOUNT_ADMIN");
    for account in ["zzz", "ZZZ", "%00", "1"] {
        let got = caller.ads("GET", &format!("accounts/{account}/campaigns"), &[]).await;
        assert!([401, 403].contains(&got.status), "{account}: {}", got.body);
    }
    assert_eq!(refusal(&caller.ads("GET", "accounts/zzz", &[]).await), (403, "ACCOUNT_NOT_FOUND".to_owned()));
}

#[tokio::test]
async fn lists_are_paged_filtered_and_sorted() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("USD").await;
    let path = |kind: &str| format!("accounts/{id}/{kind}");
    for kind in ["campaigns", "line_items", "promoted_tweets"] {
        let whole = all(&caller, &path(kind), &[("with_deleted", "true"), ("count", "1000")]).await;
        let paged = all(&caller, &path(kind), &[("with_deleted", "true"), ("count", "3")]).await;
        assert!(whole == paged && whole.len() > 3, "{kind}");
        // as X's own client for Python writes it
        let written = all(&caller, &path(kind), &[("with_deleted", "True"), ("count", "1000")]).await;
        assert_eq!(written, whole, "{kind}");
        let total =
            caller.ads("GET", &path(kind), &[("with_deleted", "true"), ("with_total_count", "true")]).await.ok();
        assert_eq!(total["total_count"], whole.len(), "{kind}");
    }
    let campaigns = all(&caller, &path("campaigns"), &[]).await;
    assert!(campaigns.iter().all(|it| it["deleted"] == false && it["daily_budget_amount_local_micro"].is_i64()));
    let some = campaigns[1]["id"].as_str().unwrap();
    let got = caller.ads("GET", &path("campaigns"), &[("campaign_ids", some)]).await.ok();
    assert_eq!((rows(&got).len(), &got["request"]["params"]["campaign_ids"]), (1, &json!([some])));
    let items = all(&caller, &path("line_items"), &[("campaign_ids", some)]).await;
    assert!(!items.is_empty() && items.iter().all(|it| it["campaign_id"] == some));
    let posts = all(&caller, &path("promoted_tweets"), &[("line_item_ids", items[0]["id"].as_str().unwrap())]).await;
    assert!(!posts.is_empty() && posts.iter().all(|it| it["line_item_id"] == items[0]["id"]));
    let sorted = all(&caller, &path("campaigns"), &[("sort_by", "name-desc")]).await;
    assert!(sorted.is_sorted_by(|one, other| one["name"].as_str() >= other["name"].as_str()));
    let one = caller.ads("GET", &path(&format!("campaigns/{some}")), &[]).await.ok();
    assert_eq!((&one["data"], &one["request"]["params"]["campaign_id"]), (&campaigns[1], &json!(some)));
    for (asked, code) in [
        (vec![("count", "0")], "INVALID_PARAMETER"),
        (vec![("count", "1001")], "INVALID_PARAMETER"),
        (vec![("count", "abc")], "INVALID_PARAMETER"),
        (vec![("with_deleted", "yes")], "INVALID_PARAMETER"),
        (vec![("cursor", "c-nonsense")], "INVALID_PARAMETER"),
        (vec![("cursor", "x"), ("with_total_count", "true")], "EXCLUSIVE_PARAMETERS"),
        (vec![("sort_by", "nonsense-asc")], "INVALID_PARAMETER"),
        (vec![("sort_by", "name")], "INVALID_PARAMETER"),
    ] {
        assert_eq!(refusal(&caller.ads("GET", &path("campaigns"), &asked).await), (400, code.to_owned()), "{asked:?}");
    }
    let abc = caller.ads("GET", &path("campaigns"), &[("count", "abc")]).await.json();
    let error =
        json!({"code": "INVALID_PARAMETER", "message": "Expected Long, got \"abc\" for count", "parameter": "count"});
    assert_eq!(abc["errors"][0], error);
    for (path, code) in [("campaigns/zz", "NOT_FOUND"), ("nonsense", "ROUTE_NOT_FOUND")] {
        let got = caller.ads("GET", &format!("accounts/{id}/{path}"), &[]).await;
        assert_eq!(refusal(&got), (404, code.to_owned()));
    }
}

#[tokio::test]
async fn a_campaign_is_made_changed_and_deleted() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    for (currency, micros, odd) in
        [("USD", "12340000", "12345000"), ("JPY", "5000000000", "5500000"), ("KWD", "1234000", "1234500")]
    {
        let (id, _) = caller.account(currency).await;
        let path = format!("accounts/{id}/campaigns");
        let funding = caller.ads("GET", &format!("accounts/{id}/funding_instruments"), &[]).await.ok();
        let funding = funding["data"][0]["id"].as_str().unwrap().to_owned();
        let new = [
            ("name", "عروض الشتاء & Winter, 50%"),
            ("funding_instrument_id", funding.as_str()),
            ("daily_budget_amount_local_micro", micros),
            ("entity_status", "PAUSED"),
        ];
        let made = caller.ads("POST", &path, &new).await;
        assert_eq!(made.status, 201, "{}", made.body);
        let made = made.json();
        assert_eq!(made["data"]["daily_budget_amount_local_micro"], micros.parse::<i64>().unwrap());
        assert_eq!(made["request"]["params"]["daily_budget_amount_local_micro"], micros.parse::<i64>().unwrap());
        assert_eq!((&made["data"]["entity_status"], &made["data"]["currency"]), (&json!("PAUSED"), &json!(currency)));
        let one = format!("{path}/{}", made["data"]["id"].as_str().unwrap());
        stage.clock.advance(chrono::TimeDelta::minutes(2));
        let changes =
            [("name", "Spring"), ("entity_status", "ACTIVE"), ("total_budget_amount_local_micro", "99000000000")];
        let changed = caller.ads("PUT", &one, &changes).await.ok()["data"].clone();
        assert_eq!((&changed["name"], &changed["entity_status"]), (&json!("Spring"), &json!("ACTIVE")));
        assert_eq!(changed["total_budget_amount_local_micro"], 99_000_000_000_i64);
        assert_ne!(changed["updated_at"], changed["created_at"]);
        let unset = caller.ads("PUT", &one, &[("daily_budget_amount_local_micro", "")]).await.ok();
        assert_eq!(unset["data"]["daily_budget_amount_local_micro"], json!(null));
        let again = caller.ads("PUT", &one, &[("daily_budget_amount_local_micro", micros)]).await.ok();
        assert_eq!(again["data"]["daily_budget_amount_local_micro"], micros.parse::<i64>().unwrap());
        for (field, value, code) in [
            ("daily_budget_amount_local_micro", odd, "INVALID_DENOMINATION"),
            ("daily_budget_amount_local_micro", "-1", "INVALID_PARAMETER"),
            ("daily_budget_amount_local_micro", "1.5", "INVALID_PARAMETER"),
            ("daily_budget_amount_local_micro", "100000000000", "INVALID_PARAMETER"),
            ("entity_status", "DRAFT", "INVALID_PARAMETER"),
            ("name", &"n".repeat(256), "INVALID_PARAMETER"),
        ] {
            let got = caller.ads("PUT", &one, &[(field, value), ("purchase_order_number", "1")]).await;
            assert_eq!(refusal(&got), (400, code.to_owned()), "{field} {value}");
        }
        let deleted = caller.ads("DELETE", &one, &[]).await.ok();
        assert_eq!((&deleted["data"]["deleted"], &deleted["data"]["name"]), (&json!(true), &json!("Spring")));
        for method in ["DELETE", "PUT", "GET"] {
            assert_eq!(refusal(&caller.ads(method, &one, &[]).await), (404, "NOT_FOUND".to_owned()), "{method}");
        }
        assert_eq!(caller.ads("GET", &one, &[("with_deleted", "true")]).await.status, 200);
        for missing in ["name", "funding_instrument_id"] {
            let some: Vec<_> = new.iter().copied().filter(|it| it.0 != missing).collect();
            let got = caller.ads("POST", &path, &some).await;
            assert_eq!(refusal(&got), (400, "MISSING_PARAMETER".to_owned()), "{missing}");
            assert_eq!(got.json()["errors"][0]["parameter"], missing);
        }
        let draft = [("name", "draft"), ("funding_instrument_id", funding.as_str()), ("entity_status", "DRAFT")];
        let draft = caller.ads("POST", &path, &draft).await.json()["data"]["id"].clone();
        let shown = async |asked: &[(&str, &str)]| {
            rows(&caller.ads("GET", &path, asked).await.ok()).iter().any(|it| it["id"] == draft)
        };
        assert!(!shown(&[]).await && shown(&[("with_draft", "true")]).await);
    }
}

#[tokio::test]
async fn line_items_and_posts_are_made_stopped_and_taken_away() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("SAR").await;
    let path = |kind: &str| format!("accounts/{id}/{kind}");
    let campaign = all(&caller, &path("campaigns"), &[]).await[0]["id"].as_str().unwrap().to_owned();
    let new = [
        ("campaign_id", campaign.as_str()),
        ("name", "مجموعة"),
        ("objective", "WEBSITE_CLICKS"),
        ("product_type", "PROMOTED_TWEETS"),
        ("placements", "ALL_ON_TWITTER,TREND"),
        ("start_time", "2026-09-01T00:00:00+0300"),
        ("bid_strategy", "MAX"),
        ("bid_amount_local_micro", "3210000"),
        ("entity_status", "PAUSED"),
    ];
    let made = caller.ads("POST", &path("line_items"), &new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    let made = made.json()["data"].clone();
    assert_eq!(
        (&made["start_time"], &made["bid_amount_local_micro"]),
        (&json!("2026-08-31T21:00:00Z"), &json!(3_210_000))
    );
    assert_eq!(
        (&made["placements"], &made["objective"]),
        (&json!(["ALL_ON_TWITTER", "TREND"]), &json!("WEBSITE_CLICKS"))
    );
    let item = made["id"].as_str().unwrap();
    let changes = [("entity_status", "ACTIVE"), ("daily_budget_amount_local_micro", "7000000")];
    let changed = caller.ads("PUT", &path(&format!("line_items/{item}")), &changes).await.ok()["data"].clone();
    assert_eq!(
        (&changed["entity_status"], &changed["daily_budget_amount_local_micro"]),
        (&json!("ACTIVE"), &json!(7_000_000))
    );
    for (field, value) in
        [("objective", "NONSENSE"), ("placements", "HERE"), ("start_time", "soon"), ("product_type", "")]
    {
        let bad: Vec<_> = new.iter().map(|it| if it.0 == field { (field, value) } else { *it }).collect();
        assert_eq!(caller.ads("POST", &path("line_items"), &bad).await.status, 400, "{field}");
    }
    let posts = [("line_item_id", item), ("tweet_ids", "822333526255120384,822333526255120385")];
    let promoted = caller.ads("POST", &path("promoted_tweets"), &posts).await;
    assert_eq!((promoted.status, &promoted.json()["total_count"]), (201, &json!(2)));
    let post = promoted.json()["data"][0].clone();
    assert_eq!((&post["tweet_id"], &post["approval_status"]), (&json!("822333526255120384"), &json!("ACCEPTED")));
    let one = path(&format!("promoted_tweets/{}", post["id"].as_str().unwrap()));
    let paused = caller.ads("PUT", &one, &[("entity_status", "PAUSED")]).await;
    assert_eq!(refusal(&paused), (405, "METHOD_NOT_ALLOWED".to_owned()), "posts cannot be changed");
    assert_eq!(caller.ads("DELETE", &one, &[]).await.ok()["data"]["deleted"], true);
    let of_item = [("line_item_ids", item)];
    assert_eq!(all(&caller, &path("promoted_tweets"), &of_item).await.len(), 1);
    caller.ads("DELETE", &path(&format!("line_items/{item}")), &[]).await.ok();
    assert!(
        all(&caller, &path("promoted_tweets"), &of_item).await.is_empty(),
        "with the line item they are out of sight"
    );
    let with_deleted =
        all(&caller, &path("promoted_tweets"), &[("line_item_ids", item), ("with_deleted", "true")]).await;
    assert_eq!(with_deleted.iter().filter(|it| it["deleted"] == false).count(), 1, "though not deleted");
}

#[tokio::test]
async fn a_batch_is_whole_or_nothing() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("EGP").await;
    let (path, batch) = (format!("accounts/{id}/campaigns"), format!("batch/accounts/{id}/campaigns"));
    let before = all(&caller, &path, &[]).await;
    let funding = before[0]["funding_instrument_id"].clone();
    let create = json!({"operation_type": "Create", "params": {"name": "batch", "funding_instrument_id": funding,
        "daily_budget_amount_local_micro": 140_000_000, "entity_status": "PAUSED"}});
    let update = json!({"operation_type": "Update", "params": {"campaign_id": before[0]["id"], "name": "renamed"}});
    let delete = json!({"operation_type": "Delete", "params": {"campaign_id": before[1]["id"]}});
    let wrong = json!({"operation_type": "Update", "params": {"campaign_id": "zz", "name": "renamed"}});
    let failed = caller.json(&batch, &json!([create, update, wrong])).await;
    let told = failed.json();
    assert_eq!((failed.status, &told["operation_errors"][0]), (400, &json!([])));
    assert_eq!(told["operation_errors"][2][0]["code"], "NOT_FOUND");
    assert_eq!(all(&caller, &path, &[]).await, before, "nothing happened");
    let done = caller.json(&batch, &json!([create, update, delete])).await.json();
    assert_eq!((&done["data"][0]["name"], &done["data"][1]["name"]), (&json!("batch"), &json!("renamed")));
    assert_eq!((&done["data"][2]["deleted"], &done["request"][2]["operation_type"]), (&json!(true), &json!("Delete")));
    assert_eq!(all(&caller, &path, &[]).await.len(), before.len());
    let many = Value::Array(vec![create; 41]);
    assert_eq!(refusal(&caller.json(&batch, &many).await), (400, "REQUEST_TOO_COMPLEX".to_owned()));
    assert_eq!(refusal(&caller.json(&batch, &json!({})).await), (400, "INVALID_PARAMETER".to_owned()));
}

/// A paused campaign, with a line item to be seen below it: the account, and what was asked for.
async fn reaching(caller: &Caller<'_>, id: &str) -> (String, [(&'static str, String); 8]) {
    let path = |kind: &str| format!("accounts/{id}/{kind}");
    let funding = all(caller, &path("funding_instruments"), &[]).await[0]["id"].as_str().unwrap().to_owned();
    let campaign = [("name", "c"), ("funding_instrument_id", funding.as_str()), ("entity_status", "PAUSED")];
    let campaign = caller.ads("POST", &path("campaigns"), &campaign).await.json()["data"]["id"].clone();
    let new = [
        ("campaign_id", campaign.as_str().unwrap()),
        ("objective", "REACH"),
        ("product_type", "PROMOTED_TWEETS"),
        ("placements", "ALL_ON_TWITTER"),
        ("start_time", "2026-12-01"),
        ("end_time", "2026-12-31"),
        ("goal", "MAX_REACH"),
        ("bid_strategy", "AUTO"),
    ];
    let made = caller.ads("POST", &path("line_items"), &new).await;
    assert_eq!(made.status, 201, "{}", made.body);
    (made.json()["data"]["id"].as_str().unwrap().to_owned(), new.map(|(name, value)| (name, value.to_owned())))
}

#[tokio::test]
async fn a_line_item_is_told_whom_it_is_for() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("SAR").await;
    let path = |kind: &str| format!("accounts/{id}/{kind}");
    let (item, new) = reaching(&caller, &id).await;
    for (field, value, code) in [
        ("goal", "LINK_CLICKS", "INVALID_PARAMETER"),
        ("bid_strategy", "MAX", "MISSING_PARAMETER"),
        ("end_time", "2026-11-30", "INVALID_TIME_WINDOW"),
        // all line items of a campaign are for the same
        ("objective", "ENGAGEMENTS", "INVALID_PARAMETER"),
        ("objective", "APP_INSTALLS", "INVALID_PARAMETER"),
        ("start_time", "", "MISSING_PARAMETER"),
    ] {
        let bad: Vec<_> = new.iter().map(|it| (it.0, if it.0 == field { value } else { it.1.as_str() })).collect();
        let got = caller.ads("POST", &path("line_items"), &bad).await;
        assert_eq!(refusal(&got), (400, code.to_owned()), "{field} {value}");
    }

    let places = caller.ads("GET", "targeting_criteria/locations", &[("country_code", "SA")]).await.ok();
    assert_eq!((rows(&places).len(), &places["data"][0]["name"]), (1, &json!("Saudi Arabia")));
    let place = places["data"][0]["targeting_value"].as_str().unwrap();
    let paged = all(&caller, "targeting_criteria/languages", &[("count", "5")]).await;
    assert_eq!(paged, all(&caller, "targeting_criteria/languages", &[]).await);
    assert_eq!(caller.ads("GET", "targeting_criteria/nonsense", &[]).await.status, 404);

    let criteria = path("targeting_criteria");
    let add = async |kind: &str, value: &str| {
        let asked = [("line_item_id", item.as_str()), ("targeting_type", kind), ("targeting_value", value)];
        caller.ads("POST", &criteria, &[asked.as_slice(), &[("operator_type", "EQ")]].concat()).await
    };
    let told = add("LOCATION", place).await.json()["data"].clone();
    assert_eq!((&told["name"], &told["line_item_id"]), (&json!("Saudi Arabia"), &json!(item)));
    assert_eq!(add("AGE", "AGE_21_TO_34").await.status, 201);
    for (kind, value, code) in [
        ("AGE", "AGE_25_TO_49", "INVALID_PARAMETER"),
        ("AGE", "AGE_25_TO_34", "INVALID_PARAMETER"),
        ("GENDER", "FEMALE", "INVALID_PARAMETER"),
        ("LANGUAGE", "ar_SA", "INVALID_PARAMETER"),
        ("LOCATION", "SA", "INVALID_PARAMETER"),
        ("COUNTRY", "SA", "INVALID_PARAMETER"),
        ("GENDER", "", "MISSING_PARAMETER"),
        ("", "2", "MISSING_PARAMETER"),
    ] {
        assert_eq!(refusal(&add(kind, value).await), (400, code.to_owned()), "{kind} {value}");
    }
    assert_eq!(all(&caller, &criteria, &[("line_item_ids", item.as_str())]).await.len(), 2);
    assert_eq!(refusal(&caller.ads("GET", &criteria, &[]).await), (400, "MISSING_PARAMETER".to_owned()));
}

#[tokio::test]
async fn a_batch_of_criteria_is_whole_or_nothing() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("SAR").await;
    let criteria = format!("accounts/{id}/targeting_criteria");
    let (item, _) = reaching(&caller, &id).await;
    let of_item = [("line_item_ids", item.as_str())];
    let batch = format!("batch/accounts/{id}/targeting_criteria");
    let create = |kind: &str, value: &str| {
        json!({"operation_type": "Create", "params": {"line_item_id": item, "operator_type": "EQ",
            "targeting_type": kind, "targeting_value": value}})
    };
    let begun = caller.json(&batch, &json!([create("GENDER", "2"), create("AGE", "AGE_21_TO_34")])).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    let before = all(&caller, &criteria, &of_item).await;
    let failed = caller.json(&batch, &json!([create("LANGUAGE", "ar"), create("GENDER", "3")])).await;
    assert_eq!((failed.status, &failed.json()["operation_errors"][0]), (400, &json!([])));
    assert_eq!(all(&caller, &criteria, &of_item).await, before, "nothing happened");
    let delete = json!({"operation_type": "Delete", "params": {"targeting_criterion_id": before[1]["id"]}});
    let operations = json!([delete, create("AGE", "AGE_OVER_50"), create("LANGUAGE", "ar")]);
    let done = caller.json(&batch, &operations).await;
    assert_eq!((done.status, &done.json()["data"][0]["deleted"]), (201, &json!(true)), "{}", done.body);
    let now = all(&caller, &criteria, &of_item).await;
    let names: Vec<_> = now.iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Female", "AGE_OVER_50", "Arabic"]);
    let one = format!("{criteria}/{}", now[0]["id"].as_str().unwrap());
    let got = caller.ads("GET", &one, &[]).await.ok();
    assert_eq!((&got["data"], &got["request"]["params"]["targeting_criterion_id"]), (&now[0], &now[0]["id"]));
    assert_eq!(refusal(&caller.ads("PUT", &one, &[]).await), (405, "METHOD_NOT_ALLOWED".to_owned()));
    caller.ads("DELETE", &one, &[]).await.ok();
    assert_eq!(refusal(&caller.ads("DELETE", &one, &[]).await), (404, "NOT_FOUND".to_owned()));
    let many = Value::Array(vec![create("LANGUAGE", "ar"); 501]);
    assert_eq!(refusal(&caller.json(&batch, &many).await), (400, "REQUEST_TOO_COMPLEX".to_owned()));
}

#[tokio::test]
async fn days_are_changed_as_far_as_they_are_to_come() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let (id, _) = caller.account("SAR").await;
    let (item, _) = reaching(&caller, &id).await;
    let set =
        async |pairs: &[(&str, &str)]| caller.ads("PUT", &format!("accounts/{id}/line_items/{item}"), pairs).await;
    for (field, value, code) in [
        ("start_time", "2026-08-19T00:00:00Z", "INVALID_PARAMETER"),
        ("start_time", "2027-01-01T00:00:00Z", "INVALID_TIME_WINDOW"),
        ("end_time", "2026-11-30T00:00:00Z", "INVALID_TIME_WINDOW"),
        ("end_time", "soon", "INVALID_PARAMETER"),
    ] {
        assert_eq!(refusal(&set(&[(field, value)]).await), (400, code.to_owned()), "{field} {value}");
    }
    let told = set(&[("start_time", "2026-08-21T00:00:00Z"), ("end_time", "")]).await.ok()["data"].clone();
    assert_eq!((&told["start_time"], &told["end_time"]), (&json!("2026-08-21T00:00:00Z"), &Value::Null));
    stage.clock.advance(chrono::TimeDelta::days(3));
    for (field, value) in [("start_time", "2026-09-01T00:00:00Z"), ("end_time", "2026-08-22T00:00:00Z")] {
        assert_eq!(refusal(&set(&[(field, value)]).await), (400, "INVALID_PARAMETER".to_owned()), "{field}");
    }
    let told = set(&[("start_time", "2026-08-21T00:00:00Z"), ("end_time", "2026-08-24T00:00:00Z")]).await.ok();
    assert_eq!(told["data"]["end_time"], "2026-08-24T00:00:00Z");
}
