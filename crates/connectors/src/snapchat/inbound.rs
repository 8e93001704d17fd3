//! What comes to Snapchat's address. Snapchat sends no webhooks of its own that it documents, and no signature scheme of theirs is known:
//! what is taken is the plain dialect, of relays that watch an account.

use chrono::{DateTime, Utc};
use cmis_base::{platform::Platform, secret::Secret};

use super::Snapchat;
use crate::platform::{BadBody, Handshake, Inbound, Incoming, Notice, Unverified, plain::Plain};

const PLAIN: Plain = Plain::of(Platform::Snapchat);

impl Inbound for Snapchat {
    /// There is none.
    fn handshake(&self, call: Incoming<'_>, verify_token: &Secret, secrets: &[Secret]) -> Option<Handshake> {
        PLAIN.handshake(call, verify_token, secrets)
    }

    fn verify(&self, call: Incoming<'_>, secrets: &[Secret], now: DateTime<Utc>) -> Result<(), Unverified> {
        PLAIN.verify(call, secrets, now)
    }

    fn read(&self, call: Incoming<'_>) -> Result<Vec<Notice>, BadBody> {
        PLAIN.read(call)
    }
}
