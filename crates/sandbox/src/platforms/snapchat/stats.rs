//! Stats: what may be asked, and the answers' shapes. Times are those of the account's zone; money is in micros, counts are whole.

use chrono::{DateTime, TimeDelta, Timelike, Utc};
use serde_json::{Map, Value, json};

use super::{
    count::{Dimension, Row, Span, Sums, sums},
    fields,
    ids::uuid,
    nodes::{self, Node, day_after, day_start, find},
    paging::{self, Cut},
    problem::{Problem, Told, parts},
};
use crate::{
    core::{call::Call, state::Desk},
    world::tree::{Account, FIRST_DAY},
};

/// What is told when no fields are asked for.
const USUAL: [&str; 8] = [
    "impressions",
    "swipes",
    "spend",
    "quartile_1",
    "quartile_2",
    "quartile_3",
    "view_completion",
    "screen_time_millis",
];
/// Days of one question by days.
const DAYS: i64 = 32;
/// Days of one question by hours.
const HOURLY_DAYS: i64 = 7;

/// How time is cut.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Granularity {
    Total,
    Day,
    Hour,
    Lifetime,
}

impl Granularity {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Total => "TOTAL",
            Self::Day => "DAY",
            Self::Hour => "HOUR",
            Self::Lifetime => "LIFETIME",
        }
    }
}

/// What was asked.
struct Want<'a> {
    account: &'a Account,
    granularity: Granularity,
    span: Span,
    fields: Vec<&'a str>,
    dimension: Option<Dimension>,
    omits_empty: bool,
}

/// `GET /{kind}/{id}/stats`.
pub fn answer(desk: &Desk<'_>, call: &Call, kind: &str, id: &str) -> Told {
    let node = find(desk, kind, id).ok_or_else(Problem::missing)?;
    let breakdown = call.query.filled("breakdown");
    let want = want(desk, call, node, breakdown)?;
    let mut stat = parts([("id", uuid(node.id()).into()), ("type", kind_of(node).into())]);
    stat.extend(about(&want));
    let finalized = day_start(want.account.zone, desk.today(want.account) - TimeDelta::days(1));
    stat.insert("finalized_data_end_time".to_owned(), local(want.account, finalized).into());
    for name in ["swipe_up_attribution_window", "view_attribution_window"] {
        if let Some(window) = call.query.filled(name) {
            stat.insert(name.to_owned(), attribution(name, window)?.into());
        }
    }
    let mut told = Map::new();
    match breakdown {
        None => stat.extend(body(desk, &node, &want).0),
        Some(breakdown) => {
            let children = children(node, breakdown)?.into_iter().map(|child| (uuid(child.id()), Some(child)));
            let Cut { rows, paging } = paging::cut(call, children.collect())?;
            // pages are of what there is, also where that did nothing and is left out
            let rows: Vec<Value> = rows.into_iter().filter_map(|child| part(desk, child, &want)).collect();
            stat.insert("breakdown_stats".to_owned(), json!({breakdown: rows}));
            told.extend(paging);
        }
    }
    let (plural, singular) = match want.granularity {
        Granularity::Total => ("total_stats", "total_stat"),
        Granularity::Lifetime => ("lifetime_stats", "lifetime_stat"),
        Granularity::Day | Granularity::Hour => ("timeseries_stats", "timeseries_stat"),
    };
    told.insert(plural.to_owned(), json!([{"sub_request_status": "SUCCESS", singular: stat}]));
    Ok(told)
}

/// What is told of one of many; none where nothing happened and that is left out.
fn part(desk: &Desk<'_>, child: Node<'_>, want: &Want<'_>) -> Option<Value> {
    let (body, is_empty) = body(desk, &child, want);
    let mut said = parts([("id", uuid(child.id()).into()), ("type", kind_of(child).into())]);
    said.extend(about(want));
    said.extend(body);
    (!(want.omits_empty && is_empty)).then_some(Value::Object(said))
}

const fn kind_of(node: Node<'_>) -> &'static str {
    match node {
        Node::Account(_) => "AD_ACCOUNT",
        Node::Campaign(..) => "CAMPAIGN",
        Node::Squad(..) => "AD_SQUAD",
        Node::Ad(..) => "AD",
    }
}

fn want<'a>(desk: &Desk<'_>, call: &'a Call, node: Node<'a>, breakdown: Option<&str>) -> Result<Want<'a>, Problem> {
    let granularity = match call.query.filled("granularity") {
        None | Some("TOTAL") => Granularity::Total,
        Some("DAY") => Granularity::Day,
        Some("HOUR") => Granularity::Hour,
        Some("LIFETIME") => Granularity::Lifetime,
        Some(_) => return Err(Problem::stats("granularity must be one of TOTAL, DAY, HOUR, LIFETIME")),
    };
    let is_direct = matches!(node, Node::Account(_)) && breakdown.is_none();
    let usual = || if is_direct { vec!["spend"] } else { USUAL.to_vec() };
    let asked = call.query.filled("fields").map(|fields| fields.split(',').map(str::trim).collect());
    let fields: Vec<&str> = asked.unwrap_or_else(usual);
    if let Some(unknown) = fields.iter().find(|field| !fields::exists(field)) {
        let unknown: String = unknown.chars().take(64).collect();
        return Err(Problem::stats(format!("Unknown field {unknown}")));
    }
    let is_by_hour = granularity == Granularity::Hour;
    if let Some(field) = fields.iter().find(|field| is_by_hour && fields::is_never_by_hour(field)) {
        return Err(Problem::stats(format!("{field} is not available with HOUR granularity")));
    }
    if is_direct && fields.iter().any(|field| *field != "spend") {
        return Err(Problem::stats("Only field 'spend' should be used when querying AdAccount stats."));
    }
    let dimension = match call.query.filled("report_dimension") {
        None => None,
        Some(_) if is_by_hour => {
            return Err(Problem::stats("report_dimension is not available with HOUR granularity"));
        }
        Some(text) => {
            let message = "report_dimension must be of country, region, dma, gender, age, os, make";
            Some(Dimension::parse(text).ok_or_else(|| Problem::stats(message))?)
        }
    };
    if let Some(field) = fields.iter().find(|field| dimension.is_some() && fields::is_never_cut(field)) {
        return Err(Problem::stats(format!("{field} is not available with report_dimension")));
    }
    let omits_empty = call.query.get("omit_empty").is_some_and(|it| it.eq_ignore_ascii_case("true"));
    let account = node.account();
    let span = span(desk, call, account, granularity)?;
    Ok(Want { account, granularity, span, fields, dimension, omits_empty })
}

/// `28_DAY`, `1_HOUR` and the like.
fn attribution(name: &str, text: &str) -> Result<String, Problem> {
    let is_window = text.split_once('_').is_some_and(|(number, unit)| {
        number.parse::<u8>().is_ok_and(|number| (1..=28).contains(&number)) && ["DAY", "HOUR"].contains(&unit)
    });
    if is_window { Ok(text.to_owned()) } else { Err(Problem::stats(format!("{name} must be as 28_DAY"))) }
}

/// From when to when: on hours, and by days on those of the account's zone.
fn span(desk: &Desk<'_>, call: &Call, account: &Account, granularity: Granularity) -> Result<Span, Problem> {
    let by_hour = granularity == Granularity::Hour;
    let tomorrow = day_start(account.zone, day_after(desk.today(account)));
    let always = Span { from: day_start(account.zone, FIRST_DAY), to: tomorrow, by_hour };
    let time = |name: &str| {
        let text = call.query.filled(name)?;
        let parsed = DateTime::parse_from_rfc3339(text).map(|at| at.to_utc());
        Some(parsed.map_err(|_| Problem::stats(format!("{name} must be a time as 2026-08-01T00:00:00.000-07:00"))))
    };
    let (from, to) = match (granularity, time("start_time").transpose()?, time("end_time").transpose()?) {
        (Granularity::Lifetime, ..) | (Granularity::Total, None, None) => return Ok(always),
        (_, Some(from), Some(to)) => (from, to),
        _ => return Err(Problem::stats("start_time and end_time are required")),
    };
    if to <= from {
        return Err(Problem::stats("end_time must be after start_time"));
    }
    let day = |at: DateTime<Utc>| at.with_timezone(&account.zone).date_naive();
    let is_on_hour = |at: DateTime<Utc>| {
        let at = at.with_timezone(&account.zone);
        at.minute() == 0 && at.second() == 0 && at.nanosecond() == 0
    };
    let is_on_day = |at: DateTime<Utc>| day_start(account.zone, day(at)) == at;
    if granularity == Granularity::Day && !(is_on_day(from) && is_on_day(to)) {
        let end = if is_on_day(from) { "an end" } else { "a start" };
        let message = format!(
            "Timeseries queries with DAY granularity must have {end} time that is the start of day (00:00:00) for the \
             account's timezone."
        );
        return Err(Problem::stats(message));
    }
    if !is_on_hour(from) {
        return Err(Problem::stats("Start time should start at the beginning of an hour."));
    }
    if !is_on_hour(to) {
        return Err(Problem::stats("End time should end at the beginning of an hour."));
    }
    let days = (day(to) - day(from)).num_days();
    if granularity == Granularity::Day && days > DAYS {
        return Err(Problem::stats(format!(
            "Timeseries queries with DAY granularity cannot query time intervals of more than {DAYS} days"
        )));
    }
    // an hour more where the clocks go back
    if by_hour && to - from > TimeDelta::hours(24 * HOURLY_DAYS + 1) {
        return Err(Problem::stats(format!(
            "Timeseries queries with HOUR granularity cannot query time intervals of more than {HOURLY_DAYS} days"
        )));
    }
    Ok(Span { from, to, by_hour })
}

/// What is inside, at the level that was asked for.
fn children<'a>(node: Node<'a>, breakdown: &str) -> Result<Vec<Node<'a>>, Problem> {
    let plural = match (node, breakdown) {
        (Node::Account(_), "campaign") => "campaigns",
        (Node::Account(_) | Node::Campaign(..), "adsquad") => "adsquads",
        (Node::Account(_) | Node::Campaign(..) | Node::Squad(..), "ad") => "ads",
        _ => return Err(Problem::stats("breakdown must be a level below: campaign, adsquad or ad")),
    };
    Ok(nodes::inside(node, plural))
}

/// Granularity and times, as every part of an answer repeats them.
fn about(want: &Want<'_>) -> Map<String, Value> {
    let mut said = parts([("granularity", want.granularity.as_str().into())]);
    if want.granularity != Granularity::Lifetime {
        said.insert("start_time".to_owned(), local(want.account, want.span.from).into());
        said.insert("end_time".to_owned(), local(want.account, want.span.to).into());
    }
    said
}

/// A time with the offset of the account's zone.
fn local(account: &Account, at: DateTime<Utc>) -> String {
    at.with_timezone(&account.zone).format("%Y-%m-%dT%H:%M:%S%.3f%:z").to_string()
}

/// The numbers of a node under `stats`, `dimension_stats` or `timeseries`, and whether there are none.
fn body(desk: &Desk<'_>, node: &Node<'_>, want: &Want<'_>) -> (Map<String, Value>, bool) {
    let sums = sums(desk, node, want.span, want.dimension.as_ref());
    let is_empty = sums.values().all(|row| row.is_nothing());
    let said = match want.granularity {
        Granularity::Total | Granularity::Lifetime => {
            let mut whole = Sums::new();
            for ((_, label), row) in &sums {
                whole.entry((want.span.from, label.clone())).or_default().add(row);
            }
            bucket(want, &whole, want.span.from)
        }
        Granularity::Day | Granularity::Hour => {
            let buckets = buckets(want).into_iter().filter_map(|(from, to)| {
                let is_empty = sums.range((from, Vec::new())..).next().is_none_or(|((at, _), _)| *at != from);
                let mut said = parts([
                    ("start_time", local(want.account, from).into()),
                    ("end_time", local(want.account, to).into()),
                ]);
                said.extend(bucket(want, &sums, from));
                (!(want.omits_empty && is_empty)).then_some(Value::Object(said))
            });
            parts([("timeseries", buckets.collect())])
        }
    };
    (said, is_empty)
}

/// Start and end of each piece of time.
fn buckets(want: &Want<'_>) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let zone = want.account.zone;
    let next = |at: DateTime<Utc>| match want.granularity {
        Granularity::Hour => at + TimeDelta::hours(1),
        _ => day_start(zone, day_after(at.with_timezone(&zone).date_naive())),
    };
    let starts = std::iter::successors(Some(want.span.from), |at| Some(next(*at)));
    starts.take_while(|at| *at < want.span.to).map(|at| (at, next(at))).collect()
}

/// The numbers of one piece of time.
fn bucket(want: &Want<'_>, sums: &Sums, from: DateTime<Utc>) -> Map<String, Value> {
    let said = |row: &Row| -> Map<String, Value> {
        want.fields.iter().map(|field| ((*field).to_owned(), fields::value(field, row))).collect()
    };
    let Some(dimension) = &want.dimension else {
        let row = sums.get(&(from, Vec::new())).copied().unwrap_or_default();
        return parts([("stats", said(&row).into())]);
    };
    let rows = sums.range((from, Vec::new())..).take_while(|((at, _), _)| *at == from);
    let rows = rows.map(|((_, labels), row)| {
        let mut said = said(row);
        let labels = dimension.names.iter().zip(labels);
        said.extend(labels.map(|((name, _), label)| ((*name).to_owned(), label.as_str().into())));
        Value::Object(said)
    });
    parts([("dimension_stats", rows.collect())])
}
