//! The one thing that Google sends: leads of lead forms. Not signed; the key that was agreed on is in the body.

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use crate::{
    core::state::Desk,
    platforms::{Event, SECRET},
    world::tree::Kind,
};

/// Makes `lead_form`. `account` names the customer; `key` the key, if it is not the usual one; `is_test` marks it.
pub fn make(desk: &mut Desk<'_>, kind: &str, at: DateTime<Utc>, asked: &Map<String, Value>) -> Result<Event, String> {
    if kind != "lead_form" {
        return Err("kind is lead_form".to_owned());
    }
    let account = asked.get("account").and_then(Value::as_str);
    let is_it = |id: u64| account.is_none_or(|account| account == id.to_string());
    let number = desk.state.number();
    let form = desk.new_id(Platform::Google, Kind::Other);
    let account = desk.accounts(Platform::Google).find(|it| is_it(it.id)).ok_or("there is no such account")?;
    let (campaign, set, ad) = account.ads().next().ok_or("the account has no ads")?;
    let id = format!("Lead-{number}-{}", at.timestamp());
    let body = json!({
        "lead_id": id,
        "user_column_data": [
            {"column_name": "Full Name", "string_value": "نورة العتيبي", "column_id": "FULL_NAME"},
            {"column_name": "User Email", "string_value": format!("lead{number}@example.com"), "column_id": "EMAIL"},
            {"column_name": "User Phone", "string_value": "+966500000001", "column_id": "PHONE_NUMBER"},
        ],
        "api_version": "1.0",
        "form_id": form,
        "campaign_id": campaign.id,
        "google_key": asked.get("key").and_then(Value::as_str).unwrap_or(SECRET),
        "is_test": asked.get("is_test").is_some_and(|it| it == true || it == "true"),
        "gcl_id": format!("gcl{number}"),
        "adgroup_id": set.id,
        "creative_id": ad.id,
    });
    Ok(Event { id, body: body.to_string().into_bytes(), headers: Vec::new(), is_wanted: true })
}
