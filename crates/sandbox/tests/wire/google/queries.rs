//! Queries that are refused, each with Google's own word for it, and spans of time.

use serde_json::{Value, json};

use super::{Caller, code};
use crate::stage::Stage;

#[tokio::test]
async fn what_is_wrong_with_a_query_has_googles_own_word() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "SAR").await;
    let long = format!("SELECT campaign.id FROM campaign WHERE campaign.name = '{}'", "x".repeat(20_000));
    for (query, expected) in [
        ("", "REQUIRED_FIELD_MISSING"),
        (long.as_str(), "QUERY_ERROR"),
        ("FROM campaign", "EXPECTED_SELECT"),
        ("SELECT FROM", "EXPECTED_FROM"),
        ("SELECT campaign.id campaign", "EXPECTED_FROM"),
        ("SELECT campaign.id FROM campaign nonsense", "UNEXPECTED_INPUT"),
        ("SELECT campaign.id FROM campaign WHERE", "UNEXPECTED_END_OF_QUERY"),
        ("SELECT campaign.id FROM campaign ORDER campaign.id", "EXPECTED_BY"),
        ("SELECT campaign.id FROM campaign LIMIT 0", "LIMIT_VALUE_TOO_LOW"),
        ("SELECT campaign.id FROM campaign LIMIT many", "BAD_LIMIT_VALUE"),
        ("SELECT campaign.id FROM campaign PARAMETERS speed = true", "BAD_PARAMETER_NAME"),
        ("SELECT campaign.id FROM campaign PARAMETERS include_drafts = 7", "BAD_PARAMETER_VALUE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = 'x", "STRING_NOT_TERMINATED"),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = 'x\ny'", "PROHIBITED_NEWLINE_IN_STRING"),
        ("SELECT campaign.id FROM campaign WHERE campaign.name = é", "BAD_SYMBOL"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id ABOVE 5", "BAD_OPERATOR"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN 5", "EXPECTED_LIST"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id IN ()", "PROHIBITED_EMPTY_LIST_IN_CONDITION"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id = (5)", "EXPECTED_SINGLE_VALUE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id > many", "BAD_VALUE"),
        ("SELECT campaign.id FROM campaign WHERE campaign.status = 'RUNNING'", "BAD_ENUM_CONSTANT"),
        ("SELECT campaign.id FROM campaign WHERE campaign.status > 'PAUSED'", "OPERATOR_FIELD_MISMATCH"),
        ("SELECT campaign.id FROM campaign WHERE campaign.id LIKE '1%'", "OPERATOR_FIELD_MISMATCH"),
        ("SELECT campaign.nose FROM campaign", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.id FROM campaign ORDER BY campaign.nose", "UNRECOGNIZED_FIELD"),
        ("SELECT campaign.id FROM nonsense", "BAD_RESOURCE_TYPE_IN_FROM_CLAUSE"),
        ("SELECT ad_group.id FROM campaign", "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE"),
        ("SELECT campaign.id FROM campaign WHERE ad_group.id = 5", "PROHIBITED_RESOURCE_TYPE_IN_WHERE_CLAUSE"),
        ("SELECT metrics.clicks FROM customer_client", "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"),
        ("SELECT segments.device FROM customer_client", "PROHIBITED_SEGMENT_IN_SELECT_OR_WHERE_CLAUSE"),
        (
            "SELECT campaign.id FROM campaign WHERE segments.device = 'MOBILE'",
            "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE",
        ),
        ("SELECT campaign.id FROM campaign WHERE segments.hour = 7", "EXPECTED_REFERENCED_FIELD_IN_SELECT_CLAUSE"),
        ("SELECT segments.hour FROM campaign WHERE segments.hour = 'dawn'", "BAD_VALUE"),
    ] {
        let got = caller.search(&account, query).await;
        let family = if query.is_empty() { "requestError" } else { "queryError" };
        assert_eq!((got.status, code(&got)), (400, json!({family: expected})), "{query}");
    }
}

#[tokio::test]
async fn spans_of_time_are_finite_where_time_is_told_and_begin_where_periods_do() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "USD").await;
    let of = async |select: &str, conditions: &str| {
        caller.search(&account, &format!("SELECT {select} FROM campaign WHERE {conditions}")).await
    };
    for (select, conditions, expected) in [
        ("segments.date", "campaign.id > 0", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        ("segments.month", "segments.date >= '2026-08-01'", "EXPECTED_FILTERS_ON_DATE_RANGE"),
        ("campaign.id", "segments.date DURING LAST_5_DAYS", "INVALID_VALUE_WITH_DURING_OPERATOR"),
        ("campaign.id", "segments.date BETWEEN 'x' AND '2026-08-01'", "INVALID_VALUE_WITH_BETWEEN_OPERATOR"),
        ("campaign.id", "segments.date BETWEEN '2026-08-01' OR '2026-08-02'", "EXPECTED_AND"),
        ("campaign.id", "segments.date = '1 August'", "INVALID_DATE_FORMAT"),
        ("campaign.id", "segments.date LIKE '2026%'", "OPERATOR_FIELD_MISMATCH"),
        ("campaign.id", "segments.date BETWEEN '2026-08-02' AND '2026-08-01'", "DATE_RANGE_TOO_NARROW"),
        ("campaign.id", "segments.week = '2026-08-04'", "MISALIGNED_DATE_FOR_FILTER"),
        ("campaign.id", "segments.quarter = '2026-08-01'", "MISALIGNED_DATE_FOR_FILTER"),
    ] {
        let got = of(select, conditions).await;
        assert_eq!((got.status, code(&got)), (400, json!({"queryError": expected})), "{select} {conditions}");
    }
    let clicks = async |conditions: &str| {
        let rows = of("campaign.id, metrics.clicks", conditions).await.ok()["results"].as_array().unwrap().clone();
        let of_row = |row: &Value| row["metrics"]["clicks"].as_str().unwrap().parse::<i64>().unwrap();
        rows.iter().map(of_row).sum::<i64>()
    };
    let pairs = [
        ("segments.week = '2026-08-03'", "segments.date BETWEEN '2026-08-03' AND '2026-08-09'"),
        ("segments.month = '2026-07-01'", "segments.date BETWEEN '20260701' AND '20260731'"),
        ("segments.quarter = '2026-04-01'", "segments.date >= '2026-04-01' AND segments.date < '2026-07-01'"),
        ("segments.year = 2025", "segments.date > '2024-12-31' AND segments.date <= '2025-12-31'"),
        ("segments.date DURING LAST_BUSINESS_WEEK", "segments.date BETWEEN '2026-08-10' AND '2026-08-14'"),
        ("segments.date DURING LAST_WEEK_SUN_SAT", "segments.date BETWEEN '2026-08-09' AND '2026-08-15'"),
        ("segments.date DURING THIS_WEEK_MON_TODAY", "segments.date BETWEEN '2026-08-17' AND '2026-08-20'"),
    ];
    for (said, meant) in pairs {
        let (said_clicks, meant_clicks) = (clicks(said).await, clicks(meant).await);
        assert!(said_clicks > 0 && said_clicks == meant_clicks, "{said}: {said_clicks}, {meant}: {meant_clicks}");
    }
}

#[tokio::test]
async fn names_are_left_out_where_that_is_asked_and_lists_are_negated() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "KWD").await;
    let all = "SELECT campaign.name, customer.manager FROM campaign WHERE customer.manager = FALSE";
    let rows = async |query: &str| caller.search(&account, query).await.ok()["results"].as_array().unwrap().clone();
    let whole = rows(all).await;
    assert!(whole[0]["campaign"]["resourceName"].is_string());
    let brief = rows(&format!("{all} PARAMETERS omit_unselected_resource_names = true")).await;
    assert_eq!(brief[0], json!({"campaign": {"name": whole[0]["campaign"]["name"]}, "customer": {"manager": false}}));
    let name = whole[0]["campaign"]["name"].as_str().unwrap();
    let others = rows(&format!("SELECT campaign.name FROM campaign WHERE campaign.name NOT LIKE '{name}'")).await;
    assert_eq!(others.len(), whole.len() - 1);
}

#[tokio::test]
async fn bodies_are_read_as_messages() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "USD").await;
    let path = format!("customers/{account}/googleAds:search");
    let query = "SELECT campaign.id FROM campaign";
    for body in [json!([]), json!({"query": query, "limit": 5}), json!({"query": query, "summaryRowSetting": "x"})] {
        let got = caller.send("POST", &path, body.clone()).await;
        let error = got.json()["error"].clone();
        let kind = &error["details"][0]["@type"];
        assert_eq!((got.status, kind), (400, &json!("type.googleapis.com/google.rpc.BadRequest")), "{body}");
        assert!(error["message"].as_str().unwrap().starts_with("Invalid JSON payload received."), "{error}");
    }
    let validated = json!({"query": query, "validateOnly": true});
    assert_eq!(caller.send("POST", &path, validated.clone()).await.ok(), json!({}));
    let mut paged = validated;
    paged["pageToken"] = "x".into();
    let got = caller.send("POST", &path, paged).await;
    assert_eq!(code(&got), json!({"requestError": "VALIDATE_ONLY_REQUEST_HAS_PAGE_TOKEN"}));
}

#[tokio::test]
async fn hours_are_numbers_that_add_up_and_end_with_this_one() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "SAR").await;
    let rows = async |select: &str, rest: &str| {
        let days = "segments.date BETWEEN '2026-08-14' AND '2026-08-20'";
        let query = format!("SELECT {select} metrics.cost_micros FROM customer WHERE {days} {rest}");
        caller.search(&account, &query).await.ok()["results"].as_array().unwrap().clone()
    };
    let spent = |rows: &[Value]| -> i64 {
        rows.iter().map(|row| row["metrics"]["costMicros"].as_str().unwrap().parse::<i64>().unwrap()).sum()
    };
    let all = spent(&rows("", "").await);
    assert!(all > 0);
    for segments in ["segments.hour, segments.device,", "segments.ad_network_type, segments.date, segments.hour,"] {
        assert_eq!(spent(&rows(segments, "").await), all, "{segments}");
    }
    let hours = rows("segments.date, segments.hour,", "ORDER BY segments.date, segments.hour").await;
    assert_eq!(spent(&hours), all);
    let told: Vec<_> =
        hours.iter().map(|row| (row["segments"]["date"].as_str().unwrap(), &row["segments"]["hour"])).collect();
    // noon in Greenwich is three o'clock in Riyadh
    assert_eq!((told.len(), told[0], told[23]), (6 * 24 + 16, ("2026-08-14", &json!(0)), ("2026-08-14", &json!(23))));
    assert_eq!(told.last(), Some(&("2026-08-20", &json!(15))));
    let late = rows("segments.hour,", "AND segments.hour BETWEEN 21 AND 23").await;
    assert_eq!(late.len(), 3);
    assert!(spent(&late) > 0 && spent(&late) < all);
}
