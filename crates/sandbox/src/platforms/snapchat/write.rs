//! What callers change at Snapchat: campaigns, ad squads and ads, many in one call, each on its own. A `PUT` takes the whole object: what
//! may be there and is not is gone afterwards.

use chrono::NaiveDate;
use cmis_base::platform::Platform;
use http::{Method, StatusCode};
use serde_json::{Map, Value, json};

use super::{
    draft::{self, Draft, Wrong},
    nodes::{self, Node, find},
    problem::{Problem, Told, parts, success},
};
use crate::{
    core::{answer::Answer, call::Call, state::Desk},
    platforms::snapchat::ids::number,
    world::tree::{Ad, AdSet, Budget, Campaign, Kind, Status, Stops},
};

/// Objects in a call at most.
const BATCH: usize = 2_000;
/// Objects that something holds at most.
const HOLDS: usize = 2_000;

/// `POST`, `PUT` and `DELETE`, by address.
pub fn answer(desk: &mut Desk<'_>, call: &Call, path: &[&str]) -> Answer {
    let told = match (&call.method, path) {
        (&Method::DELETE, [kind @ ("campaigns" | "adsquads" | "ads"), id]) => delete(desk, kind, id),
        (
            &Method::POST | &Method::PUT,
            ["adaccounts", parent, edge @ "campaigns"]
            | ["campaigns", parent, edge @ "adsquads"]
            | ["adsquads", parent, edge @ "ads"],
        ) => match batch(desk, call, (path.first().copied().unwrap_or_default(), parent), edge) {
            Ok(answer) => return answer,
            Err(problem) => Err(problem),
        },
        (
            _,
            ["me"]
            | ["me", "organizations"]
            | ["organizations", _]
            | ["organizations", _, "adaccounts"]
            | ["adaccounts" | "campaigns" | "adsquads" | "ads", _]
            | ["adaccounts" | "campaigns" | "adsquads" | "ads", _, "stats"]
            | ["adaccounts", _, "campaigns" | "adsquads" | "ads"]
            | ["campaigns", _, "adsquads" | "ads"]
            | ["adsquads", _, "ads"],
        ) => Err(Problem::method()),
        _ => Err(Problem::missing()),
    };
    told.map_or_else(|problem| problem.answer(call), |told| Answer::json(&success(call, "SUCCESS", told).into()))
}

fn delete(desk: &mut Desk<'_>, kind: &str, id: &str) -> Told {
    let node = find(desk, kind, id).filter(|node| !node.is_removed()).ok_or_else(Problem::missing)?;
    let (account, id) = (node.account().id, node.id());
    let updated = nodes::instant(desk.now);
    let done = thing(desk, account, id, |thing, today| {
        thing.extra().insert("updated_at".to_owned(), updated.into());
        thing.set_status(Status::Removed, today);
    });
    done.map(|()| Map::new()).ok_or_else(Problem::missing)
}

/// Makes or changes what is in the body, one by one; what is wrong with one does not keep the others.
fn batch(desk: &mut Desk<'_>, call: &Call, (above, parent): (&str, &str), edge: &str) -> Result<Answer, Problem> {
    let node = find(desk, above, parent).filter(|node| !node.is_removed()).ok_or_else(Problem::missing)?;
    let parent = node.id();
    let body = call.json().ok_or_else(|| Problem::invalid("The body is not valid JSON"))?;
    let items = body.get(edge).and_then(Value::as_array).filter(|items| !items.is_empty() && items.len() <= BATCH);
    let items =
        items.ok_or_else(|| Problem::invalid(format!("The body must have {edge}, from 1 to {BATCH} of them")))?;
    let singular = edge.strip_suffix('s').unwrap_or(edge);
    let (mut told, mut failed, mut malformed) = (Vec::new(), 0, 0);
    for item in items {
        let done = match item.as_object() {
            Some(item) => apply(desk, call.method == Method::PUT, above, parent, edge, item),
            None => Err(Wrong::malformed(format!("{singular} must be an object"))),
        };
        told.push(match done {
            Ok(id) => {
                let made = nodes::by_number(desk, edge, id).map(|node| node.to_json(desk));
                json!({"sub_request_status": "SUCCESS", singular: made})
            }
            Err(wrong) => {
                failed += 1;
                malformed += usize::from(wrong.is_malformed);
                json!({"sub_request_status": "ERROR", "sub_request_error_reason": wrong.reason})
            }
        });
    }
    let status = match failed {
        0 => "SUCCESS",
        failed if failed < items.len() => "PARTIAL",
        _ => "ERROR",
    };
    let code = if malformed == items.len() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let body = success(call, status, parts([(edge, told.into())]));
    Ok(Answer::json_with(code, &body.into()))
}

/// Makes or changes one; its number.
fn apply(
    desk: &mut Desk<'_>,
    is_change: bool,
    above: &str,
    parent: u64,
    edge: &str,
    item: &Map<String, Value>,
) -> Result<u64, Wrong> {
    let old = if is_change { Some(draft::text(item, "id")?) } else { None };
    let above = nodes::by_number(desk, above, parent).ok_or_else(|| Wrong::value("The parent is gone"))?;
    let missing = || Wrong::value(format!("{} not found", edge.strip_suffix('s').unwrap_or(edge)));
    let old = match old {
        Some(id) => {
            let found = number(id).and_then(|number| nodes::by_number(desk, edge, number));
            Some(found.filter(|node| node.is_in(above) && !node.is_removed()).ok_or_else(missing)?)
        }
        None => None,
    };
    let (draft, old, account) = (draft::read(desk, item, above, old)?, old.map(Node::id), above.account().id);
    match old {
        Some(id) => change(desk, account, id, draft),
        None => make(desk, account, parent, edge, draft),
    }
}

/// What is changed.
enum Thing<'a> {
    Campaign(&'a mut Campaign),
    Squad(&'a mut AdSet),
    Ad(&'a mut Ad),
}

impl Thing<'_> {
    const fn extra(&mut self) -> &mut Map<String, Value> {
        match self {
            Self::Campaign(it) => &mut it.extra,
            Self::Squad(it) => &mut it.extra,
            Self::Ad(it) => &mut it.extra,
        }
    }

    fn set_status(&mut self, status: Status, today: NaiveDate) {
        match self {
            Self::Campaign(it) => it.set_status(status, today),
            Self::Squad(it) => it.set_status(status, today),
            Self::Ad(it) => it.set_status(status, today),
        }
    }

    fn set_name(&mut self, name: String) {
        match self {
            Self::Campaign(it) => it.name = name,
            Self::Squad(it) => it.name = name,
            Self::Ad(it) => it.name = name,
        }
    }
}

/// Works on what has a number in an account, with the account's day, if it is there.
fn thing(desk: &mut Desk<'_>, account: u64, id: u64, work: impl FnOnce(&mut Thing<'_>, NaiveDate)) -> Option<()> {
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let account = accounts.find(|it| it.platform == Platform::Snapchat && it.id == account)?;
    let today = desk.now.with_timezone(&account.zone).date_naive();
    let mut found = None;
    for campaign in &mut account.campaigns {
        if campaign.id == id {
            found = Some(Thing::Campaign(campaign));
            break;
        }
        let mut sets = campaign.sets.iter_mut();
        let inside = sets.find_map(|set| {
            if set.id == id {
                Some(Thing::Squad(set))
            } else {
                set.ads.iter_mut().find(|ad| ad.id == id).map(Thing::Ad)
            }
        });
        if inside.is_some() {
            found = inside;
            break;
        }
    }
    found.map(|mut thing| work(&mut thing, today))
}

fn change(desk: &mut Desk<'_>, account: u64, id: u64, draft: Draft) -> Result<u64, Wrong> {
    let Draft { name, status, kept, daily, .. } = draft;
    let (mut is_campaign, updated) = (false, nodes::instant(desk.now));
    let done = thing(desk, account, id, |thing, today| {
        thing.extra().extend(kept);
        thing.extra().insert("updated_at".to_owned(), updated.into());
        thing.set_status(status, today);
        thing.set_name(name);
        is_campaign = matches!(thing, Thing::Campaign(_));
    });
    done.ok_or_else(|| Wrong::value("The entity is gone"))?;
    if is_campaign {
        set_daily(desk, account, id, daily);
    }
    Ok(id)
}

/// The campaign's daily budget from now on; none takes it away.
fn set_daily(desk: &mut Desk<'_>, account: u64, campaign: u64, daily: Option<i64>) {
    let new = desk.new_id(Platform::Snapchat, Kind::Budget);
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let Some(account) = accounts.find(|it| it.platform == Platform::Snapchat && it.id == account) else { return };
    let Some(campaign) = account.campaigns.iter_mut().find(|it| it.id == campaign) else { return };
    let old = campaign.budget;
    account.budgets.retain(|budget| Some(budget.id) != old);
    campaign.budget = daily.map(|_| new);
    if let Some(daily) = daily {
        account.budgets.push(Budget::daily(new, campaign.name.clone(), daily));
    }
}

fn make(desk: &mut Desk<'_>, account: u64, parent: u64, edge: &str, draft: Draft) -> Result<u64, Wrong> {
    let kind = match edge {
        "campaigns" => Kind::Campaign,
        "adsquads" => Kind::Set,
        _ => Kind::Ad,
    };
    let (id, now) = (desk.new_id(Platform::Snapchat, kind), desk.now);
    let Draft { name, status, mut kept, daily, goal } = draft;
    for name in ["created_at", "updated_at"] {
        kept.insert(name.to_owned(), nodes::instant(now).into());
    }
    let full = || Wrong::value("There are too many of these already");
    let gone = || Wrong::value("The parent is gone");
    let stops = Stops::default();
    let mut accounts = desk.state.accounts_mut().iter_mut();
    let held = accounts.find(|it| it.platform == Platform::Snapchat && it.id == account).ok_or_else(gone)?;
    if edge == "campaigns" {
        if held.campaigns.len() >= HOLDS {
            return Err(full());
        }
        let (made, sets) = (now.with_timezone(&held.zone).date_naive(), Vec::new());
        let (budget, plan, extra) = (None, None, kept);
        held.campaigns.push(Campaign { id, name, goal, status, budget, plan, stops, made, extra, sets });
        set_daily(desk, account, id, daily);
        return Ok(id);
    }
    if edge == "adsquads" {
        let campaign = held.campaigns.iter_mut().find(|it| it.id == parent).ok_or_else(gone)?;
        if campaign.sets.len() >= HOLDS {
            return Err(full());
        }
        campaign.sets.push(AdSet { id, name, status, stops, extra: kept, ads: Vec::new() });
        return Ok(id);
    }
    let mut sets = held.campaigns.iter_mut().flat_map(|it| &mut it.sets);
    let set = sets.find(|it| it.id == parent).ok_or_else(gone)?;
    if set.ads.len() >= HOLDS {
        return Err(full());
    }
    set.ads.push(Ad { id, name, status, stops, share: 0, extra: kept });
    Ok(id)
}
