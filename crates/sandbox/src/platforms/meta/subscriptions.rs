//! Which apps are told of a page: the page opts in, with its own token, for one app and some fields.

use serde_json::{Value, json};

use super::{
    Ask, Viewer, leads,
    problem::{Problem, Told},
};
use crate::core::state::Desk;

const KNOWN: [&str; 5] = ["feed", "mention", "messages", "messaging_postbacks", "leadgen"];
/// Subscriptions that are kept: more than there are pages, for some apps.
const MOST: usize = 1_000;

/// What begins the keys of a page, before the app.
fn of_page(page: &str) -> String {
    format!("meta/{page}/")
}

/// Whether any app is told of something at a page.
pub fn is_told(desk: &Desk<'_>, page: &str, field: &str) -> bool {
    let of_page = of_page(page);
    let mut here = desk.state.subscriptions.iter().filter(|(key, _)| key.starts_with(&of_page));
    here.any(|(_, fields)| fields.iter().any(|it| it == field))
}

/// The app that calls, by a page's own token and with the right to manage what the page tells.
fn app(desk: &Desk<'_>, viewer: &Viewer, page: &str) -> Result<String, Problem> {
    if !leads::is_page(desk, page) {
        return Err(Problem::missing(page));
    }
    if viewer.page.map(|own| own.to_string()).as_deref() != Some(page) {
        return Err(Problem::page_token());
    }
    viewer.needs(&["pages_manage_metadata"])?;
    let grant = desk.state.grants.get(&viewer.grant).ok_or_else(Problem::page_token)?;
    Ok(grant.client.clone())
}

/// `POST /{page}/subscribed_apps`. What is asked for replaces what was.
pub fn subscribe(desk: &mut Desk<'_>, ask: &Ask<'_>, viewer: &Viewer, page: &str) -> Told {
    let app = app(desk, viewer, page)?;
    let asked = ask.params.filled("subscribed_fields");
    let asked = asked.ok_or_else(|| Problem::invalid("The parameter subscribed_fields is required"))?;
    let fields: Vec<String> = asked.split(',').map(|field| field.trim().to_owned()).collect();
    if fields.iter().any(|field| !KNOWN.contains(&field.as_str())) {
        return Err(Problem::invalid(format!("Param subscribed_fields must be of {{{}}}", KNOWN.join(", "))));
    }
    let (key, all) = (of_page(page) + &app, &mut desk.state.subscriptions);
    if all.len() >= MOST && !all.contains_key(&key) {
        return Err(Problem::invalid("There are too many subscriptions"));
    }
    all.insert(key, fields);
    Ok(json!({"success": true}))
}

/// `DELETE /{page}/subscribed_apps`: this app is told of nothing any more.
pub fn unsubscribe(desk: &mut Desk<'_>, viewer: &Viewer, page: &str) -> Told {
    let app = app(desk, viewer, page)?;
    desk.state.subscriptions.remove(&(of_page(page) + &app));
    Ok(json!({"success": true}))
}

/// `GET /{page}/subscribed_apps`: of the app that asks.
pub fn subscribed(desk: &Desk<'_>, viewer: &Viewer, page: &str) -> Told {
    let app = app(desk, viewer, page)?;
    let fields = desk.state.subscriptions.get(&(of_page(page) + &app));
    let apps: Vec<Value> = fields.into_iter().map(|fields| json!({"id": app, "subscribed_fields": fields})).collect();
    Ok(json!({"data": apps}))
}
