//! Signed things: access tokens (JWT, HS256 under a derived key) and expiring addresses.

use base64::Engine;
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Session, User},
    secret::{KeyRing, hmac, same},
};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

/// Life of an access token.
pub const ACCESS_SECONDS: i64 = 900;
/// How far the clocks of two nodes may differ.
const LEEWAY: i64 = 5;

/// Signs with the newest key, verifies with every key of the ring.
pub struct Signer {
    encoding: EncodingKey,
    decoding: Vec<DecodingKey>,
    address_keys: Vec<[u8; 32]>,
    successor_keys: Vec<[u8; 32]>,
    link_key: [u8; 32],
    validation: Validation,
    issuer: String,
}

/// What an access token says: the person and the login, nothing else.
#[derive(Debug, Serialize, Deserialize)]
pub struct Claims {
    /// The person.
    pub sub: Id<User>,
    /// The login.
    pub sid: Id<Session>,
    /// Seconds since 1970 when it was made.
    pub iat: i64,
    /// Seconds since 1970 when it ends.
    pub exp: i64,
    /// The installation.
    pub iss: String,
}

/// Why a token does not hold.
#[derive(Debug, PartialEq, Eq)]
pub enum BadToken {
    /// Was good once.
    Expired,
    /// Never was.
    Invalid,
}

impl Signer {
    /// A signer for one installation.
    pub fn new(keys: &KeyRing, issuer: impl Into<String>) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        // the time is compared with the injected clock below
        validation.validate_exp = false;
        validation.required_spec_claims.clear();
        Self {
            encoding: EncodingKey::from_secret(keys.derive("access tokens").as_slice()),
            decoding: keys
                .derive_all("access tokens")
                .iter()
                .map(|key| DecodingKey::from_secret(key.as_slice()))
                .collect(),
            address_keys: keys.derive_all("signed addresses").iter().map(|key| **key).collect(),
            successor_keys: keys.derive_all("refresh tokens").iter().map(|key| **key).collect(),
            link_key: *keys.derive("registration links"),
            validation,
            issuer: issuer.into(),
        }
    }

    /// What follows a refresh token, by the newest key first. A token has one successor and no more: whoever presents it
    /// twice gets the same one, and nobody computes it without the installation's key.
    pub fn successors(&self, prefix: &str, token: &str) -> Vec<String> {
        self.successor_keys.iter().map(|key| bearer(prefix, &hmac(key, token.as_bytes()))).collect()
    }

    /// The token of a registration's link: the same each time that it is mailed.
    pub fn registration_token(&self, id: uuid::Uuid) -> String {
        bearer("vfy_", &hmac(&self.link_key, id.as_bytes()))
    }

    /// An access token for a login.
    pub fn access_token(
        &self,
        user: Id<User>,
        session: Id<Session>,
        now: DateTime<Utc>,
    ) -> Result<String, jsonwebtoken::errors::Error> {
        let iat = now.timestamp();
        let claims = Claims { sub: user, sid: session, iat, exp: iat + ACCESS_SECONDS, iss: self.issuer.clone() };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &self.encoding)
    }

    /// What a token says, if it holds now.
    pub fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Claims, BadToken> {
        let claims = self
            .decoding
            .iter()
            .find_map(|key| jsonwebtoken::decode::<Claims>(token, key, &self.validation).ok())
            .ok_or(BadToken::Invalid)?
            .claims;
        if claims.iss != self.issuer || claims.iat > now.timestamp() + LEEWAY {
            return Err(BadToken::Invalid);
        }
        if claims.exp + LEEWAY <= now.timestamp() {
            return Err(BadToken::Expired);
        }
        Ok(claims)
    }

    /// `path?expires=…&signature=…`: whoever has it may read it until then.
    pub fn sign_address(&self, path: &str, now: DateTime<Utc>, life: TimeDelta) -> String {
        let expires = (now + life).timestamp();
        let signature = hex::encode(hmac(&self.address_keys[0], format!("{path}\n{expires}").as_bytes()));
        format!("{path}?expires={expires}&signature={signature}")
    }

    /// Whether the signature of an address holds now.
    pub fn address_holds(&self, path: &str, expires: i64, signature: &str, now: DateTime<Utc>) -> bool {
        let Ok(given) = hex::decode(signature) else { return false };
        let message = format!("{path}\n{expires}");
        now.timestamp() < expires && self.address_keys.iter().any(|key| same(&hmac(key, message.as_bytes()), &given))
    }
}

fn bearer(prefix: &str, bytes: &[u8]) -> String {
    format!("{prefix}{}", base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::{BadToken, Signer};
    use chrono::{DateTime, TimeDelta};
    use cmis_base::{id::Ids, secret::KeyRing};

    #[test]
    fn a_token_holds_for_its_time_and_its_installation_only() {
        let ring = |key: &str| KeyRing::parse([key]).expect("key");
        let (one, two) = (KeyRing::generate(), KeyRing::generate());
        let signer = Signer::new(&ring(&one), "https://a");
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("instant");
        let ids = Ids::system();
        let token = signer.access_token(ids.next(), ids.next(), now).expect("signed");
        assert!(signer.verify(&token, now).is_ok());
        assert_eq!(signer.verify(&token, now + TimeDelta::minutes(16)).unwrap_err(), BadToken::Expired);
        assert_eq!(Signer::new(&ring(&two), "https://a").verify(&token, now).unwrap_err(), BadToken::Invalid);
        assert_eq!(Signer::new(&ring(&one), "https://b").verify(&token, now).unwrap_err(), BadToken::Invalid);
        // algorithm confusion: the same claims under "none"
        let body = token.split('.').nth(1).expect("claims");
        assert_eq!(signer.verify(&format!("eyJhbGciOiJub25lIn0.{body}."), now).unwrap_err(), BadToken::Invalid);
    }

    #[test]
    fn a_signed_address_cannot_be_changed_or_kept() {
        let signer = Signer::new(&KeyRing::parse([KeyRing::generate().as_str()]).expect("key"), "x");
        let now = DateTime::from_timestamp(1_800_000_000, 0).expect("instant");
        let address = signer.sign_address("/api/files/1", now, TimeDelta::hours(1));
        let (_, query) = address.split_once('?').expect("query");
        let signature = query.rsplit('=').next().expect("signature");
        let expires = now.timestamp() + 3600;
        assert!(signer.address_holds("/api/files/1", expires, signature, now));
        assert!(!signer.address_holds("/api/files/2", expires, signature, now));
        assert!(!signer.address_holds("/api/files/1", expires + 1, signature, now));
        assert!(!signer.address_holds("/api/files/1", expires, signature, now + TimeDelta::hours(2)));
    }
}
