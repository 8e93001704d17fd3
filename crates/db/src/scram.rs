//! What PostgreSQL stores of a password (SCRAM-SHA-256, RFC 5803), computed here so that the password itself never
//! travels in a statement that the server may log.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use cmis_base::secret::hmac;
use sha2::{Digest, Sha256};

/// PostgreSQL's own default.
const ITERATIONS: u32 = 4096;

/// The verifier of an ASCII password.
pub(crate) fn verifier(password: &str, salt: [u8; 16]) -> String {
    let salted = pbkdf2(password.as_bytes(), &salt);
    let stored_key = Sha256::digest(hmac(&salted, b"Client Key"));
    let server_key = hmac(&salted, b"Server Key");
    format!(
        "SCRAM-SHA-256${ITERATIONS}:{}${}:{}",
        STANDARD.encode(salt),
        STANDARD.encode(stored_key),
        STANDARD.encode(server_key)
    )
}

/// The first block of PBKDF2-HMAC-SHA256, which is all that SCRAM uses.
fn pbkdf2(password: &[u8], salt: &[u8]) -> [u8; 32] {
    let mut round = hmac(password, &[salt, &1_u32.to_be_bytes()].concat());
    let mut sum = round;
    for _ in 1..ITERATIONS {
        round = hmac(password, &round);
        for (sum, byte) in sum.iter_mut().zip(round) {
            *sum ^= byte;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{pbkdf2, verifier};

    #[test]
    fn the_key_is_that_of_rfc_7677() {
        let salt = [0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81];
        assert_eq!(
            hex::encode(pbkdf2(b"pencil", &salt)),
            "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d"
        );
        assert!(verifier("pencil", salt).starts_with("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$"));
    }
}
