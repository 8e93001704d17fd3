//! Ad groups that callers make. Each kind of campaign has its own type of them, or has none that can be made.

use cmis_base::platform::Platform;
use serde_json::{Map, Value};

use super::{
    mutate::{HOLDS, Temporary, full, status, text},
    problem::{Problem, known_in},
    table::channel,
};
use crate::{
    core::state::Desk,
    world::tree::{Account, AdSet, Campaign, Kind, Status, Stops},
};

/// Fields of an ad group that a caller may set.
const FIELDS: [&str; 25] = [
    "resourceName",
    "name",
    "status",
    "type",
    "campaign",
    "adRotationMode",
    "trackingUrlTemplate",
    "urlCustomParameters",
    "cpcBidMicros",
    "cpmBidMicros",
    "targetCpaMicros",
    "cpvBidMicros",
    "targetCpmMicros",
    "targetRoas",
    "percentCpcBidMicros",
    "fixedCpmMicros",
    "targetCpvMicros",
    "targetCpcMicros",
    "optimizedTargetingEnabled",
    "excludeDemographicExpansion",
    "displayCustomBidDimension",
    "finalUrlSuffix",
    "targetingSetting",
    "audienceSetting",
    "demandGenAdGroupSettings",
];

/// Types of ad groups.
const TYPES: [&str; 14] = [
    "SEARCH_STANDARD",
    "SEARCH_DYNAMIC_ADS",
    "DISPLAY_STANDARD",
    "SHOPPING_PRODUCT_ADS",
    "SHOPPING_SMART_ADS",
    "HOTEL_ADS",
    "TRAVEL_ADS",
    "SMART_CAMPAIGN_ADS",
    "VIDEO_BUMPER",
    "VIDEO_TRUE_VIEW_IN_STREAM",
    "VIDEO_TRUE_VIEW_IN_DISPLAY",
    "VIDEO_NON_SKIPPABLE_IN_STREAM",
    "VIDEO_RESPONSIVE",
    "YOUTUBE_AUDIO",
];

/// The campaign that a resource is made below: by the name in the field `campaign`, also one that stands for it in the request.
pub fn campaign_of<'a>(
    account: &'a mut Account,
    create: &Map<String, Value>,
    temporary: &Temporary,
) -> Result<&'a mut Campaign, Problem> {
    let named = text(create, "campaign")?;
    let named = temporary.get(named).map_or(named, String::as_str);
    let missing = || Problem::invalid("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.").because_of(named);
    let id = named.strip_prefix(&format!("customers/{}/campaigns/", account.id)).and_then(|id| id.parse::<u64>().ok());
    let campaign = account.campaigns.iter_mut().find(|it| Some(it.id) == id).ok_or_else(missing)?;
    if campaign.status == Status::Removed {
        let message = "The operation is not allowed for removed resources.";
        let code = "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE";
        return Err(Problem::invalid("contextError", code, message).because_of(named));
    }
    Ok(campaign)
}

/// The type that ad groups of a kind of campaign have by default; none for kinds that have no type for it.
fn usual_type(channel: &str) -> Result<Option<&'static str>, Problem> {
    match channel {
        "SEARCH" => Ok(Some("SEARCH_STANDARD")),
        "DISPLAY" => Ok(Some("DISPLAY_STANDARD")),
        "SHOPPING" => Ok(Some("SHOPPING_PRODUCT_ADS")),
        "HOTEL" => Ok(Some("HOTEL_ADS")),
        "DEMAND_GEN" => Ok(None),
        _ => {
            let message = "Cannot add ad groups for the campaign type.";
            Err(Problem::invalid("adGroupError", "CANNOT_ADD_AD_GROUP_FOR_CAMPAIGN_TYPE", message))
        }
    }
}

/// The type of a new ad group, which has to suit its campaign.
fn type_of(create: &Map<String, Value>, channel: &str) -> Result<&'static str, Problem> {
    let usual = usual_type(channel)?;
    let word = match create.get("type").map(|word| word.as_str().unwrap_or_default()) {
        None | Some("UNSPECIFIED") => return Ok(usual.unwrap_or("UNSPECIFIED")),
        Some(word) => word,
    };
    let Some(known) = TYPES.into_iter().find(|it| *it == word) else {
        let word: String = word.chars().take(64).collect();
        return Err(Problem::payload("type", format!("Invalid value at 'type' (TYPE_ENUM), \"{word}\"")));
    };
    if usual == Some(known) {
        return Ok(known);
    }
    let message = "The ad group type is not compatible with the campaign channel type.";
    let code = "AD_GROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE";
    Err(Problem::invalid("adGroupError", code, message).because_of(word).at(&["create", "type"]))
}

/// Makes an ad group; its id.
pub fn create(
    desk: &mut Desk<'_>,
    account: &mut Account,
    create: &Map<String, Value>,
    temporary: &Temporary,
) -> Result<u64, Problem> {
    known_in(create, &FIELDS)?;
    let name = text(create, "name")?.to_owned();
    if name.chars().count() >= 255 || name.contains(['\0', '\n', '\r']) {
        let problem = Problem::invalid("adGroupError", "INVALID_ADGROUP_NAME", "AdGroup name is not valid.");
        return Err(problem.because_of(&name).at(&["create", "name"]));
    }
    let status = if create.contains_key("status") { status(create)? } else { Status::Active };
    if account.campaigns.iter().map(|it| it.sets.len()).sum::<usize>() >= HOLDS {
        return Err(full());
    }
    let campaign = campaign_of(account, create, temporary)?;
    let kind = type_of(create, &channel(campaign))?;
    if campaign.sets.iter().any(|it| it.name == name && it.status != Status::Removed) {
        let message = "AdGroup with the same name already exists for the campaign.";
        let problem = Problem::invalid("adGroupError", "DUPLICATE_ADGROUP_NAME", message).because_of(&name);
        return Err(problem.at(&["create", "name"]));
    }
    let id = desk.new_id(Platform::Google, Kind::Set);
    let extra = Map::from_iter([("type".to_owned(), kind.into())]);
    campaign.sets.push(AdSet { id, name, status, stops: Stops::default(), extra, ads: Vec::new() });
    Ok(id)
}
