//! Signatures and fingerprints.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// HMAC-SHA256 in lower-case hex.
pub fn hmac_sha256(key: &str, text: &[u8]) -> String {
    Hmac::<Sha256>::new_from_slice(key.as_bytes())
        .map(|mac| hex::encode(mac.chain_update(text).finalize().into_bytes()))
        .unwrap_or_default()
}

/// HMAC-SHA1 in lower-case hex.
pub fn hmac_sha1(key: &str, text: &[u8]) -> String {
    Hmac::<sha1::Sha1>::new_from_slice(key.as_bytes())
        .map(|mac| hex::encode(mac.chain_update(text).finalize().into_bytes()))
        .unwrap_or_default()
}

/// SHA-256 in lower-case hex.
pub fn sha256(text: &[u8]) -> String {
    hex::encode(Sha256::digest(text))
}

/// SHA-256 in base64 for addresses: the challenge of PKCE.
pub fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// A cursor that callers need not understand.
pub fn opaque(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

/// What an opaque cursor holds.
pub fn opened(cursor: &str) -> Option<String> {
    String::from_utf8(URL_SAFE_NO_PAD.decode(cursor).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::{hmac_sha1, hmac_sha256};

    #[test]
    fn the_vectors_of_the_facts_come_out() {
        let body = br#"{"hello":"world"}"#;
        let sha256 = "b7b1e7e190c7aace9efb076f2394f2408bf389ed0398c526b97101ab2c84fed3";
        assert_eq!(hmac_sha256("test_secret", body), sha256);
        assert_eq!(hmac_sha1("test_secret", body), "3cf4f6de54c71fe21f03b5918c4b48bb83e3897a");
        let proof = "42b0dc9b544d9b8d4818b3d899e129b88d2e97382133bbbbb4297c27c18adb1b";
        assert_eq!(hmac_sha256("test_secret", b"TOKEN"), proof);
    }
}
