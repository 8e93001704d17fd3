//! Analytics: what may be asked at once and in the background, and the answer with an array of each metric over time.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Map, Value, json};

use super::{
    ask::Ask,
    metrics::{Group, metrics},
    nodes::{base36, midnight, number, placements, stamp},
    problem::{Problem, Told},
    series::{Entity, Granularity, Segment, Span, Want, ads, series},
    times,
};
use crate::{core::state::Desk, world::tree::Account};

/// Entities of a question.
const IDS: usize = 20;

/// Whether a question is answered at once, or by a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// At once: seven days, no segments.
    Now,
    /// By a job: 90 days, or 45 in segments.
    Job,
}

/// A question that may be asked.
pub struct Question {
    /// Ids of the entities, as they were written.
    pub ids: Vec<(String, u64)>,
    /// When, as instants.
    pub time: (DateTime<Utc>, DateTime<Utc>),
    /// What of the numbers.
    pub want: Want,
    /// Which metrics.
    pub groups: Vec<Group>,
    /// The question as X repeats it.
    pub said: Value,
}

const ENTITIES: [&str; 5] = ["ACCOUNT", "FUNDING_INSTRUMENT", "CAMPAIGN", "LINE_ITEM", "PROMOTED_TWEET"];
const PLACEMENTS: [&str; 3] = ["ALL_ON_TWITTER", "SPOTLIGHT", "TREND"];

fn entity(ask: &Ask) -> Result<(Entity, &'static str), Problem> {
    ask.needed("entity")?;
    let word = ask.word("entity", &ENTITIES)?.unwrap_or_default();
    let entity = match word {
        "ACCOUNT" => Entity::Account,
        "FUNDING_INSTRUMENT" => Entity::FundingInstrument,
        "CAMPAIGN" => Entity::Campaign,
        "LINE_ITEM" => Entity::LineItem,
        _ => Entity::PromotedTweet,
    };
    Ok((entity, word))
}

/// A time of the question: a whole hour.
fn time(ask: &Ask, account: &Account, name: &str) -> Result<DateTime<Utc>, Problem> {
    let text = ask.needed(name)?;
    let time = times::parse(text, |day| midnight(account.zone, day));
    let time = time.ok_or_else(|| Problem::expected("time", text, name))?;
    if times::is_whole_hour(time) {
        Ok(time)
    } else {
        Err(Problem::invalid(name, format!("Expected a whole hour for {name}")))
    }
}

/// From when to when, as whole days where that is what it is.
fn span(
    desk: &Desk<'_>,
    account: &Account,
    (from, to): (DateTime<Utc>, DateTime<Utc>),
    granularity: Granularity,
) -> Result<Span, Problem> {
    let day = |at| times::day_that_begins(at, desk.now, account.zone, |day| midnight(account.zone, day));
    let days = match (day(from), day(to)) {
        (Some(from), Some(to)) => Some(Span::Days(from, to)),
        _ => None,
    };
    match granularity {
        Granularity::Hour => Ok(Span::Hours(from, to)),
        Granularity::Total => Ok(days.unwrap_or(Span::Hours(from, to))),
        Granularity::Day => days.ok_or_else(|| {
            let parameter = if day(from).is_none() { "start_time" } else { "end_time" };
            Problem::invalid(parameter, format!("{parameter} must be midnight in the time zone of the account for DAY"))
        }),
    }
}

fn segment(ask: &Ask, groups: &[Group]) -> Result<Option<Segment>, Problem> {
    let word = ask.word("segmentation_type", &["AGE", "GENDER", "LOCATIONS", "PLATFORMS"])?;
    let segment = word.map(|word| match word {
        "AGE" => Segment::Age,
        "GENDER" => Segment::Gender,
        "LOCATIONS" => Segment::Locations,
        _ => Segment::Platforms,
    });
    if segment.is_some_and(|it| it != Segment::Platforms) && groups.contains(&Group::WebConversion) {
        let message = "WEB_CONVERSION can only be segmented by PLATFORMS or CONVERSION_TAGS";
        return Err(Problem::invalid("segmentation_type", message));
    }
    Ok(segment)
}

/// Reads a question, or says what is wrong with it.
pub fn question(desk: &Desk<'_>, ask: &Ask, account: &Account, way: Way) -> Result<Question, Problem> {
    let (entity, entity_word) = entity(ask)?;
    ask.needed("entity_ids")?;
    let ids = ask.ids("entity_ids")?.unwrap_or_default();
    if ids.len() > IDS {
        return Err(Problem::invalid("entity_ids", format!("entity_ids may have at most {IDS} values")));
    }
    let found = |id: &str| {
        let number = number(id).filter(|number| ads(desk, account, entity, *number).is_some());
        number.map(|number| (id.to_owned(), number)).ok_or_else(|| Problem::not_found(entity_word, id))
    };
    let ids = ids.into_iter().map(found).collect::<Result<Vec<_>, Problem>>()?;
    ask.needed("granularity")?;
    let granularity_word = ask.word("granularity", &["DAY", "HOUR", "TOTAL"])?.unwrap_or_default();
    let granularity = match granularity_word {
        "DAY" => Granularity::Day,
        "HOUR" => Granularity::Hour,
        _ => Granularity::Total,
    };
    ask.needed("placement")?;
    let placement = ask.word("placement", &PLACEMENTS)?.unwrap_or_default();
    ask.needed("metric_groups")?;
    let words = ask.words("metric_groups", &Group::WORDS)?;
    let groups: Vec<Group> = words.iter().filter_map(|word| Group::of(word)).collect();
    if let Some(group) = groups.iter().find(|group| !group.is_of(entity)) {
        let message = format!("{} is not available for {entity_word}", group.word());
        return Err(Problem::invalid("metric_groups", message));
    }
    if way == Way::Now && ask.params.filled("segmentation_type").is_some() {
        let message = "segmentation_type is only available in asynchronous analytics";
        return Err(Problem::invalid("segmentation_type", message));
    }
    let segment = segment(ask, &groups)?;
    let (from, to) = (time(ask, account, "start_time")?, time(ask, account, "end_time")?);
    let most = match (way, segment) {
        (Way::Now, _) => 7,
        (Way::Job, None) => 90,
        (Way::Job, Some(_)) => 45,
    };
    if to <= from || to - from > TimeDelta::days(most) {
        let message = format!("end_time must be after start_time, and at most {most} days after it");
        return Err(Problem::about("end_time", "INVALID_TIME_WINDOW", message));
    }
    let said = json!({
        "start_time": stamp(from),
        "segmentation_type": ask.params.filled("segmentation_type"),
        "entity_ids": ids.iter().map(|(id, _)| id).collect::<Vec<_>>(),
        "end_time": stamp(to),
        "country": ask.params.filled("country"),
        "placement": placement,
        "granularity": granularity_word,
        "entity": entity_word,
        "platform": ask.params.filled("platform"),
        "metric_groups": words,
    });
    let span = span(desk, account, (from, to), granularity)?;
    let want = Want { entity, span, granularity, placement, segment };
    Ok(Question { ids, time: (from, to), want, groups, said })
}

/// `GET /stats/accounts/:id`.
pub fn answer(desk: &Desk<'_>, ask: &Ask, account: &Account) -> Told {
    let question = question(desk, ask, account, Way::Now)?;
    Ok(told(desk, account, &question))
}

/// The answer to a question.
pub fn told(desk: &Desk<'_>, account: &Account, question: &Question) -> Value {
    let of = |(id, number): &(String, u64)| {
        let rows = series(desk, account, *number, &question.want).unwrap_or_default();
        let rows = rows.into_iter().map(|(segment, numbers)| {
            let segment = segment.map(|(name, value)| json!({"segment_name": name, "segment_value": value}));
            let mut told = Map::new();
            for group in &question.groups {
                metrics(*group, &numbers, &mut told);
            }
            json!({"segment": segment, "metrics": told})
        });
        json!({"id": id, "id_data": rows.collect::<Vec<_>>()})
    };
    json!({
        "data_type": "stats",
        "time_series_length": question.want.length(),
        "data": question.ids.iter().map(of).collect::<Vec<_>>(),
        "request": {"params": question.said},
    })
}

/// An entity that delivered: which, from when to when, where.
type Active = (u64, DateTime<Utc>, DateTime<Utc>, &'static [&'static str]);

/// `GET /stats/accounts/:id/active_entities`: what delivered in the hours that were asked, and from when to when.
pub fn active(desk: &Desk<'_>, ask: &Ask, account: &Account) -> Told {
    let (entity, _) = entity(ask)?;
    if entity == Entity::Account {
        return Err(Problem::expected(
            "one of CAMPAIGN, FUNDING_INSTRUMENT, LINE_ITEM, PROMOTED_TWEET",
            "ACCOUNT",
            "entity",
        ));
    }
    let (from, to) = (time(ask, account, "start_time")?, time(ask, account, "end_time")?);
    if to <= from || to - from > TimeDelta::days(90) {
        let message = "end_time must be after start_time, and at most 90 days after it";
        return Err(Problem::about("end_time", "INVALID_TIME_WINDOW", message));
    }
    let mut filters: Vec<(&str, Vec<&str>)> = Vec::new();
    for name in ["funding_instrument_ids", "campaign_ids", "line_item_ids"] {
        filters.extend(ask.ids(name)?.map(|ids| (name, ids)));
    }
    if filters.len() > 1 {
        let message = "funding_instrument_ids, campaign_ids and line_item_ids are exclusive parameters";
        return Err(Problem::about("campaign_ids", "EXCLUSIVE_PARAMETERS", message));
    }
    let observer = desk.observer();
    let day = |at: DateTime<Utc>| at.with_timezone(&account.zone).date_naive();
    let (first, last) = (day(from), day(to - TimeDelta::hours(1)));
    let funding = super::nodes::funding(desk.world, account);
    let mut found: Vec<Active> = Vec::new();
    for (campaign, set, ad) in account.ads() {
        let is_asked = filters.iter().all(|(name, ids)| {
            let id = match *name {
                "campaign_ids" => campaign.id,
                "line_item_ids" => set.id,
                _ => funding,
            };
            ids.contains(&base36(id).as_str())
        });
        let id = match entity {
            Entity::Campaign => campaign.id,
            Entity::LineItem => set.id,
            Entity::PromotedTweet => ad.id,
            Entity::Account | Entity::FundingInstrument => funding,
        };
        let days = first.iter_days().take_while(|day| is_asked && *day <= last);
        for day in days.filter(|day| observer.numbers(account, campaign, ad, *day).is_some()) {
            let start = midnight(account.zone, day).max(from);
            let end = day.succ_opt().map_or(to, |next| midnight(account.zone, next)).min(to) - TimeDelta::seconds(1);
            let places = placements(campaign.goal);
            match found.iter_mut().find(|it| it.0 == id) {
                None => found.push((id, start, end, places)),
                Some(it) => {
                    (it.1, it.2) = (it.1.min(start), it.2.max(end));
                    if places.len() > it.3.len() {
                        it.3 = places;
                    }
                }
            }
        }
    }
    let rows = found.into_iter().map(|(id, start, end, places)| {
        json!({
            "entity_id": base36(id),
            "activity_start_time": stamp(start),
            "activity_end_time": stamp(end),
            "placements": places,
        })
    });
    Ok(json!({"data": rows.collect::<Vec<_>>()}))
}
