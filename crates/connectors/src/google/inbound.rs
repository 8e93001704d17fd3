//! The webhook of a lead form, the only thing that Google announces. It carries no signature: a key that was set with the form stands in
//! the body, and goes no further than here.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose, same};
use serde::Deserialize;
use serde_json::{Map, Value};

use super::Google;
use crate::platform::{BadBody, Handshake, Inbound, Incoming, Lead, Notice, Unverified};

/// What an announcement is of; Google has no word of its own for it.
pub const LEAD_FORM: &str = "lead_form";
/// Where the key stands.
const KEY: &str = "google_key";
/// Longest id of a lead that is believed to be one.
const LONGEST_ID: usize = 512;

impl Inbound for Google {
    /// There is none.
    fn handshake(&self, _: Incoming<'_>, _: &Secret, _: &[Secret]) -> Option<Handshake> {
        None
    }

    fn verify(&self, call: Incoming<'_>, secrets: &[Secret], _: DateTime<Utc>) -> Result<(), Unverified> {
        let body = object(call.body).map_err(|BadBody| Unverified::Missing)?;
        let key = body.get(KEY).and_then(Value::as_str).filter(|key| !key.is_empty()).ok_or(Unverified::Missing)?;
        // all of them, so that the time does not tell which
        let is_known = secrets.iter().fold(false, |known, it| known | same(expose(it).as_bytes(), key.as_bytes()));
        if is_known { Ok(()) } else { Err(Unverified::Wrong) }
    }

    /// One lead: all of it is in the call, there is nothing to fetch. [`lead`] reads it out of the payload.
    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody> {
        let mut body = object(call.body)?;
        body.shift_remove(KEY);
        let id = text(body.get("lead_id")).filter(|id| (1..=LONGEST_ID).contains(&id.len())).ok_or(BadBody)?;
        Ok(vec![Notice { id, kind: LEAD_FORM.to_owned(), account: None, at: None, payload: Value::Object(body) }])
    }
}

/// What of the payload makes a lead. One that was sent to try the form has `is_test` there.
#[derive(Deserialize)]
struct Payload {
    lead_id: Value,
    form_id: Option<Value>,
    campaign_id: Option<Value>,
    creative_id: Option<Value>,
    #[serde(default)]
    user_column_data: Vec<Column>,
}

#[derive(Deserialize)]
struct Column {
    column_id: Option<String>,
    column_name: Option<String>,
    string_value: Option<String>,
}

/// Text, or a number as text: what is odd about one field must not lose a lead.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}

/// The lead in the payload of a [`Notice`]. Google does not say when it was given.
pub fn lead(payload: &Value) -> Result<Lead, BadBody> {
    let payload = Payload::deserialize(payload).map_err(|_| BadBody)?;
    // ids of test leads may be 0, which is none
    let id = |value: Option<Value>| text(value.as_ref()).filter(|id| !id.is_empty() && id != "0");
    let named =
        |column: Column| Some((column.column_id.or(column.column_name)?, column.string_value.unwrap_or_default()));
    let columns = payload.user_column_data.into_iter().filter_map(named);
    Ok(Lead {
        id: text(Some(&payload.lead_id)).ok_or(BadBody)?,
        at: None,
        form_id: id(payload.form_id),
        campaign_id: id(payload.campaign_id),
        ad_id: id(payload.creative_id),
        fields: columns.collect::<BTreeMap<_, _>>(),
    })
}

fn object(body: &[u8]) -> Result<Map<String, Value>, BadBody> {
    serde_json::from_slice(body).map_err(|_| BadBody)
}
