//! Looking whether anything crossed a threshold or has come back, in all campaigns of an org at once: what is known is read by a few
//! statements, [`decide`] is pure, and what it decides is stored by a few more, with what people are told of it.

use std::collections::{HashMap, HashSet};

use chrono::Days;
use cmis_base::{
    id::{Alert, AlertRule, Campaign, Id, Ids, Org},
    money::Micros,
};
use cmis_db::Conn;
use serde_json::{Value, json};
use sqlx::types::Json;
use uuid::Uuid;

use super::{
    queries::{self, Ended},
    rules::{self, DAYS, Evidence, Facts, Kind, Reading},
};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    metrics::{self, period::today},
    state::App,
};

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Id.
    pub id: Id<AlertRule>,
    /// What it is about.
    pub kind: String,
    /// The campaign that it is of; none for all.
    pub campaign_id: Option<Id<Campaign>>,
    /// In millionths.
    pub thresholds: Vec<i64>,
    /// Whether it is on.
    pub is_enabled: bool,
}

/// An alert whose value has not come back.
#[derive(Clone, Debug)]
pub struct Standing {
    /// Id.
    pub id: Id<Alert>,
    /// Its rule.
    pub rule_id: Option<Id<AlertRule>>,
    /// Its kind.
    pub kind: String,
    /// Of which campaign.
    pub campaign_id: Id<Campaign>,
    /// Which threshold.
    pub threshold: i64,
    /// The value as it was seen last.
    pub value: i64,
    /// What it rested on then.
    pub evidence: Json<Evidence>,
    /// What was proposed.
    pub proposed_micros: Option<i64>,
    /// Whether it is open: neither dismissed nor over with its campaign.
    pub is_open: bool,
    /// Whether the campaign runs, or is paused.
    pub is_running: bool,
}

/// A threshold that was crossed.
#[derive(Clone, Debug)]
pub struct Fired {
    /// Id.
    pub id: Id<Alert>,
    /// By which rule.
    pub rule_id: Id<AlertRule>,
    /// Its kind.
    pub kind: Kind,
    /// By which campaign.
    pub campaign_id: Id<Campaign>,
    /// What it is called.
    pub name: String,
    /// Which.
    pub threshold: i64,
    /// What was seen.
    pub reading: Reading,
    /// Whether people are told: of several thresholds of a rule those of the furthest.
    pub is_told: bool,
}

/// What an open alert shows now.
#[derive(Clone, Debug)]
pub struct Refreshed {
    /// Which.
    pub id: Id<Alert>,
    /// What is seen.
    pub reading: Reading,
}

/// What is to be done.
#[derive(Clone, Debug, Default)]
pub struct Decided {
    /// To fire.
    pub fired: Vec<Fired>,
    /// To show what is seen now.
    pub refreshed: Vec<Refreshed>,
    /// The value is back, or nobody asks any more.
    pub back: Vec<Uuid>,
    /// The campaign does not run any more.
    pub over: Vec<Uuid>,
}

/// How many alerts fired and were resolved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Fired.
    pub fired: usize,
    /// Resolved.
    pub resolved: usize,
}

/// Looks at all campaigns of an org, in its transaction.
pub async fn evaluate(conn: &mut Conn, app: &App, org: Id<Org>) -> Result<Outcome, sqlx::Error> {
    queries::one_at_a_time(conn, org).await?;
    let now = app.now();
    let today = today(now, &metrics::queries::settings(conn).await?.time_zone);
    let rules = queries::rules(conn).await?;
    let is_on = |rule: &&Rule| rule.is_enabled;
    let is_all_time = rules.iter().filter(is_on).filter_map(|rule| Kind::parse(&rule.kind)).any(Kind::needs_all_time);
    let facts = if rules.iter().any(|rule| rule.is_enabled) {
        let first = today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(today);
        queries::facts(conn, today, first, is_all_time).await?
    } else {
        Vec::new()
    };
    let standing = queries::standing(conn).await?;
    let decided = decide(&rules, &facts, &standing, &app.ids);
    let kept: HashSet<Id<Alert>> = match decided.fired.is_empty() {
        true => HashSet::new(),
        false => queries::fire(conn, org, &decided.fired, now).await?.into_iter().collect(),
    };
    if !decided.refreshed.is_empty() {
        queries::refresh(conn, &decided.refreshed).await?;
    }
    let ended = end(conn, app, org, (&decided.back, &decided.over), &Actor::system()).await?;
    let told: Vec<Change> = decided.fired.iter().filter(|it| it.is_told && kept.contains(&it.id)).map(fired).collect();
    audit::record_all(conn, org, &Actor::system(), now, &told).await?;
    Ok(Outcome { fired: kept.len(), resolved: ended })
}

/// Ends alerts, and tells of those that people had heard of. How many were open.
pub async fn end(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    (back, over): (&[Uuid], &[Uuid]),
    actor: &Actor,
) -> Result<usize, sqlx::Error> {
    if back.is_empty() && over.is_empty() {
        return Ok(0);
    }
    let ended = queries::end(conn, back, over, app.now()).await?;
    let told: Vec<Change> = ended.iter().filter(|it| it.is_told).map(resolved).collect();
    audit::record_all(conn, org, actor, app.now(), &told).await?;
    Ok(ended.len())
}

/// What an event says of an alert. `name` is the campaign's.
fn told(kind: &str, (campaign, name): (Id<Campaign>, &str), threshold: i64, value: i64) -> Value {
    json!({"campaign_id": campaign, "name": name, "kind": kind, "threshold": Micros(threshold).to_string(), "value": Micros(value).to_string()})
}

fn fired(it: &Fired) -> Change {
    let evidence = &it.reading.evidence;
    let mut after = told(it.kind.as_str(), (it.campaign_id, &it.name), it.threshold, it.reading.value);
    after["rule_id"] = json!(it.rule_id);
    after["currency"] = evidence.currency.as_str().into();
    after["spend"] = Micros(evidence.spend).to_string().into();
    after["budget"] = evidence.budget.map(|micros| Micros(micros).to_string()).into();
    after["budget_type"] = if evidence.is_daily { "daily" } else { "lifetime" }.into();
    after["runs_out_on"] = json!(evidence.runs_out_on);
    Change::new("alert.fired", "alert", it.id).after(after)
}

fn resolved(it: &Ended) -> Change {
    Change::new("alert.resolved", "alert", it.id).after(told(
        &it.kind,
        (it.campaign_id, &it.name),
        it.threshold,
        it.value,
    ))
}

/// The rules that count for a campaign: of each kind its own, or else the one for all.
struct Applicable<'a> {
    own: HashMap<(Kind, Id<Campaign>), &'a Rule>,
    general: HashMap<Kind, &'a Rule>,
}

impl<'a> Applicable<'a> {
    fn of(rules: &'a [Rule]) -> Self {
        let (mut own, mut general) = (HashMap::new(), HashMap::new());
        for rule in rules {
            // a kind of a later version counts for nothing
            let Some(kind) = Kind::parse(&rule.kind) else { continue };
            match rule.campaign_id {
                Some(campaign) => own.insert((kind, campaign), rule),
                None => general.insert(kind, rule),
            };
        }
        Self { own, general }
    }

    /// The rule of a kind for a campaign, if there is one that is on.
    fn rule(&self, kind: Kind, campaign: Id<Campaign>) -> Option<&'a Rule> {
        let rule = self.own.get(&(kind, campaign)).or_else(|| self.general.get(&kind))?;
        rule.is_enabled.then_some(*rule)
    }
}

/// What follows of what is known. Pure.
pub fn decide(rules: &[Rule], facts: &[(Id<Campaign>, String, Facts)], standing: &[Standing], ids: &Ids) -> Decided {
    let applicable = Applicable::of(rules);
    let mut decided = Decided::default();
    let mut crossed: HashMap<(Id<AlertRule>, Id<Campaign>), Vec<&Standing>> = HashMap::new();
    for alert in standing {
        let rule = Kind::parse(&alert.kind).and_then(|kind| applicable.rule(kind, alert.campaign_id));
        match rule.filter(|rule| Some(rule.id) == alert.rule_id && rule.thresholds.contains(&alert.threshold)) {
            Some(rule) => {
                crossed.entry((rule.id, alert.campaign_id)).or_default().push(alert);
                if !alert.is_running && alert.is_open {
                    decided.over.push(alert.id.raw());
                }
            }
            None => decided.back.push(alert.id.raw()),
        }
    }
    for (campaign, name, facts) in facts {
        for kind in Kind::ALL {
            let Some(rule) = applicable.rule(kind, *campaign) else { continue };
            let Some(reading) = rules::read(kind, facts) else { continue };
            let before = crossed.get(&(rule.id, *campaign)).map_or(&[][..], Vec::as_slice);
            follow(kind, before, &reading, &mut decided);
            let mut new: Vec<Fired> = rule
                .thresholds
                .iter()
                .filter(|threshold| kind.is_crossed(reading.value, **threshold))
                .filter(|threshold| before.iter().all(|alert| alert.threshold != **threshold))
                .map(|threshold| Fired {
                    id: ids.next(),
                    rule_id: rule.id,
                    kind,
                    campaign_id: *campaign,
                    name: name.clone(),
                    threshold: *threshold,
                    reading: reading.clone(),
                    is_told: false,
                })
                .collect();
            tell_the_furthest(kind, before, &mut new);
            decided.fired.append(&mut new);
        }
    }
    decided
}

/// What becomes of alerts that stand, now that a value is seen.
fn follow(kind: Kind, before: &[&Standing], reading: &Reading, decided: &mut Decided) {
    for alert in before {
        let is_same = alert.value == reading.value
            && alert.evidence.0 == reading.evidence
            && alert.proposed_micros == reading.proposed;
        if !kind.is_crossed(reading.value, alert.threshold) {
            decided.back.push(alert.id.raw());
        } else if alert.is_open && !is_same {
            decided.refreshed.push(Refreshed { id: alert.id, reading: reading.clone() });
        }
    }
}

/// Of thresholds that were crossed at once people hear of the furthest; of one that lies before another that stands, they have heard more.
fn tell_the_furthest(kind: Kind, before: &[&Standing], new: &mut [Fired]) {
    let mut furthest: Option<usize> = None;
    for (place, fired) in new.iter().enumerate() {
        if furthest.is_none_or(|at| kind.is_further(fired.threshold, new[at].threshold)) {
            furthest = Some(place);
        }
    }
    let Some(fired) = furthest.and_then(|place| new.get_mut(place)) else { return };
    // those that come back by now do not count
    let stands = |alert: &&&Standing| kind.is_crossed(fired.reading.value, alert.threshold);
    fired.is_told = before.iter().filter(stands).all(|alert| kind.is_further(fired.threshold, alert.threshold));
}

#[cfg(test)]
mod tests;
