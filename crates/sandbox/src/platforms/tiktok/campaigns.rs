//! Campaigns made and changed. Checked first, then done whole.

use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    advertiser, advertiser_mut,
    ask::{self, Body},
    objects,
    problem::{Problem, Told},
};
use crate::{
    core::{call::Call, state::Desk},
    world::tree::{Account, Budget, Campaign, Goal, Kind, Money, Status, Stops},
};

/// Campaigns that an account holds at most, and ad groups of a campaign, and ads of an ad group.
pub const MOST: usize = 1_000;

const OBJECTIVES: [&str; 9] = [
    "REACH",
    "TRAFFIC",
    "VIDEO_VIEWS",
    "LEAD_GENERATION",
    "ENGAGEMENT",
    "APP_PROMOTION",
    "WEB_CONVERSIONS",
    "PRODUCT_SALES",
    "RF_REACH",
];
const MODES: [&str; 4] =
    ["BUDGET_MODE_DAY", "BUDGET_MODE_TOTAL", "BUDGET_MODE_INFINITE", "BUDGET_MODE_DYNAMIC_DAILY_BUDGET"];

/// What a budget is for: a day, everything, nothing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Term {
    Day,
    All,
    None,
}

fn term(mode: &str) -> Term {
    match mode {
        "BUDGET_MODE_TOTAL" => Term::All,
        "BUDGET_MODE_INFINITE" => Term::None,
        _ => Term::Day,
    }
}

/// `POST /campaign/create/`.
pub fn create(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let id = body.required("advertiser_id")?;
    let quantum = advertiser(desk, &id)?.quantum();
    let name = body.name("campaign_name")?.ok_or_else(|| ask::missing("campaign_name"))?;
    let objective = ask::one_of("objective_type", &body.required("objective_type")?, &OBJECTIVES)?;
    let mode = body.text("budget_mode")?.unwrap_or_else(|| "BUDGET_MODE_INFINITE".to_owned());
    let mode = ask::one_of("budget_mode", &mode, &MODES)?;
    let amount = positive(body.money("budget", quantum)?, term(mode))?;
    let status = new_status(&body)?;
    let is_shared = match body.get("budget_optimize_on") {
        None => false,
        Some(Value::Bool(is_shared)) => is_shared,
        Some(_) => return Err(Problem::invalid("budget_optimize_on: Not a valid boolean.")),
    };
    let now = objects::time(desk.now);
    let mut extra = Map::new();
    extra.insert("objective_type".to_owned(), objective.into());
    extra.insert("budget_mode".to_owned(), mode.into());
    extra.insert("budget_optimize_on".to_owned(), is_shared.into());
    extra.insert("create_time".to_owned(), now.as_str().into());
    extra.insert("modify_time".to_owned(), now.into());
    if term(mode) == Term::All {
        extra.insert("budget".to_owned(), amount.into());
    }
    let (number, budget) = (desk.new_id(Platform::Tiktok, Kind::Campaign), desk.new_id(Platform::Tiktok, Kind::Budget));
    let today = desk.today(advertiser(desk, &id)?);
    let account = advertiser_mut(desk, &id)?;
    if account.campaigns.len() >= MOST {
        return Err(Problem::invalid("The advertiser has too many campaigns."));
    }
    if term(mode) == Term::Day {
        account.budgets.push(Budget::daily(budget, name.clone(), amount));
    }
    let goals = [Goal::Traffic, Goal::Leads, Goal::Sales, Goal::Awareness, Goal::Engagement];
    let goal = goals.into_iter().find(|goal| objects::objective(*goal) == objective);
    account.campaigns.push(Campaign {
        id: number,
        name,
        goal: goal.unwrap_or(Goal::Traffic),
        status,
        budget: (term(mode) == Term::Day).then_some(budget),
        plan: None,
        stops: Stops::default(),
        made: today,
        extra,
        sets: Vec::new(),
    });
    whole(desk, &id, number)
}

/// `POST /campaign/update/`: the name and the amount. What kind of budget a campaign has stays as it is.
pub fn update(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let id = body.required("advertiser_id")?;
    let account = advertiser(desk, &id)?;
    let campaign = find(account, &body.required("campaign_id")?)?;
    let (number, row) = (campaign.id, objects::campaign(account, campaign));
    let mode = row.get("budget_mode").and_then(Value::as_str).unwrap_or_default();
    if body.text("budget_mode")?.is_some_and(|asked| asked != mode) {
        return Err(Problem::invalid("budget_mode: The budget mode of a campaign cannot be changed."));
    }
    let term = term(mode);
    let amount = match body.money("budget", account.quantum())? {
        None => None,
        Some(_) if term == Term::None => {
            return Err(Problem::invalid("budget: A campaign of BUDGET_MODE_INFINITE has no budget."));
        }
        amount => Some(positive(amount, term)?),
    };
    let (name, budget, now) = (body.name("campaign_name")?, campaign.budget, objects::time(desk.now));
    let account = advertiser_mut(desk, &id)?;
    if let (Some(amount), Term::Day) = (amount, term) {
        account.budgets.iter_mut().filter(|it| Some(it.id) == budget).for_each(|it| it.money = Money::Daily(amount));
    }
    for campaign in account.campaigns.iter_mut().filter(|it| it.id == number) {
        if let Some(name) = &name {
            name.clone_into(&mut campaign.name);
        }
        if let (Some(amount), Term::All) = (amount, term) {
            campaign.extra.insert("budget".to_owned(), amount.into());
        }
        campaign.extra.insert("modify_time".to_owned(), now.as_str().into());
    }
    whole(desk, &id, number)
}

/// `POST /campaign/status/update/`.
pub fn set_status(desk: &mut Desk<'_>, call: &Call) -> Told {
    let body = Body::of(call)?;
    let (id, ids) = (body.required("advertiser_id")?, body.ids("campaign_ids")?);
    let status = asked_status(&body)?;
    let account = advertiser(desk, &id)?;
    for id in &ids {
        find(account, id)?;
    }
    let (today, now) = (desk.today(account), objects::time(desk.now));
    let campaigns = &mut advertiser_mut(desk, &id)?.campaigns;
    for campaign in campaigns.iter_mut().filter(|it| ids.contains(&it.id.to_string())) {
        campaign.set_status(status, today);
        campaign.extra.insert("modify_time".to_owned(), now.as_str().into());
    }
    Ok(json!({"campaign_ids": ids, "status": objects::operation(status)}))
}

/// A campaign that is not gone.
pub fn find<'a>(account: &'a Account, id: &str) -> Result<&'a Campaign, Problem> {
    let found = account.campaigns.iter().find(|it| it.id.to_string() == id);
    let found = found.ok_or_else(|| Problem::missing("campaign", id))?;
    if objects::is_deleted(found.status) {
        return Err(Problem::invalid("The campaign has been deleted."));
    }
    Ok(found)
}

/// `operation_status` of something that is made.
pub fn new_status(body: &Body) -> Result<Status, Problem> {
    let text = body.text("operation_status")?.unwrap_or_else(|| "ENABLE".to_owned());
    let word = ask::one_of("operation_status", &text, &["ENABLE", "DISABLE"])?;
    Ok(if word == "ENABLE" { Status::Active } else { Status::Paused })
}

/// `operation_status` that something is set to.
pub fn asked_status(body: &Body) -> Result<Status, Problem> {
    let text = body.required("operation_status")?;
    Ok(match ask::one_of("operation_status", &text, &["ENABLE", "DISABLE", "DELETE"])? {
        "ENABLE" => Status::Active,
        "DISABLE" => Status::Paused,
        _ => Status::Removed,
    })
}

/// An amount above nothing where there is a budget; what is said where there is none counts for nothing.
fn positive(amount: Option<i64>, term: Term) -> Result<i64, Problem> {
    match (amount, term) {
        (_, Term::None) => Ok(0),
        (Some(amount), _) if amount > 0 => Ok(amount),
        (Some(_), _) => Err(Problem::invalid("budget: Must be greater than 0.")),
        (None, _) => Err(ask::missing("budget")),
    }
}

fn whole(desk: &Desk<'_>, advertiser_id: &str, number: u64) -> Told {
    let account = advertiser(desk, advertiser_id)?;
    let campaign = account.campaigns.iter().find(|it| it.id == number);
    let campaign = campaign.ok_or_else(|| Problem::missing("campaign", &number.to_string()))?;
    Ok(Value::Object(objects::campaign(account, campaign)))
}
