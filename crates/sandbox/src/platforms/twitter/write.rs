//! What callers change in an account: made, changed and deleted on a copy, which takes the account's place once all of it was right.

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    ask::Ask,
    lists::{self, Kind},
    nodes::{DRAFT, funding, is_deleted, line_item_json, midnight, number, objective, stamp},
    problem::{Problem, Told},
    targeting, times,
};
use crate::{
    core::state::Desk,
    platforms::days::{Span, Wrong},
    world::tree::{Account, Ad, AdSet, Budget, Campaign, Goal, Kind as Of, Money, Status, Stops},
};

/// Objects of a kind that an account or campaign holds at most.
const MOST: usize = 2_000;
/// Line items of a campaign.
const LINE_ITEMS: usize = 100;
/// Posts of a call.
const POSTS: usize = 50;
/// Operations of a batch.
const BATCH: usize = 40;
/// Letters of a name.
const NAME: usize = 255;

const DAILY: &str = "daily_budget_amount_local_micro";
const TOTAL: &str = "total_budget_amount_local_micro";
const STATUSES: [&str; 3] = ["ACTIVE", "PAUSED", "DRAFT"];
const GOALS: [Goal; 3] = [Goal::Traffic, Goal::Awareness, Goal::Engagement];
const OBJECTIVES: [&str; 8] = [
    "APP_ENGAGEMENTS",
    "APP_INSTALLS",
    "REACH",
    "FOLLOWERS",
    "ENGAGEMENTS",
    "VIDEO_VIEWS",
    "PREROLL_VIEWS",
    "WEBSITE_CLICKS",
];
const PLACEMENTS: [&str; 7] = [
    "ALL_ON_TWITTER",
    "PUBLISHER_NETWORK",
    "TWITTER_PROFILE",
    "TWITTER_SEARCH",
    "TWITTER_TIMELINE",
    "SPOTLIGHT",
    "TREND",
];

/// What is done to one object.
#[derive(Clone, Copy)]
pub enum Verb<'a> {
    /// It is made.
    Create,
    /// It is changed.
    Update(&'a str),
    /// It is deleted.
    Delete(&'a str),
}

/// Changes one campaign or line item, or takes a post from its line item.
pub fn one(desk: &mut Desk<'_>, ask: &Ask, account: &Account, kind: &Kind, verb: Verb<'_>) -> Told {
    let mut account = account.clone();
    let number = apply(desk, &mut account, ask, kind, verb)?;
    let told = lists::told(desk, &account, kind, number);
    put(desk, account);
    Ok(json!({"data": told}))
}

/// `POST /batch/accounts/:id/{kind}`: all of it, or nothing.
pub fn batch(desk: &mut Desk<'_>, body: Option<Value>, account: &Account, kind: &Kind) -> Told {
    let Some(Value::Array(operations)) = body else {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "INVALID_PARAMETER", "Expected an array of operations"));
    };
    let most = if kind.word == targeting::WORD { targeting::BATCH } else { BATCH };
    if operations.len() > most {
        let message = format!("A batch may have at most {most} operations");
        return Err(Problem::new(StatusCode::BAD_REQUEST, "REQUEST_TOO_COMPLEX", message));
    }
    let mut account = account.clone();
    let (mut numbers, mut wrong, mut asked) = (Vec::new(), Vec::new(), Vec::new());
    for operation in &operations {
        let params = operation.get("params").and_then(Value::as_object).cloned().unwrap_or_default();
        let ask = Ask::of_json(&params);
        let id = ask.params.filled(kind.id).unwrap_or_default();
        let word = operation.get("operation_type").and_then(Value::as_str).unwrap_or_default();
        let verb = match word {
            "Create" => Ok(Verb::Create),
            "Update" => Ok(Verb::Update(id)),
            "Delete" => Ok(Verb::Delete(id)),
            _ => Err(Problem::expected("Create, Update or Delete", word, "operation_type")),
        };
        match verb.and_then(|verb| apply(desk, &mut account, &ask, kind, verb)) {
            Ok(number) => {
                numbers.push(number);
                wrong.push(json!([]));
            }
            Err(problem) => wrong.push(json!([problem.error()])),
        }
        let account = super::nodes::base36(account.id);
        asked.push(json!({"params": ask.echo(&[("account_id", &account)]), "operation_type": word}));
    }
    if numbers.len() < operations.len() {
        let problem = Problem::new(StatusCode::BAD_REQUEST, "INVALID_PARAMETER", "An operation of the batch failed");
        return Err(Problem { operations: Some(wrong), ..problem });
    }
    let told: Vec<Value> = numbers.iter().map(|number| lists::told(desk, &account, kind, *number)).collect();
    put(desk, account);
    Ok(json!({"data": told, "request": asked}))
}

/// `POST /accounts/:id/promoted_tweets`: posts that are put into a line item.
pub fn promote(desk: &mut Desk<'_>, ask: &Ask, account: &Account, kind: &Kind) -> Told {
    let line_item = ask.needed("line_item_id")?;
    let posts: Vec<String> = ask.needed("tweet_ids")?.split(',').map(|id| id.trim().to_owned()).collect();
    if posts.len() > POSTS {
        return Err(Problem::invalid("tweet_ids", format!("tweet_ids may have at most {POSTS} values")));
    }
    if let Some(wrong) = posts.iter().find(|id| id.parse::<u64>().is_err()) {
        return Err(Problem::expected("Long", wrong, "tweet_ids"));
    }
    let mut account = account.clone();
    let mut sets = account.campaigns.iter_mut().flat_map(|campaign| &mut campaign.sets);
    let found = sets.find(|set| Some(set.id) == number(line_item) && !is_deleted(set.status));
    let set = found.ok_or_else(|| Problem::not_found("Line item", line_item))?;
    if set.ads.len() + posts.len() > MOST {
        return Err(Problem::invalid("tweet_ids", "The line item has too many promoted Tweets"));
    }
    let mut numbers = Vec::new();
    for post in posts {
        let id = desk.new_id(Platform::Twitter, Of::Ad);
        let extra = Map::from_iter([
            ("tweet_id".to_owned(), post.as_str().into()),
            ("created_at".to_owned(), stamp(desk.now).into()),
            ("updated_at".to_owned(), stamp(desk.now).into()),
        ]);
        set.ads.push(Ad { id, name: post, status: Status::Active, stops: Stops::default(), share: 0, extra });
        numbers.push(id);
    }
    let told: Vec<Value> = numbers.iter().map(|number| lists::told(desk, &account, kind, *number)).collect();
    put(desk, account);
    Ok(json!({"data": told, "total_count": told.len()}))
}

fn put(desk: &mut Desk<'_>, account: Account) {
    let mut accounts = desk.state.accounts_mut().iter_mut();
    if let Some(place) = accounts.find(|it| it.platform == Platform::Twitter && it.id == account.id) {
        *place = account;
    }
}

fn apply(desk: &mut Desk<'_>, account: &mut Account, ask: &Ask, kind: &Kind, verb: Verb<'_>) -> Result<u64, Problem> {
    let missing = |id: &str| Problem::not_found(kind.one, id);
    match (kind.word, verb) {
        ("campaigns", Verb::Create) => create_campaign(desk, account, ask),
        ("campaigns", Verb::Update(id)) => update_campaign(desk, account, ask, id),
        ("line_items", Verb::Create) => create_line_item(desk, account, ask),
        ("line_items", Verb::Update(id)) => update_line_item(desk, account, ask, id),
        (targeting::WORD, Verb::Create) => targeting::create(desk, account, ask),
        (targeting::WORD, Verb::Delete(id)) => targeting::delete(desk, account, id).ok_or_else(|| missing(id)),
        (_, Verb::Delete(id)) => {
            let (today, now) = (desk.today(account), stamp(desk.now));
            let id_number = number(id).ok_or_else(|| missing(id))?;
            let mut done = false;
            for campaign in &mut account.campaigns {
                match kind.word {
                    "campaigns" if campaign.id == id_number && !is_deleted(campaign.status) => {
                        campaign.set_status(Status::Removed, today);
                        campaign.extra.insert("updated_at".to_owned(), now.as_str().into());
                        done = true;
                    }
                    "line_items" => {
                        for set in campaign.sets.iter_mut().filter(|it| it.id == id_number && !is_deleted(it.status)) {
                            set.set_status(Status::Removed, today);
                            set.extra.insert("updated_at".to_owned(), now.as_str().into());
                            done = true;
                        }
                    }
                    "promoted_tweets" => {
                        let ads = campaign.sets.iter_mut().flat_map(|set| &mut set.ads);
                        for ad in ads.filter(|it| it.id == id_number && !is_deleted(it.status)) {
                            ad.set_status(Status::Removed, today);
                            ad.extra.insert("updated_at".to_owned(), now.as_str().into());
                            done = true;
                        }
                    }
                    _ => {}
                }
            }
            if done { Ok(id_number) } else { Err(missing(id)) }
        }
        _ => Err(Problem::new(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", "This cannot be done here")),
    }
}

/// A budget: not said, unset by an empty text, or micros that the currency can pay.
fn money(ask: &Ask, account: &Account, name: &str) -> Result<Option<Option<i64>>, Problem> {
    if ask.params.get(name) == Some("") {
        return Ok(Some(None));
    }
    let Some(micros) = ask.long(name)? else { return Ok(None) };
    if micros <= 0 {
        return Err(Problem::invalid(name, format!("{name} must be greater than zero")));
    }
    if micros % account.quantum() != 0 {
        let message = format!("{name} is not a multiple of the smallest unit of {}", account.currency);
        return Err(Problem::about(name, "INVALID_DENOMINATION", message));
    }
    Ok(Some(Some(micros)))
}

fn in_order(daily: Option<i64>, total: Option<i64>) -> Result<(), Problem> {
    match (daily, total) {
        (Some(daily), Some(total)) if daily > total => {
            Err(Problem::invalid(DAILY, format!("{DAILY} must be less than or equal to {TOTAL}")))
        }
        _ => Ok(()),
    }
}

fn name(text: &str) -> Result<String, Problem> {
    if text.chars().count() > NAME {
        return Err(Problem::invalid("name", format!("name may have at most {NAME} characters")));
    }
    Ok(text.to_owned())
}

const fn status(word: &str) -> Status {
    match word.as_bytes() {
        b"ACTIVE" => Status::Active,
        _ => Status::Paused,
    }
}

/// What every new thing remembers: when it was made, and whether it is a draft.
fn fresh(desk: &Desk<'_>, word: &str) -> Map<String, Value> {
    let now = Value::from(stamp(desk.now));
    let mut extra = Map::from_iter([("created_at".to_owned(), now.clone()), ("updated_at".to_owned(), now)]);
    if word == "DRAFT" {
        extra.insert(DRAFT.to_owned(), true.into());
    }
    extra
}

fn keep(extra: &mut Map<String, Value>, field: &str, value: Option<Option<i64>>) {
    match value {
        None => {}
        Some(None) => {
            extra.remove(field);
        }
        Some(Some(micros)) => {
            extra.insert(field.to_owned(), micros.into());
        }
    }
}

fn create_campaign(desk: &mut Desk<'_>, account: &mut Account, ask: &Ask) -> Result<u64, Problem> {
    let funding_id = ask.needed("funding_instrument_id")?;
    if number(funding_id) != Some(funding(desk.world, account)) {
        return Err(Problem::new(
            StatusCode::NOT_FOUND,
            "FUNDING_INSTRUMENT_NOT_FOUND",
            "The funding instrument was not found",
        ));
    }
    let name = name(ask.needed("name")?)?;
    ask.word("budget_optimization", &["LINE_ITEM"])?;
    let word = ask.word("entity_status", &STATUSES)?.unwrap_or("ACTIVE");
    let (daily, total) = (money(ask, account, DAILY)?, money(ask, account, TOTAL)?);
    in_order(daily.flatten(), total.flatten())?;
    if account.campaigns.len() >= MOST {
        return Err(Problem::new(StatusCode::BAD_REQUEST, "TOO_MANY_CAMPAIGNS", "The account has too many campaigns"));
    }
    let mut extra = fresh(desk, word);
    keep(&mut extra, TOTAL, total);
    if let Some(order) = ask.params.filled("purchase_order_number") {
        extra.insert("purchase_order_number".to_owned(), order.into());
    }
    let id = desk.new_id(Platform::Twitter, Of::Campaign);
    let budget = set_daily(desk, account, None, daily, &name);
    account.campaigns.push(Campaign {
        id,
        name,
        goal: Goal::Traffic,
        status: status(word),
        budget,
        plan: None,
        stops: Stops::default(),
        made: desk.today(account),
        extra,
        sets: Vec::new(),
    });
    Ok(id)
}

/// The budget of a campaign once its daily amount is set, unset or left alone.
fn set_daily(
    desk: &mut Desk<'_>,
    account: &mut Account,
    budget: Option<u64>,
    daily: Option<Option<i64>>,
    name: &str,
) -> Option<u64> {
    let Some(daily) = daily else { return budget };
    let daily = daily?;
    if let Some(found) = account.budgets.iter_mut().find(|it| Some(it.id) == budget) {
        found.money = Money::Daily(daily);
        return budget;
    }
    let id = desk.new_id(Platform::Twitter, Of::Budget);
    account.budgets.push(Budget::daily(id, name.to_owned(), daily));
    Some(id)
}

fn update_campaign(desk: &mut Desk<'_>, account: &mut Account, ask: &Ask, id: &str) -> Result<u64, Problem> {
    let missing = || Problem::not_found("Campaign", id);
    let id_number = number(id).ok_or_else(missing)?;
    let is_it = |it: &Campaign| it.id == id_number && !is_deleted(it.status);
    let place = account.campaigns.iter().position(is_it).ok_or_else(missing)?;
    ask.word("budget_optimization", &["LINE_ITEM"])?;
    let word = ask.word("entity_status", &["ACTIVE", "PAUSED"])?;
    let new_name = ask.params.filled("name").map(name).transpose()?;
    let (daily, total) = (money(ask, account, DAILY)?, money(ask, account, TOTAL)?);
    let (old_daily, old_total, budget) = match account.campaigns.get(place) {
        Some(it) => (account.daily_budget(it), it.extra.get(TOTAL).and_then(Value::as_i64), it.budget),
        None => return Err(missing()),
    };
    in_order(daily.unwrap_or(old_daily), total.unwrap_or(old_total))?;
    let budget = set_daily(desk, account, budget, daily, id);
    let today = desk.today(account);
    let campaign = account.campaigns.get_mut(place).ok_or_else(missing)?;
    campaign.budget = budget;
    keep(&mut campaign.extra, TOTAL, total);
    campaign.extra.insert("updated_at".to_owned(), stamp(desk.now).into());
    if let Some(name) = new_name {
        campaign.name = name;
    }
    if let Some(word) = word {
        campaign.extra.remove(DRAFT);
        campaign.set_status(status(word), today);
    }
    Ok(id_number)
}

/// What is kept of a line item's parameters as it came, once it is checked.
fn line_item_extra(ask: &Ask, account: &Account, extra: &mut Map<String, Value>) -> Result<(), Problem> {
    for field in [DAILY, TOTAL, "bid_amount_local_micro"] {
        let value = money(ask, account, field)?;
        keep(extra, field, value);
    }
    let amount = |name: &str| extra.get(name).and_then(Value::as_i64);
    in_order(amount(DAILY), amount(TOTAL))?;
    for field in ["start_time", "end_time"] {
        if let Some(text) = ask.params.filled(field) {
            let time = times::parse(text, |day| midnight(account.zone, day));
            let time = time.ok_or_else(|| Problem::expected("time", text, field))?;
            extra.insert(field.to_owned(), stamp(time).into());
        } else if ask.params.get(field).is_some() {
            // said as nothing, so that what the world has does not come back
            extra.insert(field.to_owned(), Value::Null);
        }
    }
    let time = |name: &str| extra.get(name).and_then(Value::as_str).map(str::to_owned);
    // of one form, so that their order is that of time
    if let (Some(start), Some(end)) = (time("start_time"), time("end_time"))
        && end <= start
    {
        return Err(Problem::about("end_time", "INVALID_TIME_WINDOW", "end_time must be after start_time"));
    }
    let strategy = ask.word("bid_strategy", &["AUTO", "MAX", "TARGET"])?;
    if let Some(strategy) = strategy {
        if strategy != "AUTO" && !extra.contains_key("bid_amount_local_micro") {
            return Err(Problem::missing("bid_amount_local_micro"));
        }
        extra.insert("bid_strategy".to_owned(), strategy.into());
    }
    for field in ["goal", "pay_by", "advertiser_domain", "primary_web_event_tag"] {
        if let Some(text) = ask.params.filled(field) {
            extra.insert(field.to_owned(), text.into());
        }
    }
    Ok(())
}

/// Whether a goal is one of the objective, and what both want besides is there.
fn check_aim(ask: &Ask, objective: &str) -> Result<(), Problem> {
    let goals: &[&str] = match objective {
        "REACH" => &["MAX_REACH", "REACH_WITH_ENGAGEMENT"],
        "FOLLOWERS" => &["FOLLOWERS"],
        "ENGAGEMENTS" => &["ENGAGEMENT"],
        "VIDEO_VIEWS" => &["VIDEO_VIEW", "VIEW_3S_100PCT", "VIEW_6S", "VIEW_15S"],
        "PREROLL_VIEWS" => &["PREROLL", "PREROLL_STARTS", "VIEW_3S_100PCT", "VIEW_6S", "VIEW_15S"],
        "WEBSITE_CLICKS" => &["LINK_CLICKS", "SITE_VISITS", "WEBSITE_CONVERSIONS"],
        _ => &["APP_CLICKS", "APP_INSTALLS", "APP_PURCHASES"],
    };
    let goal = ask.params.filled("goal");
    if let Some(goal) = goal.filter(|goal| !goals.contains(goal)) {
        return Err(Problem::expected(&goals.join(", "), goal, "goal"));
    }
    if goal == Some("WEBSITE_CONVERSIONS") {
        ask.needed("primary_web_event_tag")?;
    }
    let has_app = |name: &str| ask.params.filled(name).is_some();
    if objective.starts_with("APP_") && !has_app("android_app_store_identifier") && !has_app("ios_app_store_identifier")
    {
        return Err(Problem::missing("ios_app_store_identifier"));
    }
    match ask.params.filled("bid_strategy") {
        Some("MAX") if matches!(objective, "REACH" | "FOLLOWERS") => {
            Err(Problem::invalid("bid_strategy", format!("MAX is not available for {objective}")))
        }
        Some("TARGET") if !matches!(objective, "REACH" | "FOLLOWERS" | "WEBSITE_CLICKS") => {
            Err(Problem::invalid("bid_strategy", format!("TARGET is not available for {objective}")))
        }
        _ => Ok(()),
    }
}

fn create_line_item(desk: &mut Desk<'_>, account: &mut Account, ask: &Ask) -> Result<u64, Problem> {
    let campaign = ask.needed("campaign_id")?;
    for name in ["objective", "product_type", "placements", "start_time"] {
        ask.needed(name)?;
    }
    let word = ask.word("entity_status", &STATUSES)?.unwrap_or("ACTIVE");
    let mut extra = fresh(desk, word);
    line_item_extra(ask, account, &mut extra)?;
    let aim = ask.word("objective", &OBJECTIVES)?;
    let product = ask.word("product_type", &["MEDIA", "PROMOTED_ACCOUNT", "PROMOTED_TWEETS"])?;
    check_aim(ask, aim.unwrap_or_default())?;
    extra.insert("objective".to_owned(), aim.into());
    extra.insert("product_type".to_owned(), product.into());
    extra.insert("placements".to_owned(), ask.words("placements", &PLACEMENTS)?.into());
    let name = name(ask.params.get("name").unwrap_or_default())?;
    let id = desk.new_id(Platform::Twitter, Of::Set);
    let found = account.campaigns.iter_mut().find(|it| Some(it.id) == number(campaign) && !is_deleted(it.status));
    let found = found.ok_or_else(|| {
        Problem::new(StatusCode::NOT_FOUND, "CAMPAIGN_NOT_FOUND", "The campaign of the line item was not found")
    })?;
    if found.sets.len() >= LINE_ITEMS {
        return Err(Problem::new(
            StatusCode::BAD_REQUEST,
            "TOO_MANY_LINE_ITEMS",
            "The campaign has too many line items",
        ));
    }
    let others = found.sets.iter().filter(|it| !is_deleted(it.status));
    let told = |set: &AdSet| set.extra.get("objective").and_then(Value::as_str).map(str::to_owned);
    let mut others = others.map(|set| told(set).unwrap_or_else(|| objective(found.goal).0.to_owned()));
    if others.any(|other| Some(other.as_str()) != aim) {
        let message = "All line items of a campaign must have the same objective";
        return Err(Problem::invalid("objective", message));
    }
    if let (true, Some(goal)) = (found.sets.is_empty(), GOALS.into_iter().find(|it| Some(objective(*it).0) == aim)) {
        found.goal = goal;
    }
    found.sets.push(AdSet { id, name, status: status(word), stops: Stops::default(), extra, ads: Vec::new() });
    Ok(id)
}

/// Whether a line item may run as it is to, instead of as it does.
fn check_days(old: &Value, extra: &Map<String, Value>, now: DateTime<Utc>) -> Result<(), Problem> {
    let at = |value: Option<&Value>| value.and_then(|it| serde_json::from_value(it.clone()).ok());
    let new = |name: &str| at(extra.get(name).or(old.get(name)));
    let was = Span { start: at(old.get("start_time")), end: at(old.get("end_time")) };
    match was.wrong(Span { start: new("start_time"), end: new("end_time") }, now) {
        None => Ok(()),
        Some(Wrong::HasBegun) => {
            Err(Problem::invalid("start_time", "start_time cannot be changed once the line item has started"))
        }
        Some(Wrong::StartIsOver) => Err(Problem::invalid("start_time", "start_time must be in the future")),
        Some(Wrong::EndIsOver) => Err(Problem::invalid("end_time", "end_time must be in the future")),
        Some(Wrong::EndsFirst) => {
            Err(Problem::about("end_time", "INVALID_TIME_WINDOW", "end_time must be after start_time"))
        }
    }
}

fn update_line_item(desk: &mut Desk<'_>, account: &mut Account, ask: &Ask, id: &str) -> Result<u64, Problem> {
    let missing = || Problem::not_found("Line item", id);
    let id_number = number(id).ok_or_else(missing)?;
    let is_it = |it: &(&Campaign, &AdSet)| it.1.id == id_number && !is_deleted(it.1.status);
    let mut sets = account.campaigns.iter().flat_map(|it| it.sets.iter().map(move |set| (it, set)));
    let (campaign, set) = sets.find(is_it).ok_or_else(missing)?;
    let (old, mut extra) = (line_item_json(desk.world, account, campaign, set), set.extra.clone());
    let word = ask.word("entity_status", &["ACTIVE", "PAUSED"])?;
    let new_name = ask.params.filled("name").map(name).transpose()?;
    line_item_extra(ask, account, &mut extra)?;
    check_days(&old, &extra, desk.now)?;
    extra.insert("updated_at".to_owned(), stamp(desk.now).into());
    let today = desk.today(account);
    let mut sets = account.campaigns.iter_mut().flat_map(|it| &mut it.sets);
    let set = sets.find(|it| it.id == id_number).ok_or_else(missing)?;
    set.extra = extra;
    if let Some(name) = new_name {
        set.name = name;
    }
    if let Some(word) = word {
        set.extra.remove(DRAFT);
        set.set_status(status(word), today);
    }
    Ok(id_number)
}
