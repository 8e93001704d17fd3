//! Resources as rows: the attributes of each, and the ads whose numbers are its metrics.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use cmis_base::platform::Platform;
use serde_json::{Value, json};

use crate::{
    core::state::Desk,
    platforms::google::{constants::LANGUAGES, criteria, fields::camel, manager},
    world::tree::{Account, Ad, AdSet, Budget, Campaign, Goal, Money, Status},
};

/// A resource with what is joined to it.
pub struct Entity<'a> {
    /// Values by field, `campaign.id`.
    pub fields: BTreeMap<&'static str, Value>,
    /// Whose numbers are its metrics.
    pub ads: Vec<(&'a Campaign, &'a AdSet, &'a Ad)>,
}

/// Google's word; there is no archive.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "ENABLED",
        Status::Paused | Status::Archived => "PAUSED",
        Status::Removed => "REMOVED",
    }
}

/// Every resource of a kind that a customer has.
pub fn entities<'a>(desk: &'a Desk<'_>, customer: u64, from: &str) -> Vec<Entity<'a>> {
    let account = desk.accounts(Platform::Google).find(|account| account.id == customer);
    match (from, account) {
        ("customer", None) => vec![Entity { fields: manager_fields(desk), ads: Vec::new() }],
        ("customer", Some(account)) => {
            vec![Entity { fields: customer_fields(account), ads: account.ads().collect() }]
        }
        ("customer_client", account) => clients(desk, customer, account),
        ("language_constant", _) => languages(),
        (_, None) => Vec::new(),
        ("campaign", Some(account)) => {
            account.campaigns.iter().map(|campaign| of_campaign(account, campaign)).collect()
        }
        ("campaign_budget", Some(account)) => account.budgets.iter().map(|budget| of_budget(account, budget)).collect(),
        ("campaign_criterion", Some(account)) => {
            let of = |campaign: &'a Campaign| {
                criteria::of(&campaign.extra)
                    .iter()
                    .map(move |criterion| campaign_criterion(account, campaign, criterion))
            };
            account.campaigns.iter().flat_map(of).map(|fields| Entity { fields, ads: Vec::new() }).collect()
        }
        ("ad_group_criterion", Some(account)) => {
            let pairs = account.campaigns.iter().flat_map(|it| it.sets.iter().map(move |set| (it, set)));
            let of = |(campaign, set): (&'a Campaign, &'a AdSet)| {
                criteria::of(&set.extra).iter().map(move |criterion| group_criterion(account, campaign, set, criterion))
            };
            pairs.flat_map(of).map(|fields| Entity { fields, ads: Vec::new() }).collect()
        }
        ("ad_group", Some(account)) => {
            let pairs = account.campaigns.iter().flat_map(|it| it.sets.iter().map(move |set| (it, set)));
            let entity = |(campaign, set): (&'a Campaign, &'a AdSet)| {
                let mut fields = customer_fields(account);
                fields.extend(campaign_fields(account, campaign));
                fields.extend(group_fields(account, campaign, set));
                Entity { fields, ads: set.ads.iter().map(|ad| (campaign, set, ad)).collect() }
            };
            pairs.map(entity).collect()
        }
        (_, Some(account)) => {
            let entity = |(campaign, set, ad): (&'a Campaign, &'a AdSet, &'a Ad)| {
                let mut fields = customer_fields(account);
                fields.extend(campaign_fields(account, campaign));
                fields.extend(group_fields(account, campaign, set));
                fields.extend(ad_fields(account, set, ad));
                Entity { fields, ads: vec![(campaign, set, ad)] }
            };
            account.ads().map(entity).collect()
        }
    }
}

fn manager_fields(desk: &Desk<'_>) -> BTreeMap<&'static str, Value> {
    let id = manager(desk);
    BTreeMap::from([
        ("customer.resource_name", json!(format!("customers/{id}"))),
        ("customer.id", json!(id.to_string())),
        ("customer.descriptive_name", json!("Sandbox Manager")),
        ("customer.currency_code", json!("USD")),
        ("customer.time_zone", json!("America/New_York")),
        ("customer.manager", json!(true)),
        ("customer.status", json!("ENABLED")),
        ("customer.test_account", json!(false)),
    ])
}

fn customer_fields(account: &Account) -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("customer.resource_name", json!(format!("customers/{}", account.id))),
        ("customer.id", json!(account.id.to_string())),
        ("customer.descriptive_name", json!(account.name)),
        ("customer.currency_code", json!(account.currency)),
        ("customer.time_zone", json!(account.zone.name())),
        ("customer.manager", json!(false)),
        ("customer.status", json!("ENABLED")),
        ("customer.test_account", json!(false)),
    ])
}

fn clients<'a>(desk: &'a Desk<'_>, customer: u64, account: Option<&'a Account>) -> Vec<Entity<'a>> {
    let own = account.map_or_else(|| manager_fields(desk), customer_fields);
    let below = match account {
        Some(_) => Vec::new(),
        None => desk.accounts(Platform::Google).map(customer_fields).collect(),
    };
    let entity = |(level, client): (u32, BTreeMap<&'static str, Value>)| {
        let of = |field: &str| client.get(field).cloned().unwrap_or_default();
        let id = of("customer.id").as_str().unwrap_or_default().to_owned();
        let mut fields = own.clone();
        fields.extend([
            ("customer_client.resource_name", json!(format!("customers/{customer}/customerClients/{id}"))),
            ("customer_client.client_customer", of("customer.resource_name")),
            ("customer_client.level", json!(level.to_string())),
            ("customer_client.manager", of("customer.manager")),
            ("customer_client.descriptive_name", of("customer.descriptive_name")),
            ("customer_client.currency_code", of("customer.currency_code")),
            ("customer_client.time_zone", of("customer.time_zone")),
            ("customer_client.id", json!(id)),
            ("customer_client.status", json!("ENABLED")),
            ("customer_client.hidden", json!(false)),
            ("customer_client.test_account", json!(false)),
        ]);
        Entity { fields, ads: Vec::new() }
    };
    [(0, own.clone())].into_iter().chain(below.into_iter().map(|client| (1, client))).map(entity).collect()
}

fn languages<'a>() -> Vec<Entity<'a>> {
    let entity = |(number, code, name): &(u16, &'static str, &'static str)| {
        let fields = BTreeMap::from([
            ("language_constant.resource_name", json!(format!("languageConstants/{number}"))),
            ("language_constant.id", json!(number.to_string())),
            ("language_constant.code", json!(code)),
            ("language_constant.name", json!(name)),
            ("language_constant.targetable", json!(true)),
        ]);
        Entity { fields, ads: Vec::new() }
    };
    LANGUAGES.iter().map(entity).collect()
}

/// The fields of a criterion: each, and where it is kept.
const OF_CAMPAIGN: [(&str, &str); 6] = [
    ("campaign_criterion.criterion_id", "/criterionId"),
    ("campaign_criterion.type", "/type"),
    ("campaign_criterion.negative", "/negative"),
    ("campaign_criterion.status", "/status"),
    ("campaign_criterion.location.geo_target_constant", "/location/geoTargetConstant"),
    ("campaign_criterion.language.language_constant", "/language/languageConstant"),
];
const OF_GROUP: [(&str, &str); 8] = [
    ("ad_group_criterion.criterion_id", "/criterionId"),
    ("ad_group_criterion.type", "/type"),
    ("ad_group_criterion.negative", "/negative"),
    ("ad_group_criterion.status", "/status"),
    ("ad_group_criterion.location.geo_target_constant", "/location/geoTargetConstant"),
    ("ad_group_criterion.language.language_constant", "/language/languageConstant"),
    ("ad_group_criterion.age_range.type", "/ageRange/type"),
    ("ad_group_criterion.gender.type", "/gender/type"),
];

/// What a criterion says of itself.
fn said(criterion: &Value, fields: &[(&'static str, &str)]) -> BTreeMap<&'static str, Value> {
    fields.iter().filter_map(|(field, place)| Some((*field, criterion.pointer(place)?.clone()))).collect()
}

fn id_of(criterion: &Value) -> &str {
    criterion.get("criterionId").and_then(Value::as_str).unwrap_or_default()
}

fn campaign_criterion(account: &Account, campaign: &Campaign, criterion: &Value) -> BTreeMap<&'static str, Value> {
    let mut fields = customer_fields(account);
    fields.extend(campaign_fields(account, campaign));
    fields.extend(said(criterion, &OF_CAMPAIGN));
    let name = format!("customers/{}/campaignCriteria/{}~{}", account.id, campaign.id, id_of(criterion));
    fields.insert("campaign_criterion.resource_name", json!(name));
    let campaign = format!("customers/{}/campaigns/{}", account.id, campaign.id);
    fields.insert("campaign_criterion.campaign", json!(campaign));
    fields
}

fn group_criterion(
    account: &Account,
    campaign: &Campaign,
    set: &AdSet,
    criterion: &Value,
) -> BTreeMap<&'static str, Value> {
    let mut fields = customer_fields(account);
    fields.extend(campaign_fields(account, campaign));
    fields.extend(group_fields(account, campaign, set));
    fields.extend(said(criterion, &OF_GROUP));
    let name = format!("customers/{}/adGroupCriteria/{}~{}", account.id, set.id, id_of(criterion));
    fields.insert("ad_group_criterion.resource_name", json!(name));
    fields.insert("ad_group_criterion.ad_group", json!(format!("customers/{}/adGroups/{}", account.id, set.id)));
    fields
}

fn of_campaign<'a>(account: &'a Account, campaign: &'a Campaign) -> Entity<'a> {
    let mut fields = customer_fields(account);
    let budget = account.budgets.iter().find(|budget| Some(budget.id) == campaign.budget);
    fields.extend(budget.map(|budget| budget_fields(account, budget)).unwrap_or_default());
    fields.extend(campaign_fields(account, campaign));
    let ads = campaign.sets.iter().flat_map(|set| set.ads.iter().map(move |ad| (campaign, set, ad)));
    Entity { fields, ads: ads.collect() }
}

fn of_budget<'a>(account: &'a Account, budget: &'a Budget) -> Entity<'a> {
    let mut fields = customer_fields(account);
    fields.extend(budget_fields(account, budget));
    Entity { fields, ads: account.ads().filter(|(campaign, ..)| campaign.budget == Some(budget.id)).collect() }
}

fn budget_fields(account: &Account, budget: &Budget) -> BTreeMap<&'static str, Value> {
    let name = format!("customers/{}/campaignBudgets/{}", account.id, budget.id);
    let is_user = |it: &&Campaign| it.budget == Some(budget.id) && it.status != Status::Removed;
    let used = account.campaigns.iter().filter(is_user).count();
    let (period, field, amount) = match budget.money {
        Money::Daily(micros) => ("DAILY", "campaign_budget.amount_micros", micros),
        Money::InAll(micros) => ("CUSTOM_PERIOD", "campaign_budget.total_amount_micros", micros),
    };
    BTreeMap::from([
        ("campaign_budget.resource_name", json!(name)),
        ("campaign_budget.id", json!(budget.id.to_string())),
        ("campaign_budget.name", json!(budget.name)),
        (field, json!(amount.to_string())),
        ("campaign_budget.period", json!(period)),
        ("campaign_budget.reference_count", json!(used.to_string())),
        ("campaign_budget.delivery_method", json!("STANDARD")),
        ("campaign_budget.explicitly_shared", json!(budget.is_shared)),
        ("campaign_budget.status", json!(if budget.is_removed { "REMOVED" } else { "ENABLED" })),
    ])
}

/// An object by its name as it is after a change: its name, and what of it can be changed.
pub fn changeable(account: &Account, collection: &str, name: &str) -> Option<Value> {
    const OUTPUT_ONLY: [&str; 7] = [
        "serving_status",
        "primary_status",
        "reference_count",
        "bidding_strategy_type",
        "policy_summary.approval_status",
        "ad.id",
        "ad.type",
    ];
    let (resource, fields) = match collection {
        "campaignBudgets" => {
            let mut fields = account.budgets.iter().map(|it| budget_fields(account, it));
            ("campaign_budget", fields.find(|it| it.get("campaign_budget.resource_name") == Some(&json!(name)))?)
        }
        "campaigns" => {
            let mut fields = account.campaigns.iter().map(|it| campaign_fields(account, it));
            ("campaign", fields.find(|it| it.get("campaign.resource_name") == Some(&json!(name)))?)
        }
        "adGroups" => {
            let sets = account.campaigns.iter().flat_map(|it| it.sets.iter().map(move |set| (it, set)));
            let mut fields = sets.map(|(campaign, set)| group_fields(account, campaign, set));
            ("ad_group", fields.find(|it| it.get("ad_group.resource_name") == Some(&json!(name)))?)
        }
        "campaignCriteria" | "adGroupCriteria" => return criterion_changeable(account, collection, name),
        _ => {
            let mut fields = account.ads().map(|(_, set, ad)| ad_fields(account, set, ad));
            ("ad_group_ad", fields.find(|it| it.get("ad_group_ad.resource_name") == Some(&json!(name)))?)
        }
    };
    let mut object = json!({});
    for (field, value) in fields {
        let own = field.strip_prefix(resource)?.strip_prefix('.')?;
        if OUTPUT_ONLY.contains(&own) || (own == "status" && collection == "campaignBudgets") || own == "id" {
            continue;
        }
        let mut place = &mut object;
        for piece in own.split('.') {
            place = &mut place[camel(piece)];
        }
        *place = value;
    }
    Some(object)
}

/// A criterion by its name, without what Google makes of it.
fn criterion_changeable(account: &Account, collection: &str, name: &str) -> Option<Value> {
    let (owner, id) = name.rsplit_once('/')?.1.split_once('~')?;
    let is_of_group = collection == "adGroupCriteria";
    let mut sets = account.campaigns.iter().flat_map(|it| &it.sets);
    let extra = if is_of_group {
        &sets.find(|it| it.id.to_string() == owner)?.extra
    } else {
        &account.campaigns.iter().find(|it| it.id.to_string() == owner)?.extra
    };
    let mut object = criteria::of(extra).iter().find(|it| id_of(it) == id)?.clone();
    for made in ["criterionId", "type"] {
        object.as_object_mut()?.remove(made);
    }
    let (field, owners) = if is_of_group { ("adGroup", "adGroups") } else { ("campaign", "campaigns") };
    object["resourceName"] = name.into();
    object[field] = format!("customers/{}/{owners}/{owner}", account.id).into();
    Some(object)
}

/// The channel of a campaign, and its bids.
fn channel_and_bids(campaign: &Campaign) -> (Value, Value) {
    let (channel, bidding) = match campaign.goal {
        Goal::Traffic => ("SEARCH", "TARGET_SPEND"),
        Goal::Leads => ("SEARCH", "MAXIMIZE_CONVERSIONS"),
        Goal::Sales => ("DEMAND_GEN", "MAXIMIZE_CONVERSION_VALUE"),
        Goal::Awareness => ("DISPLAY", "TARGET_CPM"),
        Goal::Engagement => ("VIDEO", "MANUAL_CPM"),
    };
    let set = |key: &str, usual: &str| campaign.extra.get(key).cloned().unwrap_or_else(|| usual.into());
    (set("advertisingChannelType", channel), set("biddingStrategyType", bidding))
}

/// The channel of a campaign.
pub fn channel(campaign: &Campaign) -> String {
    channel_and_bids(campaign).0.as_str().unwrap_or_default().to_owned()
}

/// When a campaign begins, and when it ends if it does.
pub fn days(campaign: &Campaign) -> (Value, Option<Value>) {
    let midnight = |day: NaiveDate| json!(format!("{day} 00:00:00"));
    let end = campaign.plan.as_ref().and_then(|plan| plan.ends).map(midnight);
    let end = campaign.extra.get("endDateTime").cloned().or(end).filter(|end| !end.is_null());
    (campaign.extra.get("startDateTime").cloned().unwrap_or(midnight(campaign.made)), end)
}

fn campaign_fields(account: &Account, campaign: &Campaign) -> BTreeMap<&'static str, Value> {
    let name = format!("customers/{}/campaigns/{}", account.id, campaign.id);
    let (start, end) = days(campaign);
    let (channel, bids) = channel_and_bids(campaign);
    let set = |key: &str, usual: &str| campaign.extra.get(key).cloned().unwrap_or_else(|| usual.into());
    let is_on = campaign.status == Status::Active;
    let mut fields = BTreeMap::from([
        ("campaign.resource_name", json!(name)),
        ("campaign.id", json!(campaign.id.to_string())),
        ("campaign.name", json!(campaign.name)),
        ("campaign.status", json!(status(campaign.status))),
        ("campaign.serving_status", json!(if is_on { "SERVING" } else { "NONE" })),
        ("campaign.primary_status", json!(if is_on { "ELIGIBLE" } else { status(campaign.status) })),
        ("campaign.advertising_channel_type", channel),
        ("campaign.bidding_strategy_type", bids),
        ("campaign.start_date_time", start),
        (
            "campaign.contains_eu_political_advertising",
            set("containsEuPoliticalAdvertising", "DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING"),
        ),
    ]);
    if let Some(end) = end {
        fields.insert("campaign.end_date_time", end);
    }
    if let Some(budget) = campaign.budget {
        let name = format!("customers/{}/campaignBudgets/{budget}", account.id);
        fields.insert("campaign.campaign_budget", json!(name));
    }
    fields
}

fn group_fields(account: &Account, campaign: &Campaign, set: &AdSet) -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("ad_group.resource_name", json!(format!("customers/{}/adGroups/{}", account.id, set.id))),
        ("ad_group.id", json!(set.id.to_string())),
        ("ad_group.name", json!(set.name)),
        ("ad_group.status", json!(status(set.status))),
        ("ad_group.primary_status", json!(if set.status == Status::Active { "ELIGIBLE" } else { status(set.status) })),
        ("ad_group.type", set.extra.get("type").cloned().unwrap_or_else(|| "SEARCH_STANDARD".into())),
        ("ad_group.campaign", json!(format!("customers/{}/campaigns/{}", account.id, campaign.id))),
        ("ad_group.cpc_bid_micros", json!((account.quantum() * 50).to_string())),
    ])
}

fn ad_fields(account: &Account, set: &AdSet, ad: &Ad) -> BTreeMap<&'static str, Value> {
    BTreeMap::from([
        ("ad_group_ad.resource_name", json!(format!("customers/{}/adGroupAds/{}~{}", account.id, set.id, ad.id))),
        ("ad_group_ad.status", json!(status(ad.status))),
        ("ad_group_ad.policy_summary.approval_status", json!("APPROVED")),
        ("ad_group_ad.ad_group", json!(format!("customers/{}/adGroups/{}", account.id, set.id))),
        ("ad_group_ad.ad.id", json!(ad.id.to_string())),
        ("ad_group_ad.ad.name", json!(ad.name)),
        ("ad_group_ad.ad.type", json!("RESPONSIVE_SEARCH_AD")),
    ])
}
