//! Queries answered: conditions, segments, metrics, order, pages of 10 000 rows.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{Datelike, NaiveDate};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    dates::{CORE, first_of, window},
    fields::{Sort, camel, check, is_measured, resource, sort_of},
    gaql::{Condition, Operator, Query, parse},
    manager,
    problem::{Problem, Told, known},
    table::{Entity, entities},
};
use crate::{
    core::{
        sign::{opaque, opened, sha256},
        state::Desk,
    },
    world::{
        hash::mix,
        numbers::{Numbers, Sum},
        split::{Cell, Family, split},
        tree::{Account, FIRST_DAY},
    },
};

/// Rows of a page: fixed.
const PAGE: usize = 10_000;

type Fields = BTreeMap<String, Value>;

/// `googleAds:search`.
pub fn search(desk: &Desk<'_>, customer: u64, body: &Value) -> Told {
    if body.get("pageSize").is_some() {
        let message =
            "Setting the page size is not supported. Search response will have fixed page size of '10000' rows.";
        return Err(Problem::invalid("requestError", "PAGE_SIZE_NOT_SUPPORTED", message));
    }
    known(body, &["query", "pageToken", "pageSize", "validateOnly", "searchSettings"])?;
    let (text, query) = query(body)?;
    let is_validated = body.get("validateOnly") == Some(&Value::Bool(true));
    let of = sha256(format!("{customer}:{text}").as_bytes());
    let bad_token =
        || Problem::invalid("requestError", "INVALID_PAGE_TOKEN", "The page token is invalid, or of another query.");
    let start = match body.get("pageToken").and_then(Value::as_str).filter(|token| !token.is_empty()) {
        None => 0,
        Some(_) if is_validated => {
            let message = "A request that is only validated has no page token.";
            return Err(Problem::invalid("requestError", "VALIDATE_ONLY_REQUEST_HAS_PAGE_TOKEN", message));
        }
        Some(token) => {
            let token = opened(token).ok_or_else(bad_token)?;
            let (at, fingerprint) = token.split_once(':').ok_or_else(bad_token)?;
            at.parse::<usize>().ok().filter(|_| fingerprint == of).ok_or_else(bad_token)?
        }
    };
    let rows = run(desk, customer, &query)?;
    if is_validated {
        return Ok(json!({}));
    }
    let end = rows.len().min(start.saturating_add(PAGE));
    let shown = rows.get(start..end).unwrap_or_default();
    let shown: Vec<Value> = shown.iter().map(|row| said(row, &query)).collect();
    let mut told = json!({"results": shown, "fieldMask": mask(&query), "queryResourceConsumption": "1"});
    if shown.is_empty() {
        told = json!({"fieldMask": mask(&query)});
    }
    if end < rows.len() {
        told["nextPageToken"] = opaque(&format!("{end}:{of}")).into();
    }
    if body.pointer("/searchSettings/returnTotalResultsCount") == Some(&Value::Bool(true)) {
        told["totalResultsCount"] = rows.len().to_string().into();
    }
    Ok(told)
}

/// `googleAds:searchStream`: an array of batches.
pub fn stream(desk: &Desk<'_>, customer: u64, body: &Value, request: &str) -> Told {
    known(body, &["query", "summaryRowSetting"])?;
    let (_, query) = query(body)?;
    let rows = run(desk, customer, &query)?;
    let batches = rows.chunks(PAGE).map(|rows| {
        let rows: Vec<Value> = rows.iter().map(|row| said(row, &query)).collect();
        json!({"results": rows, "fieldMask": mask(&query), "requestId": request})
    });
    let batches: Vec<Value> = batches.collect();
    if batches.is_empty() {
        return Ok(json!([{"fieldMask": mask(&query), "requestId": request}]));
    }
    Ok(batches.into())
}

fn query(body: &Value) -> Result<(String, Query), Problem> {
    let text = body.get("query").and_then(Value::as_str).unwrap_or_default().to_owned();
    if text.trim().is_empty() {
        return Err(Problem::invalid("requestError", "REQUIRED_FIELD_MISSING", "The query is missing.").at(&["query"]));
    }
    let query = parse(&text)?;
    check(&query)?;
    Ok((text, query))
}

fn mask(query: &Query) -> String {
    query.select.iter().map(|field| camel(field)).collect::<Vec<_>>().join(",")
}

/// The rows of a query, in its order.
fn run(desk: &Desk<'_>, customer: u64, query: &Query) -> Result<Vec<Fields>, Problem> {
    let account = desk.accounts(Platform::Google).find(|account| account.id == customer);
    let is_measuring = query.select.iter().any(|field| is_measured(field));
    if is_measuring && customer == manager(desk) {
        let message =
            "Metrics cannot be requested for a manager account. Issue separate requests against each client account.";
        return Err(Problem::invalid("queryError", "REQUESTED_METRICS_FOR_MANAGER", message));
    }
    let days = match account {
        Some(account) => window(query, desk.today(account))?,
        None => (FIRST_DAY, FIRST_DAY),
    };
    let (early, late): (Vec<&Condition>, Vec<&Condition>) = query
        .conditions
        .iter()
        .filter(|condition| !CORE.contains(&condition.field.as_str()))
        .partition(|condition| !is_measured(&condition.field));
    let mut rows = Vec::new();
    for entity in entities(desk, customer, &query.from) {
        if !early.iter().all(|condition| holds(entity.fields.get(condition.field.as_str()), condition)) {
            continue;
        }
        // what nobody asked for is not carried along
        let is_used = |name: &str| name.ends_with(".resource_name") || is_named(query, name);
        let attributes = entity.fields.iter().filter(|(name, _)| is_used(name));
        let attributes: Fields = attributes.map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        match account {
            Some(account) if is_measuring || !late.is_empty() => {
                rows.extend(measured(desk, account, &entity, query, days).into_iter().map(|mut row| {
                    row.extend(attributes.clone());
                    row
                }));
            }
            _ => rows.push(attributes),
        }
    }
    rows.retain(|row| late.iter().all(|condition| holds(row.get(&condition.field), condition)));
    if !query.order.is_empty() {
        sort(&mut rows, query);
    }
    rows.truncate(query.limit.unwrap_or(usize::MAX));
    Ok(rows)
}

/// Whether the query says a field's name anywhere.
fn is_named(query: &Query, name: &str) -> bool {
    query.select.iter().any(|it| it == name)
        || query.order.iter().any(|(it, _)| it == name)
        || query.conditions.iter().any(|it| it.field == name)
}

/// What was selected, nested, with the names of the resources.
fn said(row: &Fields, query: &Query) -> Value {
    let mut root = Value::Object(Map::new());
    let resources: BTreeSet<&str> =
        query.select.iter().map(|field| resource(field)).chain([query.from.as_str()]).collect();
    let names = resources.into_iter().filter(|_| !query.omits_names);
    let names = names.map(|resource| format!("{resource}.resource_name"));
    for field in names.chain(query.select.iter().cloned()) {
        let Some(value) = row.get(&field) else { continue };
        let mut place = &mut root;
        for piece in field.split('.') {
            place = &mut place[camel(piece)];
        }
        *place = value.clone();
    }
    root
}

fn sort(rows: &mut [Fields], query: &Query) {
    rows.sort_by(|left, right| {
        let mut order = Ordering::Equal;
        for (field, is_descending) in &query.order {
            let (left, right) = (left.get(field).map(plain), right.get(field).map(plain));
            let by_field = compare(field, &left.unwrap_or_default(), &right.unwrap_or_default());
            order = order.then(if *is_descending { by_field.reverse() } else { by_field });
        }
        order
    });
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// By what the field is, never by what the values look like: only then is it an order. What is no number comes first.
fn compare(field: &str, left: &str, right: &str) -> Ordering {
    let whole = |text: &str| text.parse::<i128>().ok();
    let double = |text: &str| text.parse().ok().filter(|it: &f64| it.is_finite()).unwrap_or(f64::NEG_INFINITY);
    match sort_of(field) {
        Sort::Whole => whole(left).cmp(&whole(right)),
        Sort::Double => double(left).total_cmp(&double(right)),
        Sort::Text => left.cmp(right),
    }
}

/// Whether the text can be compared with a field's values.
fn is_readable(field: &str, text: &str) -> bool {
    match sort_of(field) {
        Sort::Whole => text.parse::<i128>().is_ok(),
        Sort::Double => text.parse().is_ok_and(f64::is_finite),
        Sort::Text => true,
    }
}

fn holds(value: Option<&Value>, condition: &Condition) -> bool {
    let first = condition.values.first().map(String::as_str).unwrap_or_default();
    match (condition.operator, value.map(plain)) {
        (Operator::IsNull, value) => value.is_none(),
        (Operator::IsNotNull, value) => value.is_some(),
        (Operator::NotEqual | Operator::NotIn | Operator::NotLike, None) => true,
        (_, None) => false,
        (operator, Some(value)) => {
            let field = condition.field.as_str();
            let is_switch = ["true", "false"].contains(&value.as_str());
            let is_to = |other: &str, order: fn(Ordering) -> bool| {
                // yes and no are written in any case
                let other = if is_switch { other.to_ascii_lowercase() } else { other.to_owned() };
                is_readable(field, &other) && order(compare(field, &value, &other))
            };
            let is = |order| is_to(first, order);
            let is_any = || condition.values.iter().any(|other| is_to(other, Ordering::is_eq));
            match operator {
                Operator::Equal => is(Ordering::is_eq),
                Operator::NotEqual => !is(Ordering::is_eq),
                Operator::Greater => is(Ordering::is_gt),
                Operator::GreaterOrEqual => is(Ordering::is_ge),
                Operator::Less => is(Ordering::is_lt),
                Operator::LessOrEqual => is(Ordering::is_le),
                Operator::In => is_any(),
                Operator::NotIn => !is_any(),
                Operator::Between => {
                    let last = condition.values.get(1).map(String::as_str).unwrap_or_default();
                    is(Ordering::is_ge) && is_to(last, Ordering::is_le)
                }
                Operator::Like => like(&value, first),
                Operator::NotLike => !like(&value, first),
                Operator::During | Operator::IsNull | Operator::IsNotNull => false,
            }
        }
    }
}

/// `LIKE` with `%` for anything, letters in any case.
fn like(value: &str, pattern: &str) -> bool {
    let (value, pattern) = (value.to_lowercase(), pattern.to_lowercase());
    let pieces: Vec<&str> = pattern.split('%').collect();
    let mut rest = value.as_str();
    for (place, piece) in pieces.iter().enumerate() {
        let (is_first, is_last) = (place == 0, place + 1 == pieces.len());
        rest = match (is_first, is_last) {
            (true, true) => return rest == *piece,
            (true, false) => match rest.strip_prefix(piece) {
                Some(rest) => rest,
                None => return false,
            },
            (false, true) => return rest.ends_with(piece),
            (false, false) => match rest.split_once(piece) {
                Some((_, rest)) => rest,
                None => return false,
            },
        };
    }
    true
}

/// An entity's numbers by the segments that are selected. Without segments there is one row, also of nothing.
fn measured(
    desk: &Desk<'_>,
    account: &Account,
    entity: &Entity<'_>,
    query: &Query,
    (since, until): (NaiveDate, NaiveDate),
) -> Vec<Fields> {
    let observer = desk.observer();
    let segments: Vec<&str> =
        query.select.iter().map(String::as_str).filter(|field| field.starts_with("segments.")).collect();
    let has = |name: &str| segments.contains(&name);
    let (by_device, by_network) = (has("segments.device"), has("segments.ad_network_type"));
    let by_hour = has("segments.hour");
    let mut sums: BTreeMap<Vec<String>, Sum> = BTreeMap::new();
    if segments.is_empty() {
        sums.insert(Vec::new(), Sum::default());
    }
    for (campaign, _, ad) in &entity.ads {
        for day in since.iter_days().take_while(|day| *day <= until) {
            let Some(numbers) = observer.numbers(account, campaign, ad, day) else { continue };
            let key = mix(desk.world.seed, &[ad.id, day.num_days_from_ce().unsigned_abs().into(), 50]);
            let mut parts = match by_device || by_network {
                true => by_device_and_network(&numbers, account, key, by_network),
                false => vec![Part { device: "", network: "", hour: "", numbers }],
            };
            if by_hour {
                let cells = Family::Hour.cells_on(account.zone, day, desk.now);
                parts = parts.into_iter().flat_map(|part| part.by_hour(&cells, account, key)).collect();
            }
            for part in parts.into_iter().filter(|part| !part.numbers.is_nothing()) {
                let key = segments.iter().map(|segment| segment_of(segment, day, &part)).collect();
                sums.entry(key).or_default().add(&part.numbers);
            }
        }
    }
    let rows = sums.into_iter().map(|(key, sum)| {
        let numbers = sum.numbers();
        let segments = segments.iter().zip(key).map(|(segment, value)| {
            // int32, which is a number in JSON
            let is_number = ["segments.year", "segments.hour"].contains(segment);
            let value = if is_number { json!(value.parse::<i32>().unwrap_or(0)) } else { value.into() };
            ((*segment).to_owned(), value)
        });
        segments.chain(metrics(&numbers, query)).collect()
    });
    rows.collect()
}

/// A part of a day's numbers, in the words of the world; empty for what is not told apart.
struct Part {
    device: &'static str,
    network: &'static str,
    hour: &'static str,
    numbers: Numbers,
}

/// The label of a part that has one.
fn label(cell: &Cell) -> &'static str {
    cell.0.first().copied().unwrap_or_default()
}

impl Part {
    fn by_hour(&self, hours: &[Cell], account: &Account, key: u64) -> Vec<Self> {
        let parts = split(&self.numbers, hours, mix(key, &[24]), account.quantum());
        let of_hour = |(cell, numbers)| Self { hour: label(cell), numbers, ..*self };
        hours.iter().zip(parts).map(of_hour).collect()
    }
}

/// By device, and each device by network if that is asked: networks alone are the sum over devices.
fn by_device_and_network(numbers: &Numbers, account: &Account, key: u64, by_network: bool) -> Vec<Part> {
    let (devices, networks) = (Family::Device.cells(account.zone), Family::Network.cells(account.zone));
    let mut parts = Vec::new();
    for (place, (cell, numbers)) in devices.iter().zip(split(numbers, devices, key, account.quantum())).enumerate() {
        let device = label(cell);
        if !by_network {
            parts.push(Part { device, network: "", hour: "", numbers });
            continue;
        }
        let networked = split(&numbers, networks, mix(key, &[place as u64]), account.quantum());
        let of_network = |(cell, numbers)| Part { device, network: label(cell), hour: "", numbers };
        parts.extend(networks.iter().zip(networked).map(of_network));
    }
    parts
}

fn segment_of(segment: &str, day: NaiveDate, part: &Part) -> String {
    match segment {
        "segments.date" => day.to_string(),
        "segments.week" | "segments.month" | "segments.quarter" => first_of(segment, day).to_string(),
        "segments.year" => day.year().to_string(),
        "segments.day_of_week" => day.format("%A").to_string().to_uppercase(),
        "segments.hour" => part.hour.to_owned(),
        "segments.device" => match part.device {
            "tv" => "CONNECTED_TV".to_owned(),
            device => device.to_uppercase(),
        },
        _ => part.network.to_uppercase(),
    }
}

/// The metrics as JSON says them: whole numbers as text, doubles as numbers, none where there is nothing to divide by.
fn metrics(numbers: &Numbers, query: &Query) -> Vec<(String, Value)> {
    // doubles are what this API says; money for adding up is in cost_micros
    let double = |over: i64, under: i64| (under != 0).then(|| json!(over as f64 / under as f64));
    let whole = |number: i64| Some(json!(number.to_string()));
    let metrics = [
        ("metrics.cost_micros", whole(numbers.spend)),
        ("metrics.impressions", whole(numbers.impressions)),
        ("metrics.clicks", whole(numbers.clicks)),
        ("metrics.interactions", whole(numbers.clicks)),
        ("metrics.engagements", whole(0)),
        ("metrics.video_trueview_views", whole(numbers.video_views)),
        ("metrics.ctr", double(numbers.clicks, numbers.impressions)),
        ("metrics.average_cpc", double(numbers.spend, numbers.clicks)),
        ("metrics.average_cpm", double(numbers.spend.saturating_mul(1000), numbers.impressions)),
        ("metrics.conversions", double(numbers.conversions, 1)),
        ("metrics.all_conversions", double(numbers.conversions, 1)),
        ("metrics.conversions_value", double(numbers.value, 1_000_000)),
        ("metrics.all_conversions_value", double(numbers.value, 1_000_000)),
        ("metrics.cost_per_conversion", double(numbers.spend, numbers.conversions)),
    ];
    let asked = metrics.into_iter().filter(|(name, _)| is_named(query, name));
    asked.filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
}

#[cfg(test)]
mod tests {
    use std::cmp::Ordering;

    use proptest::prelude::*;
    use serde_json::json;

    use super::{Condition, Fields, Operator, compare, holds, parse, sort};

    fn condition(field: &str, operator: Operator, values: &[&str]) -> Condition {
        Condition { field: field.to_owned(), operator, values: values.iter().map(|it| (*it).to_owned()).collect() }
    }

    proptest! {
        #[test]
        fn every_field_has_a_total_order(
            field in prop::sample::select(&["campaign.name", "campaign.id", "metrics.ctr", "metrics.cost_micros"]),
            texts in prop::collection::vec("(-?[0-9]{1,3}(\\.[0-9])?|[0-9]?[a-c ]{1,2}|NaN|inf)", 3),
        ) {
            let order = |left: usize, right: usize| compare(field, &texts[left], &texts[right]);
            prop_assert_eq!(order(0, 1), order(1, 0).reverse());
            if order(0, 1).is_le() && order(1, 2).is_le() {
                prop_assert!(order(0, 2).is_le(), "{:?}", texts);
            }
        }
    }

    #[test]
    fn names_that_look_like_numbers_are_sorted_as_text() {
        let query = parse("SELECT campaign.name FROM campaign ORDER BY campaign.name").unwrap();
        let names: Vec<String> =
            (0..200).map(|it| if it % 3 == 0 { format!("{it}a") } else { it.to_string() }).collect();
        let mut rows: Vec<Fields> =
            names.iter().map(|name| Fields::from([("campaign.name".to_owned(), json!(name))])).collect();
        sort(&mut rows, &query);
        let mut expected = names;
        expected.sort();
        let sorted: Vec<_> = rows.iter().map(|row| row["campaign.name"].as_str().unwrap().to_owned()).collect();
        assert_eq!(sorted, expected);
    }

    #[test]
    fn conditions_compare_by_field() {
        assert_eq!(compare("campaign.id", "9", "10"), Ordering::Less);
        assert_eq!(compare("campaign.name", "9", "10"), Ordering::Greater);
        assert_eq!(compare("metrics.ctr", "1e-5", "0.01"), Ordering::Less);
        let named = json!("007");
        assert!(!holds(Some(&named), &condition("campaign.name", Operator::Equal, &["7"])));
        assert!(holds(Some(&json!("7")), &condition("campaign.id", Operator::In, &["007"])));
        for operator in [Operator::Equal, Operator::Greater, Operator::Less, Operator::In] {
            assert!(!holds(Some(&json!("7")), &condition("metrics.clicks", operator, &["many"])));
        }
        assert!(holds(Some(&json!("7")), &condition("metrics.clicks", Operator::Between, &["7", "10"])));
    }
}
