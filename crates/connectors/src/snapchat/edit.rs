//! Changes. Snapchat takes a whole object only: it is read, what is to be another is set or left out, and all of it goes back as it came,
//! with every field that this code does not know.
//!
//! There is no condition on that: what somebody else changed between the reading and the writing, one round trip, is put back to what
//! was read, and nobody is told. So an object is read right before it is written, nothing is written that would change nothing, and
//! whoever calls makes one change to an object at a time.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use http::Method;
use serde_json::{Map, Value, json};

use super::{
    Snapchat, ad_sets,
    call::{AD_SQUADS, ADS, CAMPAIGNS, Kind, Query, unsure},
    objects::objective_word,
    values::{Whole, id, is_id, written},
};
use crate::platform::{
    AdAccount, Answer, Audience, Budget, Days, EditAds, Level, Need, NewAdSet, NewCampaign, Objective, Status, Tokens,
    days::{Present, without_days},
    problem::{Class, Problem},
    wire::Body,
};

impl EditAds for Snapchat {
    /// Without a budget its ad squads have theirs. Where Snapchat wants a beginning and none is given, its refusal says so.
    fn create_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        new: &'a NewCampaign,
    ) -> Answer<'a, String> {
        Box::pin(async move {
            let account_id = id(&account.id)?;
            let mut fields = json!({
                "name": new.name,
                "ad_account_id": account_id,
                "status": "PAUSED",
                "objective_v2_properties": { "objective_v2_type": objective_word(new.objective) },
            });
            for (name, time) in [("start_time", new.starts_at), ("end_time", new.ends_at)] {
                if let Some(time) = time {
                    fields[name] = written(time).into();
                }
            }
            if new.budget != Budget::default() {
                let (name, amount) = amount(Level::Campaign, new.budget)?;
                fields[name] = amount.0.into();
            }
            let body = Body::Json(json!({ "campaigns": [fields] }));
            let path = ["adaccounts", account_id, "campaigns"];
            let made = self.send(tokens, Method::POST, &path, body).await?.one(CAMPAIGNS).map_err(unsure)?;
            let id = made.get("id").and_then(Value::as_str).filter(|id| is_id(id));
            id.map(str::to_owned).ok_or_else(|| unsure(Problem::unreadable("The new campaign's id is missing")))
        })
    }

    fn rename_campaign<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        id: &'a str,
        name: &'a str,
    ) -> Answer<'a, ()> {
        Box::pin(self.change(tokens, account, Level::Campaign, id, |_| Ok(vec![("name", Some(name.into()))])))
    }

    /// By single years, as far as Snapchat counts them.
    fn nearest(&self, audience: &Audience) -> Audience {
        ad_sets::nearest(audience)
    }

    fn ad_set_needs(&self, _objective: Objective) -> Option<Need> {
        None
    }

    fn has_ad_set_budgets(&self) -> bool {
        true
    }

    /// Made in one call, after reads. In several countries it needs exactly one language.
    fn create_ad_set<'a>(
        &'a self,
        tokens: &'a Tokens,
        _account: &'a AdAccount,
        new: &'a NewAdSet,
    ) -> Answer<'a, String> {
        Box::pin(self.make_ad_squad(tokens, new))
    }

    /// Snapchat has no [`Status::Archived`]; what is deleted does not come back.
    fn set_status<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        status: Status,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let word = match status {
                Status::Active => "ACTIVE",
                Status::Paused => "PAUSED",
                Status::Archived => return Err(invalid("Snapchat has no archive: pause it or delete it")),
                Status::Deleted => return self.delete(tokens, account, level, id).await,
            };
            self.change(tokens, account, level, id, |_| Ok(vec![("status", Some(word.into()))])).await
        })
    }

    /// A campaign may have both: a cap on all of its days stays when the daily budget is set, and the other way round. An ad squad has
    /// one kind for ever.
    fn set_budget<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        budget: Budget,
    ) -> Answer<'a, ()> {
        Box::pin(async move {
            let (name, amount) = amount(level, budget)?;
            let set = |object: &Map<String, Value>| {
                let other = if name == DAILY { IN_ALL } else { DAILY };
                if level == Level::AdSet && has_amount(object, other) {
                    return Err(invalid("Snapchat keeps a daily budget daily and a total one total"));
                }
                Ok(vec![(name, Some(amount.0.into()))])
            };
            self.change(tokens, account, level, id, set).await
        })
    }

    fn levels_with_days(&self) -> &'static [Level] {
        &[Level::Campaign, Level::AdSet]
    }

    fn set_days<'a>(
        &'a self,
        tokens: &'a Tokens,
        account: &'a AdAccount,
        level: Level,
        id: &'a str,
        days: Days,
    ) -> Answer<'a, ()> {
        Box::pin(self.change_days(tokens, account, (level, id), days))
    }
}

const DAILY: &str = "daily_budget_micro";
/// Of an ad squad.
const IN_ALL: &str = "lifetime_budget_micro";

/// Fields that are to be another, or not there any more.
type Fields = Vec<(&'static str, Option<Value>)>;

impl Snapchat {
    async fn change_days(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        (level, thing): (Level, &str),
        days: Days,
    ) -> Result<(), Problem> {
        if level == Level::Ad {
            return Err(without_days("At Snapchat ads have no days: their ad squads do"));
        }
        let set = |object: &Map<String, Value>| {
            let at = |name: &str| object.get(name).and_then(moment);
            let present = Present {
                starts_at: at("start_time"),
                ends_at: at("end_time"),
                has_to_end: has_amount(object, IN_ALL),
            };
            let Some(change) = days.change(present)? else { return Ok(Fields::new()) };
            let starts = change.starts_at.map(|at| ("start_time", Some(written(at).into())));
            let ends = change.ends_at.map(|at| ("end_time", at.map(|at| written(at).into())));
            Ok(starts.into_iter().chain(ends).collect())
        };
        self.change(tokens, account, level, thing, set).await
    }

    /// Reads an object, sets the fields that `set` gives or leaves them out, and writes all of it back.
    async fn change(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        level: Level,
        thing: &str,
        set: impl FnOnce(&Map<String, Value>) -> Result<Fields, Problem> + Send,
    ) -> Result<(), Problem> {
        let (kind, thing) = (kind(level), id(thing)?);
        // asked for by name: without it an ad squad comes without where it is shown, and would go back without
        let query: &[_] = if level == Level::AdSet { &[("return_placement_v2", "true")] } else { &[] };
        let (mut object, parent) = self.object(tokens, account, level, thing, query).await?;
        let mut fields = set(&object)?;
        fields.retain(|(name, value)| object.get(*name) != value.as_ref());
        if fields.is_empty() {
            return Ok(());
        }
        for (name, value) in &fields {
            match value {
                Some(value) => object.insert((*name).to_owned(), value.clone()),
                None => object.remove(*name),
            };
        }
        let body = Body::Json(json!({ kind.plural: [object] }));
        let path = [parent.0, &parent.1, kind.plural];
        let changed = self.send(tokens, Method::PUT, &path, body).await?.one(kind).map_err(unsure)?;
        let is_other = |(name, value): &(&str, Option<Value>)| {
            changed.get(*name).is_some_and(|now| !is_same(now, value.as_ref().unwrap_or(&Value::Null)))
        };
        if fields.iter().any(is_other) {
            return Err(Problem {
                may_have_happened: true,
                ..Problem::new(Class::Transient, "not_done", "Snapchat took the change, and shows another value")
            });
        }
        Ok(())
    }

    /// Reads it before: what is removed does not come back, and a campaign has to be the account's own.
    async fn delete(&self, tokens: &Tokens, account: &AdAccount, level: Level, thing: &str) -> Result<(), Problem> {
        let (kind, thing) = (kind(level), id(thing)?);
        self.object(tokens, account, level, thing, &[]).await?;
        self.send(tokens, Method::DELETE, &[kind.plural, thing], Body::None).await?.check(kind)
    }

    /// An object, and the address below which it is written.
    async fn object(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        level: Level,
        thing: &str,
        query: &Query<'_>,
    ) -> Result<(Map<String, Value>, (&'static str, String)), Problem> {
        let kind = kind(level);
        let object = self.get(tokens, &[kind.plural, thing], query).await?.one(kind)?;
        if object.get("id").and_then(Value::as_str) != Some(thing) {
            return Err(Problem::unreadable("The answer is about something else"));
        }
        let parent = parent(account, level, &object)?;
        Ok((object, parent))
    }
}

fn kind(level: Level) -> Kind {
    match level {
        Level::Campaign => CAMPAIGNS,
        Level::AdSet => AD_SQUADS,
        Level::Ad => ADS,
    }
}

/// What an object is written below: the account, which has to be its own, or what it says itself.
fn parent(account: &AdAccount, level: Level, object: &Map<String, Value>) -> Result<(&'static str, String), Problem> {
    let (above, field) = match level {
        Level::Campaign => ("adaccounts", "ad_account_id"),
        Level::AdSet => ("campaigns", "campaign_id"),
        Level::Ad => ("adsquads", "ad_squad_id"),
    };
    let parent = object.get(field).and_then(Value::as_str).filter(|id| is_id(id));
    let parent = parent.ok_or_else(|| Problem::unreadable("It does not say what it belongs to"))?;
    if level == Level::Campaign && parent != account.id {
        return Err(Problem::new(Class::NotFound, "another_account", "The campaign is of another account"));
    }
    Ok((above, parent.to_owned()))
}

/// The field of a budget, and how much.
pub(super) fn amount(level: Level, budget: Budget) -> Result<(&'static str, Micros), Problem> {
    let in_all = match level {
        Level::Campaign => "lifetime_spend_cap_micro",
        Level::AdSet => IN_ALL,
        Level::Ad => return Err(invalid("At Snapchat ads have no budgets: their ad squads do")),
    };
    let (name, amount) = match budget {
        Budget { daily: Some(amount), lifetime: None } => (DAILY, amount),
        Budget { daily: None, lifetime: Some(amount) } => (in_all, amount),
        _ => return Err(invalid("A budget is daily or in all, one of both")),
    };
    if amount.0 > 0 { Ok((name, amount)) } else { Err(invalid("A budget is more than nothing")) }
}

/// Numbers and times may come back written in another way.
fn is_same(a: &Value, b: &Value) -> bool {
    a == b
        || number(a).is_some_and(|a| Some(a) == number(b))
        || moment(a).is_some_and(|a| moment(b).is_some_and(|b| a.timestamp() == b.timestamp()))
}

/// Whether an amount is there and more than nothing.
fn has_amount(object: &Map<String, Value>, name: &str) -> bool {
    object.get(name).and_then(number).and_then(Whole::set).is_some()
}

fn moment(value: &Value) -> Option<DateTime<Utc>> {
    serde_json::from_value(value.clone()).ok()
}

fn number(value: &Value) -> Option<Whole> {
    serde_json::from_value(value.clone()).ok()
}

fn invalid(words: &str) -> Problem {
    refused("invalid", words)
}

/// Refused before anything is sent.
pub(super) fn refused(code: &str, words: &str) -> Problem {
    Problem::new(Class::Invalid, code, words)
}
