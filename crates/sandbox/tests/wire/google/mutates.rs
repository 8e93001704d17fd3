//! Changes that are refused, each with Google's own word for it; budgets for a day and in all; objects told after a change.

use serde_json::{Value, json};

use super::{Caller, code};
use crate::stage::{Got, Stage};

pub fn campaign(name: &str, budget: &str) -> Value {
    json!({"name": name, "status": "PAUSED", "advertisingChannelType": "SEARCH", "campaignBudget": budget, "manualCpc": {},
        "containsEuPoliticalAdvertising": "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING"})
}

impl Caller<'_> {
    pub async fn operate(&self, account: &str, kind: &str, operation: Value) -> Got {
        let body = json!({"operations": [operation]});
        self.send("POST", &format!("customers/{account}/{kind}:mutate"), body).await
    }

    pub async fn made(&self, account: &str, kind: &str, create: Value) -> String {
        let made = self.operate(account, kind, json!({"create": create})).await.ok();
        made["results"][0]["resourceName"].as_str().unwrap().to_owned()
    }
}

#[tokio::test]
async fn a_total_budget_is_kept_total_and_needs_an_end() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "KWD").await;
    for (wrong, expected) in [
        (json!({"period": "CUSTOM_PERIOD", "amountMicros": "5000"}), json!({"fieldError": "REQUIRED"})),
        (
            json!({"period": "CUSTOM_PERIOD", "totalAmountMicros": "5000", "amountMicros": "5000"}),
            json!({"campaignBudgetError": "BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD"}),
        ),
        (
            json!({"amountMicros": "5000", "totalAmountMicros": "5000"}),
            json!({"campaignBudgetError": "TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY"}),
        ),
        (json!({"period": "WEEKLY", "amountMicros": "5000"}), json!({"campaignBudgetError": "INVALID_PERIOD"})),
        (json!({"amountMicros": "-5000"}), json!({"campaignBudgetError": "NEGATIVE_MONEY_AMOUNT"})),
        (json!({"amountMicros": "0"}), json!({"campaignBudgetError": "BUDGET_BELOW_PER_DAY_MINIMUM"})),
        (json!({"amountMicros": "5001"}), json!({"campaignBudgetError": "NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT"})),
        (json!({"amountMicros": "5000", "explicitlyShared": true}), json!({"fieldError": "REQUIRED"})),
    ] {
        let mut create = wrong;
        create["explicitlyShared"] = create.get("explicitlyShared").cloned().unwrap_or(json!(false));
        let got = caller.operate(&account, "campaignBudgets", json!({"create": create})).await;
        assert_eq!((got.status, code(&got)), (400, expected), "{create}");
    }
    let total = json!({"explicitlyShared": false, "period": "CUSTOM_PERIOD", "totalAmountMicros": "900000000"});
    let budget = caller.made(&account, "campaignBudgets", total).await;
    let mut new = campaign("In all", &budget);
    let endless = caller.operate(&account, "campaigns", json!({"create": new})).await;
    assert_eq!(code(&endless), json!({"campaignError": "END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET"}));
    new["endDateTime"] = "2026-12-31 23:59:59".into();
    new["advertisingChannelType"] = "DISPLAY".into();
    let display = caller.operate(&account, "campaigns", json!({"create": new})).await;
    assert_eq!(code(&display), json!({"campaignError": "INCOMPATIBLE_BUDGET_TYPE"}));
    new["advertisingChannelType"] = "SEARCH".into();
    caller.made(&account, "campaigns", new).await;
    let change = |field: &str, micros: &str| {
        let path = json!({"resourceName": budget, field: micros});
        json!({"update": path, "updateMask": field})
    };
    caller.operate(&account, "campaignBudgets", change("totalAmountMicros", "800000000")).await.ok();
    let daily = caller.operate(&account, "campaignBudgets", change("amountMicros", "5000000")).await;
    let word = "BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD";
    assert_eq!(code(&daily), json!({"campaignBudgetError": word}));
    let query = "SELECT campaign_budget.period, campaign_budget.amount_micros, campaign_budget.total_amount_micros, \
                 campaign_budget.name, campaign_budget.explicitly_shared FROM campaign WHERE campaign.name = 'In all'";
    let told = caller.search(&account, query).await.ok()["results"][0]["campaignBudget"].clone();
    let expected = json!({"resourceName": budget, "period": "CUSTOM_PERIOD", "totalAmountMicros": "800000000",
        "name": "In all", "explicitlyShared": false});
    assert_eq!(told, expected);
    let second = caller.operate(&account, "campaigns", json!({"create": campaign("Second", &budget)})).await;
    let word = "CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS";
    assert_eq!(code(&second), json!({"campaignBudgetError": word}));
}

#[tokio::test]
async fn what_was_removed_is_not_changed_and_not_removed_again() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "USD").await;
    let money = json!({"name": "B", "amountMicros": "5000000"});
    let budget = caller.made(&account, "campaignBudgets", money).await;
    let name = caller.made(&account, "campaigns", campaign("Brief", &budget)).await;
    let used = caller.operate(&account, "campaignBudgets", json!({"remove": budget})).await;
    assert_eq!(code(&used), json!({"campaignBudgetError": "CAMPAIGN_BUDGET_IN_USE"}));
    caller.operate(&account, "campaigns", json!({"remove": name})).await.ok();
    let update = json!({"update": {"resourceName": name, "status": "ENABLED"}, "updateMask": "status"});
    for operation in [json!({"remove": name}), update] {
        let got = caller.operate(&account, "campaigns", operation).await;
        assert_eq!(
            (got.status, code(&got)),
            (400, json!({"contextError": "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"}))
        );
    }
    caller.operate(&account, "campaignBudgets", json!({"remove": budget})).await.ok();
    let gone = caller.operate(&account, "campaignBudgets", json!({"remove": budget})).await;
    assert_eq!(code(&gone), json!({"campaignBudgetError": "CAMPAIGN_BUDGET_REMOVED"}));
    let status = format!("SELECT campaign.status FROM campaign WHERE campaign.resource_name = '{name}'");
    let told = caller.search(&account, &status).await.ok();
    assert_eq!(told["results"][0]["campaign"]["status"], "REMOVED");
}

#[tokio::test]
async fn objects_are_told_after_a_change_where_that_is_asked() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "SAR").await;
    let temporary = format!("customers/{account}/campaignBudgets/-1");
    let budget = json!({"resourceName": temporary, "explicitlyShared": false, "amountMicros": "50000000"});
    let mut body = json!({"mutateOperations": [
        {"campaignBudgetOperation": {"create": budget}},
        {"campaignOperation": {"create": campaign("Told", &temporary)}},
    ], "responseContentType": "MUTABLE_RESOURCE"});
    let path = format!("customers/{account}/googleAds:mutate");
    let told = caller.send("POST", &path, body.clone()).await.ok()["mutateOperationResponses"].clone();
    let (budget, made) = (&told[0]["campaignBudgetResult"], &told[1]["campaignResult"]);
    assert_eq!(budget["campaignBudget"]["amountMicros"], "50000000");
    assert_eq!(budget["campaignBudget"]["resourceName"], budget["resourceName"]);
    assert_eq!((&made["campaign"]["name"], &made["campaign"]["status"]), (&json!("Told"), &json!("PAUSED")));
    assert_eq!(made["campaign"]["campaignBudget"], budget["resourceName"]);
    assert!(made["campaign"].get("servingStatus").is_none(), "only what can be changed: {made}");

    let update = json!({"update": {"resourceName": made["resourceName"], "name": "Told again"}, "updateMask": "name"});
    let asked = json!({"operations": [update], "responseContentType": "RESOURCE_NAME_ONLY"});
    let told = caller.send("POST", &format!("customers/{account}/campaigns:mutate"), asked).await.ok();
    assert_eq!(told["results"], json!([{"resourceName": made["resourceName"]}]));
    body["responseContentType"] = "EVERYTHING".into();
    let wrong = caller.send("POST", &path, body).await.json()["error"].clone();
    assert_eq!(wrong["details"][0]["fieldViolations"][0]["field"], "response_content_type");
}

#[tokio::test]
async fn what_is_wrong_with_an_operation_has_googles_own_word() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "JPY").await;
    let query = "SELECT campaign.resource_name FROM campaign LIMIT 1";
    let name = caller.search(&account, query).await.ok()["results"][0]["campaign"]["resourceName"].clone();
    for (kind, operation, expected) in [
        ("campaigns", json!({}), json!({"requestError": "OPERATION_REQUIRED"})),
        ("campaigns", json!({"remove": "campaigns/1"}), json!({"requestError": "RESOURCE_NAME_MALFORMED"})),
        ("campaigns", json!({"remove": "customers/1/adGroups/1"}), json!({"requestError": "RESOURCE_NAME_MALFORMED"})),
        (
            "adGroupAds",
            json!({"remove": "customers/1/adGroupAds/1"}),
            json!({"requestError": "RESOURCE_NAME_MALFORMED"}),
        ),
        ("campaigns", json!({"remove": "customers/1/campaigns/1"}), json!({"mutateError": "RESOURCE_NOT_FOUND"})),
        ("campaigns", json!({"update": {"name": "x"}}), json!({"requestError": "RESOURCE_NAME_MISSING"})),
        (
            "campaigns",
            json!({"update": {"resourceName": name, "status": "REMOVED"}, "updateMask": "status"}),
            json!({"requestError": "INVALID_ENUM_VALUE"}),
        ),
        (
            "campaigns",
            json!({"update": {"resourceName": name, "advertisingChannelType": "VIDEO"}, "updateMask": "advertising_channel_type"}),
            json!({"fieldError": "IMMUTABLE_FIELD"}),
        ),
        ("adGroupAds", json!({"create": {"status": "PAUSED"}}), json!({"mutateError": "MUTATE_NOT_ALLOWED"})),
        ("assets", json!({"create": {"name": "x"}}), json!({"mutateError": "MUTATE_NOT_ALLOWED"})),
    ] {
        let got = caller.operate(&account, kind, operation.clone()).await;
        assert_eq!((got.status, code(&got)), (400, expected), "{kind} {operation}");
    }
    let twice = json!({"operations": [{"remove": name}, {"remove": name}]});
    let path = format!("customers/{account}/campaigns:mutate");
    let twice = caller.send("POST", &path, twice).await;
    assert_eq!(code(&twice), json!({"mutateError": "ID_EXISTS_IN_MULTIPLE_MUTATES"}));
    let many = vec![json!({"remove": "x"}); 10_001];
    let many = caller.send("POST", &path, json!({"operations": many})).await;
    assert_eq!(code(&many), json!({"requestError": "TOO_MANY_MUTATE_OPERATIONS"}));
    let manager = caller.operate(&caller.manager, "campaigns", json!({"remove": name})).await;
    assert_eq!(code(&manager), json!({"requestError": "CANNOT_BE_EXECUTED_BY_MANAGER_ACCOUNT"}));
    let unknown = caller.send("POST", &path, json!({"operation": []})).await.json();
    assert!(unknown["error"]["message"].as_str().unwrap().contains("Unknown name \"operation\""), "{unknown}");
    let all = format!("customers/{account}/googleAds:mutate");
    let empty = caller.send("POST", &all, json!({"mutateOperations": [{}]})).await;
    assert_eq!(code(&empty), json!({"requestError": "OPERATION_REQUIRED"}));
    let nested = caller.send("POST", &all, json!({"mutateOperations": [{"campaignOperation": {"remove": "x"}}]})).await;
    let location = &nested.json()["error"]["details"][0]["errors"][0]["location"]["fieldPathElements"];
    assert_eq!(location, &json!([{"fieldName": "mutate_operations", "index": 0}, {"fieldName": "campaign_operation"}]));
}

#[tokio::test]
async fn days_are_changed_as_far_as_they_are_to_come() {
    let stage = Stage::new().await;
    let caller = Caller::new(&stage).await;
    let account = stage.account("google", "KWD").await;
    let day = caller.made(&account, "campaignBudgets", json!({"name": "D", "amountMicros": "5000000"})).await;
    let total = json!({"explicitlyShared": false, "period": "CUSTOM_PERIOD", "totalAmountMicros": "900000000"});
    let total = caller.made(&account, "campaignBudgets", total).await;
    let made = async |name: &str, budget: &str, start: &str| {
        let mut new = campaign(name, budget);
        new["startDateTime"] = start.into();
        new["endDateTime"] = "2026-12-31 23:59:59".into();
        caller.made(&account, "campaigns", new).await
    };
    let (begun, planned) =
        (made("Begun", &day, "2026-08-01 00:00:00").await, made("In all", &total, "2026-09-01 00:00:00").await);
    let set = async |name: &str, mask: &str, fields: Value| {
        let mut update = fields;
        update["resourceName"] = name.into();
        caller.operate(&account, "campaigns", json!({"update": update, "updateMask": mask})).await
    };
    let (start, end) = (json!({"startDateTime": "2026-09-02 00:00:00"}), json!({"endDateTime": "2026-09-30 23:59:59"}));
    for (name, mask, fields, expected) in [
        (
            &begun,
            "start_date_time",
            start.clone(),
            json!({"dateRangeError": "CANNOT_MODIFY_START_DATE_IF_ALREADY_STARTED"}),
        ),
        (
            &planned,
            "startDateTime",
            json!({"startDateTime": "2026-08-19 00:00:00"}),
            json!({"dateRangeError": "CANNOT_SET_DATE_TO_PAST"}),
        ),
        (
            &begun,
            "endDateTime",
            json!({"endDateTime": "2026-08-19 23:59:59"}),
            json!({"dateRangeError": "CANNOT_SET_DATE_TO_PAST"}),
        ),
        (
            &planned,
            "endDateTime",
            json!({"endDateTime": "2026-08-31 23:59:59"}),
            json!({"dateRangeError": "START_DATE_AFTER_END_DATE"}),
        ),
        (
            &planned,
            "endDateTime",
            json!({"endDateTime": "2026-12-31"}),
            json!({"dateError": "INVALID_STRING_DATE_TIME_SECONDS"}),
        ),
        (&planned, "startDateTime", json!({}), json!({"fieldError": "REQUIRED"})),
        (&planned, "endDateTime", json!({}), json!({"campaignError": "END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET"})),
    ] {
        let got = set(name, mask, fields.clone()).await;
        assert_eq!((got.status, code(&got)), (400, expected), "{fields}");
    }
    let told = async |name: &str| {
        let query = format!(
            "SELECT campaign.start_date_time, campaign.end_date_time FROM campaign WHERE campaign.resource_name = '{name}'"
        );
        let told = caller.search(&account, &query).await.ok()["results"][0]["campaign"].clone();
        (told.get("startDateTime").cloned(), told.get("endDateTime").cloned())
    };
    set(&begun, "end_date_time", end.clone()).await.ok();
    assert_eq!(told(&begun).await.1, Some(json!("2026-09-30 23:59:59")));
    set(&begun, "endDateTime", json!({})).await.ok();
    assert_eq!(told(&begun).await.1, None);
    set(&planned, "startDateTime", start).await.ok();
    assert_eq!(told(&planned).await, (Some(json!("2026-09-02 00:00:00")), Some(json!("2026-12-31 23:59:59"))));
}
