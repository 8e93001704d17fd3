//! Accounts, pages, campaigns, ad sets and ads as the Graph API says them.

use chrono::{NaiveDate, TimeZone};
use cmis_base::{money::Micros, platform::Platform};
use serde_json::{Map, Value, json};

use super::{
    Ask, Viewer, fields, paging,
    problem::{Problem, Told},
};
use crate::{
    core::state::Desk,
    world::{
        World,
        tree::{Account, Ad, AdSet, Campaign, FIRST_DAY, Goal, Status},
    },
};

const ACCOUNT: [&str; 14] = [
    "id",
    "account_id",
    "name",
    "account_status",
    "currency",
    "timezone_name",
    "timezone_offset_hours_utc",
    "amount_spent",
    "balance",
    "spend_cap",
    "min_daily_budget",
    "business_name",
    "created_time",
    "age",
];
const CAMPAIGN: [&str; 20] = [
    "id",
    "account_id",
    "name",
    "objective",
    "status",
    "effective_status",
    "configured_status",
    "daily_budget",
    "lifetime_budget",
    "budget_remaining",
    "buying_type",
    "bid_strategy",
    "special_ad_categories",
    "spend_cap",
    "start_time",
    "stop_time",
    "created_time",
    "updated_time",
    "is_adset_budget_sharing_enabled",
    "issues_info",
];
const SET: [&str; 24] = [
    "id",
    "account_id",
    "campaign_id",
    "campaign",
    "name",
    "status",
    "effective_status",
    "configured_status",
    "daily_budget",
    "lifetime_budget",
    "budget_remaining",
    "billing_event",
    "optimization_goal",
    "bid_amount",
    "bid_strategy",
    "targeting",
    "promoted_object",
    "destination_type",
    "start_time",
    "end_time",
    "created_time",
    "updated_time",
    "dsa_beneficiary",
    "dsa_payor",
];
const AD: [&str; 14] = [
    "id",
    "account_id",
    "campaign_id",
    "adset_id",
    "campaign",
    "adset",
    "name",
    "status",
    "effective_status",
    "configured_status",
    "creative",
    "created_time",
    "updated_time",
    "preview_shareable_link",
];
const PAGE: [&str; 9] =
    ["id", "name", "access_token", "username", "picture", "instagram_business_account", "tasks", "category", "link"];

/// Something of an account's tree, found by id.
pub enum Node<'a> {
    /// The account itself.
    Account(&'a Account),
    /// A campaign.
    Campaign(&'a Account, &'a Campaign),
    /// An ad set.
    Set(&'a Account, &'a Campaign, &'a AdSet),
    /// An ad.
    Ad(&'a Account, &'a Campaign, &'a AdSet, &'a Ad),
}

impl<'a> Node<'a> {
    /// The account that it is in.
    pub const fn account(&self) -> &'a Account {
        match self {
            Self::Account(account) | Self::Campaign(account, _) | Self::Set(account, ..) | Self::Ad(account, ..) => {
                account
            }
        }
    }
}

/// Finds `act_…` or a number.
pub fn find<'a>(desk: &'a Desk<'_>, id: &str) -> Option<Node<'a>> {
    if let Some(account) = id.strip_prefix("act_") {
        let account: u64 = account.parse().ok()?;
        return desk.accounts(Platform::Meta).find(|it| it.id == account).map(Node::Account);
    }
    let id: u64 = id.parse().ok()?;
    for account in desk.accounts(Platform::Meta) {
        for campaign in &account.campaigns {
            if campaign.id == id {
                return Some(Node::Campaign(account, campaign));
            }
            for set in &campaign.sets {
                if set.id == id {
                    return Some(Node::Set(account, campaign, set));
                }
                if let Some(ad) = set.ads.iter().find(|ad| ad.id == id) {
                    return Some(Node::Ad(account, campaign, set, ad));
                }
            }
        }
    }
    None
}

/// `GET /{id}`.
pub fn node(desk: &Desk<'_>, ask: &Ask<'_>, id: &str) -> Told {
    let asked = fields::parse(ask.params.get("fields").unwrap_or("id"))?;
    match find(desk, id).ok_or_else(|| Problem::missing(id))? {
        Node::Account(account) => fields::select(&account_json(desk, account, &asked), &asked, "AdAccount", &ACCOUNT),
        Node::Campaign(account, campaign) => {
            fields::select(&campaign_json(account, campaign), &asked, "Campaign", &CAMPAIGN)
        }
        Node::Set(account, campaign, set) => fields::select(&set_json(account, campaign, set), &asked, "AdSet", &SET),
        Node::Ad(account, campaign, set, ad) => fields::select(&ad_json(account, campaign, set, ad), &asked, "Ad", &AD),
    }
}

/// `GET /me/adaccounts`.
pub fn accounts(desk: &Desk<'_>, ask: &Ask<'_>) -> Told {
    let asked = fields::parse(ask.params.get("fields").unwrap_or("id,account_id"))?;
    let rows = desk.accounts(Platform::Meta).map(|account| {
        let row = fields::select(&account_json(desk, account, &asked), &asked, "AdAccount", &ACCOUNT)?;
        Ok((account.id.to_string(), row))
    });
    paging::page(ask, rows.collect::<Result<_, Problem>>()?)
}

/// `GET /me/accounts`: pages, each with a token of its own that does not expire.
pub fn pages(desk: &mut Desk<'_>, ask: &Ask<'_>, viewer: &Viewer) -> Told {
    if viewer.needs(&["pages_show_list"]).is_err() {
        return Ok(json!({"data": []}));
    }
    let asked = fields::parse(ask.params.get("fields").unwrap_or("access_token,category,name,tasks"))?;
    let mut rows = Vec::new();
    for place in 0..desk.accounts(Platform::Meta).count() {
        rows.push((page_id(desk.world, place).to_string(), page_json(desk, viewer, place, &asked)?));
    }
    paging::page(ask, rows)
}

/// `GET /{page}`.
pub fn page(desk: &mut Desk<'_>, ask: &Ask<'_>, viewer: &Viewer, id: &str) -> Told {
    viewer.needs(&["pages_show_list"])?;
    let asked = fields::parse(ask.params.get("fields").unwrap_or("id,name"))?;
    let mut places = 0..desk.accounts(Platform::Meta).count();
    let place = places.find(|place| page_id(desk.world, *place).to_string() == id);
    page_json(desk, viewer, place.ok_or_else(|| Problem::missing(id))?, &asked)
}

fn page_json(desk: &mut Desk<'_>, viewer: &Viewer, place: usize, asked: &[fields::Field]) -> Told {
    let page = page_id(desk.world, place);
    let id = page.to_string();
    let instagram = desk.world.id(Platform::Meta, "instagram", place as u64).to_string();
    let wants_token = asked.iter().any(|field| field.name == "access_token");
    let token = if wants_token { desk.issue_for_page("EAAP", viewer.grant, page) } else { String::new() };
    let page = json!({
        "id": id,
        "name": World::page_name(place),
        "access_token": token,
        "username": format!("page{}", place + 1),
        "category": "Retail",
        "link": format!("https://www.facebook.com/{id}"),
        "picture": {"data": {"height": 200, "width": 200, "is_silhouette": true, "url": format!("https://example.com/{id}.jpg")}},
        "tasks": ["CREATE_CONTENT", "MODERATE", "MESSAGING", "ADVERTISE", "ANALYZE", "MANAGE"],
        "instagram_business_account": {"id": instagram},
    });
    fields::select(&page, asked, "Page", &PAGE)
}

/// The page of the account at a place.
pub fn page_id(world: &World, place: usize) -> u64 {
    world.id(Platform::Meta, "page", place as u64)
}

/// `GET /{id}/campaigns`, `…/adsets`, `…/ads`. Without a filter, what is archived or deleted is left out.
pub fn edge(desk: &Desk<'_>, ask: &Ask<'_>, id: &str, edge: &str) -> Told {
    let asked = fields::parse(ask.params.get("fields").unwrap_or("id"))?;
    let node = find(desk, id).ok_or_else(|| Problem::missing(id))?;
    let statuses = statuses(ask)?;
    let (account, campaigns, only_set): (&Account, Vec<&Campaign>, Option<u64>) = match node {
        Node::Account(account) => (account, account.campaigns.iter().collect(), None),
        Node::Campaign(account, campaign) if edge != "campaigns" => (account, vec![campaign], None),
        Node::Set(account, campaign, set) if edge == "ads" => (account, vec![campaign], Some(set.id)),
        _ => return Err(Problem::invalid(format!("Tried accessing nonexisting field ({edge})"))),
    };
    let mut rows: Vec<Value> = Vec::new();
    for campaign in campaigns {
        if edge == "campaigns" {
            rows.push(campaign_json(account, campaign));
            continue;
        }
        for set in campaign.sets.iter().filter(|set| only_set.is_none_or(|only| only == set.id)) {
            if edge == "adsets" {
                rows.push(set_json(account, campaign, set));
            } else {
                rows.extend(set.ads.iter().map(|ad| ad_json(account, campaign, set, ad)));
            }
        }
    }
    let shown = |row: &Value| {
        let status = row.get("effective_status").and_then(Value::as_str).unwrap_or_default();
        match &statuses {
            Some(statuses) => statuses.iter().any(|it| it == status),
            None => status != "ARCHIVED" && status != "DELETED",
        }
    };
    let (kind, known): (&str, &[&str]) = match edge {
        "campaigns" => ("Campaign", &CAMPAIGN),
        "adsets" => ("AdSet", &SET),
        _ => ("Ad", &AD),
    };
    let rows = rows.into_iter().filter(shown).map(|row| {
        let key = row.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok((key, fields::select(&row, &asked, kind, known)?))
    });
    paging::page(ask, rows.collect::<Result<_, Problem>>()?)
}

/// `effective_status=["ACTIVE","PAUSED"]`.
fn statuses(ask: &Ask<'_>) -> Result<Option<Vec<String>>, Problem> {
    let Some(text) = ask.params.filled("effective_status") else { return Ok(None) };
    let wrong = || Problem::invalid("Param effective_status must be an array of statuses");
    let statuses: Vec<String> = serde_json::from_str(text).map_err(|_| wrong())?;
    const KNOWN: [&str; 12] = [
        "ACTIVE",
        "PAUSED",
        "DELETED",
        "ARCHIVED",
        "IN_PROCESS",
        "WITH_ISSUES",
        "CAMPAIGN_PAUSED",
        "ADSET_PAUSED",
        "DISAPPROVED",
        "PENDING_REVIEW",
        "PREAPPROVED",
        "PENDING_BILLING_INFO",
    ];
    if statuses.iter().any(|status| !KNOWN.contains(&status.as_str())) {
        return Err(wrong());
    }
    Ok(Some(statuses))
}

/// The platform's word.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "ACTIVE",
        Status::Paused => "PAUSED",
        Status::Archived => "ARCHIVED",
        Status::Removed => "DELETED",
    }
}

/// The platform's word.
pub const fn objective(goal: Goal) -> &'static str {
    match goal {
        Goal::Traffic => "OUTCOME_TRAFFIC",
        Goal::Leads => "OUTCOME_LEADS",
        Goal::Sales => "OUTCOME_SALES",
        Goal::Awareness => "OUTCOME_AWARENESS",
        Goal::Engagement => "OUTCOME_ENGAGEMENT",
    }
}

/// A time of the account, midnight of a day: `2026-08-01T00:00:00+0300`.
fn midnight(account: &Account, day: NaiveDate) -> String {
    let naive = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    // where clocks go forward at midnight there is none; noon always is
    let local = account.zone.from_local_datetime(&naive).earliest();
    let local = local.or_else(|| account.zone.from_local_datetime(&day.and_hms_opt(12, 0, 0)?).earliest());
    local.map(|local| local.format("%Y-%m-%dT%H:%M:%S%z").to_string()).unwrap_or_default()
}

/// Decimal places of budgets: hundredths for every currency (of the dinar's three places Meta takes two) but those that have none.
pub fn budget_places(account: &Account) -> u32 {
    if account.minor_places() == 0 { 0 } else { 2 }
}

/// Money in Meta's minor units, as text.
fn minor(account: &Account, micros: i64) -> String {
    Micros(micros).to_minor(budget_places(account)).map(|it| it.to_string()).unwrap_or_default()
}

/// Everything spent since the first day, in micros.
fn spent(desk: &Desk<'_>, account: &Account) -> i64 {
    let (observer, today) = (desk.observer(), desk.today(account));
    let spent = account.ads().flat_map(|(campaign, _, ad)| {
        let days = FIRST_DAY.iter_days().take_while(move |day| *day <= today);
        days.filter_map(move |day| observer.numbers(account, campaign, ad, day)).map(|numbers| numbers.spend)
    });
    spent.fold(0, i64::saturating_add)
}

/// What an account says; what it spent only where that is asked, since it is years to add up.
fn account_json(desk: &Desk<'_>, account: &Account, asked: &[fields::Field]) -> Value {
    let wants_spent = asked.iter().any(|field| field.name == "amount_spent");
    let spent = if wants_spent { spent(desk, account) } else { 0 };
    json!({
        "id": format!("act_{}", account.id),
        "account_id": account.id.to_string(),
        "name": account.name,
        "account_status": 1,
        "currency": account.currency,
        "timezone_name": account.zone.name(),
        "amount_spent": minor(account, spent),
        "balance": "0",
        "spend_cap": "0",
        "min_daily_budget": 100,
        "business_name": account.name,
        "created_time": midnight(account, FIRST_DAY),
    })
}

/// With what callers set on top, and without what they took away.
fn with_extra(node: Value, extra: &Map<String, Value>) -> Value {
    match node {
        Value::Object(mut node) => {
            node.extend(extra.iter().map(|(name, value)| (name.clone(), value.clone())));
            node.retain(|_, value| !value.is_null());
            Value::Object(node)
        }
        other => other,
    }
}

/// A campaign.
pub fn campaign_json(account: &Account, campaign: &Campaign) -> Value {
    let status = status(campaign.status);
    let mut node = json!({
        "id": campaign.id.to_string(),
        "account_id": account.id.to_string(),
        "name": campaign.name,
        "objective": objective(campaign.goal),
        "status": status,
        "effective_status": status,
        "configured_status": status,
        "buying_type": "AUCTION",
        "bid_strategy": "LOWEST_COST_WITHOUT_CAP",
        "special_ad_categories": [],
        "start_time": midnight(account, campaign.made),
        "created_time": midnight(account, campaign.made),
        "updated_time": midnight(account, campaign.made),
    });
    if let Some(end) = campaign.plan.as_ref().and_then(|plan| plan.ends) {
        node["stop_time"] = midnight(account, end).into();
    }
    if let Some(daily) = account.daily_budget(campaign) {
        node["daily_budget"] = minor(account, daily).into();
        node["budget_remaining"] = minor(account, daily).into();
    }
    with_extra(node, &campaign.extra)
}

/// An ad set.
pub fn set_json(account: &Account, campaign: &Campaign, set: &AdSet) -> Value {
    let effective = match (set.status, campaign.status) {
        (Status::Active, Status::Active) => "ACTIVE",
        (Status::Active, _) => "CAMPAIGN_PAUSED",
        (own, _) => status(own),
    };
    let node = json!({
        "id": set.id.to_string(),
        "account_id": account.id.to_string(),
        "campaign_id": campaign.id.to_string(),
        "campaign": campaign_json(account, campaign),
        "name": set.name,
        "status": status(set.status),
        "effective_status": effective,
        "configured_status": status(set.status),
        "billing_event": "IMPRESSIONS",
        "optimization_goal": "LINK_CLICKS",
        "targeting": {"geo_locations": {"countries": ["SA", "KW"]}, "age_min": 18, "age_max": 65},
        "start_time": midnight(account, campaign.made),
        "created_time": midnight(account, campaign.made),
        "updated_time": midnight(account, campaign.made),
    });
    with_extra(node, &set.extra)
}

fn ad_json(account: &Account, campaign: &Campaign, set: &AdSet, ad: &Ad) -> Value {
    let effective = match (ad.status, set.status, campaign.status) {
        (Status::Active, Status::Active, Status::Active) => "ACTIVE",
        (Status::Active, Status::Active, _) => "CAMPAIGN_PAUSED",
        (Status::Active, ..) => "ADSET_PAUSED",
        (own, ..) => status(own),
    };
    let node = json!({
        "id": ad.id.to_string(),
        "account_id": account.id.to_string(),
        "campaign_id": campaign.id.to_string(),
        "adset_id": set.id.to_string(),
        "campaign": campaign_json(account, campaign),
        "adset": set_json(account, campaign, set),
        "name": ad.name,
        "status": status(ad.status),
        "effective_status": effective,
        "configured_status": status(ad.status),
        "creative": {"id": (ad.id ^ 1).to_string()},
        "created_time": midnight(account, campaign.made),
        "updated_time": midnight(account, campaign.made),
    });
    with_extra(node, &ad.extra)
}
