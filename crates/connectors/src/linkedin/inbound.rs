//! Webhooks of LinkedIn: the handshake that it repeats every two hours, the signature over the bytes as they came, and what a body
//! announces.
//!
//! One secret answers challenges and signs: a challenge that looked like a signed text would be signed for whoever asks. Only letters,
//! digits and dashes are therefore answered, of which no signed text can be made.

use chrono::{DateTime, Utc};
use cmis_base::secret::{Secret, expose, hmac, same};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    LinkedIn,
    leads::announced,
    restli::{ACCOUNT, id_of},
    values::time,
};
use crate::platform::{BadBody, Handshake, Inbound, Incoming, Notice, Unverified};

const SIGNATURE: &str = "x-li-signature";
/// Stands in front of the body in what is signed, and at times in front of the signature.
const PREFIX: &[u8] = b"hmacsha256=";
/// Longest challenge that is answered: LinkedIn's are UUIDs.
const LONGEST_CHALLENGE: usize = 128;

impl Inbound for LinkedIn {
    /// Answers with the first secret: the newest, which LinkedIn uses from the moment on when it is made.
    fn handshake(&self, call: Incoming<'_>, _verify_token: &Secret, secrets: &[Secret]) -> Option<Handshake> {
        let challenge = call.query.get("challengeCode")?;
        let is_plain = (1..=LONGEST_CHALLENGE).contains(&challenge.len())
            && challenge.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let secret = secrets.iter().map(expose).find(|secret| !secret.is_empty()).filter(|_| is_plain)?;
        let response = hex::encode(hmac(secret.as_bytes(), challenge.as_bytes()));
        let body = json!({ "challengeCode": challenge, "challengeResponse": response }).to_string();
        Some(Handshake { content_type: "application/json", body })
    }

    /// How old a call is does not matter: LinkedIn sends the same again for eight hours, and signs no time.
    fn verify(&self, call: Incoming<'_>, secrets: &[Secret], _now: DateTime<Utc>) -> Result<(), Unverified> {
        let mut headers = call.headers.get_all(SIGNATURE).iter();
        let (Some(header), None) = (headers.next(), headers.next()) else { return Err(Unverified::Missing) };
        let given = digest(header.as_bytes()).ok_or(Unverified::Missing)?;
        let signed = [PREFIX, call.body].concat();
        // every secret is tried, so that the time does not tell which one it was
        let holds = secrets
            .iter()
            .map(expose)
            .filter(|secret| !secret.is_empty())
            .fold(false, |holds, secret| holds | same(&hmac(secret.as_bytes(), &signed), &given));
        if holds { Ok(()) } else { Err(Unverified::Wrong) }
    }

    /// A notice's kind is the type of its body. Of social actions each is a notice of its own, any other body is one as a whole.
    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody> {
        let mut body: Value = serde_json::from_slice(call.body).map_err(|_| BadBody)?;
        let kind = body.get("type").and_then(Value::as_str).filter(|kind| !kind.is_empty()).ok_or(BadBody)?.to_owned();
        match kind.as_str() {
            "LEAD_ACTION" => Ok(vec![lead(kind, body)?]),
            "ORGANIZATION_SOCIAL_ACTION_NOTIFICATIONS" => {
                let Some(Value::Array(list)) = body.get_mut("notifications").map(Value::take) else {
                    return Err(BadBody);
                };
                list.into_iter().map(|said| social(&kind, said)).collect()
            }
            _ => Ok(vec![Notice { id: hashed(&kind, &body), kind, account: None, at: None, payload: body }]),
        }
    }
}

/// 64 lower-case hexadecimal digits, with or without what stands in front of them at times.
fn digest(header: &[u8]) -> Option<Vec<u8>> {
    let text = header.strip_prefix(PREFIX).unwrap_or(header);
    let is_plain = text.len() == 64 && text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_plain.then(|| hex::decode(text).ok()).flatten()
}

/// A lead that came, which has the lead's id, or one that went: `{lead}:DELETED`.
fn lead(kind: String, body: Value) -> Result<Notice, BadBody> {
    let lead = announced(&body).ok_or(BadBody)?;
    let id = match body.get("leadAction").and_then(Value::as_str) {
        None | Some("CREATED") => lead.to_owned(),
        Some("DELETED") => format!("{lead}:DELETED"),
        Some(_) => hashed(&kind, &body),
    };
    let owner = body.get("owner");
    let of = |name: &str| owner.and_then(|owner| owner.get(name)).and_then(Value::as_str);
    let account = of("sponsoredAccount").or_else(|| of("organization")).map(account);
    let at = body.get("occurredAt").and_then(Value::as_i64).and_then(time);
    Ok(Notice { id, kind, account, at, payload: body })
}

fn social(kind: &str, said: Value) -> Result<Notice, BadBody> {
    if !said.is_object() {
        return Err(BadBody);
    }
    let id = said.get("notificationId").and_then(Value::as_i64).map(|id| id.to_string());
    Ok(Notice {
        id: id.unwrap_or_else(|| hashed(kind, &said)),
        kind: kind.to_owned(),
        account: said.get("organizationalEntity").and_then(Value::as_str).map(account),
        at: said.get("lastModifiedAt").and_then(Value::as_i64).and_then(time),
        payload: said,
    })
}

/// An ad account by its digits, as everywhere here. Anything else by its URN: an organisation may have the number of somebody's account.
fn account(urn: &str) -> String {
    id_of(ACCOUNT, urn).unwrap_or(urn).to_owned()
}

/// What has no id of its own is known by all that it says.
fn hashed(kind: &str, body: &Value) -> String {
    hex::encode(Sha256::digest(json!([kind, body]).to_string().as_bytes()))
}
