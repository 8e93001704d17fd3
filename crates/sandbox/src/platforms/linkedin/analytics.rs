//! `adAnalytics`: what may be asked with either finder, and rows in which counts are numbers and money is decimal text.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value, json};

use super::{
    Ask, nodes,
    pivots::Pivot,
    problem::{Problem, Told},
    report::{Granularity, Row, Want, rows},
    restli::{Node, number},
};
use crate::core::{answer::Answer, state::Desk};

/// Metrics that may be asked for at once.
const MOST_METRICS: usize = 20;
/// Pivots of the finder for several.
const MOST_PIVOTS: usize = 3;

/// Pivots among them that cut the numbers of an ad in parts; of people, one.
const MOST_PARTS: usize = 2;

/// Everything that `fields` may say.
const KNOWN: [&str; 26] = [
    "impressions",
    "clicks",
    "landingPageClicks",
    "costInLocalCurrency",
    "costInUsd",
    "externalWebsiteConversions",
    "externalWebsitePostClickConversions",
    "externalWebsitePostViewConversions",
    "conversionValueInLocalCurrency",
    "oneClickLeads",
    "oneClickLeadFormOpens",
    "videoViews",
    "videoStarts",
    "videoCompletions",
    "approximateMemberReach",
    "likes",
    "comments",
    "shares",
    "follows",
    "reactions",
    "totalEngagements",
    "otherEngagements",
    "companyPageClicks",
    "actionClicks",
    "dateRange",
    "pivotValues",
];

/// `GET /rest/adAnalytics`.
pub fn answer(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    ask.needs(&["r_ads_reporting"], "adAnalytics.FINDER")?;
    let finder = ask.query.text("q")?.ok_or_else(|| Problem::param_missing("q"))?;
    let pivot = match finder.as_str() {
        "analytics" => "pivot",
        "statistics" => "pivots",
        _ => return Err(Problem::param_because("q", "No such finder; use analytics or statistics")),
    };
    let facets = ["accounts", "campaignGroups", "campaigns", "creatives"];
    // start and count may be said, but there are no pages
    let own = ["q", pivot, "dateRange", "timeGranularity", "fields", "start", "count"];
    ask.query.only(&[own.as_slice(), facets.as_slice()].concat())?;
    let want = want(ask, &finder, desk.now.date_naive())?;
    let fields = fields(ask)?;
    let elements: Vec<Value> = rows(desk, &want).iter().map(|row| told(row, &fields)).collect();
    Ok(Answer::json(&json!({"paging": {"start": 0, "count": 10, "links": []}, "elements": elements})))
}

/// What is asked for; without any, only impressions and clicks.
fn fields(ask: &Ask<'_>) -> Result<Vec<String>, Problem> {
    let Some(fields) = ask.query.fields()? else { return Ok(vec!["impressions".to_owned(), "clicks".to_owned()]) };
    if let Some(unknown) = fields.iter().find(|field| !KNOWN.contains(&field.as_str())) {
        return Err(Problem::param_because(
            "fields",
            format!("{} is no field", unknown.chars().take(64).collect::<String>()),
        ));
    }
    let metrics = fields.iter().filter(|field| !["dateRange", "pivotValues"].contains(&field.as_str()));
    if metrics.count() > MOST_METRICS {
        return Err(Problem::param_because("fields", format!("No more than {MOST_METRICS} metrics may be asked for")));
    }
    Ok(fields)
}

fn want(ask: &Ask<'_>, finder: &str, today: NaiveDate) -> Result<Want, Problem> {
    let facet = |name: &str, kind: &str| -> Result<Option<BTreeSet<u64>>, Problem> {
        let Some(urns) = ask.query.list(name)? else { return Ok(None) };
        let ids = urns.iter().map(|urn| number(urn, kind)).collect::<Option<BTreeSet<u64>>>();
        ids.filter(|ids| !ids.is_empty()).map(Some).ok_or_else(|| Problem::param(name))
    };
    let (accounts, groups) =
        (facet("accounts", "sponsoredAccount")?, facet("campaignGroups", "sponsoredCampaignGroup")?);
    let (campaigns, creatives) = (facet("campaigns", "sponsoredCampaign")?, facet("creatives", "sponsoredCreative")?);
    if [&accounts, &groups, &campaigns, &creatives].into_iter().all(Option::is_none) {
        return Err(Problem::param_missing("accounts"));
    }
    let granularity = match ask.query.text("timeGranularity")?.as_deref() {
        Some("ALL") => Granularity::All,
        Some("DAILY") => Granularity::Daily,
        Some("MONTHLY") => Granularity::Monthly,
        Some("YEARLY") => Granularity::Yearly,
        Some(_) => return Err(Problem::param("timeGranularity")),
        None => return Err(Problem::param_missing("timeGranularity")),
    };
    let (since, until) = days(ask, today)?;
    Ok(Want { pivots: pivots(ask, finder)?, since, until, granularity, accounts, groups, campaigns, creatives })
}

fn pivots(ask: &Ask<'_>, finder: &str) -> Result<Vec<Pivot>, Problem> {
    let (name, words) = if finder == "analytics" {
        ("pivot", ask.query.text("pivot")?.into_iter().collect())
    } else {
        ("pivots", ask.query.list("pivots")?.ok_or_else(|| Problem::param_missing("pivots"))?)
    };
    if words.len() > MOST_PIVOTS {
        return Err(Problem::param_because(name, format!("No more than {MOST_PIVOTS} pivots may be asked for")));
    }
    let unknown = |word: &str| {
        Problem::param_because(name, format!("{} is no pivot here", word.chars().take(64).collect::<String>()))
    };
    let mut pivots = Vec::new();
    for word in &words {
        let pivot = Pivot::of(word).ok_or_else(|| unknown(word))?;
        if pivots.contains(&pivot) {
            return Err(Problem::param_because(name, "a pivot is there twice"));
        }
        pivots.push(pivot);
    }
    // parts of parts of parts would keep everybody waiting
    let has_too_many = pivots.iter().filter(|pivot| pivot.is_of_parts()).count() > MOST_PARTS
        || pivots.iter().filter(|pivot| pivot.is_of_people()).count() > 1;
    if has_too_many {
        return Err(Problem::param_because(name, "The combination of pivots is not supported"));
    }
    Ok(pivots)
}

/// `dateRange=(start:(year:2026,month:8,day:1),end:(…))`; the end may be left out.
fn days(ask: &Ask<'_>, today: NaiveDate) -> Result<(NaiveDate, NaiveDate), Problem> {
    let range = ask.query.node("dateRange")?.ok_or_else(|| Problem::param_missing("dateRange"))?;
    let wrong = || Problem::param("dateRange");
    let day = |node: &Node| -> Option<NaiveDate> {
        let part = |name: &str| node.get(name).and_then(Node::text);
        let year = part("year")?.parse().ok().filter(|year| (1900..=9999).contains(year))?;
        NaiveDate::from_ymd_opt(year, part("month")?.parse().ok()?, part("day")?.parse().ok()?)
    };
    let start = range.get("start").ok_or_else(|| Problem::param_missing("dateRange/start"))?;
    let since = day(start).ok_or_else(wrong)?;
    let until = match range.get("end") {
        Some(end) => day(end).ok_or_else(wrong)?,
        None => today.max(since),
    };
    if since > until {
        return Err(Problem::param_because("dateRange", "The start of the range is after its end"));
    }
    Ok((since, until))
}

fn told(row: &Row, fields: &[String]) -> Value {
    let mut told = Map::new();
    for field in fields {
        told.insert(field.clone(), value(row, field));
    }
    Value::Object(told)
}

fn value(row: &Row, field: &str) -> Value {
    let (numbers, places) = (&row.numbers, row.places);
    match field {
        "impressions" => numbers.impressions.into(),
        "clicks" | "landingPageClicks" | "totalEngagements" | "actionClicks" => numbers.clicks.into(),
        "costInLocalCurrency" => nodes::decimal(numbers.spend, places).into(),
        "costInUsd" => nodes::decimal(row.dollars, 2).into(),
        "externalWebsiteConversions" | "externalWebsitePostClickConversions" => numbers.conversions.into(),
        "conversionValueInLocalCurrency" => nodes::decimal(numbers.value, places).into(),
        "oneClickLeads" | "oneClickLeadFormOpens" => numbers.leads.into(),
        "videoViews" | "videoStarts" => numbers.video_views.into(),
        "approximateMemberReach" => numbers.reach.into(),
        "dateRange" => json!({"start": date(row.days.0), "end": date(row.days.1)}),
        "pivotValues" => row.pivots.clone().into(),
        // the people of this world only look and click
        _ => 0.into(),
    }
}

fn date(day: NaiveDate) -> Value {
    json!({"year": day.year(), "month": day.month(), "day": day.day()})
}
