//! Who calls, organizations, ad accounts, campaigns, ad squads and ads as the Marketing API says them. Reads only.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{
    ids::{number, uuid},
    paging,
    problem::{Problem, Told, parts},
};
use crate::{
    core::{call::Call, state::Desk},
    world::{
        split::Family,
        tree::{Account, Ad, AdSet, Campaign, Goal, Status},
    },
};

/// Accounts that the first organization has; the second has the others.
const IN_FIRST: usize = 3;
/// How long an ad is reviewed.
const REVIEW: TimeDelta = TimeDelta::hours(1);

/// Something of an account's tree, found by id.
#[derive(Clone, Copy)]
pub enum Node<'a> {
    /// The account itself.
    Account(&'a Account),
    /// A campaign.
    Campaign(&'a Account, &'a Campaign),
    /// An ad squad.
    Squad(&'a Account, &'a Campaign, &'a AdSet),
    /// An ad.
    Ad(&'a Account, &'a Campaign, &'a AdSet, &'a Ad),
}

impl<'a> Node<'a> {
    /// The account that it is in.
    pub const fn account(self) -> &'a Account {
        match self {
            Self::Account(account) | Self::Campaign(account, _) | Self::Squad(account, ..) | Self::Ad(account, ..) => {
                account
            }
        }
    }

    /// Whether it, or what it is in, was deleted.
    pub fn is_removed(self) -> bool {
        let (campaign, set, ad) = match self {
            Self::Account(_) => (None, None, None),
            Self::Campaign(_, campaign) => (Some(campaign), None, None),
            Self::Squad(_, campaign, set) => (Some(campaign), Some(set), None),
            Self::Ad(_, campaign, set, ad) => (Some(campaign), Some(set), Some(ad)),
        };
        campaign.is_some_and(|it| it.status == Status::Removed)
            || set.is_some_and(|it| it.status == Status::Removed)
            || ad.is_some_and(|it| it.status == Status::Removed)
    }

    /// Whether it is in something, at any level above it.
    pub const fn is_in(self, above: Node<'_>) -> bool {
        match (above, self) {
            (Node::Account(of), _) => of.id == self.account().id,
            (Node::Campaign(_, of), Self::Squad(_, campaign, _) | Self::Ad(_, campaign, ..)) => of.id == campaign.id,
            (Node::Squad(_, _, of), Self::Ad(_, _, set, _)) => of.id == set.id,
            _ => false,
        }
    }

    /// Its number.
    pub const fn id(self) -> u64 {
        match self {
            Self::Account(it) => it.id,
            Self::Campaign(_, it) => it.id,
            Self::Squad(_, _, it) => it.id,
            Self::Ad(_, _, _, it) => it.id,
        }
    }

    /// Plural and singular of its kind.
    pub const fn kind(self) -> (&'static str, &'static str) {
        match self {
            Self::Account(_) => ("adaccounts", "adaccount"),
            Self::Campaign(..) => ("campaigns", "campaign"),
            Self::Squad(..) => ("adsquads", "adsquad"),
            Self::Ad(..) => ("ads", "ad"),
        }
    }

    /// As the API says it.
    pub fn to_json(self, desk: &Desk<'_>) -> Value {
        let mut said = match self {
            Self::Account(account) => account_json(desk, account),
            Self::Campaign(account, campaign) => campaign_json(account, campaign),
            Self::Squad(account, campaign, set) => squad_json(account, campaign, set),
            Self::Ad(account, campaign, set, ad) => ad_json(desk, account, campaign, set, ad),
        };
        if self.is_removed() {
            said.insert("deleted".to_owned(), true.into());
        }
        said.retain(|_, value| !value.is_null());
        Value::Object(said)
    }
}

/// Everything of a kind, in an account's order.
fn all<'a>(account: &'a Account, kind: &str) -> Vec<Node<'a>> {
    let campaigns = account.campaigns.iter();
    match kind {
        "adaccounts" => vec![Node::Account(account)],
        "campaigns" => campaigns.map(|it| Node::Campaign(account, it)).collect(),
        "adsquads" => campaigns.flat_map(|it| it.sets.iter().map(move |set| Node::Squad(account, it, set))).collect(),
        _ => account.ads().map(|(campaign, set, ad)| Node::Ad(account, campaign, set, ad)).collect(),
    }
}

/// Finds something of a kind by its id, also what was deleted.
pub fn find<'a>(desk: &'a Desk<'_>, kind: &str, id: &str) -> Option<Node<'a>> {
    by_number(desk, kind, number(id)?)
}

/// Finds something of a kind by its number.
pub fn by_number<'a>(desk: &'a Desk<'_>, kind: &str, number: u64) -> Option<Node<'a>> {
    desk.accounts(Platform::Snapchat).flat_map(|account| all(account, kind)).find(|node| node.id() == number)
}

/// `GET /me`.
pub fn me(desk: &Desk<'_>) -> Map<String, Value> {
    let me = json!({
        "id": uuid(desk.world.id(Platform::Snapchat, "user", 0)),
        "email": "layla@example.com",
        "organization_id": organization_id(desk, 0),
        "display_name": "ليلى الحربي",
    });
    parts([("me", me)])
}

fn organization_id(desk: &Desk<'_>, place: usize) -> String {
    uuid(desk.world.id(Platform::Snapchat, "organization", place as u64))
}

/// The accounts of the organization at a place.
fn of_organization<'a>(desk: &'a Desk<'_>, place: usize) -> Vec<&'a Account> {
    desk.accounts(Platform::Snapchat).filter(|account| usize::from(account.place >= IN_FIRST) == place).collect()
}

fn organization_json(desk: &Desk<'_>, place: usize, with_accounts: bool) -> Value {
    let mut said = json!({
        "id": organization_id(desk, place),
        "name": if place == 0 { "Al Noor Media" } else { "مجموعة النيل" },
        "country": if place == 0 { "SA" } else { "EG" },
        "type": "ENTERPRISE",
        "state": "ACTIVE",
    });
    if with_accounts {
        let accounts = of_organization(desk, place).into_iter();
        said["ad_accounts"] = accounts.map(|account| Node::Account(account).to_json(desk)).collect();
    }
    said
}

/// `GET /me/organizations`.
pub fn organizations(desk: &Desk<'_>, call: &Call) -> Told {
    let with_accounts = is_set(call, "with_ad_accounts");
    let rows = (0..2).map(|place| (organization_id(desk, place), Some(organization_json(desk, place, with_accounts))));
    paging::page(call, "organizations", "organization", rows.collect())
}

fn organization_place(desk: &Desk<'_>, id: &str) -> Result<usize, Problem> {
    (0..2).find(|place| organization_id(desk, *place).eq_ignore_ascii_case(id)).ok_or_else(Problem::missing)
}

/// `GET /organizations/{id}`.
pub fn organization(desk: &Desk<'_>, call: &Call, id: &str) -> Told {
    let place = organization_place(desk, id)?;
    paging::page(
        call,
        "organizations",
        "organization",
        vec![(String::new(), Some(organization_json(desk, place, false)))],
    )
}

/// `GET /organizations/{id}/adaccounts`.
pub fn accounts(desk: &Desk<'_>, call: &Call, id: &str) -> Told {
    let accounts = of_organization(desk, organization_place(desk, id)?).into_iter();
    let rows = accounts.map(|account| (uuid(account.id), Some(Node::Account(account).to_json(desk))));
    paging::page(call, "adaccounts", "adaccount", rows.collect())
}

fn is_set(call: &Call, name: &str) -> bool {
    call.query.get(name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

/// `GET /{kind}/{id}`. What was deleted is not there, unless it is asked for.
pub fn one(desk: &Desk<'_>, call: &Call, kind: &str, id: &str) -> Told {
    let found = find(desk, kind, id).filter(|node| is_set(call, "read_deleted_entities") || !node.is_removed());
    let node = found.ok_or_else(Problem::missing)?;
    let (plural, singular) = node.kind();
    paging::page(call, plural, singular, vec![(uuid(node.id()), Some(node.to_json(desk)))])
}

/// Everything of a kind that is in something, also what was deleted.
pub fn inside<'a>(node: Node<'a>, kind: &str) -> Vec<Node<'a>> {
    all(node.account(), kind).into_iter().filter(|child| child.is_in(node)).collect()
}

/// `GET /{kind}/{id}/{edge}`.
pub fn edge(desk: &Desk<'_>, call: &Call, kind: &str, id: &str, edge: &str) -> Told {
    let node = find(desk, kind, id).ok_or_else(Problem::missing)?;
    let is_level = matches!((kind, edge), ("adaccounts", _) | ("campaigns", "adsquads" | "ads") | ("adsquads", "ads"));
    if !is_level {
        return Err(Problem::missing());
    }
    let with_removed = is_set(call, "read_deleted_entities");
    let said = |child: &Node<'_>| (with_removed || !child.is_removed()).then(|| child.to_json(desk));
    let rows = inside(node, edge).into_iter().map(|child| (uuid(child.id()), said(&child)));
    let singular = edge.strip_suffix('s').unwrap_or(edge);
    paging::page(call, edge, singular, rows.collect())
}

/// The instant at which a day begins in a zone; where clocks go forward at midnight, that is later.
pub fn day_start(zone: Tz, day: NaiveDate) -> DateTime<Utc> {
    let midnight = day.and_hms_opt(0, 0, 0).unwrap_or_default();
    let tries = (0..8).filter_map(|half| midnight.checked_add_signed(TimeDelta::minutes(30 * half)));
    let mut found = tries.filter_map(|naive| zone.from_local_datetime(&naive).earliest());
    found.next().map_or_else(|| midnight.and_utc(), |local| local.to_utc())
}

/// The day after a day.
pub fn day_after(day: NaiveDate) -> NaiveDate {
    day.succ_opt().unwrap_or(day)
}

/// A time as objects have it: `2016-08-11T22:03:58.869Z`.
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

fn account_json(desk: &Desk<'_>, account: &Account) -> Map<String, Value> {
    let made = account.campaigns.iter().map(|campaign| campaign.made).min().unwrap_or_default();
    let made = instant(day_start(account.zone, made));
    let place = usize::from(account.place >= IN_FIRST);
    parts([
        ("id", uuid(account.id).into()),
        ("updated_at", made.as_str().into()),
        ("created_at", made.as_str().into()),
        ("name", account.name.as_str().into()),
        ("type", if account.place == 0 { "DIRECT" } else { "PARTNER" }.into()),
        ("status", "ACTIVE".into()),
        ("organization_id", organization_id(desk, place).into()),
        ("funding_source_ids", json!([uuid(desk.world.id(Platform::Snapchat, "funding", place as u64))])),
        ("currency", account.currency.into()),
        ("timezone", account.zone.name().into()),
        ("advertiser", account.name.as_str().into()),
    ])
}

/// Snapchat knows two states; what is put away does not run either.
const fn status(status: Status) -> &'static str {
    match status {
        Status::Active => "ACTIVE",
        Status::Paused | Status::Archived | Status::Removed => "PAUSED",
    }
}

/// How it does, from its own status and those above it.
fn delivery(own: Status, above: &[Status]) -> Value {
    match () {
        () if own != Status::Active => json!(["INVALID_NOT_ACTIVE"]),
        () if above.iter().any(|it| *it != Status::Active) => json!(["INVALID_NOT_EFFECTIVE_ACTIVE"]),
        () => json!(["VALID"]),
    }
}

/// Objective, and the newer kind of it: campaigns of the first year have only the older one, later ones are all of the default there.
fn objectives(campaign: &Campaign) -> (&'static str, Value) {
    if campaign.made.year() > 2024 {
        let kind = match campaign.goal {
            Goal::Traffic => "TRAFFIC",
            Goal::Leads => "LEADS",
            Goal::Sales => "SALES",
            Goal::Awareness | Goal::Engagement => "AWARENESS_AND_ENGAGEMENT",
        };
        return ("BRAND_AWARENESS", json!({"objective_v2_type": kind}));
    }
    let objective = match campaign.goal {
        Goal::Traffic => "WEB_VIEW",
        Goal::Leads => "LEAD_GENERATION",
        Goal::Sales => "WEB_CONVERSION",
        Goal::Awareness => "BRAND_AWARENESS",
        Goal::Engagement => "ENGAGEMENT",
    };
    (objective, Value::Null)
}

fn campaign_json(account: &Account, campaign: &Campaign) -> Map<String, Value> {
    let made = instant(day_start(account.zone, campaign.made));
    let (objective, newer) = objectives(campaign);
    let ends = campaign.plan.as_ref().and_then(|plan| plan.ends).map(|day| instant(day_start(account.zone, day)));
    let mut said = parts([
        ("id", uuid(campaign.id).into()),
        ("updated_at", made.as_str().into()),
        ("created_at", made.as_str().into()),
        ("name", campaign.name.as_str().into()),
        ("ad_account_id", uuid(account.id).into()),
        ("status", status(campaign.status).into()),
        ("objective", objective.into()),
        ("objective_v2_properties", newer),
        ("start_time", made.as_str().into()),
        ("end_time", ends.into()),
        ("daily_budget_micro", account.daily_budget(campaign).into()),
        ("buy_model", "AUCTION".into()),
        ("delivery_status", delivery(campaign.status, &[])),
        ("creation_state", "PUBLISHED".into()),
    ]);
    said.extend(campaign.extra.clone());
    said
}

/// The part of the campaign's daily budget that a squad of the world has, in whole minor units.
fn share(account: &Account, campaign: &Campaign, set: &AdSet) -> Option<i64> {
    let daily = campaign.plan.as_ref().and_then(|_| account.daily_budget(campaign))?;
    let share: i64 = set.ads.iter().map(|ad| ad.share).sum();
    let minor = i128::from(daily / account.quantum().max(1)) * i128::from(share.max(1)) / 1000;
    i64::try_from(minor.max(1)).ok()?.checked_mul(account.quantum())
}

fn squad_json(account: &Account, campaign: &Campaign, set: &AdSet) -> Map<String, Value> {
    let made = instant(day_start(account.zone, campaign.made));
    let goal = match campaign.goal {
        Goal::Traffic => "SWIPES",
        Goal::Leads => "LEAD_FORM_SUBMISSIONS",
        Goal::Sales => "PIXEL_PURCHASE",
        Goal::Awareness => "IMPRESSIONS",
        Goal::Engagement => "VIDEO_VIEWS",
    };
    let country = Family::Country.cells(account.zone).first().and_then(|cell| cell.0.first());
    let country = country.map(|country| country.to_lowercase());
    let mut said = parts([
        ("id", uuid(set.id).into()),
        ("updated_at", made.as_str().into()),
        ("created_at", made.as_str().into()),
        ("name", set.name.as_str().into()),
        ("campaign_id", uuid(campaign.id).into()),
        ("status", status(set.status).into()),
        ("type", "SNAP_ADS".into()),
        ("targeting", json!({"geos": [{"country_code": country}]})),
        ("placement_v2", json!({"config": "AUTOMATIC"})),
        ("billing_event", "IMPRESSION".into()),
        ("bid_strategy", "AUTO_BID".into()),
        ("optimization_goal", goal.into()),
        ("daily_budget_micro", share(account, campaign, set).into()),
        ("start_time", made.as_str().into()),
        ("pacing_type", "STANDARD".into()),
        ("delivery_status", delivery(set.status, &[campaign.status])),
        ("creation_state", "PUBLISHED".into()),
    ]);
    said.extend(set.extra.clone());
    said
}

/// The creative that an ad shows.
pub fn creative(desk: &Desk<'_>, ad: &Ad) -> u64 {
    let own = ad.extra.get("creative_id").and_then(Value::as_str).and_then(number);
    own.unwrap_or_else(|| desk.world.id(Platform::Snapchat, "creative", ad.id))
}

fn ad_json(desk: &Desk<'_>, account: &Account, campaign: &Campaign, set: &AdSet, ad: &Ad) -> Map<String, Value> {
    let made = instant(day_start(account.zone, campaign.made));
    let kind = match campaign.goal {
        Goal::Traffic | Goal::Sales => "REMOTE_WEBPAGE",
        Goal::Leads => "LEAD_GENERATION",
        Goal::Awareness | Goal::Engagement => "SNAP_AD",
    };
    let sent = ad.extra.get("created_at").and_then(Value::as_str);
    let sent = sent.and_then(|text| DateTime::parse_from_rfc3339(text).ok());
    let is_waiting = sent.is_some_and(|at| desk.now.signed_duration_since(at) < REVIEW);
    let mut said = parts([
        ("id", uuid(ad.id).into()),
        ("updated_at", made.as_str().into()),
        ("created_at", made.as_str().into()),
        ("name", ad.name.as_str().into()),
        ("ad_squad_id", uuid(set.id).into()),
        ("creative_id", uuid(creative(desk, ad)).into()),
        ("status", status(ad.status).into()),
        ("type", kind.into()),
        ("review_status", if is_waiting { "PENDING_REVIEW" } else { "APPROVED" }.into()),
        ("delivery_status", delivery(ad.status, &[campaign.status, set.status])),
    ]);
    said.extend(ad.extra.clone());
    said
}
