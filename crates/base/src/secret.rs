//! Secrets: random tokens, their hashes, and sealing at rest under a key ring.
//!
//! A [`Secret`] cannot be printed by accident. Sealed bytes are `key id (4) | nonce (12) | ciphertext`, AES-256-GCM, with
//! the place where they are stored (`table.column:row`) as associated data, so that a sealed value moved elsewhere does
//! not open.

use std::sync::Arc;

use aes_gcm::{
    Aes256Gcm, KeyInit, Nonce,
    aead::{Aead, Payload},
};
use base64::Engine;
use hmac::{Hmac, Mac};
use rand::RngExt;
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// Text that must not be printed; `expose_secret()` is the one way to it.
pub type Secret = SecretString;

/// Length of a key's id in front of sealed bytes.
const KEY_ID: usize = 4;
/// Length of an AES-GCM nonce.
const NONCE: usize = 12;

/// Why sealed bytes did not open.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The key that sealed them is not in the ring.
    #[error("sealed with key {0}, which this installation does not have")]
    UnknownKey(String),
    /// Cut short, changed, or moved from another place.
    #[error("sealed bytes are damaged or belong elsewhere")]
    Damaged,
}

/// Why a key ring could not be read.
#[derive(Debug, thiserror::Error)]
#[error("a key must be 64 hexadecimal digits")]
pub struct BadKey;

/// The key-encryption keys of the installation, newest first. The first one seals; all of them open.
#[derive(Clone)]
pub struct KeyRing(Arc<Vec<Key>>);

struct Key {
    id: [u8; KEY_ID],
    bytes: Zeroizing<[u8; 32]>,
}

impl KeyRing {
    /// A ring of keys written as 64 hexadecimal digits, newest first.
    pub fn parse<'a>(keys: impl IntoIterator<Item = &'a str>) -> Result<Self, BadKey> {
        let mut ring = Vec::new();
        for text in keys {
            let mut bytes = Zeroizing::new([0_u8; 32]);
            hex::decode_to_slice(text.trim(), bytes.as_mut_slice()).map_err(|_| BadKey)?;
            let mut id = [0_u8; KEY_ID];
            id.copy_from_slice(&Sha256::digest(bytes.as_slice())[..KEY_ID]);
            ring.push(Key { id, bytes });
        }
        if ring.is_empty() { Err(BadKey) } else { Ok(Self(Arc::new(ring))) }
    }

    /// A new random key as 64 hexadecimal digits, for writing into the key file.
    pub fn generate() -> Zeroizing<String> {
        Zeroizing::new(hex::encode(random_bytes::<32>()))
    }

    /// The id of the key that seals: eight hexadecimal digits of its SHA-256. Not a secret.
    pub fn fingerprint(&self) -> String {
        hex::encode(self.0[0].id)
    }

    /// The ids of all keys, newest first.
    pub fn fingerprints(&self) -> Vec<String> {
        self.0.iter().map(|key| hex::encode(key.id)).collect()
    }

    /// Seals `plain` for one `place`.
    pub fn seal(&self, place: &str, plain: &[u8]) -> Vec<u8> {
        let key = &self.0[0];
        let nonce = random_bytes::<NONCE>();
        let sealed = Aes256Gcm::new(key.bytes.as_slice().try_into().expect("keys are 32 bytes"))
            .encrypt(&Nonce::from(nonce), Payload { msg: plain, aad: place.as_bytes() })
            .expect("AES-GCM seals any message that fits in memory");
        [&key.id[..], &nonce, &sealed].concat()
    }

    /// Opens what [`KeyRing::seal`] made for the same place.
    pub fn open(&self, place: &str, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        if sealed.len() < KEY_ID + NONCE {
            return Err(SealError::Damaged);
        }
        let (id, rest) = sealed.split_at(KEY_ID);
        let (nonce, body) = rest.split_at(NONCE);
        let key = self.0.iter().find(|key| key.id == id).ok_or_else(|| SealError::UnknownKey(hex::encode(id)))?;
        let nonce: [u8; NONCE] = nonce.try_into().map_err(|_| SealError::Damaged)?;
        Aes256Gcm::new(key.bytes.as_slice().try_into().expect("keys are 32 bytes"))
            .decrypt(&Nonce::from(nonce), Payload { msg: body, aad: place.as_bytes() })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Damaged)
    }

    /// Whether `sealed` was made with the newest key.
    pub fn is_current(&self, sealed: &[u8]) -> bool {
        sealed.starts_with(&self.0[0].id)
    }

    /// A 256-bit key for one `purpose`, derived from the newest key (HMAC-SHA256 as the one-block HKDF expand).
    pub fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        derive(&self.0[0], purpose)
    }

    /// The keys for one `purpose`, newest first: what an older key signed still verifies.
    pub fn derive_all(&self, purpose: &str) -> Vec<Zeroizing<[u8; 32]>> {
        self.0.iter().map(|key| derive(key, purpose)).collect()
    }
}

fn derive(key: &Key, purpose: &str) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(hmac(key.bytes.as_slice(), purpose.as_bytes()))
}

impl std::fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "KeyRing({})", self.fingerprint())
    }
}

/// HMAC-SHA256.
pub fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes a key of any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Whether two byte strings are equal, in time that depends on their lengths only.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    use subtle::ConstantTimeEq;
    a.ct_eq(b).into()
}

/// Random bytes of the operating system's generator.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    let mut bytes = [0_u8; N];
    rand::rng().fill(&mut bytes[..]);
    bytes
}

/// A bearer token of 256 bits: `prefix` and 43 URL-safe characters.
pub fn token(prefix: &str) -> Secret {
    let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(random_bytes::<32>());
    Secret::from(format!("{prefix}{text}"))
}

/// What is stored of a token: its SHA-256. Tokens hold 256 random bits, so no slow hash is needed.
pub fn token_hash(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

/// The secret's text, for the one place that sends or stores it.
pub fn expose(secret: &Secret) -> &str {
    secret.expose_secret()
}

#[cfg(test)]
mod tests {
    use super::{KeyRing, SealError};

    fn ring(keys: &[&str]) -> KeyRing {
        KeyRing::parse(keys.iter().copied()).expect("keys")
    }

    #[test]
    fn sealed_bytes_open_only_in_their_place_and_unchanged() {
        let key = KeyRing::generate();
        let ring = ring(&[&key]);
        let mut sealed = ring.seal("users.mfa_secret:1", b"seed");
        assert_eq!(ring.open("users.mfa_secret:1", &sealed).expect("opens").as_slice(), b"seed");
        assert!(matches!(ring.open("users.mfa_secret:2", &sealed), Err(SealError::Damaged)));
        *sealed.last_mut().expect("bytes") ^= 1;
        assert!(matches!(ring.open("users.mfa_secret:1", &sealed), Err(SealError::Damaged)));
        assert!(matches!(ring.open("users.mfa_secret:1", &sealed[..9]), Err(SealError::Damaged)));
    }

    #[test]
    fn after_a_rotation_old_bytes_open_and_new_ones_use_the_new_key() {
        let (old, new) = (KeyRing::generate(), KeyRing::generate());
        let sealed = ring(&[&old]).seal("p", b"x");
        let both = ring(&[&new, &old]);
        assert!(both.open("p", &sealed).is_ok() && !both.is_current(&sealed));
        assert!(both.is_current(&both.seal("p", b"x")));
        assert!(matches!(ring(&[&new]).open("p", &sealed), Err(SealError::UnknownKey(_))));
    }
}
