//! What callers change at Meta: campaigns, ad sets and ads made, changed and deleted. Checked first, then done whole.

use cmis_base::{money::Micros, platform::Platform};
use http::Method;
use serde_json::{Map, Value, json};

use super::{
    Ask, ad_sets, days, nodes,
    problem::{Problem, Told},
};
use crate::{
    core::state::Desk,
    world::tree::{Account, Ad, Budget, Campaign, Goal, Kind, Money, Status, Stops},
};

/// Objects that an account holds at most, of each kind.
pub const MOST: usize = 2_000;

/// `POST` and `DELETE`, by address.
pub fn answer(desk: &mut Desk<'_>, ask: &Ask<'_>, path: &[&str]) -> Told {
    match (&ask.call.method, path) {
        (&Method::POST, [account, "campaigns"]) => create_campaign(desk, ask, account),
        (&Method::POST, [account, "adsets"]) => ad_sets::create(desk, ask, account),
        (&Method::POST, [account, "ads"]) => create_ad(desk, ask, account),
        (&Method::POST, [account, "adcreatives"]) => {
            account_of(desk, account)?;
            if ask.params.filled("object_story_spec").or_else(|| ask.params.filled("object_story_id")).is_none() {
                return Err(Problem::invalid("The parameter object_story_spec is required"));
            }
            Ok(json!({"id": desk.new_id(Platform::Meta, Kind::Other).to_string()}))
        }
        (&Method::POST, [id]) => update(desk, ask, id),
        (&Method::DELETE, [id]) => set_status(desk, id, Status::Removed),
        _ => Err(Problem::missing(path.first().copied().unwrap_or_default())),
    }
}

/// An account by `act_…`.
pub fn account_of<'a>(desk: &'a mut Desk<'_>, id: &str) -> Result<&'a mut Account, Problem> {
    let number = id.strip_prefix("act_").and_then(|id| id.parse::<u64>().ok());
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let found = accounts.find(|it| it.platform == Platform::Meta && Some(it.id) == number);
    found.ok_or_else(|| Problem::missing(id))
}

/// A parameter that has to be there.
pub fn required<'a>(ask: &'a Ask<'_>, name: &str) -> Result<&'a str, Problem> {
    ask.params.filled(name).ok_or_else(|| Problem::invalid(format!("The parameter {name} is required")))
}

/// The status that something may be made with or set to.
pub fn status(ask: &Ask<'_>, may: &[Status]) -> Result<Option<Status>, Problem> {
    let Some(text) = ask.params.filled("status") else { return Ok(None) };
    let found = may.iter().copied().find(|status| nodes::status(*status) == text);
    let words: Vec<&str> = may.iter().map(|status| nodes::status(*status)).collect();
    let wrong = || Problem::invalid(format!("Param status must be one of {{{}}}", words.join(", ")));
    found.map(Some).ok_or_else(wrong)
}

/// A budget in minor units, to micros.
pub fn money(ask: &Ask<'_>, name: &str, places: u32) -> Result<Option<i64>, Problem> {
    let Some(text) = ask.params.filled(name) else { return Ok(None) };
    let minor: i64 = text.parse().map_err(|_| Problem::invalid(format!("Param {name} must be an integer")))?;
    if minor < 100 {
        return Err(Problem::invalid(format!("Your budget is too low: {name} must be at least 100")));
    }
    let micros = Micros::from_minor(minor, places);
    micros.map(|micros| Some(micros.0)).map_err(|_| Problem::invalid(format!("Param {name} is too large")))
}

/// Parameters that are kept as they came.
pub fn extra(ask: &Ask<'_>, names: &[&str]) -> Map<String, Value> {
    let kept = names.iter().filter_map(|name| {
        let text = ask.params.filled(name)?;
        let is_nested = text.starts_with(['{', '[']);
        let value = if is_nested { serde_json::from_str(text).ok()? } else { Value::from(text) };
        Some(((*name).to_owned(), value))
    });
    kept.collect()
}

const OF_CAMPAIGNS: [&str; 8] = [
    "special_ad_categories",
    "bid_strategy",
    "buying_type",
    "start_time",
    "stop_time",
    "spend_cap",
    "lifetime_budget",
    "is_adset_budget_sharing_enabled",
];

fn create_campaign(desk: &mut Desk<'_>, ask: &Ask<'_>, account: &str) -> Told {
    let name = required(ask, "name")?.to_owned();
    let goals = [Goal::Traffic, Goal::Leads, Goal::Sales, Goal::Awareness, Goal::Engagement];
    let objective = required(ask, "objective")?;
    let goal = goals.into_iter().find(|goal| nodes::objective(*goal) == objective);
    if goal.is_none() && objective != "OUTCOME_APP_PROMOTION" {
        return Err(Problem::invalid("Objective is invalid: use one of the OUTCOME_ objectives"));
    }
    let categories = required(ask, "special_ad_categories")?;
    if serde_json::from_str::<Vec<String>>(categories).is_err() {
        return Err(Problem::invalid("Param special_ad_categories must be an array"));
    }
    let status = status(ask, &[Status::Active, Status::Paused])?.unwrap_or(Status::Active);
    let places = nodes::budget_places(account_of(desk, account)?);
    let daily = money(ask, "daily_budget", places)?;
    let lifetime = money(ask, "lifetime_budget", places)?;
    if daily.is_some() && lifetime.is_some() {
        return Err(Problem::invalid("Only one of daily_budget and lifetime_budget can be set"));
    }
    let mut extra = extra(ask, &OF_CAMPAIGNS);
    if goal.is_none() {
        extra.insert("objective".to_owned(), objective.into());
    }
    let (id, budget) = (desk.new_id(Platform::Meta, Kind::Campaign), desk.new_id(Platform::Meta, Kind::Budget));
    let now = desk.now;
    let account = account_of(desk, account)?;
    if account.campaigns.len() >= MOST {
        return Err(Problem::invalid("The account has too many campaigns"));
    }
    if let Some(daily) = daily {
        account.budgets.push(Budget::daily(budget, name.clone(), daily));
    }
    account.campaigns.push(Campaign {
        id,
        name,
        goal: goal.unwrap_or(Goal::Traffic),
        status,
        budget: daily.map(|_| budget),
        plan: None,
        stops: Stops::default(),
        made: now.with_timezone(&account.zone).date_naive(),
        extra,
        sets: Vec::new(),
    });
    Ok(json!({"id": id.to_string()}))
}

fn create_ad(desk: &mut Desk<'_>, ask: &Ask<'_>, account: &str) -> Told {
    let name = required(ask, "name")?.to_owned();
    let set = required(ask, "adset_id")?.to_owned();
    let creative: Value = serde_json::from_str(required(ask, "creative")?).unwrap_or_default();
    let creative = creative.get("creative_id").cloned();
    let creative = creative.ok_or_else(|| Problem::invalid("Param creative must have a creative_id"))?;
    let status = status(ask, &[Status::Active, Status::Paused])?.unwrap_or(Status::Active);
    let id = desk.new_id(Platform::Meta, Kind::Ad);
    let account = account_of(desk, account)?;
    let mut sets = account.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    let found = sets.find(|it| it.id.to_string() == set);
    let found = found.ok_or_else(|| Problem::invalid("Param adset_id must be an ad set of the account"))?;
    if found.ads.len() >= MOST {
        return Err(Problem::invalid("The ad set has too many ads"));
    }
    let extra = Map::from_iter([("creative".to_owned(), json!({"id": creative}))]);
    found.ads.push(Ad { id, name, status, stops: Stops::default(), share: 0, extra });
    Ok(json!({"id": id.to_string()}))
}

/// The parts of something that a caller may change.
struct Parts<'a> {
    name: &'a mut String,
    extra: &'a mut Map<String, Value>,
}

fn update(desk: &mut Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    let (account, is_campaign, places) = match nodes::find(desk, id).ok_or_else(|| Problem::missing(id))? {
        nodes::Node::Account(_) => return Err(Problem::missing(id)),
        nodes::Node::Campaign(account, _) => (account.id, true, nodes::budget_places(account)),
        nodes::Node::Set(account, ..) | nodes::Node::Ad(account, ..) => {
            (account.id, false, nodes::budget_places(account))
        }
    };
    let status = status(ask, &[Status::Active, Status::Paused, Status::Archived, Status::Removed])?;
    let daily = money(ask, "daily_budget", places)?;
    if let (false, Some(targeting)) = (is_campaign, ask.params.filled("targeting")) {
        ad_sets::check_targeting(targeting)?;
    }
    let mut kept = extra(ask, if is_campaign { &OF_CAMPAIGNS } else { &ad_sets::KEPT });
    kept.extend(days::changed(desk, ask, id)?);
    if let (true, Some(daily)) = (is_campaign, daily) {
        set_daily(desk, account, id, daily)?;
    }
    let parts = parts(desk, id).ok_or_else(|| Problem::missing(id))?;
    if let Some(name) = ask.params.filled("name") {
        name.clone_into(parts.name);
    }
    parts.extra.extend(kept);
    if let Some(status) = status {
        set_status(desk, id, status)?;
    }
    Ok(json!({"success": true}))
}

fn set_daily(desk: &mut Desk<'_>, account: u64, id: &str, daily: i64) -> Result<(), Problem> {
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let account = accounts.find(|it| it.platform == Platform::Meta && it.id == account);
    let account = account.ok_or_else(|| Problem::missing(id))?;
    let campaign = account.campaigns.iter().find(|it| it.id.to_string() == id);
    let budget = campaign.and_then(|campaign| campaign.budget);
    let found = account.budgets.iter_mut().find(|it| Some(it.id) == budget);
    let wrong = || Problem::invalid("A lifetime budget cannot be changed to a daily budget");
    found.map(|budget| budget.money = Money::Daily(daily)).ok_or_else(wrong)
}

fn parts<'a>(desk: &'a mut Desk<'_>, id: &str) -> Option<Parts<'a>> {
    let id: u64 = id.parse().ok()?;
    for account in desk.state.accounts_mut().iter_mut().filter(|it| it.platform == Platform::Meta) {
        for campaign in &mut account.campaigns {
            if campaign.id == id {
                return Some(Parts { name: &mut campaign.name, extra: &mut campaign.extra });
            }
            for set in &mut campaign.sets {
                if set.id == id {
                    return Some(Parts { name: &mut set.name, extra: &mut set.extra });
                }
                if let Some(ad) = set.ads.iter_mut().find(|ad| ad.id == id) {
                    return Some(Parts { name: &mut ad.name, extra: &mut ad.extra });
                }
            }
        }
    }
    None
}

fn set_status(desk: &mut Desk<'_>, id: &str, status: Status) -> Told {
    let number: u64 = id.parse().map_err(|_| Problem::missing(id))?;
    let now = desk.now;
    for account in desk.state.accounts_mut().iter_mut().filter(|it| it.platform == Platform::Meta) {
        let today = now.with_timezone(&account.zone).date_naive();
        for campaign in &mut account.campaigns {
            if campaign.id == number {
                campaign.set_status(status, today);
                return Ok(json!({"success": true}));
            }
            for set in &mut campaign.sets {
                if set.id == number {
                    set.set_status(status, today);
                    return Ok(json!({"success": true}));
                }
                if let Some(ad) = set.ads.iter_mut().find(|ad| ad.id == number) {
                    ad.set_status(status, today);
                    return Ok(json!({"success": true}));
                }
            }
        }
    }
    Err(Problem::missing(id))
}
