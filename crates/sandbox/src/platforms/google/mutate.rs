//! Mutates: budgets, campaigns, ad groups and ads. Done on a copy of the account, which takes its place only if all went
//! well: nothing is half done, and what is only validated leaves nothing behind.

use std::collections::BTreeMap;

use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::problem::{Problem, Told};
use crate::{
    core::state::Desk,
    platforms::google::table::status as said_status,
    world::tree::{Account, Ad, AdSet, Budget, Campaign, Goal, Kind, Status, Stops},
};

/// Operations of a request at most.
const MOST: usize = 10_000;
/// Objects that an account holds at most, of each kind.
const HOLDS: usize = 5_000;

/// Operation's name in `googleAds:mutate`, collection, name of the object, name of the result.
const KINDS: [(&str, &str, &str, &str); 4] = [
    ("campaignBudgetOperation", "campaignBudgets", "campaignBudget", "campaignBudgetResult"),
    ("campaignOperation", "campaigns", "campaign", "campaignResult"),
    ("adGroupOperation", "adGroups", "adGroup", "adGroupResult"),
    ("adGroupAdOperation", "adGroupAds", "adGroupAd", "adGroupAdResult"),
];

/// Names that a caller gave to what does not exist yet, and what they became.
type Temporary = BTreeMap<String, String>;

/// `{collection}:mutate`.
pub fn of_kind(desk: &mut Desk<'_>, customer: u64, kind: &str, body: &Value, version: &str, request: &str) -> Told {
    let Some(known) = KINDS.iter().find(|it| it.1 == kind) else {
        return Err(Problem::invalid("requestError", "BAD_RESOURCE_ID", "The sandbox has no such mutate."));
    };
    let operations = list(body, "operations")?;
    let pairs: Vec<(&str, &Value)> = operations.iter().map(|operation| (known.1, operation)).collect();
    let (results, failed) = run(desk, customer, &pairs, body)?;
    let results = results.into_iter().map(|result| match result {
        Some(name) => json!({"resourceName": name}),
        None => json!({}),
    });
    let mut told = json!({"results": results.collect::<Vec<_>>()});
    if is_set(body, "validateOnly") {
        told = json!({});
    }
    partial(&mut told, &failed, version, request);
    Ok(told)
}

/// `googleAds:mutate`: of every kind, in one go.
pub fn all(desk: &mut Desk<'_>, customer: u64, body: &Value, version: &str, request: &str) -> Told {
    let mut pairs = Vec::new();
    let mut names = Vec::new();
    for (place, operation) in list(body, "mutateOperations")?.iter().enumerate() {
        let found = KINDS.iter().find_map(|kind| Some((kind, operation.get(kind.0)?)));
        let (kind, operation) = found.ok_or_else(|| {
            Problem::invalid("mutateError", "OPERATION_TYPE_NOT_SUPPORTED", "Unknown operation").in_operation(place)
        })?;
        pairs.push((kind.1, operation));
        names.push(kind.3);
    }
    let (results, failed) = run(desk, customer, &pairs, body)?;
    let responses = results.into_iter().zip(names).map(|(result, name)| match result {
        Some(resource) => json!({name: {"resourceName": resource}}),
        None => json!({}),
    });
    let mut told = json!({"mutateOperationResponses": responses.collect::<Vec<_>>()});
    if is_set(body, "validateOnly") {
        told = json!({});
    }
    partial(&mut told, &failed, version, request);
    Ok(told)
}

fn is_set(body: &Value, name: &str) -> bool {
    body.get(name) == Some(&Value::Bool(true))
}

fn list<'a>(body: &'a Value, name: &str) -> Result<&'a Vec<Value>, Problem> {
    let operations = body.get(name).and_then(Value::as_array).filter(|operations| !operations.is_empty());
    let operations = operations.ok_or_else(|| {
        Problem::invalid("requestError", "REQUIRED_FIELD_MISSING", "The operations are missing.").at(&[name])
    })?;
    if operations.len() > MOST {
        return Err(Problem::invalid("mutateError", "TOO_MANY_OPERATIONS", "Too many operations in a request."));
    }
    Ok(operations)
}

/// Adds what failed, where failing in part was allowed.
fn partial(told: &mut Value, failed: &[Problem], version: &str, request: &str) {
    let Some(first) = failed.first() else { return };
    let errors: Vec<Value> = failed
        .iter()
        .flat_map(|problem| problem.failure(version, request)["errors"].as_array().cloned().unwrap_or_default())
        .collect();
    let mut failure = first.failure(version, request);
    failure["errors"] = errors.into();
    told["partialFailureError"] = json!({"code": 3, "message": first.message(), "details": [failure]});
}

/// Results in their order, none where an operation failed, and the failures.
type Done = (Vec<Option<String>>, Vec<Problem>);

fn run(desk: &mut Desk<'_>, customer: u64, operations: &[(&str, &Value)], body: &Value) -> Result<Done, Problem> {
    let place = desk.state.accounts.iter().position(|it| it.platform == Platform::Google && it.id == customer);
    let place = place
        .ok_or_else(|| Problem::permission("CUSTOMER_NOT_ENABLED", "A manager account has no campaigns of its own."))?;
    let may_fail = is_set(body, "partialFailure");
    let mut account = desk.state.accounts.get(place).cloned();
    let (mut results, mut failed, mut temporary) = (Vec::new(), Vec::new(), Temporary::new());
    for (at, (kind, operation)) in operations.iter().enumerate() {
        let Some(account) = account.as_mut() else { break };
        match apply(desk, account, kind, operation, &mut temporary) {
            Ok(name) => results.push(Some(name)),
            Err(problem) if may_fail => {
                failed.push(problem.in_operation(at));
                results.push(None);
            }
            Err(problem) => return Err(problem.in_operation(at)),
        }
    }
    let is_kept = !is_set(body, "validateOnly");
    if let (true, Some(account), Some(slot)) = (is_kept, account, desk.state.accounts.get_mut(place)) {
        *slot = account;
    }
    Ok((results, failed))
}

fn apply(
    desk: &mut Desk<'_>,
    account: &mut Account,
    kind: &str,
    operation: &Value,
    temporary: &mut Temporary,
) -> Result<String, Problem> {
    let prefix = format!("customers/{}/{kind}/", account.id);
    if let Some(create) = operation.get("create").and_then(Value::as_object) {
        let id = match kind {
            "campaignBudgets" => create_budget(desk, account, create)?,
            "campaigns" => create_campaign(desk, account, create, temporary)?,
            _ => {
                let message = "The sandbox creates budgets and campaigns only.";
                return Err(Problem::invalid("mutateError", "OPERATION_DOES_NOT_SUPPORT_CREATE", message));
            }
        };
        let name = format!("{prefix}{id}");
        if let Some(given) = create.get("resourceName").and_then(Value::as_str) {
            temporary.insert(given.to_owned(), name.clone());
        }
        return Ok(name);
    }
    let (name, change) = match (operation.get("remove"), operation.get("update").and_then(Value::as_object)) {
        (Some(Value::String(name)), None) => (name.clone(), None),
        (None, Some(update)) => (text(update, "resourceName")?.to_owned(), Some(update)),
        _ => {
            let message = "An operation has one of create, update and remove.";
            return Err(Problem::invalid("requestError", "BAD_REQUEST", message));
        }
    };
    let name = temporary.get(&name).cloned().unwrap_or(name);
    let missing = || Problem::invalid("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.").because_of(&name);
    let id = name.strip_prefix(&prefix).ok_or_else(missing)?.to_owned();
    let today = desk.today(account);
    let mut target = target(account, kind, &id).ok_or_else(missing)?;
    match change {
        None => target.set_status(Status::Removed, today),
        Some(update) => {
            let mask = operation.get("updateMask").and_then(Value::as_str).unwrap_or_default();
            if mask.is_empty() {
                return Err(Problem::invalid("fieldMaskError", "FIELD_MASK_MISSING", "The field mask is missing."));
            }
            for field in mask.split(',') {
                change_field(&mut target, &super::fields::camel(field.trim()), update, today)?;
            }
        }
    }
    Ok(name)
}

/// What an operation changes.
enum Target<'a> {
    Budget(&'a mut Budget),
    Campaign(&'a mut Campaign),
    Group(&'a mut AdSet),
    Ad(&'a mut Ad),
}

impl Target<'_> {
    fn set_status(&mut self, status: Status, today: chrono::NaiveDate) {
        match self {
            Self::Budget(budget) => budget.is_removed = status == Status::Removed,
            Self::Campaign(campaign) => campaign.set_status(status, today),
            Self::Group(set) => set.set_status(status, today),
            Self::Ad(ad) => ad.set_status(status, today),
        }
    }
}

fn target<'a>(account: &'a mut Account, kind: &str, id: &str) -> Option<Target<'a>> {
    let is = |number: u64| number.to_string() == id;
    let mut sets = account.campaigns.iter_mut();
    match kind {
        "campaignBudgets" => account.budgets.iter_mut().find(|it| is(it.id)).map(Target::Budget),
        "campaigns" => sets.find(|it| is(it.id)).map(Target::Campaign),
        "adGroups" => sets.flat_map(|it| &mut it.sets).find(|it| is(it.id)).map(Target::Group),
        _ => {
            let (set, ad) = id.split_once('~')?;
            let mut sets = sets.flat_map(|it| &mut it.sets);
            let set = sets.find(|it| it.id.to_string() == set)?;
            set.ads.iter_mut().find(|it| it.id.to_string() == ad).map(Target::Ad)
        }
    }
}

fn change_field(
    target: &mut Target<'_>,
    field: &str,
    update: &Map<String, Value>,
    today: chrono::NaiveDate,
) -> Result<(), Problem> {
    match (field, target) {
        ("status", target @ (Target::Campaign(_) | Target::Group(_) | Target::Ad(_))) => {
            target.set_status(status(update)?, today);
        }
        ("name", Target::Campaign(campaign)) => text(update, "name")?.clone_into(&mut campaign.name),
        ("name", Target::Group(set)) => text(update, "name")?.clone_into(&mut set.name),
        ("name", Target::Ad(ad)) => text(update, "name")?.clone_into(&mut ad.name),
        ("name", Target::Budget(budget)) => text(update, "name")?.clone_into(&mut budget.name),
        ("amountMicros", Target::Budget(budget)) => budget.daily = amount(update)?,
        (field @ ("startDateTime" | "endDateTime"), Target::Campaign(campaign)) => {
            campaign.extra.insert(field.to_owned(), text(update, field)?.into());
        }
        _ => {
            let problem = Problem::invalid("fieldError", "INVALID_VALUE", "The field cannot be changed.");
            return Err(problem.because_of(field));
        }
    }
    Ok(())
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Result<&'a str, Problem> {
    let found = object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| {
        Problem::invalid("fieldError", "REQUIRED", "The required field was not present.").at(&["create", name])
    })
}

fn status(object: &Map<String, Value>) -> Result<Status, Problem> {
    let word = text(object, "status")?;
    let found = [Status::Active, Status::Paused].into_iter().find(|status| said_status(*status) == word);
    found.ok_or_else(|| {
        Problem::invalid("requestError", "INVALID_ENUM_VALUE", "The status is ENABLED or PAUSED.").because_of(word)
    })
}

/// An amount in micros, as text or as a number.
fn amount(object: &Map<String, Value>) -> Result<i64, Problem> {
    let value = object.get("amountMicros");
    let amount = value.and_then(|it| it.as_str().and_then(|text| text.parse().ok()).or_else(|| it.as_i64()));
    amount.filter(|amount| *amount > 0).ok_or_else(|| {
        let code = if value.is_none() { "MONEY_AMOUNT_REQUIRED" } else { "MONEY_AMOUNT_TOO_SMALL" };
        Problem::invalid("campaignBudgetError", code, "The budget's amount is missing or too small.")
            .at(&["create", "amount_micros"])
    })
}

fn full() -> Problem {
    Problem::invalid("resourceCountLimitExceededError", "ACCOUNT_LIMIT", "The account has too many of these.")
}

fn create_budget(desk: &mut Desk<'_>, account: &mut Account, create: &Map<String, Value>) -> Result<u64, Problem> {
    let daily = amount(create)?;
    let id = desk.new_id(Platform::Google, Kind::Budget);
    let name = create.get("name").and_then(Value::as_str).map_or_else(|| format!("Budget {id}"), str::to_owned);
    if account.budgets.iter().any(|it| it.name == name && !it.is_removed) {
        let message = "A campaign budget with this name already exists.";
        return Err(Problem::invalid("campaignBudgetError", "DUPLICATE_NAME", message).because_of(&name));
    }
    if account.budgets.len() >= HOLDS {
        return Err(full());
    }
    account.budgets.push(Budget { id, name, daily, is_removed: false });
    Ok(id)
}

fn create_campaign(
    desk: &mut Desk<'_>,
    account: &mut Account,
    create: &Map<String, Value>,
    temporary: &Temporary,
) -> Result<u64, Problem> {
    let name = text(create, "name")?.to_owned();
    let channel = text(create, "advertisingChannelType")?.to_owned();
    text(create, "containsEuPoliticalAdvertising")?;
    let budget = text(create, "campaignBudget")?;
    let budget = temporary.get(budget).map_or(budget, String::as_str);
    let found = account
        .budgets
        .iter()
        .find(|it| !it.is_removed && *budget == format!("customers/{}/campaignBudgets/{}", account.id, it.id));
    let budget = found.map(|it| it.id).ok_or_else(|| {
        Problem::invalid("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.").because_of(budget)
    })?;
    const STRATEGIES: [(&str, &str); 9] = [
        ("manualCpc", "MANUAL_CPC"),
        ("manualCpm", "MANUAL_CPM"),
        ("maximizeConversions", "MAXIMIZE_CONVERSIONS"),
        ("maximizeConversionValue", "MAXIMIZE_CONVERSION_VALUE"),
        ("targetCpa", "TARGET_CPA"),
        ("targetRoas", "TARGET_ROAS"),
        ("targetSpend", "TARGET_SPEND"),
        ("targetImpressionShare", "TARGET_IMPRESSION_SHARE"),
        ("targetCpm", "TARGET_CPM"),
    ];
    let strategy = STRATEGIES.into_iter().find(|(key, _)| create.contains_key(*key));
    let (_, strategy) = strategy.ok_or_else(|| {
        Problem::invalid("fieldError", "REQUIRED", "A bidding strategy is required.")
            .at(&["create", "campaign_bidding_strategy"])
    })?;
    if account.campaigns.iter().any(|it| it.name == name && it.status != Status::Removed) {
        let message = "A campaign with this name already exists.";
        let problem = Problem::invalid("campaignError", "DUPLICATE_CAMPAIGN_NAME", message).because_of(&name);
        return Err(problem.at(&["create", "name"]));
    }
    if account.campaigns.len() >= HOLDS {
        return Err(full());
    }
    let status = if create.contains_key("status") { status(create)? } else { Status::Active };
    let id = desk.new_id(Platform::Google, Kind::Campaign);
    let dates = ["startDateTime", "endDateTime", "containsEuPoliticalAdvertising"];
    let kept = dates.into_iter().filter_map(|key| Some((key.to_owned(), create.get(key)?.clone())));
    let mut extra: Map<String, Value> = kept.collect();
    extra.insert("advertisingChannelType".to_owned(), channel.into());
    extra.insert("biddingStrategyType".to_owned(), strategy.into());
    account.campaigns.push(Campaign {
        id,
        name,
        goal: Goal::Traffic,
        status,
        budget: Some(budget),
        plan: None,
        stops: Stops::default(),
        made: desk.today(account),
        extra,
        sets: Vec::new(),
    });
    Ok(id)
}
