//! Ad groups and criteria: what is refused, and what is found again.

use serde_json::json;

use super::{Caller, code, mutates::campaign};
use crate::stage::Stage;

/// A search campaign, one of Demand Gen, and an ad group of each.
struct Places {
    account: String,
    search: String,
    demand: String,
    group: String,
    of_demand: String,
}

impl Places {
    async fn make(stage: &Stage, caller: &Caller<'_>) -> Self {
        let account = stage.account("google", "SAR").await;
        let of_channel = async |channel: &str| {
            let budget = json!({"explicitlyShared": false, "amountMicros": "50000000"});
            let budget = caller.made(&account, "campaignBudgets", budget).await;
            let mut new = campaign(channel, &budget);
            new["advertisingChannelType"] = channel.into();
            let name = caller.made(&account, "campaigns", new).await;
            let group = caller.made(&account, "adGroups", json!({"name": "G", "campaign": name})).await;
            (name, group)
        };
        let ((search, group), (demand, of_demand)) = (of_channel("SEARCH").await, of_channel("DEMAND_GEN").await);
        Self { account, search, demand, group, of_demand }
    }
}

#[tokio::test]
async fn an_ad_group_has_a_name_a_campaign_and_a_type_that_suits_it() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let Places { account, search, .. } = Places::make(&stage, &caller).await;
    for (kind, create, expected) in [
        ("adGroups", json!({"campaign": search}), json!({"fieldError": "REQUIRED"})),
        ("adGroups", json!({"name": "x"}), json!({"fieldError": "REQUIRED"})),
        ("adGroups", json!({"name": "G", "campaign": search}), json!({"adGroupError": "DUPLICATE_ADGROUP_NAME"})),
        ("adGroups", json!({"name": "a\nb", "campaign": search}), json!({"adGroupError": "INVALID_ADGROUP_NAME"})),
        (
            "adGroups",
            json!({"name": "x", "campaign": "customers/1/campaigns/1"}),
            json!({"mutateError": "RESOURCE_NOT_FOUND"}),
        ),
        (
            "adGroups",
            json!({"name": "x", "campaign": search, "type": "DISPLAY_STANDARD"}),
            json!({"adGroupError": "AD_GROUP_TYPE_NOT_VALID_FOR_ADVERTISING_CHANNEL_TYPE"}),
        ),
        (
            "adGroups",
            json!({"name": "x", "campaign": search, "status": "ACTIVE"}),
            json!({"requestError": "INVALID_ENUM_VALUE"}),
        ),
    ] {
        let got = caller.operate(&account, kind, json!({"create": create})).await;
        assert_eq!((got.status, code(&got)), (400, expected), "{kind} {create}");
    }
}

#[tokio::test]
async fn a_criterion_stands_where_its_campaign_has_it() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let Places { account, search, demand, group, .. } = Places::make(&stage, &caller).await;
    let (sa, ar) = (
        json!({"geoTargetConstant": "geoTargetConstants/2682"}),
        json!({"languageConstant": "languageConstants/1019"}),
    );
    let young = json!({"type": "AGE_RANGE_18_24"});
    for (kind, create, expected) in [
        ("campaignCriteria", json!({"location": sa}), json!({"fieldError": "REQUIRED"})),
        ("campaignCriteria", json!({"campaign": search}), json!({"campaignCriterionError": "CONCRETE_TYPE_REQUIRED"})),
        (
            "campaignCriteria",
            json!({"campaign": search, "location": sa, "language": ar}),
            json!({"campaignCriterionError": "CONCRETE_TYPE_REQUIRED"}),
        ),
        (
            "campaignCriteria",
            json!({"campaign": search, "location": {"geoTargetConstant": "geoTargetConstants/2999"}}),
            json!({"criterionError": "INVALID_CRITERION_ID"}),
        ),
        (
            "campaignCriteria",
            json!({"campaign": search, "location": {"geoTargetConstant": "SA"}}),
            json!({"requestError": "RESOURCE_NAME_MALFORMED"}),
        ),
        (
            "campaignCriteria",
            json!({"campaign": search, "location": sa, "resourceName": "customers/1/campaignCriteria/-1"}),
            json!({"mutateError": "INCONSISTENT_FIELD_VALUES"}),
        ),
        (
            "campaignCriteria",
            json!({"campaign": search, "language": ar, "negative": true}),
            json!({"criterionError": "CANNOT_EXCLUDE_CRITERIA_TYPE"}),
        ),
        (
            "campaignCriteria",
            json!({"campaign": demand, "location": sa}),
            json!({"criterionError": "CANNOT_ADD_CRITERIA_TYPE"}),
        ),
        (
            "adGroupCriteria",
            json!({"adGroup": group, "location": sa}),
            json!({"adGroupCriterionError": "CANNOT_ADD_CRITERIA_TYPE"}),
        ),
        (
            "adGroupCriteria",
            json!({"adGroup": "customers/1/adGroups/1", "gender": {"type": "MALE"}}),
            json!({"mutateError": "RESOURCE_NOT_FOUND"}),
        ),
    ] {
        let got = caller.operate(&account, kind, json!({"create": create})).await;
        assert_eq!((got.status, code(&got)), (400, expected), "{kind} {create}");
    }
    for create in [
        json!({"adGroup": group, "ageRange": {"type": "18_24"}}),
        json!({"adGroup": group, "ageRange": young, "exclude": true}),
        json!({"adGroup": group, "ageRange": young, "negative": "true"}),
    ] {
        let got = caller.operate(&account, "adGroupCriteria", json!({"create": create})).await.json();
        assert_eq!(got["error"]["details"][0]["@type"], "type.googleapis.com/google.rpc.BadRequest", "{create}");
    }
}

#[tokio::test]
async fn a_criterion_is_found_and_taken_away_again() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let Places { account, search, group, of_demand, .. } = Places::make(&stage, &caller).await;
    let (sa, ar) = (
        json!({"geoTargetConstant": "geoTargetConstants/2682"}),
        json!({"languageConstant": "languageConstants/1019"}),
    );
    let young = json!({"type": "AGE_RANGE_18_24"});
    caller.made(&account, "campaignCriteria", json!({"campaign": search, "location": sa})).await;
    caller.made(&account, "adGroupCriteria", json!({"adGroup": of_demand, "language": ar})).await;
    let excluded = json!({"adGroup": group, "ageRange": young, "negative": true});
    let name = caller.made(&account, "adGroupCriteria", excluded.clone()).await;
    assert!(name.ends_with("~503001"), "{name}");
    let again = caller.operate(&account, "adGroupCriteria", json!({"create": excluded})).await;
    assert_eq!(code(&again), json!({"mutateError": "RESOURCE_ALREADY_EXISTS"}));
    let contrary = json!({"adGroup": group, "ageRange": young});
    let contrary = caller.operate(&account, "adGroupCriteria", json!({"create": contrary})).await;
    assert_eq!(code(&contrary), json!({"adGroupCriterionError": "CANNOT_TARGET_AND_EXCLUDE"}));
    let query =
        "SELECT ad_group_criterion.age_range.type FROM ad_group_criterion WHERE ad_group_criterion.negative = TRUE";
    assert_eq!(caller.search(&account, query).await.ok()["results"].as_array().unwrap().len(), 1);
    caller.operate(&account, "adGroupCriteria", json!({"remove": name})).await.ok();
    assert!(caller.search(&account, query).await.ok().get("results").is_none());
    let gone = caller.operate(&account, "adGroupCriteria", json!({"remove": name})).await;
    assert_eq!(code(&gone), json!({"mutateError": "RESOURCE_NOT_FOUND"}));
    let counted = caller.search(&account, "SELECT metrics.clicks FROM campaign_criterion").await;
    assert_eq!(code(&counted), json!({"queryError": "PROHIBITED_METRIC_IN_SELECT_OR_WHERE_CLAUSE"}));
}
