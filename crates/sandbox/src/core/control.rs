//! The control API: faults, corrections, events, the truth, reset. JSON, or the plain forms of the control page.

use axum::body::Bytes;
use chrono::NaiveDate;
use cmis_base::{money::Micros, platform::Platform};
use http::{Method, StatusCode, request::Parts};
use serde_json::{Map, Value, json};

use super::{
    answer::Answer,
    call::{Params, day},
    courier,
    door::{is_form, refused},
    faults::NewFault,
    guard::is_json,
    state::Desk,
    truth,
};
use crate::{
    Sandbox,
    platforms::{STANDS, name_of},
    world::{numbers::Restated, tree::Status},
};

/// Corrections that are kept at most.
const MOST_RESTATED: usize = 200;

/// Why something is not done.
type Wrong = String;

/// Answers a call of the control API.
pub async fn answer(sandbox: &Sandbox, parts: &Parts, path: &[&str], body: &Bytes) -> Answer {
    let form = is_form(&parts.headers);
    if !form && !body.is_empty() && !is_json(&parts.headers) {
        let message = "the body is application/json or a form";
        return refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, message);
    }
    let Some(query) = Params::parse(parts.uri.query().unwrap_or_default().as_bytes()) else {
        return refused(StatusCode::BAD_REQUEST, "a parameter is too long");
    };
    let done = match (&parts.method, path) {
        (&Method::GET, ["faults"]) => Ok(sandbox.at_desk(|desk| json!({"faults": desk.state.faults.0}))),
        (&Method::POST, ["faults"]) => asked(form, body).and_then(|asked| plant(sandbox, asked)),
        (&Method::DELETE, ["faults"]) | (&Method::POST, ["faults", "clear"]) => {
            sandbox.at_desk(|desk| desk.state.faults.0.clear());
            Ok(json!({"faults": []}))
        }
        (&Method::POST, ["restate"]) => {
            asked(form, body).and_then(|asked| sandbox.at_desk(|desk| restate(desk, &asked)))
        }
        (&Method::POST, ["events"]) => match asked(form, body) {
            Ok(asked) => match platform(asked.get("platform").and_then(Value::as_str)) {
                Ok(platform) => courier::send(sandbox, platform, &asked).await,
                Err(wrong) => Err(wrong),
            },
            Err(wrong) => Err(wrong),
        },
        (&Method::POST, ["reset"]) => {
            sandbox.reset();
            Ok(json!({"reset": true}))
        }
        (&Method::GET, ["truth"]) => sandbox.at_desk(|desk| tell_truth(desk, &query)),
        (&Method::GET, ["calls"]) => Ok(sandbox.at_desk(|desk| json!({"calls": desk.state.log}))),
        (&Method::GET, ["accounts"]) => Ok(sandbox.at_desk(|desk| accounts(desk))),
        _ => return refused(StatusCode::NOT_FOUND, "the control API has no such address"),
    };
    match done {
        Ok(_) if form => Answer::see_other(StatusCode::SEE_OTHER, "/".to_owned()),
        Ok(value) => Answer::json(&value),
        Err(wrong) => refused(StatusCode::BAD_REQUEST, &wrong),
    }
}

/// What was asked, of JSON or of a form whose empty fields were left empty.
fn asked(is_form: bool, body: &[u8]) -> Result<Map<String, Value>, Wrong> {
    if !is_form {
        return serde_json::from_slice(body).map_err(|error| format!("the body is no object of JSON: {error}"));
    }
    let number = |text: &str| text.parse::<u32>().map(Value::from);
    let value = |name: &str, text: String| match name {
        "times" | "seconds" | "after" | "count" | "late" => number(&text).unwrap_or(Value::String(text)),
        _ => Value::String(text),
    };
    let fields =
        Params::parse(body).ok_or("a parameter is too long")?.0.into_iter().filter(|(_, text)| !text.is_empty());
    Ok(fields.map(|(name, text)| (name.clone(), value(&name, text))).collect())
}

fn plant(sandbox: &Sandbox, asked: Map<String, Value>) -> Result<Value, Wrong> {
    let new: NewFault = serde_json::from_value(Value::Object(asked)).map_err(|error| error.to_string())?;
    sandbox.at_desk(|desk| {
        let (id, now) = (desk.state.number(), desk.now);
        let fault = desk.state.faults.plant(id, new, now).ok_or("there are too many faults already")?;
        Ok(json!({"fault": fault}))
    })
}

fn restate(desk: &mut Desk<'_>, asked: &Map<String, Value>) -> Result<Value, Wrong> {
    let text = |name: &str| asked.get(name).and_then(Value::as_str);
    let platform = platform(text("platform"))?;
    let account = account(desk, platform, asked.get("account"))?;
    let factor = match asked.get("factor") {
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::String(text)) => text.clone(),
        _ => return Err("factor is missing".to_owned()),
    };
    let thousandths = Micros::parse(&factor).map_err(|error| error.to_string())?.0 / 1000;
    if !(0..=10_000).contains(&thousandths) {
        return Err("factor is from 0 to 10".to_owned());
    }
    if desk.state.restated().len() >= MOST_RESTATED {
        return Err("there are too many corrections already".to_owned());
    }
    let (from, to) = (date(text("from"))?, date(text("to"))?);
    let restated = Restated { platform, account, from, to, thousandths };
    let told = json!({"restated": restated});
    desk.state.restate(restated);
    Ok(told)
}

fn tell_truth(desk: &Desk<'_>, query: &Params) -> Result<Value, Wrong> {
    let platform = platform(query.get("platform"))?;
    let account = account(desk, platform, query.get("account").map(Value::from).as_ref())?;
    let (from, to) = (date(query.get("from"))?, date(query.get("to"))?);
    let truth = truth::truth(desk, platform, account, from, to);
    truth.map(|truth| truth.to_json(platform)).ok_or_else(|| "there is no such account".to_owned())
}

fn accounts(desk: &Desk<'_>) -> Value {
    let of = |stand: &&crate::platforms::Stand| {
        let accounts = desk.accounts(stand.platform).map(|account| {
            let made = account.campaigns.iter().filter(|campaign| campaign.plan.is_none());
            let made: Vec<Value> = made
                .map(|it| {
                    let word = |status: Status| format!("{status:?}").to_lowercase();
                    let sets = it.sets.iter().map(|set| json!({"name": set.name, "status": word(set.status), "set": set.extra}));
                    json!({"name": it.name, "status": word(it.status), "set": it.extra, "ad_sets": sets.collect::<Vec<_>>()})
                })
                .collect();
            json!({
                "id": name_of(stand.platform, account.id),
                "name": account.name,
                "currency": account.currency,
                "time_zone": account.zone.name(),
                "campaigns": account.campaigns.len(),
                "made": made,
                "ads": account.ads().count(),
            })
        });
        (stand.platform.to_string(), Value::Array(accounts.collect()))
    };
    Value::Object(STANDS.iter().map(of).collect())
}

fn platform(text: Option<&str>) -> Result<Platform, Wrong> {
    text.ok_or("platform is missing")?.parse().map_err(|_| "there is no such platform".to_owned())
}

/// An account's number, by the platform's id of it, or by the number with or without what the platform writes before it.
fn account(desk: &Desk<'_>, platform: Platform, value: Option<&Value>) -> Result<u64, Wrong> {
    let text = match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return Err("account is missing".to_owned()),
    };
    let number = text.trim_start_matches("act_").parse::<u64>().ok();
    let is_it = |id: u64| number == Some(id) || name_of(platform, id) == text;
    let found = desk.accounts(platform).find(|it| is_it(it.id)).map(|it| it.id);
    found.ok_or_else(|| "there is no such account".to_owned())
}

fn date(text: Option<&str>) -> Result<NaiveDate, Wrong> {
    text.and_then(day).ok_or_else(|| "from and to are dates as 2026-08-01".to_owned())
}
