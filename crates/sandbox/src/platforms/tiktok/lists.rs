//! `…/get/`: which rows, of them which fields, page by page. What is deleted is shown only to those who ask for it.

use serde_json::{Map, Value, json};

use super::{
    advertiser, ask,
    objects::{self, Delivery, Kind},
    problem::{Problem, Told},
};
use crate::{
    core::{
        call::{Call, Params},
        state::Desk,
    },
    world::tree::{Account, Goal},
};

/// A row before its fields are chosen.
struct Row {
    delivery: Delivery,
    goal: Goal,
    json: Map<String, Value>,
}

/// `GET /advertiser/info/`.
pub fn advertisers(desk: &mut Desk<'_>, call: &Call) -> Told {
    let ids = ask::list(&call.query, "advertiser_ids")?.ok_or_else(|| ask::missing("advertiser_ids"))?;
    let ids = ask::texts("advertiser_ids", &json!(ids))?;
    let accounts = ids.iter().map(|id| advertiser(desk, id).map(objects::advertiser));
    let rows = accounts.collect::<Result<Vec<_>, Problem>>()?;
    Ok(json!({"list": chosen(&call.query, rows, &[])?}))
}

/// `GET /campaign/get/`.
pub fn campaigns(desk: &mut Desk<'_>, call: &Call) -> Told {
    list(desk, call, Kind::Campaign)
}

/// `GET /adgroup/get/`.
pub fn adgroups(desk: &mut Desk<'_>, call: &Call) -> Told {
    list(desk, call, Kind::AdGroup)
}

/// `GET /ad/get/`.
pub fn ads(desk: &mut Desk<'_>, call: &Call) -> Told {
    list(desk, call, Kind::Ad)
}

fn list(desk: &Desk<'_>, call: &Call, kind: Kind) -> Told {
    let account = advertiser(desk, ask::required(&call.query, "advertiser_id")?)?;
    let filter = Filter::read(&call.query, kind)?;
    let kept = rows(account, kind).into_iter().filter(|row| filter.keeps(row));
    let rows = chosen(&call.query, kept.map(|row| row.json).collect(), &["schedule_infos", "landing_page_urls"])?;
    ask::page(&call.query, &rows, Value::clone)
}

/// Newest first.
fn rows(account: &Account, kind: Kind) -> Vec<Row> {
    let mut rows = Vec::new();
    for campaign in account.campaigns.iter().rev() {
        let goal = campaign.goal;
        if kind == Kind::Campaign {
            let json = objects::campaign(account, campaign);
            rows.push(Row { delivery: Delivery::of_campaign(campaign), goal, json });
            continue;
        }
        for set in campaign.sets.iter().rev() {
            if kind == Kind::AdGroup {
                let json = objects::set(account, campaign, set);
                rows.push(Row { delivery: Delivery::of_set(campaign, set), goal, json });
                continue;
            }
            rows.extend(set.ads.iter().rev().map(|ad| {
                let json = objects::ad(account, campaign, set, ad);
                Row { delivery: Delivery::of_ad(campaign, set, ad), goal, json }
            }));
        }
    }
    rows
}

/// The fields that were asked for, all if nobody asks. One that is not there is an error, unless it is among `empty`.
fn chosen(query: &Params, rows: Vec<Map<String, Value>>, empty: &[&str]) -> Result<Vec<Value>, Problem> {
    let Some(fields) = ask::list(query, "fields")? else { return Ok(rows.into_iter().map(Value::Object).collect()) };
    let choose = |row: Map<String, Value>| {
        let pick = |field: &String| match row.get(field) {
            Some(value) => Ok((field.clone(), value.clone())),
            None if empty.contains(&field.as_str()) => Ok((field.clone(), Value::Null)),
            None => {
                let field: String = field.chars().take(64).collect();
                Err(Problem::invalid(format!("fields: {field} is not a field of this object.")))
            }
        };
        fields.iter().map(pick).collect::<Result<Map<_, _>, _>>().map(Value::Object)
    };
    rows.into_iter().map(choose).collect()
}

/// `filtering`.
struct Filter {
    kind: Kind,
    primary: String,
    secondary: Option<String>,
    objective: Option<String>,
    /// Names of fields of ids, and the ids.
    ids: Vec<(&'static str, Vec<String>)>,
}

impl Filter {
    fn read(query: &Params, kind: Kind) -> Result<Self, Problem> {
        let mut filter =
            Self { kind, primary: "STATUS_NOT_DELETE".to_owned(), secondary: None, objective: None, ids: Vec::new() };
        for (name, value) in ask::object(query, "filtering")? {
            let wrong = || Problem::invalid(format!("filtering.{name}: Not a valid choice."));
            let text = || value.as_str().map(str::to_owned).ok_or_else(wrong);
            match (name.as_str(), kind) {
                ("campaign_ids", _) => filter.ids.push(("campaign_id", ask::texts(&name, &value)?)),
                ("adgroup_ids", Kind::AdGroup | Kind::Ad) => {
                    filter.ids.push(("adgroup_id", ask::texts(&name, &value)?));
                }
                ("ad_ids", Kind::Ad) => filter.ids.push(("ad_id", ask::texts(&name, &value)?)),
                ("primary_status", _) => filter.primary = text()?,
                ("secondary_status", _) => {
                    let secondary = text()?;
                    if !secondary.starts_with(kind.prefix()) {
                        return Err(wrong());
                    }
                    filter.secondary = Some(secondary);
                }
                ("objective_type", _) => filter.objective = Some(text()?),
                _ => {
                    let name: String = name.chars().take(64).collect();
                    return Err(Problem::invalid(format!("filtering: {name} is not a filter of {}s.", kind.word())));
                }
            }
        }
        if Delivery::Ok.is_in(&filter.primary).is_none() {
            return Err(Problem::invalid("filtering.primary_status: Not a valid choice."));
        }
        Ok(filter)
    }

    fn keeps(&self, row: &Row) -> bool {
        let text = |name: &str| row.json.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_of = |(name, ids): &(&'static str, Vec<String>)| ids.iter().any(|id| id == text(name));
        let objective = || self.objective.as_ref().is_none_or(|it| it == objects::objective(row.goal));
        self.keeps_status(row.delivery) && self.ids.iter().all(is_of) && objective()
    }

    /// A secondary status says more than a primary one, and takes its place.
    fn keeps_status(&self, delivery: Delivery) -> bool {
        let is_primary = || delivery.is_in(&self.primary) == Some(true);
        let Some(secondary) = &self.secondary else { return is_primary() };
        match secondary.strip_prefix(self.kind.prefix()) {
            Some("ALL") => true,
            Some("NOT_DELETE") => !matches!(delivery, Delivery::Deleted(_)),
            _ => delivery.secondary(self.kind) == *secondary,
        }
    }
}
