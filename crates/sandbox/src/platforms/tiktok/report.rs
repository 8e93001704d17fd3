//! `GET /report/integrated/get/`: what may be asked, which ads count, rows in pages.

use chrono::NaiveDate;
use cmis_base::{money::Micros, platform::Platform};
use serde_json::{Map, Value, json};

use super::{
    advertiser, ask, metrics,
    objects::Delivery,
    problem::{Problem, Told},
    rows::{Kept, Level, Of, Row, Split, Step, Want, ads, rows},
};
use crate::{
    core::{
        call::{self, Call, Params},
        state::Desk,
    },
    world::tree::FIRST_DAY,
};

/// Levels with their word and the dimension that names a row.
const LEVELS: [(&str, Level, &str); 4] = [
    ("AUCTION_ADVERTISER", Level::Advertiser, "advertiser_id"),
    ("AUCTION_CAMPAIGN", Level::Campaign, "campaign_id"),
    ("AUCTION_ADGROUP", Level::AdGroup, "adgroup_id"),
    ("AUCTION_AD", Level::Ad, "ad_id"),
];
/// Dimensions of people and places, by what they cut, and the place of the label.
const PARTS: [(&str, Split, usize); 5] = [
    ("age", Split::AgeGender, 0),
    ("gender", Split::AgeGender, 1),
    ("country_code", Split::Country, 0),
    ("platform", Split::Platform, 0),
    ("placement", Split::Placement, 0),
];

/// The report.
pub fn answer(desk: &mut Desk<'_>, call: &Call) -> Told {
    let query = &call.query;
    let account = advertiser(desk, ask::required(query, "advertiser_id")?)?;
    if query.filled("service_type").is_some_and(|it| it != "AUCTION") {
        return Err(Problem::invalid("service_type: The advertiser has auction ads only."));
    }
    let dimensions = ask::list(query, "dimensions")?.ok_or_else(|| ask::missing("dimensions"))?;
    let want = want(query, &dimensions, desk.today(account))?;
    let metrics = ask::list(query, "metrics")?.unwrap_or_else(|| vec!["spend".to_owned(), "impressions".to_owned()]);
    metrics::check(&metrics, want.level, want.split.is_some())?;
    let only = Only::read(query, want.level)?;
    let said = |row: &Row<'_>| {
        let numbers: Map<String, Value> =
            metrics.iter().map(|name| (name.clone(), metrics::metric(row, name))).collect();
        json!({"dimensions": named(row, &want, &dimensions), "metrics": numbers})
    };
    let asked: Vec<_> = query.0.iter().filter(|(name, _)| name != "page" && name != "page_size").collect();
    let found = desk.report(Platform::Tiktok, &format!("{asked:?}"), || {
        let mut found = rows(desk, account, &want, |of| only.keeps(of));
        if let Some(field) = query.filled("order_field") {
            if !metrics.iter().chain(&dimensions).any(|name| name == field) {
                return Err(Problem::invalid("order_field: Not a field of the report."));
            }
            found.sort_by_cached_key(|row| order(&said(row), field));
            match query.filled("order_type") {
                None | Some("DESC") => found.reverse(),
                Some("ASC") => {}
                Some(_) => return Err(Problem::invalid("order_type: Must be one of: ASC, DESC.")),
            }
        }
        Ok(found.into_iter().map(Kept::new).collect())
    })?;
    let ads = ads(account);
    ask::page(query, &found, |kept| kept.row(&ads).map(|row| said(&row)).unwrap_or_default())
}

fn want(query: &Params, dimensions: &[String], today: NaiveDate) -> Result<Want, Problem> {
    let is_audience = match ask::required(query, "report_type")? {
        "BASIC" => false,
        "AUDIENCE" => true,
        _ => return Err(Problem::invalid("report_type: Must be one of: BASIC, AUDIENCE.")),
    };
    let word = ask::required(query, "data_level")?;
    let level = LEVELS.iter().find(|level| level.0 == word);
    let (_, level, id) = level.ok_or_else(|| Problem::invalid("data_level: Not a level of auction ads."))?;
    let wrong = |name: &str| {
        let name: String = name.chars().take(64).collect();
        Problem::invalid(format!("dimensions: {name} does not go with the report and its other dimensions."))
    };
    let (mut step, mut split, mut ids) = (Step::Whole, None::<(Split, Vec<usize>)>, 0);
    for name in dimensions {
        let part = PARTS.iter().find(|part| part.0 == name);
        match (name.as_str(), part) {
            (name, _) if name == *id && ids == 0 => ids += 1,
            ("stat_time_day", _) if step == Step::Whole => step = Step::Day,
            ("stat_time_hour", _) if step == Step::Whole && !is_audience => step = Step::Hour,
            (name, Some((_, kind, place))) if is_audience => {
                let (asked, places) = split.get_or_insert_with(|| (*kind, Vec::new()));
                if asked != kind || places.contains(place) {
                    return Err(wrong(name));
                }
                places.push(*place);
            }
            (name, _) => return Err(wrong(name)),
        }
    }
    if ids == 0 {
        return Err(Problem::invalid(format!("dimensions: {id} is needed at this data_level.")));
    }
    if is_audience && split.is_none() {
        return Err(Problem::invalid("dimensions: A report of AUDIENCE needs a dimension of the audience."));
    }
    Ok(Want { level: *level, days: days(query, step, today)?, step, split })
}

fn days(query: &Params, step: Step, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    match query.filled("query_lifetime") {
        None | Some("false") => {}
        Some("true") if step == Step::Whole => return Ok((FIRST_DAY, today)),
        Some("true") => return Err(Problem::invalid("query_lifetime: Does not go with a dimension of time.")),
        Some(_) => return Err(Problem::invalid("query_lifetime: Not a valid boolean.")),
    }
    let day = |name: &str| {
        let day = call::day(ask::required(query, name)?);
        day.ok_or_else(|| Problem::invalid(format!("{name}: Not a date as 2026-01-31.")))
    };
    let (start, end) = (day("start_date")?, day("end_date")?);
    let most = match step {
        Step::Hour => 1,
        Step::Day => 30,
        Step::Whole => 365,
    };
    if start > end {
        return Err(Problem::invalid("start_date: Must not be later than end_date."));
    }
    if (end - start).num_days() >= most {
        return Err(Problem::invalid(format!("The time span between start_date and end_date exceeds {most} days.")));
    }
    Ok((start, end))
}

/// `filtering`: which ads count at all.
struct Only {
    statuses: Vec<(Level, Vec<String>)>,
    ids: Vec<(Level, Vec<String>)>,
}

impl Only {
    fn read(query: &Params, level: Level) -> Result<Self, Problem> {
        let wrong = || {
            Problem::invalid("filtering: Not a list of {field_name, filter_type, filter_value}, all of them strings.")
        };
        let mut only = Self { statuses: Vec::new(), ids: Vec::new() };
        let filters: Vec<Value> = match query.filled("filtering") {
            None => Vec::new(),
            Some(text) => serde_json::from_str(text).map_err(|_| wrong())?,
        };
        for filter in &filters {
            let text = |name: &str| filter.get(name).and_then(Value::as_str).ok_or_else(wrong);
            let (name, value) = (text("field_name")?, text("filter_value")?);
            ask::one_of("filtering.filter_type", text("filter_type")?, &["IN"])?;
            // a list, written as text once more
            let values: Vec<String> = serde_json::from_str(value)
                .map_err(|_| Problem::invalid("filtering.filter_value: Not a JSON array of strings."))?;
            match name {
                "campaign_ids" => only.ids.push((Level::Campaign, values)),
                "adgroup_ids" => only.ids.push((Level::AdGroup, values)),
                "ad_ids" => only.ids.push((Level::Ad, values)),
                "campaign_status" => only.statuses.push((Level::Campaign, values)),
                "adgroup_status" => only.statuses.push((Level::AdGroup, values)),
                "ad_status" => only.statuses.push((Level::Ad, values)),
                _ => return Err(Problem::invalid("filtering.field_name: Not a field that can be filtered by.")),
            }
        }
        if only.statuses.iter().any(|(of, _)| *of > level) || only.ids.iter().any(|(of, _)| *of > level) {
            return Err(Problem::invalid("filtering.field_name: Not a field of this data_level."));
        }
        let mut said = only.statuses.iter().flat_map(|(_, values)| values);
        if said.any(|status| Delivery::Ok.is_in(status).is_none()) {
            return Err(Problem::invalid("filtering.filter_value: Not a valid status."));
        }
        if !only.statuses.iter().any(|(of, _)| *of == level) {
            // who does not ask for what is deleted does not see it
            only.statuses.push((level, vec!["STATUS_NOT_DELETE".to_owned()]));
        }
        Ok(only)
    }

    fn keeps(&self, of: &Of<'_>) -> bool {
        let is_in = |(level, statuses): &(Level, Vec<String>)| {
            statuses.iter().any(|status| of.delivery(*level).is_in(status) == Some(true))
        };
        let is_one = |(level, ids): &(Level, Vec<String>)| ids.contains(&of.id(*level).to_string());
        self.statuses.iter().all(is_in) && self.ids.iter().all(is_one)
    }
}

/// The dimensions of a row.
fn named(row: &Row<'_>, want: &Want, dimensions: &[String]) -> Map<String, Value> {
    let mut labels = row.labels.iter();
    let value = |name: &String| match name.as_str() {
        "stat_time_day" => Some(format!("{} 00:00:00", row.time.0)),
        "stat_time_hour" => Some(format!("{} {}:00:00", row.time.0, row.time.1)),
        name if PARTS.iter().any(|part| part.0 == name) => labels.next().map(|label| (*label).to_owned()),
        _ => Some(row.of.id(want.level).to_string()),
    };
    dimensions.iter().cloned().zip(dimensions.iter().map(value).map(Value::from)).collect()
}

/// Where a row stands: amounts by their size, everything else by its letters.
fn order(row: &Value, field: &str) -> (i64, String) {
    let value = |group: &str| row.get(group).and_then(|fields| fields.get(field)).and_then(Value::as_str);
    let text = value("metrics").or_else(|| value("dimensions")).unwrap_or_default();
    (Micros::parse(text).map_or(i64::MIN, |amount| amount.0), text.to_owned())
}
