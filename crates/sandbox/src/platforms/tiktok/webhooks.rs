//! Where an app wants to be told of comments, messages and posts. Kept and shown; events go to the product in any case.

use serde_json::{Value, json};

use super::{
    ask::{self, Body},
    oauth::check_app,
    problem::{Problem, Told},
};
use crate::core::{call::Call, state::Desk};

/// Apps times kinds that are kept.
const MOST: usize = 500;
const TYPES: [&str; 3] = ["COMMENT", "DIRECT_MESSAGE", "VIDEO"];

fn key(app: &str, kind: &str) -> String {
    format!("tiktok/{kind}/{app}")
}

fn told(app: &str, kind: &str, address: Option<&str>) -> Value {
    json!({"app_id": app, "event_type": kind, "callback_url": address})
}

/// `POST /business/webhook/update/`: one address for each kind of event.
pub fn update(desk: &mut Desk<'_>, call: &Call) -> Told {
    let (app, kind, body) = app_and_type(call)?;
    let address = body.required("callback_url")?;
    if !url::Url::parse(&address).is_ok_and(|url| matches!(url.scheme(), "https" | "http")) {
        return Err(Problem::invalid("callback_url: Not a valid URL."));
    }
    let (key, subscriptions) = (key(&app, kind), &mut desk.state.subscriptions);
    let is_full = subscriptions.keys().filter(|key| key.starts_with("tiktok/")).count() >= MOST;
    if is_full && !subscriptions.contains_key(&key) {
        return Err(Problem::invalid("There are too many webhook configurations."));
    }
    subscriptions.insert(key, vec![address.clone()]);
    Ok(told(&app, kind, Some(&address)))
}

/// `GET /business/webhook/list/`.
pub fn list(desk: &mut Desk<'_>, call: &Call) -> Told {
    let [app, secret, kind] = ["app_id", "secret", "event_type"].map(|name| ask::required(&call.query, name));
    let (app, kind) = (app?, ask::one_of("event_type", kind?, &TYPES)?);
    check_app(app, secret?)?;
    let address = desk.state.subscriptions.get(&key(app, kind)).and_then(|addresses| addresses.first());
    Ok(told(app, kind, address.map(String::as_str)))
}

/// `POST /business/webhook/delete/`.
pub fn delete(desk: &mut Desk<'_>, call: &Call) -> Told {
    let (app, kind, _) = app_and_type(call)?;
    let gone = desk.state.subscriptions.remove(&key(&app, kind));
    Ok(told(&app, kind, gone.as_ref().and_then(|addresses| addresses.first()).map(String::as_str)))
}

fn app_and_type(call: &Call) -> Result<(String, &'static str, Body), Problem> {
    let body = Body::of(call)?;
    let (app, secret) = (body.required("app_id")?, body.required("secret")?);
    let kind = ask::one_of("event_type", &body.required("event_type")?, &TYPES)?;
    check_app(&app, &secret)?;
    Ok((app, kind, body))
}
