//! Meta's webhooks: bodies with letters beyond ASCII escaped, signed as they stand with both signatures.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use cmis_base::platform::Platform;
use serde_json::{Map, Value, json};

use super::{leads, nodes};
use crate::{
    core::{
        sign::{hmac_sha1, hmac_sha256},
        state::{Desk, Given},
    },
    platforms::{Event, SECRET},
};

/// Leads that are remembered.
const MOST: usize = 2_000;

/// Makes `leadgen`, `feed_comment` or `message`. `account` names the account whose page it happens at; the first, if not
/// given. `text` is what somebody says; with `organic` no ad led to the lead.
pub fn make(desk: &mut Desk<'_>, kind: &str, at: DateTime<Utc>, asked: &Map<String, Value>) -> Result<Event, String> {
    let account = asked.get("account").and_then(Value::as_str).map(|text| text.trim_start_matches("act_").to_owned());
    let is_it = |id: u64| account.as_ref().is_none_or(|account| *account == id.to_string());
    let place = desk.accounts(Platform::Meta).position(|it| is_it(it.id)).ok_or("there is no such account")?;
    let number = 1_000 + desk.state.number();
    let page = nodes::page_id(desk.world, place).to_string();
    let text = asked.get("text").and_then(Value::as_str).unwrap_or("كم السعر؟ 👍").to_owned();
    let person = desk.world.id(Platform::Meta, "person", number % 20).to_string();
    let (id, entry) = match kind {
        "leadgen" => {
            let is_organic = asked.get("organic").is_some_and(|it| it == true || it == "true" || it == "on");
            desk.state.leads.push_back(Given { place, number, at, is_organic });
            if desk.state.leads.len() > MOST {
                desk.state.leads.pop_front();
            }
            let lead = leads::lead_id(desk.world, place, number).to_string();
            let account = desk.accounts(Platform::Meta).nth(place).filter(|_| !is_organic);
            let mut value = json!({
                "leadgen_id": lead,
                "page_id": page,
                "form_id": leads::form_id(desk.world, place).to_string(),
                "created_time": at.timestamp(),
            });
            if let Some((_, set, ad)) = account.and_then(|account| account.ads().next()) {
                value["ad_id"] = ad.id.to_string().into();
                value["adgroup_id"] = set.id.to_string().into();
            }
            let entry = json!({"id": page, "time": at.timestamp(), "changes": [{"field": "leadgen", "value": value}]});
            (lead, entry)
        }
        "feed_comment" => {
            let post = format!("{page}_{}", desk.world.id(Platform::Meta, "post", place as u64));
            let comment = format!("{post}_{number}");
            let value = json!({
                "from": {"id": person, "name": "سارة المطيري"},
                "item": "comment",
                "comment_id": comment,
                "post_id": post,
                "parent_id": post,
                "verb": "add",
                "created_time": at.timestamp(),
                "message": text,
            });
            let time = at.timestamp_millis();
            (comment, json!({"id": page, "time": time, "changes": [{"field": "feed", "value": value}]}))
        }
        "message" => {
            let message = format!("m_{number}");
            let time = at.timestamp_millis();
            let messaging = json!([{
                "sender": {"id": person},
                "recipient": {"id": page},
                "timestamp": time,
                "message": {"mid": message, "text": text},
            }]);
            (message, json!({"id": page, "time": time, "messaging": messaging}))
        }
        _ => return Err("kind is leadgen, feed_comment or message".to_owned()),
    };
    let body = ascii(&json!({"object": "page", "entry": [entry]}).to_string()).into_bytes();
    let headers = vec![
        ("x-hub-signature-256", format!("sha256={}", hmac_sha256(SECRET, &body))),
        ("x-hub-signature", format!("sha1={}", hmac_sha1(SECRET, &body))),
    ];
    // a page of which nobody said anything tells everything
    let field = match kind {
        "feed_comment" => "feed",
        "message" => "messages",
        kind => kind,
    };
    let fields = desk.state.subscriptions.get(&page);
    let is_wanted = fields.is_none_or(|fields| fields.iter().any(|it| it == field));
    Ok(Event { id, body, headers, is_wanted })
}

/// Letters beyond ASCII as `\u00e4`, in lower-case hex, in pairs where one does not do.
fn ascii(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if letter.is_ascii() {
            escaped.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                let _ = write!(escaped, "\\u{unit:04x}");
            }
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn letters_are_escaped_in_lower_case() {
        assert_eq!(ascii("ä"), "\\u00e4");
        assert_eq!(ascii("a👍"), "a\\ud83d\\udc4d");
    }
}
