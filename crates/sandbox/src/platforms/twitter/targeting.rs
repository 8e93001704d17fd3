//! Whom line items are shown to: criteria, each of which is a thing of its own, and what there is to choose from. Some countries stand
//! for all. A line item without criteria is shown to everybody.

use cmis_base::platform::Platform;
use serde_json::{Value, json};

use super::{
    ask::Ask,
    nodes::{TARGETING, base36, is_deleted, number, stamp},
    problem::{Problem, Told},
};
use crate::{
    core::{
        sign::{opaque, opened},
        state::Desk,
    },
    world::tree::{Account, AdSet, Kind as Of},
};

/// The word of the address.
pub const WORD: &str = "targeting_criteria";
/// Operations of a batch.
pub const BATCH: usize = 500;
/// Criteria of a line item.
const MOST: usize = 2_000;
/// Rows of a page when nobody says, and at most.
const USUAL: i64 = 200;
const MOST_ROWS: i64 = 1_000;

/// Code, name and place id of countries. The id of the United States is X's own; the others only have its form.
pub const COUNTRIES: [(&str, &str, &str); 18] = [
    ("AE", "United Arab Emirates", "8d2e6a9c41b75f03"),
    ("BH", "Bahrain", "1f7c4b8e2d6a9053"),
    ("CA", "Canada", "9c4f1a7e5d2b8036"),
    ("DE", "Germany", "3f9a7c2e5b1d8046"),
    ("EG", "Egypt", "2e5c8a1f9b4d7063"),
    ("FR", "France", "5d8b2f6a1c9e4073"),
    ("GB", "United Kingdom", "6a2d9f4c8b1e7035"),
    ("IN", "India", "1b6e4d9a7f2c8053"),
    ("JO", "Jordan", "9e3b7a5d1c6f2084"),
    ("JP", "Japan", "7d1b5e9a3c8f4206"),
    ("KW", "Kuwait", "3c8f5e1b7a904d62"),
    ("MX", "Mexico", "0e8b6d4a2f9c7513"),
    ("OM", "Oman", "4c7e1f9b3a6d8025"),
    ("QA", "Qatar", "6b9d3f5a8c1e7240"),
    ("SA", "Saudi Arabia", "5a0b1c8f3e6d4a21"),
    ("TR", "Turkey", "8f5a3e7c1d9b2064"),
    ("TW", "Taiwan", "4a6e9c2d8b5f1073"),
    ("US", "United States", "96683cc9126741d1"),
];
const LANGUAGES: [(&str, &str); 16] = [
    ("Arabic", "ar"),
    ("Dutch", "nl"),
    ("English", "en"),
    ("French", "fr"),
    ("German", "de"),
    ("Hindi", "hi"),
    ("Indonesian", "id"),
    ("Italian", "it"),
    ("Japanese", "ja"),
    ("Korean", "ko"),
    ("Portuguese", "pt"),
    ("Russian", "ru"),
    ("Simplified Chinese", "zh-cn"),
    ("Spanish", "es"),
    ("Traditional Chinese", "zh-tw"),
    ("Turkish", "tr"),
];
const GENDERS: [(&str, &str); 2] = [("Male", "1"), ("Female", "2")];
/// The buckets that X's own clients know.
const AGES: [&str; 20] = [
    "AGE_13_TO_24",
    "AGE_13_TO_34",
    "AGE_13_TO_49",
    "AGE_13_TO_54",
    "AGE_OVER_13",
    "AGE_18_TO_34",
    "AGE_18_TO_49",
    "AGE_18_TO_54",
    "AGE_OVER_18",
    "AGE_21_TO_34",
    "AGE_21_TO_49",
    "AGE_21_TO_54",
    "AGE_OVER_21",
    "AGE_25_TO_49",
    "AGE_25_TO_54",
    "AGE_OVER_25",
    "AGE_35_TO_49",
    "AGE_35_TO_54",
    "AGE_OVER_35",
    "AGE_OVER_50",
];
const TYPES: [&str; 18] = [
    "AGE",
    "GENDER",
    "LANGUAGE",
    "LOCATION",
    "BROAD_KEYWORD",
    "EXACT_KEYWORD",
    "PHRASE_KEYWORD",
    "UNORDERED_KEYWORD",
    "CUSTOM_AUDIENCE",
    "DEVICE",
    "EVENT",
    "FOLLOWERS_OF_USER",
    "INTEREST",
    "NETWORK_OPERATOR",
    "PLATFORM",
    "PLATFORM_VERSION",
    "SIMILAR_TO_FOLLOWERS_OF_USER",
    "WIFI_ONLY",
];

/// The criteria of a line item, the deleted ones with them.
pub fn criteria(set: &AdSet) -> &[Value] {
    set.extra.get(TARGETING).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn text<'a>(criterion: &'a Value, name: &str) -> &'a str {
    criterion.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn is_there(criterion: &Value) -> bool {
    criterion.get("deleted") != Some(&Value::Bool(true))
}

/// `POST /accounts/:id/targeting_criteria`, or one of many: its number.
pub fn create(desk: &mut Desk<'_>, account: &mut Account, ask: &Ask) -> Result<u64, Problem> {
    let item = ask.needed("line_item_id")?;
    let value = ask.needed("targeting_value")?;
    ask.needed("targeting_type")?;
    let kind = ask.word("targeting_type", &TYPES)?.unwrap_or_default();
    let operator = ask.word("operator_type", &["EQ", "NE", "GTE", "LT"])?.unwrap_or("EQ");
    let name = name(kind, value)?;
    let id = desk.new_id(Platform::Twitter, Of::Other);
    let mut sets = account.campaigns.iter_mut().filter(|it| !is_deleted(it.status)).flat_map(|it| &mut it.sets);
    let set = sets.find(|set| Some(set.id) == number(item) && !is_deleted(set.status));
    let set = set.ok_or_else(|| Problem::not_found("Line item", item))?;
    let there = || criteria(set).iter().filter(|it| is_there(it));
    if kind == "AGE" && there().any(|it| text(it, "targeting_type") == "AGE") {
        return Err(Problem::invalid("targeting_type", "A line item may target one AGE bucket"));
    }
    if there().count() >= MOST {
        return Err(Problem::invalid("line_item_id", "The line item has too many targeting criteria"));
    }
    let now = stamp(desk.now);
    let mut criterion = json!({
        "line_item_id": base36(set.id),
        "name": name,
        "id": base36(id),
        "operator_type": operator,
        "created_at": now,
        "targeting_value": value,
        "updated_at": now,
        "deleted": false,
        "targeting_type": kind,
    });
    if kind == "LOCATION" {
        criterion["location_type"] = "COUNTRY".into();
    }
    let all = criteria(set).iter().cloned().chain([criterion]).collect::<Vec<_>>();
    set.extra.insert(TARGETING.to_owned(), all.into());
    Ok(id)
}

/// `DELETE /accounts/:id/targeting_criteria/:id`, or one of many: its number; none where it is not there.
pub fn delete(desk: &Desk<'_>, account: &mut Account, id: &str) -> Option<u64> {
    let now = stamp(desk.now);
    let sets = account.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    let lists = sets.filter_map(|set| set.extra.get_mut(TARGETING).and_then(Value::as_array_mut));
    let found = lists.flatten().find(|it| text(it, "id") == id && is_there(it))?;
    found["deleted"] = true.into();
    found["updated_at"] = now.into();
    number(id)
}

/// What a value is called, if it is one of the kind.
fn name<'a>(kind: &str, value: &'a str) -> Result<&'a str, Problem> {
    let known = |all: &[(&'static str, &'static str)]| all.iter().find(|it| it.1 == value).map(|it| it.0);
    let found = match kind {
        "AGE" => AGES.contains(&value).then_some(value),
        "GENDER" => known(&GENDERS),
        "LANGUAGE" => known(&LANGUAGES),
        "LOCATION" => COUNTRIES.iter().find(|it| it.2 == value).map(|it| it.1),
        _ => Some(value),
    };
    found.ok_or_else(|| Problem::expected(&format!("a value of {kind}"), value, "targeting_value"))
}

/// `GET /targeting_criteria/{locations|languages}`: of places, countries alone.
pub fn options(ask: &Ask, what: &str) -> Told {
    let start = ask.params.filled("q").unwrap_or_default().to_lowercase();
    let is_asked = |name: &str| name.to_lowercase().starts_with(&start);
    let rows: Vec<Value> = match what {
        "locations" => {
            let may = ["COUNTRIES", "REGIONS", "METROS", "CITIES", "POSTAL_CODES"];
            let is_country = ask.word("location_type", &may)?.is_none_or(|it| it == "COUNTRIES");
            let code = ask.params.filled("country_code");
            let found = COUNTRIES.iter().filter(|it| is_country && code.is_none_or(|code| code == it.0));
            found
                .filter(|it| is_asked(it.1))
                .map(|(code, name, place)| {
                    json!({"name": name, "country_code": code, "location_type": "COUNTRIES", "targeting_value": place,
                        "targeting_type": "LOCATION"})
                })
                .collect()
        }
        "languages" => LANGUAGES
            .iter()
            .filter(|it| is_asked(it.0))
            .map(|(name, code)| json!({"name": name, "targeting_type": "LANGUAGE", "targeting_value": code}))
            .collect(),
        _ => return Err(Problem::no_route()),
    };
    let count = ask.long("count")?.unwrap_or(USUAL);
    if !(1..=MOST_ROWS).contains(&count) {
        return Err(Problem::invalid("count", format!("count must be between 1 and {MOST_ROWS}")));
    }
    let start = match ask.params.filled("cursor") {
        None => 0,
        Some(cursor) => {
            let place = cursor.strip_prefix("c-").and_then(opened).and_then(|place| place.parse::<usize>().ok());
            place.ok_or_else(|| Problem::invalid("cursor", "The cursor is invalid or has expired"))?
        }
    };
    let count = usize::try_from(count).unwrap_or(1);
    let end = start.saturating_add(count);
    let next = (end < rows.len()).then(|| format!("c-{}", opaque(&end.to_string())));
    let shown: Vec<Value> = rows.into_iter().skip(start).take(count).collect();
    Ok(json!({"data": shown, "next_cursor": next}))
}
