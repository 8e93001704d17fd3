//! Whom ad groups are shown to: what there is to choose from, and whether what is chosen is of it.

use serde_json::{Map, Value, json};

use super::{
    advertiser,
    ask::{self, Body},
    problem::{Problem, Told},
};
use crate::core::{
    call::{Call, Params},
    state::Desk,
};

/// Apps in which ads are shown.
const PLACEMENTS: [&str; 3] = ["PLACEMENT_TIKTOK", "PLACEMENT_PANGLE", "PLACEMENT_GLOBAL_APP_BUNDLE"];
const AGES: [&str; 6] = ["AGE_13_17", "AGE_18_24", "AGE_25_34", "AGE_35_44", "AGE_45_54", "AGE_55_100"];
const OBJECTIVES: [&str; 8] = [
    "REACH",
    "TRAFFIC",
    "VIDEO_VIEWS",
    "LEAD_GENERATION",
    "ENGAGEMENT",
    "APP_PROMOTION",
    "WEB_CONVERSIONS",
    "PRODUCT_SALES",
];
const RANGES: [&str; 5] = ["ALL", "TO_COUNTRY", "TO_PROVINCE", "TO_CITY", "TO_DISTRICT"];

/// A place: its id, its name, its country's code, and what it is in; nothing for a country.
type Region = (&'static str, &'static str, &'static str, Option<&'static str>);

const REGIONS: [Region; 19] = [
    ("102358", "Saudi Arabia", "SA", None),
    ("108411", "Riyadh Region", "SA", Some("102358")),
    ("290557", "United Arab Emirates", "AE", None),
    ("292224", "Dubai", "AE", Some("290557")),
    ("357994", "Egypt", "EG", None),
    ("285570", "Kuwait", "KW", None),
    ("289688", "Qatar", "QA", None),
    ("290291", "Bahrain", "BH", None),
    ("286963", "Oman", "OM", None),
    ("248816", "Jordan", "JO", None),
    ("99237", "Iraq", "IQ", None),
    ("272103", "Lebanon", "LB", None),
    ("2542007", "Morocco", "MA", None),
    ("298795", "Turkey", "TR", None),
    ("6252001", "United States", "US", None),
    ("2635167", "United Kingdom", "GB", None),
    ("2921044", "Germany", "DE", None),
    ("3017382", "France", "FR", None),
    ("1861060", "Japan", "JP", None),
];

const LANGUAGES: [(&str, &str); 12] = [
    ("ar", "Arabic"),
    ("en", "English"),
    ("fr", "French"),
    ("de", "German"),
    ("es", "Spanish"),
    ("tr", "Turkish"),
    ("ja", "Japanese"),
    ("hi", "Hindi"),
    ("ru", "Russian"),
    ("id", "Indonesian"),
    ("zh", "Chinese (Simplified)"),
    ("zh-Hant", "Chinese (Traditional)"),
];

/// `GET /tool/region/`.
pub fn regions(desk: &mut Desk<'_>, call: &Call) -> Told {
    advertiser(desk, ask::required(&call.query, "advertiser_id")?)?;
    let placements = ask::list(&call.query, "placements")?.ok_or_else(|| ask::missing("placements"))?;
    chosen("placements", &ask::texts("placements", &json!(placements))?, &PLACEMENTS)?;
    ask::one_of("objective_type", ask::required(&call.query, "objective_type")?, &OBJECTIVES)?;
    let range = range(&call.query)?;
    let shown = REGIONS.iter().filter(|region| range != "TO_COUNTRY" || region.3.is_none());
    let rows = shown.map(|(id, name, code, above)| {
        let inside = REGIONS.iter().filter(|region| region.3 == Some(id)).map(|region| region.0);
        json!({
            "location_id": id,
            "name": name,
            "region_code": code,
            "parent_id": above.unwrap_or("0"),
            "next_level_ids": inside.collect::<Vec<_>>(),
            "level": if above.is_some() { "PROVINCE" } else { "COUNTRY" },
            "area_type": "ADMIN",
            "support_below_18": true,
        })
    });
    let countries = REGIONS.iter().filter(|region| region.3.is_none()).map(|region| region.2);
    Ok(json!({"region_info": rows.collect::<Vec<_>>(), "region_list": countries.collect::<Vec<_>>()}))
}

fn range(query: &Params) -> Result<&'static str, Problem> {
    ask::one_of("level_range", query.filled("level_range").unwrap_or("ALL"), &RANGES)
}

/// `GET /tool/language/`.
pub fn languages(desk: &mut Desk<'_>, call: &Call) -> Told {
    advertiser(desk, ask::required(&call.query, "advertiser_id")?)?;
    let rows = LANGUAGES.iter().map(|(code, name)| json!({"code": code, "name": name}));
    Ok(json!({"languages": rows.collect::<Vec<_>>()}))
}

/// What a body says of whom an ad group is shown to and where, checked one by one.
pub fn said(body: &Body) -> Result<Map<String, Value>, Problem> {
    let places: Vec<&str> = REGIONS.iter().map(|region| region.0).collect();
    let languages: Vec<&str> = LANGUAGES.iter().map(|language| language.0).collect();
    let mut said = Map::new();
    for (name, may) in
        [("placements", &PLACEMENTS[..]), ("age_groups", &AGES), ("location_ids", &places), ("languages", &languages)]
    {
        let Some(value) = body.get(name) else { continue };
        let values = ask::texts(name, &value)?;
        chosen(name, &values, may)?;
        said.insert(name.to_owned(), values.into());
    }
    let inside = REGIONS.iter().filter_map(|region| Some((region.0, region.3?)));
    let has = |id: &str| said.get("location_ids").and_then(Value::as_array).is_some_and(|ids| ids.contains(&id.into()));
    if inside.into_iter().any(|(part, whole)| has(part) && has(whole)) {
        return Err(Problem::invalid("location_ids: Locations must not overlap."));
    }
    Ok(said)
}

fn chosen(name: &str, values: &[String], may: &[&str]) -> Result<(), Problem> {
    for value in values {
        ask::one_of(name, value, may)?;
    }
    let is_twice = |(place, value): (usize, &String)| values.iter().skip(place + 1).any(|it| it == value);
    if values.iter().enumerate().any(is_twice) {
        return Err(Problem::invalid(format!("{name}: Must not have the same value twice.")));
    }
    Ok(())
}
