//! OAuth 1.0a: what a signed call says of itself, and whether its signature holds over the bytes that came. Checks, decides nothing.

use base64::{Engine, engine::general_purpose::STANDARD};
use chrono::{DateTime, Utc};

use crate::{
    core::{
        call::{Call, Params},
        sign::{hmac_sha1, sha256},
    },
    platforms::SECRET,
};

/// How far a caller's clock may be off, in seconds.
const DRIFT: i64 = 300;

/// Why a call is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// It is not signed, or something of the signature is missing.
    Missing,
    /// The signature is of other words or another secret.
    Wrong,
    /// The time is too far away.
    Stale,
}

/// The words `oauth_…` of a call.
pub struct Claim {
    /// Of the header, or of the query and the form where there is no header.
    said: Params,
}

impl Claim {
    /// Reads the header `OAuth a="b", c="d"`; without one, what stands in the query and the form. None if there is neither.
    pub fn read(call: &Call) -> Option<Self> {
        let said = match call.header("authorization") {
            Some(value) => {
                let (scheme, rest) = value.split_once(' ')?;
                if !scheme.eq_ignore_ascii_case("oauth") {
                    return None;
                }
                rest.split(',').map(pair).collect::<Option<Vec<_>>>()?
            }
            None => call.params.0.iter().filter(|(name, _)| name.starts_with("oauth_")).cloned().collect(),
        };
        (!said.is_empty()).then_some(Self { said: Params(said) })
    }

    /// A word of the claim that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.said.filled(name)
    }

    /// A fingerprint of app, time and nonce, which no two calls share; none where there is no nonce.
    pub fn once(&self) -> Option<String> {
        let word = |name: &str| self.get(name).unwrap_or_default();
        let nonce = self.get("oauth_nonce")?;
        Some(sha256(format!("{}\n{}\n{nonce}", word("oauth_consumer_key"), word("oauth_timestamp")).as_bytes()))
    }

    /// Whether the call was signed with the app's secret and the token's, just now.
    pub fn verify(&self, call: &Call, token_secret: &str, now: DateTime<Utc>) -> Result<(), Doubt> {
        let needed = ["oauth_consumer_key", "oauth_nonce", "oauth_signature", "oauth_signature_method"];
        if needed.iter().any(|name| self.get(name).is_none()) {
            return Err(Doubt::Missing);
        }
        let version = self.get("oauth_version").unwrap_or("1.0");
        if self.get("oauth_signature_method") != Some("HMAC-SHA1") || version != "1.0" {
            return Err(Doubt::Wrong);
        }
        let time = self.get("oauth_timestamp").and_then(|text| text.parse::<i64>().ok()).ok_or(Doubt::Missing)?;
        if now.timestamp().abs_diff(time) > DRIFT.unsigned_abs() {
            return Err(Doubt::Stale);
        }
        let key = format!("{}&{}", encoded(SECRET), encoded(token_secret));
        let expected = signature(&key, &self.base(call));
        if self.get("oauth_signature") == Some(expected.as_str()) { Ok(()) } else { Err(Doubt::Wrong) }
    }

    /// The text that is signed: method, address, and every parameter of header, query and form, sorted.
    fn base(&self, call: &Call) -> String {
        let is_header = call.header("authorization").is_some();
        let of_header = self.said.0.iter().filter(|_| is_header).filter(|(name, _)| name != "realm");
        let all = of_header.chain(&call.params.0).filter(|(name, _)| name != "oauth_signature");
        let mut pairs: Vec<(String, String)> = all.map(|(name, value)| (encoded(name), encoded(value))).collect();
        pairs.sort();
        let pairs: Vec<String> = pairs.into_iter().map(|(name, value)| format!("{name}={value}")).collect();
        let path: Vec<String> = call.path.iter().map(|piece| encoded(piece)).collect();
        let address = format!("{}/{}", plain_base(&call.base), path.join("/"));
        format!("{}&{}&{}", call.method.as_str(), encoded(&address), encoded(&pairs.join("&")))
    }
}

/// `name="value"`, both decoded.
fn pair(text: &str) -> Option<(String, String)> {
    let (name, value) = text.trim().split_once('=')?;
    let value = value.trim().strip_prefix('"')?.strip_suffix('"')?;
    Some((decoded(name.trim())?, decoded(value)?))
}

/// An address as it is signed: small letters in the host, no port that goes without saying.
fn plain_base(base: &str) -> String {
    let (scheme, rest) = base.split_once("://").unwrap_or(("http", base));
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.to_ascii_lowercase();
    let usual = if scheme == "https" { ":443" } else { ":80" };
    format!("{scheme}://{}/{path}", host.strip_suffix(usual).unwrap_or(&host))
}

/// Base64 of HMAC-SHA1.
fn signature(key: &str, text: &str) -> String {
    STANDARD.encode(hex::decode(hmac_sha1(key, text.as_bytes())).unwrap_or_default())
}

/// Everything but letters, digits and `-._~` as percent and two capital digits (RFC 5849, section 3.6).
pub fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            safe.push(char::from(byte));
        } else {
            safe.push('%');
            safe.push_str(&hex::encode_upper([byte]));
        }
    }
    safe
}

/// The other way; none where percent signs or bytes are wrong.
fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, more @ ..] = rest {
        if *first == b'%' {
            bytes.extend(hex::decode(more.get(..2)?).ok()?);
            rest = more.get(2..)?;
        } else {
            bytes.push(*first);
            rest = more;
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::{decoded, encoded, pair, plain_base, signature};

    #[test]
    fn the_example_of_the_documents_comes_out() {
        // X's page on creating a signature, key and all
        let key = "kAcSOqF21Fu85e7zjz7ZN2U4ZRhfV3WpwPAoE3Z7kBw&LswwdoUaIvS8ltyTt5jkRh4J50vUPVVHtR2YPi5kE";
        let base = "POST&https%3A%2F%2Fapi.x.com%2F1.1%2Fstatuses%2Fupdate.json&include_entities%3Dtrue%26\
                    oauth_consumer_key%3Dxvz1evFS4wEEPTGEFPHBog%26\
                    oauth_nonce%3DkYjzVBB8Y0ZFabxSWbWovY3uYSQ2pTgmZeNu2VS4cg%26oauth_signature_method%3DHMAC-SHA1%26\
                    oauth_timestamp%3D1318622958%26\
                    oauth_token%3D370773112-GmHxMAgYyLbNEtIKZeRNFsMKPR9EyMZeS9weJAEb%26oauth_version%3D1.0%26\
                    status%3DHello%2520Ladies%2520%252B%2520Gentlemen%252C%2520a%2520signed%2520OAuth%2520request%2521";
        assert_eq!(signature(key, base), "Ls93hJiZbQ3akF3HF3x1Bz8/zU4=");
        let status = "Hello Ladies + Gentlemen, a signed OAuth request!";
        assert!(base.ends_with(&encoded(&format!("status={}", encoded(status)))));
    }

    #[test]
    fn what_is_encoded_comes_back_and_nonsense_does_not() {
        for text in ["", "a b+c&=%", "عروض الشتاء 👍", "-._~"] {
            assert_eq!(decoded(&encoded(text)).as_deref(), Some(text));
        }
        for text in ["%", "%4", "%zz", "%ff"] {
            assert_eq!(decoded(text), None, "{text}");
        }
        assert_eq!(pair(r#" oauth_nonce="a%2Bb""#), Some(("oauth_nonce".to_owned(), "a+b".to_owned())));
        assert_eq!(pair("oauth_nonce=a"), None);
        assert_eq!(plain_base("http://LOCALHOST:80/twitter/ads"), "http://localhost/twitter/ads");
        assert_eq!(plain_base("http://127.0.0.1:8081/twitter/ads"), "http://127.0.0.1:8081/twitter/ads");
    }
}
