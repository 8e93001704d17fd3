//! Exact throttling of guesses, in Postgres, shared by all nodes: per account and per address.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_db::Conn;

use super::queries;
use crate::http::error::ApiError;

/// One counter: its key, how many failures it allows and in which window.
#[derive(Clone, Debug)]
pub struct Gate {
    key: String,
    allowed: i32,
    window: TimeDelta,
}

impl Gate {
    /// Failed logins of one account: 10 in 15 minutes.
    pub fn account(email: &str) -> Self {
        Self { key: format!("login:account:{email}"), allowed: 10, window: TimeDelta::minutes(15) }
    }

    /// Failed logins from one address: 50 in 15 minutes (an office shares one).
    pub fn address(address: IpAddr) -> Self {
        Self { key: format!("login:address:{}", network(address)), allowed: 50, window: TimeDelta::minutes(15) }
    }

    /// Mails that one address may cause: 20 an hour.
    pub fn mails_by(address: IpAddr) -> Self {
        Self { key: format!("mail:address:{}", network(address)), allowed: 20, window: TimeDelta::hours(1) }
    }

    /// Mails of one kind to one recipient: 5 an hour.
    pub fn mails_to(email: &str) -> Self {
        Self { key: format!("mail:to:{email}"), allowed: 5, window: TimeDelta::hours(1) }
    }

    /// Invitations that one org may mail: 100 an hour.
    pub fn invitations_of(org: impl std::fmt::Display) -> Self {
        Self { key: format!("invite:org:{org}"), allowed: 100, window: TimeDelta::hours(1) }
    }

    /// Invitations to one recipient: 5 an hour, whoever invites.
    pub fn invitations_to(email: &str) -> Self {
        Self { key: format!("invite:to:{email}"), allowed: 5, window: TimeDelta::hours(1) }
    }

    /// OAuth clients that one address may register: 20 an hour.
    pub fn registrations(address: IpAddr) -> Self {
        Self { key: format!("oauth:register:{}", network(address)), allowed: 20, window: TimeDelta::hours(1) }
    }

    /// Second-factor codes of one person: 10 in 15 minutes.
    pub fn codes(user: impl std::fmt::Display) -> Self {
        Self { key: format!("mfa:{user}"), allowed: 10, window: TimeDelta::minutes(15) }
    }
}

/// An IPv6 customer has a whole /64.
fn network(address: IpAddr) -> String {
    match address {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let s = address.segments();
            format!("{:x}:{:x}:{:x}:{:x}::/64", s[0], s[1], s[2], s[3])
        }
    }
}

/// 429 when one of the gates is shut.
pub async fn pass(conn: &mut Conn, gates: &[Gate], now: DateTime<Utc>) -> Result<(), ApiError> {
    let keys: Vec<String> = gates.iter().map(|gate| gate.key.clone()).collect();
    let shut = queries::find_throttles(conn, &keys).await?.into_iter().filter_map(|found| found.blocked_until).max();
    match shut {
        Some(until) if until > now => {
            let seconds = u64::try_from((until - now).num_seconds() + 1).unwrap_or(1);
            Err(ApiError::rate_limited(seconds, u64::try_from(gates[0].allowed).unwrap_or_default()))
        }
        _ => Ok(()),
    }
}

/// Counts a failure (or a use) on each gate and shuts those that are full for the length of their window.
pub async fn count(conn: &mut Conn, gates: &[Gate], now: DateTime<Utc>) -> Result<(), sqlx::Error> {
    for gate in gates {
        #[expect(clippy::cast_precision_loss, reason = "windows are minutes")]
        let seconds = gate.window.num_seconds() as f64;
        if queries::count_failure(conn, &gate.key, seconds, now).await? >= gate.allowed {
            queries::block(conn, &gate.key, now + gate.window).await?;
        }
    }
    Ok(())
}

/// Opens the gate again: a right password, a right code.
pub async fn clear(conn: &mut Conn, gate: &Gate) -> Result<(), sqlx::Error> {
    queries::clear_throttle(conn, &gate.key).await
}
