//! Budgets: for a day or for all days of a campaign, of one campaign or of several, and which goes with what. Knows nothing of the
//! request around an operation.

use cmis_base::platform::Platform;
use serde_json::{Map, Value};

use super::{
    fields::snake,
    mutate::{HOLDS, Temporary, full, text},
    problem::Problem,
};
use crate::{
    core::state::Desk,
    world::tree::{Account, Budget, Kind, Money},
};

/// Kinds of campaigns that may have a budget for all their days.
const TOTALS: [&str; 5] = ["SEARCH", "SHOPPING", "PERFORMANCE_MAX", "DEMAND_GEN", "VIDEO"];

/// An amount in micros, as text or as a number: whole minor units of the currency.
pub fn amount(object: &Map<String, Value>, field: &str, quantum: i64) -> Result<i64, Problem> {
    let place = |problem: Problem| problem.at(&["create", &snake(field)]);
    let value = object.get(field);
    let value = value.ok_or_else(|| place(Problem::invalid("fieldError", "REQUIRED", "The amount is missing.")))?;
    let amount = value.as_str().map_or_else(|| value.as_i64(), |text| text.parse().ok());
    let Some(amount) = amount else {
        return Err(Problem::payload(field, format!("Invalid value at '{}' (TYPE_INT64)", snake(field))));
    };
    let (code, message) = match amount {
        ..0 => ("NEGATIVE_MONEY_AMOUNT", "A money amount was negative."),
        0 => ("BUDGET_BELOW_PER_DAY_MINIMUM", "The amount must be above the minimum of a day."),
        amount if amount % quantum != 0 => {
            ("NON_MULTIPLE_OF_MINIMUM_CURRENCY_UNIT", "A money amount was not a multiple of a minimum unit.")
        }
        amount => return Ok(amount),
    };
    Err(place(Problem::invalid("campaignBudgetError", code, message)))
}

/// An amount for another period than that of the budget.
pub fn other_period(money: Money) -> Problem {
    let code = match money {
        Money::Daily(_) => "TOTAL_BUDGET_AMOUNT_MUST_BE_UNSET_FOR_BUDGET_PERIOD_DAILY",
        Money::InAll(_) => "BUDGET_AMOUNT_MUST_BE_UNSET_FOR_CUSTOM_BUDGET_PERIOD",
    };
    Problem::invalid("campaignBudgetError", code, "The amount does not go with the period of the budget.")
}

/// What a new budget holds: for a day, unless its period says otherwise.
fn money(create: &Map<String, Value>, quantum: i64) -> Result<Money, Problem> {
    let (money, other) = match create.get("period").and_then(Value::as_str) {
        None | Some("UNSPECIFIED" | "DAILY") => {
            (Money::Daily(amount(create, "amountMicros", quantum)?), "totalAmountMicros")
        }
        Some("CUSTOM_PERIOD") => (Money::InAll(amount(create, "totalAmountMicros", quantum)?), "amountMicros"),
        Some(word) => {
            let problem = Problem::invalid("campaignBudgetError", "INVALID_PERIOD", "The period is not allowed.");
            return Err(problem.because_of(word).at(&["create", "period"]));
        }
    };
    if create.contains_key(other) { Err(other_period(money)) } else { Ok(money) }
}

/// Makes a budget.
pub fn create(desk: &mut Desk<'_>, account: &mut Account, create: &Map<String, Value>) -> Result<u64, Problem> {
    let money = money(create, account.quantum())?;
    let is_shared = create.get("explicitlyShared") != Some(&Value::Bool(false));
    let id = desk.new_id(Platform::Google, Kind::Budget);
    // one of a single campaign goes by the campaign's name, which it gets with it
    let name = if is_shared { text(create, "name")?.to_owned() } else { format!("Budget {id}") };
    if is_shared && account.budgets.iter().any(|it| it.name == name && !it.is_removed) {
        let message = "A campaign budget with this name already exists.";
        return Err(Problem::invalid("campaignBudgetError", "DUPLICATE_NAME", message).because_of(&name));
    }
    if account.budgets.len() >= HOLDS {
        return Err(full());
    }
    account.budgets.push(Budget { id, name, money, is_shared, is_removed: false });
    Ok(id)
}

/// The budget of a new campaign, which has to suit it.
pub fn of_campaign(
    account: &mut Account,
    create: &Map<String, Value>,
    temporary: &Temporary,
    channel: &str,
) -> Result<u64, Problem> {
    let named = text(create, "campaignBudget")?;
    let named = temporary.get(named).map_or(named, String::as_str);
    let prefix = format!("customers/{}/campaignBudgets/", account.id);
    let id = named.strip_prefix(&prefix).and_then(|id| id.parse::<u64>().ok());
    let is_taken = account.campaigns.iter().any(|it| it.budget.is_some() && it.budget == id);
    let found = account.budgets.iter_mut().find(|it| Some(it.id) == id && !it.is_removed);
    let budget = found.ok_or_else(|| {
        Problem::invalid("mutateError", "RESOURCE_NOT_FOUND", "Resource was not found.").because_of(named)
    })?;
    if is_taken && !budget.is_shared {
        let message = "Only explicitly shared campaign budgets can be used with multiple campaigns.";
        let code = "CANNOT_USE_IMPLICITLY_SHARED_CAMPAIGN_BUDGET_WITH_MULTIPLE_CAMPAIGNS";
        return Err(Problem::invalid("campaignBudgetError", code, message).at(&["create", "campaign_budget"]));
    }
    if matches!(budget.money, Money::InAll(_)) {
        if !TOTALS.contains(&channel) {
            let message = "The type of the budget is not compatible with this campaign.";
            let problem = Problem::invalid("campaignError", "INCOMPATIBLE_BUDGET_TYPE", message);
            return Err(problem.at(&["create", "campaign_budget"]));
        }
        if !create.contains_key("endDateTime") {
            let message = "Campaigns with total budgets must have an end.";
            let problem = Problem::invalid("campaignError", "END_DATE_TIME_REQUIRED_FOR_TOTAL_BUDGET", message);
            return Err(problem.at(&["create", "end_date_time"]));
        }
    }
    if !budget.is_shared {
        text(create, "name")?.clone_into(&mut budget.name);
    }
    Ok(budget.id)
}
