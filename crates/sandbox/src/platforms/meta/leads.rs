//! Leads of instant forms, the forms of pages, and which pages tell of them.

use chrono::TimeDelta;
use cmis_base::platform::Platform;
use serde_json::{Value, json};

use super::{
    Ask, Viewer, fields, nodes, paging,
    problem::{Problem, Told},
};
use crate::{
    core::state::{Desk, Given},
    world::World,
};

/// Leads that each form had before anything happened.
const BEFORE: u64 = 12;
/// Every how manieth of them came without an ad.
const ORGANIC: u64 = 4;
const FORM: [&str; 6] = ["id", "name", "status", "locale", "created_time", "leads_count"];
const LEAD: [&str; 7] = ["id", "created_time", "ad_id", "adset_id", "campaign_id", "form_id", "field_data"];

/// The form of the account at a place.
pub fn form_id(world: &World, place: usize) -> u64 {
    world.id(Platform::Meta, "form", place as u64)
}

/// The id of a lead by its number.
pub fn lead_id(world: &World, place: usize, number: u64) -> u64 {
    world.id(Platform::Meta, "lead", place as u64 * 1_000_000_000 + number)
}

/// Every lead of the forms, newest first.
fn all(desk: &Desk<'_>) -> Vec<Given> {
    let midnight = desk.now.date_naive().and_hms_opt(0, 0, 0).unwrap_or_default().and_utc();
    let places = desk.accounts(Platform::Meta).count();
    let before = (0..places).flat_map(|place| (0..BEFORE).map(move |number| (place, number)));
    let before = before.map(|(place, number)| {
        let at = midnight - TimeDelta::hours(7 + 5 * number.cast_signed());
        Given { place, number, at, is_organic: number % ORGANIC == ORGANIC - 1 }
    });
    desk.state.leads.iter().rev().copied().chain(before).collect()
}

fn lead_json(desk: &Desk<'_>, Given { place, number, at, is_organic }: Given) -> Value {
    const PEOPLE: [&str; 6] =
        ["نورة العتيبي", "James Carter", "محمد عبد الله", "Yuki Tanaka", "سارة المطيري", "Omar Hassan"];
    let name = PEOPLE.get(number as usize % PEOPLE.len()).copied().unwrap_or_default();
    let account = desk.accounts(Platform::Meta).nth(place).filter(|_| !is_organic);
    let mut lead = json!({
        "id": lead_id(desk.world, place, number).to_string(),
        "created_time": at.format("%Y-%m-%dT%H:%M:%S+0000").to_string(),
        "form_id": form_id(desk.world, place).to_string(),
        "field_data": [
            {"name": "email", "values": [format!("lead{place}.{number}@example.com")]},
            {"name": "full_name", "values": [name]},
            {"name": "phone_number", "values": [format!("+96650{:07}", number % 10_000_000)]},
        ],
    });
    if let Some((campaign, set, ad)) = account.and_then(|account| account.ads().next()) {
        lead["ad_id"] = ad.id.to_string().into();
        lead["adset_id"] = set.id.to_string().into();
        lead["campaign_id"] = campaign.id.to_string().into();
    }
    lead
}

/// `GET /{leadgen_id}`; none if the id is no lead's.
pub fn lead(desk: &Desk<'_>, ask: &Ask<'_>, viewer: &Viewer, id: &str) -> Option<Told> {
    let lead = all(desk).into_iter().find(|lead| lead_id(desk.world, lead.place, lead.number).to_string() == id)?;
    let asked = ask.params.get("fields").unwrap_or("created_time,ad_id,form_id,field_data");
    Some(
        viewer
            .needs(&["leads_retrieval"])
            .and_then(|()| fields::select(&lead_json(desk, lead), &fields::parse(asked)?, "UserLeadGenInfo", &LEAD)),
    )
}

/// What `filtering` lets through: seconds after and before which a lead was left.
fn span(ask: &Ask<'_>) -> Result<(i64, i64), Problem> {
    let mut span = (i64::MIN, i64::MAX);
    let Some(text) = ask.params.filled("filtering") else { return Ok(span) };
    let wrong = || Problem::invalid("Param filtering must be an array of fields, operators and values");
    let filters: Vec<Value> = serde_json::from_str(text).map_err(|_| wrong())?;
    for filter in filters {
        let word = |name: &str| filter.get(name).and_then(Value::as_str).unwrap_or_default();
        let value = filter.get("value").and_then(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok()));
        let value = value.ok_or_else(wrong)?;
        match (word("field"), word("operator")) {
            ("time_created", "GREATER_THAN") => span.0 = value,
            ("time_created", "LESS_THAN") => span.1 = value,
            _ => return Err(Problem::invalid("Filtering field or operator is not supported")),
        }
    }
    Ok(span)
}

/// `GET /{form}/leads`, newest first.
pub fn of_form(desk: &Desk<'_>, ask: &Ask<'_>, viewer: &Viewer, form: &str) -> Told {
    viewer.needs(&["leads_retrieval"])?;
    let places = 0..desk.accounts(Platform::Meta).count();
    let place = places.into_iter().find(|place| form_id(desk.world, *place).to_string() == form);
    let place = place.ok_or_else(|| Problem::missing(form))?;
    let asked = fields::parse(ask.params.get("fields").unwrap_or("created_time,ad_id,form_id,field_data"))?;
    let (after, before) = span(ask)?;
    let is_it = |lead: &Given| lead.place == place && (lead.at.timestamp() > after && lead.at.timestamp() < before);
    let leads = all(desk).into_iter().filter(is_it).map(|lead| {
        let key = lead_id(desk.world, lead.place, lead.number).to_string();
        Ok((key, fields::select(&lead_json(desk, lead), &asked, "UserLeadGenInfo", &LEAD)?))
    });
    paging::page(ask, leads.collect::<Result<_, Problem>>()?)
}

/// `GET /{page}/leadgen_forms`: a page's own token alone opens them.
pub fn forms(desk: &Desk<'_>, ask: &Ask<'_>, viewer: &Viewer, page: &str) -> Told {
    let mut places = 0..desk.accounts(Platform::Meta).count();
    let place = places.find(|place| nodes::page_id(desk.world, *place).to_string() == page);
    let place = place.ok_or_else(|| Problem::missing(page))?;
    if viewer.page != Some(nodes::page_id(desk.world, place)) {
        return Err(Problem::page_token());
    }
    viewer.needs(&["pages_manage_ads"])?;
    let asked = fields::parse(ask.params.get("fields").unwrap_or("id,locale,name,status"))?;
    let (id, name) = (form_id(desk.world, place).to_string(), World::page_name(place));
    let form = json!({
        "id": id,
        "name": format!("{name} – 1"),
        "status": "ACTIVE",
        "locale": "ar_AR",
        "created_time": "2025-10-01T09:00:00+0000",
        "leads_count": all(desk).iter().filter(|lead| lead.place == place).count(),
    });
    paging::page(ask, vec![(id, fields::select(&form, &asked, "LeadgenForm", &FORM)?)])
}

/// Whether an id is a page's.
pub fn is_page(desk: &Desk<'_>, page: &str) -> bool {
    (0..desk.accounts(Platform::Meta).count()).any(|place| nodes::page_id(desk.world, place).to_string() == page)
}

/// `POST /{page}/subscribed_apps`.
pub fn subscribe(desk: &mut Desk<'_>, ask: &Ask<'_>, viewer: &Viewer, page: &str) -> Told {
    viewer.needs(&["pages_manage_metadata"])?;
    if !is_page(desk, page) {
        return Err(Problem::missing(page));
    }
    const KNOWN: [&str; 5] = ["feed", "mention", "messages", "messaging_postbacks", "leadgen"];
    let asked = ask.params.filled("subscribed_fields");
    let asked = asked.ok_or_else(|| Problem::invalid("The parameter subscribed_fields is required"))?;
    let fields: Vec<String> = asked.split(',').map(|field| field.trim().to_owned()).collect();
    if fields.iter().any(|field| !KNOWN.contains(&field.as_str())) {
        return Err(Problem::invalid(format!("Param subscribed_fields must be of {{{}}}", KNOWN.join(", "))));
    }
    desk.state.subscriptions.insert(page.to_owned(), fields);
    Ok(json!({"success": true}))
}

/// `DELETE /{page}/subscribed_apps`: the page tells nothing more.
pub fn unsubscribe(desk: &mut Desk<'_>, viewer: &Viewer, page: &str) -> Told {
    viewer.needs(&["pages_manage_metadata"])?;
    if !is_page(desk, page) {
        return Err(Problem::missing(page));
    }
    desk.state.subscriptions.insert(page.to_owned(), Vec::new());
    Ok(json!({"success": true}))
}

/// `GET /{page}/subscribed_apps`.
pub fn subscribed(desk: &Desk<'_>, viewer: &Viewer, page: &str) -> Told {
    viewer.needs(&["pages_manage_metadata", "pages_show_list"])?;
    let client = desk.state.grants.get(&viewer.grant).map(|grant| grant.client.clone());
    let fields = desk.state.subscriptions.get(page).filter(|fields| !fields.is_empty());
    let apps = fields.map(|fields| json!({"id": client, "subscribed_fields": fields}));
    Ok(json!({"data": apps.into_iter().collect::<Vec<_>>()}))
}
