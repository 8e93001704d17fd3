//! How a delivery proves where it comes from: the plain way and that of Standard Webhooks, side by side. Pure.

use std::sync::LazyLock;

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};
use cmis_base::secret::{hmac, random_bytes};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use uuid::Uuid;
use zeroize::Zeroizing;

/// What a made secret starts with, and what says that the rest is the key in base64.
const PREFIX: &str = "whsec_";

static SIGNATURE: HeaderName = HeaderName::from_static("x-cmis-signature");
static STANDARD_ID: HeaderName = HeaderName::from_static("webhook-id");
static STANDARD_TIMESTAMP: HeaderName = HeaderName::from_static("webhook-timestamp");
static STANDARD_SIGNATURE: HeaderName = HeaderName::from_static("webhook-signature");
static JSON: LazyLock<HeaderValue> = LazyLock::new(|| HeaderValue::from_static("application/json"));

/// A new secret: 256 random bits.
pub fn new_secret() -> Zeroizing<String> {
    Zeroizing::new(format!("{PREFIX}{}", STANDARD.encode(random_bytes::<32>())))
}

/// Whether a secret that somebody brought will do: 16 to 128 visible ASCII characters; after `whsec_`, 16 to 64 bytes in base64.
pub fn is_usable(secret: &str) -> bool {
    let is_plain = (16..=128).contains(&secret.len()) && secret.bytes().all(|byte| byte.is_ascii_graphic());
    let is_key = |text: &str| STANDARD.decode(text).is_ok_and(|key| (16..=64).contains(&key.len()));
    is_plain && secret.strip_prefix(PREFIX).is_none_or(is_key)
}

/// The key of Standard Webhooks: what stands behind `whsec_`, decoded; of another secret its own bytes.
fn standard_key(secret: &str) -> Zeroizing<Vec<u8>> {
    let decoded = secret.strip_prefix(PREFIX).and_then(|text| STANDARD.decode(text).ok());
    Zeroizing::new(decoded.unwrap_or_else(|| secret.as_bytes().to_vec()))
}

/// The headers of an attempt. Every secret signs: during a rotation there are two, and a receiver takes either.
pub fn headers<'a>(
    secrets: impl Iterator<Item = &'a str> + Clone,
    event_id: Uuid,
    at: DateTime<Utc>,
    body: &str,
) -> HeaderMap {
    let id = event_id.to_string();
    let timestamp = at.timestamp().to_string();
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body.as_bytes()].concat();
    let plain = joined(
        secrets.clone().map(|secret| format!("sha256={}", hex::encode(hmac(secret.as_bytes(), body.as_bytes())))),
    );
    let standard =
        joined(secrets.map(|secret| format!("v1,{}", STANDARD.encode(hmac(&standard_key(secret), &signed)))));
    let mut headers = HeaderMap::with_capacity(5);
    headers.insert(header::CONTENT_TYPE, JSON.clone());
    for (name, value) in
        [(&SIGNATURE, plain), (&STANDARD_ID, id), (&STANDARD_TIMESTAMP, timestamp), (&STANDARD_SIGNATURE, standard)]
    {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(name.clone(), value);
        }
    }
    headers
}

fn joined(values: impl Iterator<Item = String>) -> String {
    values.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use standardwebhooks::Webhook;
    use uuid::Uuid;

    use super::{headers, is_usable, new_secret};

    #[test]
    fn the_public_library_verifies_and_so_does_the_plain_way() {
        let (old, new) = (new_secret(), new_secret());
        let now = chrono::DateTime::from_timestamp(time::OffsetDateTime::now_utc().unix_timestamp(), 0).expect("now");
        let body = r#"{"event":"member.joined","data":{"name":"سلمى"}}"#;
        let sent = headers([new.as_str(), old.as_str()].into_iter(), Uuid::nil(), now, body);
        for secret in [&old, &new] {
            let library = Webhook::new(secret).expect("a secret of the standard");
            library.verify(body.as_bytes(), &sent).expect("verifies");
            assert!(library.verify(body.replace("joined", "left").as_bytes(), &sent).is_err());
            let plain = format!("sha256={}", hex::encode(cmis_base::secret::hmac(secret.as_bytes(), body.as_bytes())));
            let given = sent["x-cmis-signature"].to_str().expect("text");
            assert!(given.split(' ').any(|one| one == plain));
        }
        assert!(Webhook::new(&new_secret()).expect("secret").verify(body.as_bytes(), &sent).is_err());
    }

    #[test]
    fn a_secret_of_ones_own_has_some_length_and_no_spaces() {
        assert!(is_usable(&new_secret()) && is_usable("0123456789abcdef") && is_usable(&"x".repeat(128)));
        for bad in [
            "",
            "short",
            "0123456789abcde\n",
            "0123456789 abcdef",
            "ستة عشر حرفا هنا",
            "whsec_????????????????",
            "whsec_c2hvcnQ=0000",
        ] {
            assert!(!is_usable(bad), "{bad}");
        }
        assert!(!is_usable(&"x".repeat(129)));
    }
}
