//! Criteria of campaigns and ad groups: who is shown something, or is not. Which may stand where depends on the kind of campaign: countries
//! and languages are the campaign's, but those of the ad groups in Demand Gen; ages and genders may be excluded anywhere.

use serde_json::{Map, Value, json};

use super::{
    constants::{AGE_RANGES, GENDERS, is_language, is_location},
    groups::campaign_of,
    mutate::{Temporary, text},
    problem::{Problem, known_in},
    table::channel,
};
use crate::world::tree::{Account, Status};

/// Fields of a criterion that are not what it is about.
const FIELDS: [&str; 3] = ["resourceName", "status", "negative"];
/// What criteria are about here.
const KINDS: [&str; 4] = ["location", "language", "ageRange", "gender"];
/// Where criteria are kept.
const KEPT: &str = "criteria";

/// The family of errors of criteria at their level.
fn family(is_of_group: bool) -> &'static str {
    if is_of_group { "adGroupCriterionError" } else { "campaignCriterionError" }
}

/// What was set below a campaign or an ad group.
pub fn of(extra: &Map<String, Value>) -> &[Value] {
    extra.get(KEPT).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn keep(extra: &mut Map<String, Value>, criterion: Value) {
    if let Value::Array(kept) = extra.entry(KEPT).or_insert_with(|| json!([])) {
        kept.push(criterion);
    }
}

/// A number at the end of a constant's name: `geoTargetConstants/2682`.
fn constant(object: &Value, field: &str, collection: &str) -> Result<u32, Problem> {
    let Some(object) = object.as_object() else { return Err(Problem::payload(field, "Expected an object.")) };
    known_in(object, &[field])?;
    let name = text(object, field)?;
    let number = name.strip_prefix(collection).and_then(|it| it.strip_prefix('/')).and_then(|it| it.parse().ok());
    number.ok_or_else(|| {
        let message = format!("Resource name '{name}' is malformed: expected '{collection}/{{criterion_id}}'.");
        Problem::invalid("requestError", "RESOURCE_NAME_MALFORMED", message).because_of(name)
    })
}

/// A word of a closed set, and its number.
fn word(object: &Value, field: &str, words: &[(u32, &str)]) -> Result<u32, Problem> {
    let Some(object) = object.as_object() else { return Err(Problem::payload(field, "Expected an object.")) };
    known_in(object, &["type"])?;
    let word = text(object, "type")?;
    words.iter().find(|it| it.1 == word).map(|it| it.0).ok_or_else(|| {
        let word: String = word.chars().take(64).collect();
        Problem::payload("type", format!("Invalid value at '{field}.type' (TYPE_ENUM), \"{word}\""))
    })
}

/// The number of what a criterion is about, and the type that Google calls it by.
fn number(kind: &str, about: &Value) -> Result<(u32, &'static str), Problem> {
    let missing = |number: u32| {
        let message = "The CriterionId does not exist or is of the incorrect type.";
        Problem::invalid("criterionError", "INVALID_CRITERION_ID", message).because_of(&number.to_string())
    };
    match kind {
        "location" => {
            let number = constant(about, "geoTargetConstant", "geoTargetConstants")?;
            if is_location(number) { Ok((number, "LOCATION")) } else { Err(missing(number)) }
        }
        "language" => {
            let number = constant(about, "languageConstant", "languageConstants")?;
            if is_language(number) { Ok((number, "LANGUAGE")) } else { Err(missing(number)) }
        }
        "ageRange" => Ok((word(about, "age_range", &AGE_RANGES)?, "AGE_RANGE")),
        _ => Ok((word(about, "gender", &GENDERS)?, "GENDER")),
    }
}

/// Whether it may stand there.
fn suits(kind: &str, is_negative: bool, is_of_group: bool, channel: &str) -> Result<(), Problem> {
    let refused = |code: &'static str, message: &str| Err(Problem::invalid(family(is_of_group), code, message));
    match kind {
        "language" if is_negative => {
            let message = "Criteria type can not be excluded.";
            Err(Problem::invalid("criterionError", "CANNOT_EXCLUDE_CRITERIA_TYPE", message))
        }
        // new Demand Gen campaigns have upgraded targeting, which is the ad groups'
        "location" | "language" if is_of_group && channel != "DEMAND_GEN" => refused(
            "CANNOT_ADD_CRITERIA_TYPE",
            "Criteria type cannot be targeted for the ad group: it can only be applied to campaigns.",
        ),
        "location" | "language" if !is_of_group && channel == "DEMAND_GEN" => Err(Problem::invalid(
            "criterionError",
            "CANNOT_ADD_CRITERIA_TYPE",
            "Criteria type can not be targeted: Demand Gen campaigns have it at the ad group level.",
        )),
        "ageRange" | "gender" if !is_of_group && !is_negative => {
            Err(Problem::invalid("criterionError", "CANNOT_ADD_CRITERIA_TYPE", "Criteria type can not be targeted."))
        }
        _ => Ok(()),
    }
}

/// Refuses one that is there already, or its contrary.
fn is_new(kept: &[Value], id: &str, is_negative: bool, is_of_group: bool) -> Result<(), Problem> {
    let Some(same) = kept.iter().find(|it| it["criterionId"] == id) else { return Ok(()) };
    let problem = match (same["negative"] == Value::Bool(is_negative), is_of_group) {
        (false, _) => {
            let message = "Cannot target and exclude the same criterion at once.";
            Problem::invalid(family(is_of_group), "CANNOT_TARGET_AND_EXCLUDE", message)
        }
        (true, true) => Problem::invalid("mutateError", "RESOURCE_ALREADY_EXISTS", "Resource already exists."),
        (true, false) => {
            let message = "The existing field can't be updated with CREATE operation. It can be updated with UPDATE \
                           operation only.";
            Problem::invalid("campaignCriterionError", "CANNOT_ADD_EXISTING_FIELD", message)
        }
    };
    Err(problem.because_of(id))
}

/// The extra of a campaign or an ad group that a criterion is made below, its id, and its campaign's channel.
fn owner<'a>(
    account: &'a mut Account,
    create: &Map<String, Value>,
    temporary: &Temporary,
    is_of_group: bool,
) -> Result<(&'a mut Map<String, Value>, u64, String), Problem> {
    if !is_of_group {
        let campaign = campaign_of(account, create, temporary)?;
        let (id, channel) = (campaign.id, channel(campaign));
        return Ok((&mut campaign.extra, id, channel));
    }
    let named = text(create, "adGroup")?;
    let named = temporary.get(named).map_or(named, String::as_str);
    let id = named.strip_prefix(&format!("customers/{}/adGroups/", account.id)).and_then(|id| id.parse::<u64>().ok());
    let mut campaigns = account.campaigns.iter_mut();
    let found = campaigns.find_map(|campaign| {
        let channel = channel(campaign);
        let group = campaign.sets.iter_mut().find(|it| Some(it.id) == id && it.status != Status::Removed)?;
        Some((&mut group.extra, group.id, channel))
    });
    found.ok_or_else(|| {
        Problem::invalid("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.").because_of(named)
    })
}

/// Makes a criterion; its id with that of what it is below.
pub fn create(
    account: &mut Account,
    create: &Map<String, Value>,
    temporary: &Temporary,
    is_of_group: bool,
) -> Result<String, Problem> {
    let below = if is_of_group { "adGroup" } else { "campaign" };
    known_in(create, &[FIELDS.as_slice(), KINDS.as_slice(), &[below]].concat())?;
    if create.contains_key("resourceName") {
        let message = "The field's contents don't match another field that represents the same data.";
        let problem = Problem::invalid("mutateError", "INCONSISTENT_FIELD_VALUES", message);
        return Err(problem.at(&["create", "resource_name"]));
    }
    let is_negative = match create.get("negative") {
        None => false,
        Some(Value::Bool(is_negative)) => *is_negative,
        Some(_) => return Err(Problem::payload("negative", "Invalid value at 'negative' (TYPE_BOOL)")),
    };
    let about: Vec<&str> = KINDS.into_iter().filter(|kind| create.contains_key(*kind)).collect();
    let [kind] = about.as_slice() else {
        let message = "Concrete type of criterion is required for CREATE and UPDATE operations.";
        return Err(Problem::invalid(family(is_of_group), "CONCRETE_TYPE_REQUIRED", message));
    };
    let told = create.get(*kind).cloned().unwrap_or_default();
    let (number, said) = number(kind, &told)?;
    let (extra, owner, channel) = owner(account, create, temporary, is_of_group)?;
    suits(kind, is_negative, is_of_group, &channel)?;
    let id = number.to_string();
    is_new(of(extra), &id, is_negative, is_of_group)?;
    let mut criterion = json!({"criterionId": id, "type": said, "negative": is_negative, "status": "ENABLED"});
    criterion[*kind] = told;
    keep(extra, criterion);
    Ok(format!("{owner}~{id}"))
}

/// Takes a criterion away, by its id with that of what it is below; none if there is none.
pub fn remove(account: &mut Account, id: &str, is_of_group: bool) -> Option<()> {
    let (owner, id) = id.split_once('~')?;
    let mut campaigns = account.campaigns.iter_mut();
    let extra = if is_of_group {
        campaigns.flat_map(|it| &mut it.sets).find(|it| it.id.to_string() == owner).map(|it| &mut it.extra)
    } else {
        campaigns.find(|it| it.id.to_string() == owner).map(|it| &mut it.extra)
    };
    let kept = extra?.get_mut(KEPT)?.as_array_mut()?;
    let place = kept.iter().position(|it| it["criterionId"] == id)?;
    kept.remove(place);
    Some(())
}
