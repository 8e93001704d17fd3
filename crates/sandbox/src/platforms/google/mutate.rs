//! Mutates: budgets, campaigns, ad groups, ads and criteria. Done on a copy of the account, which takes its place only if all went
//! well: nothing is half done, and what is only validated leaves nothing behind.

use std::collections::{BTreeMap, BTreeSet};

use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    budgets, criteria, days,
    fields::{camel, snake},
    groups,
    problem::{Problem, Told, known},
    table::changeable,
};
use crate::{
    core::state::Desk,
    platforms::google::table::status as said_status,
    world::tree::{Account, Ad, AdSet, Budget, Campaign, Goal, Kind, Money, Status, Stops},
};

/// Operations of a request at most.
const MOST: usize = 10_000;
/// Objects that an account holds at most, of each kind.
pub const HOLDS: usize = 5_000;

/// Operation's name in `googleAds:mutate`, collection, name of the object, name of the result.
const KINDS: [(&str, &str, &str, &str); 6] = [
    ("campaignBudgetOperation", "campaignBudgets", "campaignBudget", "campaignBudgetResult"),
    ("campaignOperation", "campaigns", "campaign", "campaignResult"),
    ("adGroupOperation", "adGroups", "adGroup", "adGroupResult"),
    ("adGroupAdOperation", "adGroupAds", "adGroupAd", "adGroupAdResult"),
    ("campaignCriterionOperation", "campaignCriteria", "campaignCriterion", "campaignCriterionResult"),
    ("adGroupCriterionOperation", "adGroupCriteria", "adGroupCriterion", "adGroupCriterionResult"),
];

/// Collections of criteria.
const CRITERIA: [&str; 2] = ["campaignCriteria", "adGroupCriteria"];

/// Names that a caller gave to what does not exist yet, and what they became.
pub type Temporary = BTreeMap<String, String>;

/// Names that stand for others in a request, and those that it changed already.
#[derive(Default)]
struct Names {
    temporary: Temporary,
    touched: BTreeSet<String>,
}

/// `{collection}:mutate`.
pub fn of_kind(desk: &mut Desk<'_>, customer: u64, kind: &str, body: &Value, version: &str, request: &str) -> Told {
    let Some(known) = KINDS.iter().find(|it| it.1 == kind) else {
        return Err(Problem::invalid("mutateError", "MUTATE_NOT_ALLOWED", "The sandbox has no such mutate."));
    };
    let operations = list(body, "operations")?.iter();
    let operations = operations.map(|operation| Operation { collection: known.1, kind: None, operation });
    let done = run(desk, customer, &operations.collect::<Vec<_>>(), body)?;
    let results = done.results.iter().map(|result| result.to_json(known.2));
    let mut told = json!({"results": results.collect::<Vec<_>>()});
    if is_set(body, "validateOnly") {
        told = json!({});
    }
    partial(&mut told, &done.failed, version, request);
    Ok(told)
}

/// `googleAds:mutate`: of every kind, in one go.
pub fn all(desk: &mut Desk<'_>, customer: u64, body: &Value, version: &str, request: &str) -> Told {
    let mut operations = Vec::new();
    let mut names = Vec::new();
    for (place, operation) in list(body, "mutateOperations")?.iter().enumerate() {
        let required = || {
            let message = "Mutate operations must have 'create', 'update', or 'remove' specified.";
            Problem::invalid("requestError", "OPERATION_REQUIRED", message).in_operation(
                "mutate_operations",
                place,
                None,
            )
        };
        let (name, operation) = operation.as_object().and_then(|it| it.iter().next()).ok_or_else(required)?;
        let kind = KINDS.iter().find(|kind| kind.0 == camel(name)).ok_or_else(|| {
            let problem = Problem::invalid("mutateError", "MUTATE_NOT_ALLOWED", "The sandbox has no such mutate.");
            problem.because_of(name).in_operation("mutate_operations", place, None)
        })?;
        operations.push(Operation { collection: kind.1, kind: Some(kind.0), operation });
        names.push((kind.3, kind.2));
    }
    let done = run(desk, customer, &operations, body)?;
    let responses = done.results.iter().zip(names).map(|(result, (name, object))| match result.to_json(object) {
        Value::Object(told) if told.is_empty() => json!({}),
        told => json!({name: told}),
    });
    let mut told = json!({"mutateOperationResponses": responses.collect::<Vec<_>>()});
    if is_set(body, "validateOnly") {
        told = json!({});
    }
    partial(&mut told, &done.failed, version, request);
    Ok(told)
}

fn is_set(body: &Value, name: &str) -> bool {
    body.get(name) == Some(&Value::Bool(true))
}

/// Whether the objects are told as they are after the change, not only their names.
fn tells_objects(body: &Value) -> Result<bool, Problem> {
    match body.get("responseContentType").map(|it| it.as_str().unwrap_or_default()) {
        None | Some("UNSPECIFIED" | "RESOURCE_NAME_ONLY") => Ok(false),
        Some("MUTABLE_RESOURCE") => Ok(true),
        Some(word) => {
            let word: String = word.chars().take(64).collect();
            Err(Problem::payload(
                "response_content_type",
                format!("Invalid value at 'response_content_type', \"{word}\""),
            ))
        }
    }
}

fn list<'a>(body: &'a Value, name: &str) -> Result<&'a Vec<Value>, Problem> {
    known(body, &[name, "partialFailure", "validateOnly", "responseContentType"])?;
    let operations = body.get(name).and_then(Value::as_array).filter(|operations| !operations.is_empty());
    let operations = operations.ok_or_else(|| {
        Problem::invalid("requestError", "REQUIRED_FIELD_MISSING", "The operations are missing.").at(&[name])
    })?;
    if operations.len() > MOST {
        let message = "Too many operations in a request.";
        return Err(Problem::invalid("requestError", "TOO_MANY_MUTATE_OPERATIONS", message));
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

/// An operation with the collection that it is about, and what it is called where kinds are mixed.
struct Operation<'a> {
    collection: &'static str,
    kind: Option<&'static str>,
    operation: &'a Value,
}

impl Operation<'_> {
    /// A problem with the place of the operation.
    fn place(&self, problem: Problem, at: usize) -> Problem {
        match self.kind {
            None => problem.in_operation("operations", at, None),
            Some(kind) => problem.in_operation("mutate_operations", at, Some(&snake(kind))),
        }
    }
}

/// What an operation left: the name, and the object if it is told.
#[derive(Default)]
struct Outcome {
    name: Option<String>,
    object: Option<Value>,
}

impl Outcome {
    fn to_json(&self, object: &str) -> Value {
        let mut told = json!({});
        if let Some(name) = &self.name {
            told["resourceName"] = name.as_str().into();
        }
        if let Some(value) = &self.object {
            told[object] = value.clone();
        }
        told
    }
}

/// Results in their order, empty where an operation failed, and the failures.
#[derive(Default)]
struct Done {
    results: Vec<Outcome>,
    failed: Vec<Problem>,
}

fn run(desk: &mut Desk<'_>, customer: u64, operations: &[Operation<'_>], body: &Value) -> Result<Done, Problem> {
    let found = desk.accounts(Platform::Google).find(|it| it.id == customer).cloned();
    let mut account = found.ok_or_else(|| {
        let message = "A manager account has no campaigns of its own.";
        Problem::invalid("requestError", "CANNOT_BE_EXECUTED_BY_MANAGER_ACCOUNT", message)
    })?;
    let (may_fail, tells_objects) = (is_set(body, "partialFailure"), tells_objects(body)?);
    let mut done = Done::default();
    let mut names = Names::default();
    for (at, operation) in operations.iter().enumerate() {
        match apply(desk, &mut account, operation, &mut names) {
            Ok(name) => {
                let object = tells_objects.then(|| changeable(&account, operation.collection, &name)).flatten();
                done.results.push(Outcome { name: Some(name), object });
            }
            Err(problem) if may_fail => {
                done.failed.push(operation.place(problem, at));
                done.results.push(Outcome::default());
            }
            Err(problem) => return Err(operation.place(problem, at)),
        }
    }
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let slot = accounts.find(|it| it.platform == Platform::Google && it.id == customer);
    if let (false, Some(slot)) = (is_set(body, "validateOnly"), slot) {
        *slot = account;
    }
    Ok(done)
}

fn apply(
    desk: &mut Desk<'_>,
    account: &mut Account,
    Operation { collection, operation, .. }: &Operation<'_>,
    names: &mut Names,
) -> Result<String, Problem> {
    known(operation, &["create", "update", "remove", "updateMask", "exemptPolicyViolationKeys"])?;
    let prefix = format!("customers/{}/{collection}/", account.id);
    if let Some(create) = operation.get("create").and_then(Value::as_object) {
        let id = match *collection {
            "campaignBudgets" => budgets::create(desk, account, create)?.to_string(),
            "campaigns" => create_campaign(desk, account, create, &names.temporary)?.to_string(),
            "adGroups" => groups::create(desk, account, create, &names.temporary)?.to_string(),
            "campaignCriteria" | "adGroupCriteria" => {
                criteria::create(account, create, &names.temporary, *collection == "adGroupCriteria")?
            }
            _ => {
                let message = "The sandbox creates budgets, campaigns, ad groups and criteria only.";
                return Err(Problem::invalid("mutateError", "MUTATE_NOT_ALLOWED", message));
            }
        };
        let name = format!("{prefix}{id}");
        if let Some(given) = create.get("resourceName").and_then(Value::as_str) {
            names.temporary.insert(given.to_owned(), name.clone());
        }
        return Ok(name);
    }
    let (name, change) = match (operation.get("remove"), operation.get("update").and_then(Value::as_object)) {
        (Some(Value::String(name)), None) => (name.clone(), None),
        (None, Some(update)) => {
            let name = update.get("resourceName").and_then(Value::as_str).filter(|name| !name.is_empty());
            let missing = || Problem::invalid("requestError", "RESOURCE_NAME_MISSING", "Resource name is missing.");
            (name.ok_or_else(|| missing().at(&["update", "resource_name"]))?.to_owned(), Some(update))
        }
        _ => {
            let message = "Mutate operations must have 'create', 'update', or 'remove' specified.";
            return Err(Problem::invalid("requestError", "OPERATION_REQUIRED", message));
        }
    };
    let name = names.temporary.get(&name).cloned().unwrap_or(name);
    if !is_name(&name, collection) {
        let message =
            format!("Resource name '{name}' is malformed: expected 'customers/{{customer_id}}/{collection}/…'.");
        return Err(Problem::invalid("requestError", "RESOURCE_NAME_MALFORMED", message).because_of(&name));
    }
    let missing = || Problem::invalid("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.").because_of(&name);
    let id = name.strip_prefix(&prefix).ok_or_else(missing)?.to_owned();
    if !names.touched.insert(name.clone()) {
        let message = "Cannot mutate the same resource twice in one request.";
        return Err(Problem::invalid("mutateError", "ID_EXISTS_IN_MULTIPLE_MUTATES", message).because_of(&name));
    }
    if CRITERIA.contains(collection) {
        if change.is_some() {
            let message = "The sandbox makes criteria and takes them away only.";
            return Err(Problem::invalid("mutateError", "MUTATE_NOT_ALLOWED", message));
        }
        criteria::remove(account, &id, *collection == "adGroupCriteria").ok_or_else(missing)?;
        return Ok(name);
    }
    let mask = operation.get("updateMask").and_then(Value::as_str).unwrap_or_default();
    if let (Some(update), "campaigns") = (change, *collection) {
        days::check(account, &id, (update, mask), desk.now)?;
    }
    let today = desk.today(account);
    let (is_used, quantum) = (is_used(account, collection, &id), account.quantum());
    let mut target = target(account, collection, &id).ok_or_else(missing)?;
    target.still_there().map_err(|problem| problem.because_of(&name))?;
    match change {
        None if is_used => {
            let message = "The campaign budget is used by a campaign and cannot be removed.";
            return Err(Problem::invalid("campaignBudgetError", "CAMPAIGN_BUDGET_IN_USE", message).because_of(&name));
        }
        None => target.set_status(Status::Removed, today),
        Some(update) => change_fields(&mut target, (update, mask), (today, quantum))?,
    }
    Ok(name)
}

/// Whether a name has the form of its collection's: `customers/1/adGroupAds/2~3`.
fn is_name(name: &str, collection: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
    let numbers = if collection == "adGroupAds" || CRITERIA.contains(&collection) { 2 } else { 1 };
    match name.split('/').collect::<Vec<_>>().as_slice() {
        ["customers", customer, kind, id] => {
            is_number(customer)
                && *kind == collection
                && id.split('~').count() == numbers
                && id.strip_prefix('-').unwrap_or(id).split('~').all(is_number)
        }
        _ => false,
    }
}

/// Whether a budget has campaigns that are still there.
fn is_used(account: &Account, collection: &str, id: &str) -> bool {
    let is_of = |it: &Campaign| it.status != Status::Removed && it.budget.is_some_and(|it| it.to_string() == id);
    collection == "campaignBudgets" && account.campaigns.iter().any(is_of)
}

/// What an operation changes.
enum Target<'a> {
    Budget(&'a mut Budget),
    Campaign(&'a mut Campaign),
    Group(&'a mut AdSet),
    Ad(&'a mut Ad),
}

impl Target<'_> {
    /// What was removed changes no more, and is not removed again.
    fn still_there(&self) -> Result<(), Problem> {
        let status = match self {
            Self::Budget(budget) if budget.is_removed => {
                let message = "The requested campaign budget no longer exists.";
                return Err(Problem::invalid("campaignBudgetError", "CAMPAIGN_BUDGET_REMOVED", message));
            }
            Self::Budget(_) => return Ok(()),
            Self::Campaign(campaign) => campaign.status,
            Self::Group(set) => set.status,
            Self::Ad(ad) => ad.status,
        };
        if status != Status::Removed {
            return Ok(());
        }
        let message = "The operation is not allowed for removed resources.";
        Err(Problem::invalid("contextError", "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE", message))
    }

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

/// Changes what a mask names.
fn change_fields(
    target: &mut Target<'_>,
    (update, mask): (&Map<String, Value>, &str),
    told: (chrono::NaiveDate, i64),
) -> Result<(), Problem> {
    if mask.is_empty() {
        return Err(Problem::invalid("fieldMaskError", "FIELD_MASK_MISSING", "The field mask is missing."));
    }
    mask.split(',').try_for_each(|field| change_field(target, &camel(field.trim()), update, told))
}

fn change_field(
    target: &mut Target<'_>,
    field: &str,
    update: &Map<String, Value>,
    (today, quantum): (chrono::NaiveDate, i64),
) -> Result<(), Problem> {
    match (field, target) {
        ("status", target @ (Target::Campaign(_) | Target::Group(_) | Target::Ad(_))) => {
            target.set_status(status(update)?, today);
        }
        ("name", Target::Campaign(campaign)) => text(update, "name")?.clone_into(&mut campaign.name),
        ("name", Target::Group(set)) => text(update, "name")?.clone_into(&mut set.name),
        ("name", Target::Ad(ad)) => text(update, "name")?.clone_into(&mut ad.name),
        ("name", Target::Budget(budget)) => text(update, "name")?.clone_into(&mut budget.name),
        (field @ ("amountMicros" | "totalAmountMicros"), Target::Budget(budget)) => {
            let amount = budgets::amount(update, field, quantum)?;
            budget.money = match (budget.money, field) {
                (Money::Daily(_), "amountMicros") => Money::Daily(amount),
                (Money::InAll(_), "totalAmountMicros") => Money::InAll(amount),
                (money, _) => return Err(budgets::other_period(money)),
            };
        }
        ("period" | "resourceName" | "id" | "advertisingChannelType" | "type", _) => {
            let problem = Problem::invalid("fieldError", "IMMUTABLE_FIELD", "The field cannot be modified.");
            return Err(problem.because_of(field).at(&["update", &snake(field)]));
        }
        (field @ ("startDateTime" | "endDateTime"), Target::Campaign(campaign)) => {
            // nothing in place of an end that is cleared
            campaign.extra.insert(field.to_owned(), update.get(field).cloned().unwrap_or_default());
        }
        _ => {
            let problem = Problem::invalid("fieldError", "INVALID_VALUE", "The field cannot be changed.");
            return Err(problem.because_of(field));
        }
    }
    Ok(())
}

/// A text that has to be there.
pub fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Result<&'a str, Problem> {
    let found = object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    found.ok_or_else(|| {
        Problem::invalid("fieldError", "REQUIRED", "The required field was not present.").at(&["create", name])
    })
}

/// A status that something may be made with or set to.
pub fn status(object: &Map<String, Value>) -> Result<Status, Problem> {
    let word = text(object, "status")?;
    let found = [Status::Active, Status::Paused].into_iter().find(|status| said_status(*status) == word);
    found.ok_or_else(|| {
        Problem::invalid("requestError", "INVALID_ENUM_VALUE", "The status is ENABLED or PAUSED.").because_of(word)
    })
}

/// The account holds no more.
pub fn full() -> Problem {
    Problem::invalid("resourceCountLimitExceededError", "ACCOUNT_LIMIT", "The account has too many of these.")
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
    let budget = budgets::of_campaign(account, create, temporary, &channel)?;
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
