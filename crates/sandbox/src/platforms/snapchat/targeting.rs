//! Whom ad squads are shown to: what there is to choose from, whether what is chosen is of it, and what campaigns let their ad squads aim at.

use serde_json::{Map, Value, json};

use super::{
    draft::Wrong,
    paging,
    problem::{Problem, Told},
};
use crate::core::call::Call;

/// Countries by Snapchat's code, its code of three letters, and name.
const COUNTRIES: [(&str, &str, &str); 18] = [
    ("sa", "sau", "Saudi Arabia"),
    ("ae", "are", "United Arab Emirates"),
    ("eg", "egy", "Egypt"),
    ("kw", "kwt", "Kuwait"),
    ("qa", "qat", "Qatar"),
    ("bh", "bhr", "Bahrain"),
    ("om", "omn", "Oman"),
    ("jo", "jor", "Jordan"),
    ("iq", "irq", "Iraq"),
    ("lb", "lbn", "Lebanon"),
    ("ma", "mar", "Morocco"),
    ("tr", "tur", "Turkey"),
    ("us", "usa", "United States"),
    ("uk", "gbr", "United Kingdom"),
    ("de", "deu", "Germany"),
    ("fr", "fra", "France"),
    ("jp", "jpn", "Japan"),
    ("ca", "can", "Canada"),
];
const LANGUAGES: [(&str, &str); 8] = [
    ("ar", "Arabic"),
    ("en", "English"),
    ("fr", "French"),
    ("de", "German"),
    ("es", "Spanish"),
    ("ja", "Japanese"),
    ("tr", "Turkish"),
    ("nl", "Dutch"),
];
const AGE_GROUPS: [&str; 6] = ["13-17", "18-20", "21-24", "25-34", "35-49", "50+"];
const GENDERS: [&str; 3] = ["MALE", "FEMALE", "OTHER"];
/// Youngest and oldest that may be told apart as the youngest, and as the oldest.
const YOUNGEST: std::ops::RangeInclusive<i64> = 13..=45;
const OLDEST: std::ops::RangeInclusive<i64> = 13..=50;

/// What ad squads may be told besides where and to whom, which is kept as it is said.
const OTHERS: [&str; 8] = [
    "app_install_states",
    "devices",
    "interests",
    "locations",
    "segments",
    "regulated_content",
    "auto_expansion_options",
    "enable_targeting_expansion",
];

/// What can be aimed at, and the newer objectives of the campaigns that allow it.
const GOALS: [(&str, &[&str]); 18] = [
    ("IMPRESSIONS", &["AWARENESS_AND_ENGAGEMENT", "APP_PROMOTION", "SALES", "LEADS", "TRAFFIC"]),
    ("SWIPES", &["AWARENESS_AND_ENGAGEMENT", "APP_PROMOTION", "SALES", "LEADS", "TRAFFIC"]),
    ("VIDEO_VIEWS", &["AWARENESS_AND_ENGAGEMENT"]),
    ("VIDEO_VIEWS_15_SEC", &["AWARENESS_AND_ENGAGEMENT"]),
    ("USES", &["AWARENESS_AND_ENGAGEMENT"]),
    ("STORY_OPENS", &["AWARENESS_AND_ENGAGEMENT", "SALES", "LEADS"]),
    ("APP_INSTALLS", &["APP_PROMOTION"]),
    ("APP_ADD_TO_CART", &["APP_PROMOTION"]),
    ("APP_PURCHASE", &["APP_PROMOTION"]),
    ("APP_SIGNUP", &["APP_PROMOTION"]),
    ("APP_REENGAGE_OPEN", &["APP_PROMOTION", "SALES", "TRAFFIC"]),
    ("APP_REENGAGE_PURCHASE", &["APP_PROMOTION", "SALES", "TRAFFIC"]),
    ("LANDING_PAGE_VIEW", &["SALES", "LEADS", "TRAFFIC"]),
    ("LEAD_FORM_SUBMISSIONS", &["LEADS"]),
    ("PIXEL_PAGE_VIEW", &["SALES", "TRAFFIC"]),
    ("PIXEL_ADD_TO_CART", &["SALES"]),
    ("PIXEL_PURCHASE", &["SALES"]),
    ("PIXEL_SIGNUP", &["SALES", "LEADS"]),
];

/// `GET /targeting/geo/country`: a country is told with what it is a part of.
fn countries(call: &Call) -> Told {
    let rows = COUNTRIES.iter().map(|(id, code, name)| {
        let country = json!({"id": id, "code": code, "code2": id, "name": name});
        ((*id).to_owned(), Some(json!({"country": country})))
    });
    paging::page(call, "targeting_dimensions", "country", rows.collect())
}

/// `GET /targeting/demographics/languages`.
fn languages(call: &Call) -> Told {
    let rows = LANGUAGES.iter().map(|(id, name)| ((*id).to_owned(), Some(json!({"id": id, "name": name}))));
    paging::page(call, "targeting_dimensions", "languages", rows.collect())
}

/// What is listed below `targeting`.
pub fn lists(call: &Call, path: &[&str]) -> Told {
    match path {
        ["geo", "country"] => countries(call),
        ["demographics", "languages"] => languages(call),
        _ => Err(Problem::missing()),
    }
}

/// Whether an ad squad may aim at this: what a pixel or an app counts needs one, and nobody has one here.
pub fn check_goal(goal: &str, objective: Option<&str>, is_new: bool) -> Result<(), Wrong> {
    let Some((_, objectives)) = GOALS.iter().find(|(it, _)| *it == goal) else {
        return Err(Wrong::value("optimization_goal is not known"));
    };
    if !is_new {
        return Ok(());
    }
    if objective.is_some_and(|objective| !objectives.contains(&objective)) {
        return Err(Wrong::value(format!("optimization_goal {goal} does not go with the objective of the campaign")));
    }
    if goal.starts_with("PIXEL_") {
        return Err(Wrong::value(format!("pixel_id is required with optimization_goal {goal}")));
    }
    Ok(())
}

/// Whether a targeting spec is one.
pub fn check(spec: &Map<String, Value>) -> Result<(), Wrong> {
    let is_known = |name: &String| ["geos", "demographics"].contains(&name.as_str()) || OTHERS.contains(&name.as_str());
    if let Some(name) = spec.keys().find(|name| !is_known(name)) {
        let name: String = name.chars().take(64).collect();
        return Err(Wrong::malformed(format!("targeting.{name} is not known")));
    }
    let geos = objects(spec, "geos")?.filter(|geos| !geos.is_empty());
    let geos = geos.ok_or_else(|| Wrong::malformed("targeting.geos is required"))?;
    let mut countries = Vec::new();
    for geo in geos {
        let code = geo.get("country_code").and_then(Value::as_str);
        let code = code.ok_or_else(|| Wrong::malformed("targeting.geos.country_code is required"))?;
        if !COUNTRIES.iter().any(|country| country.0 == code) {
            return Err(Wrong::value("targeting.geos.country_code is not a country of Snapchat's"));
        }
        match geo.get("operation").map(Value::as_str) {
            None | Some(Some("INCLUDE")) if !countries.contains(&code) => countries.push(code),
            None | Some(Some("INCLUDE" | "EXCLUDE")) => {}
            _ => return Err(Wrong::value("targeting.geos.operation must be INCLUDE or EXCLUDE")),
        }
    }
    let mut languages = Vec::new();
    for people in objects(spec, "demographics")?.unwrap_or_default() {
        check_people(people)?;
        languages.extend(texts(people, "languages")?);
    }
    if countries.len() > 1 && languages.len() != 1 {
        return Err(Wrong::value("A targeting spec with several countries needs demographics with a single language"));
    }
    Ok(())
}

fn check_people(people: &Map<String, Value>) -> Result<(), Wrong> {
    let known = ["min_age", "max_age", "age_groups", "gender", "languages", "advanced_demographics", "operation"];
    if people.keys().any(|name| !known.contains(&name.as_str())) {
        return Err(Wrong::malformed("targeting.demographics has a field that is not known"));
    }
    let (youngest, oldest) = (age(people, "min_age", &YOUNGEST)?, age(people, "max_age", &OLDEST)?);
    if youngest.zip(oldest).is_some_and(|(youngest, oldest)| oldest < youngest) {
        return Err(Wrong::value("targeting.demographics.max_age must not be below min_age"));
    }
    let groups = texts(people, "age_groups")?;
    if groups.iter().any(|group| !AGE_GROUPS.contains(group)) {
        return Err(Wrong::value(format!("targeting.demographics.age_groups must be of {}", AGE_GROUPS.join(", "))));
    }
    if !groups.is_empty() && (youngest.is_some() || oldest.is_some()) {
        return Err(Wrong::value("targeting.demographics has age_groups, or min_age and max_age"));
    }
    if texts(people, "languages")?.iter().any(|code| !LANGUAGES.iter().any(|language| language.0 == *code)) {
        return Err(Wrong::value("targeting.demographics.languages has a language that is not known"));
    }
    match people.get("gender").map(Value::as_str) {
        None => Ok(()),
        Some(Some(gender)) if GENDERS.contains(&gender) => Ok(()),
        Some(_) => Err(Wrong::value(format!("targeting.demographics.gender must be one of {}", GENDERS.join(", ")))),
    }
}

fn age(people: &Map<String, Value>, name: &str, may: &std::ops::RangeInclusive<i64>) -> Result<Option<i64>, Wrong> {
    let Some(value) = people.get(name) else { return Ok(None) };
    let whole = || Wrong::malformed(format!("targeting.demographics.{name} must be a whole number"));
    let age = value.as_i64().ok_or_else(whole)?;
    let wrong = || format!("targeting.demographics.{name} must be between {} and {}", may.start(), may.end());
    if may.contains(&age) { Ok(Some(age)) } else { Err(Wrong::value(wrong())) }
}

/// A list of objects, if it is there.
fn objects<'a>(spec: &'a Map<String, Value>, name: &str) -> Result<Option<Vec<&'a Map<String, Value>>>, Wrong> {
    let wrong = || Wrong::malformed(format!("targeting.{name} must be a list of objects"));
    let Some(value) = spec.get(name) else { return Ok(None) };
    let items = value.as_array().ok_or_else(wrong)?;
    items.iter().map(|item| item.as_object().ok_or_else(wrong)).collect::<Result<_, _>>().map(Some)
}

/// A list of texts, empty if it is not there.
fn texts<'a>(people: &'a Map<String, Value>, name: &str) -> Result<Vec<&'a str>, Wrong> {
    let wrong = || Wrong::malformed(format!("targeting.demographics.{name} must be a list of texts"));
    let Some(value) = people.get(name) else { return Ok(Vec::new()) };
    let items = value.as_array().ok_or_else(wrong)?;
    items.iter().map(|item| item.as_str().ok_or_else(wrong)).collect()
}
