//! Exact throttling of guesses, in Postgres, shared by all nodes.
//!
//! A try is counted before it is made ([`enter`]) and given back when it was right ([`clear`], [`refund`]): however many are
//! made at once, no more than allowed get through.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_db::Conn;

use super::queries;
use crate::http::{error::ApiError, request::network};

/// One counter: its key, how many failures it allows and in which window.
#[derive(Clone, Debug)]
pub struct Gate {
    key: String,
    allowed: i32,
    window: TimeDelta,
}

impl Gate {
    /// Failed logins of one account from one address: 10 in 15 minutes.
    pub fn account_from(email: &str, address: IpAddr) -> Self {
        Self { key: format!("login:account:{email}|{}", network(address)), allowed: 10, window: TimeDelta::minutes(15) }
    }

    /// Failed logins of one account from anywhere: 100 in 15 minutes. Wide, so that strangers do not lock the owner out.
    pub fn account(email: &str) -> Self {
        Self { key: format!("login:account:{email}"), allowed: 100, window: TimeDelta::minutes(15) }
    }

    /// Wrong passwords of somebody who is signed in: 10 in 15 minutes. Strangers cannot use it up.
    pub fn confirmation(user: impl std::fmt::Display) -> Self {
        Self { key: format!("confirm:{user}"), allowed: 10, window: TimeDelta::minutes(15) }
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

    /// Exports of one person's or org's data: 5 a day, each of them a file.
    pub fn exports(whose: impl std::fmt::Display) -> Self {
        Self { key: format!("export:{whose}"), allowed: 5, window: TimeDelta::days(1) }
    }

    /// OAuth clients that one address may register: 20 an hour.
    pub fn registrations(address: IpAddr) -> Self {
        Self { key: format!("oauth:register:{}", network(address)), allowed: 20, window: TimeDelta::hours(1) }
    }

    /// Second-factor codes of one person: 10 in 15 minutes.
    pub fn codes(user: impl std::fmt::Display) -> Self {
        Self { key: format!("mfa:{user}"), allowed: 10, window: TimeDelta::minutes(15) }
    }

    fn refusal(&self, until: DateTime<Utc>, now: DateTime<Utc>) -> ApiError {
        let seconds = u64::try_from((until - now).num_seconds() + 1).unwrap_or(1);
        ApiError::rate_limited(seconds, u64::try_from(self.allowed).unwrap_or_default())
    }
}

/// 429 when one of the gates is shut. A cheap look before work; [`enter`] is what holds.
pub async fn pass(conn: &mut Conn, gates: &[Gate], now: DateTime<Utc>) -> Result<(), ApiError> {
    for gate in gates {
        if let Some(until) = queries::find_block(conn, &gate.key, now).await? {
            return Err(gate.refusal(until, now));
        }
    }
    Ok(())
}

/// Counts a try (or a use) on each gate; 429 when one is shut, and then none of them counts once the transaction ends.
pub async fn enter(conn: &mut Conn, gates: &[Gate], now: DateTime<Utc>) -> Result<(), ApiError> {
    let mut gates: Vec<&Gate> = gates.iter().collect();
    // everybody locks in the same order
    gates.sort_by(|a, b| a.key.cmp(&b.key));
    for gate in gates {
        if !take(conn, gate, now).await? {
            let until = queries::find_block(conn, &gate.key, now).await?.unwrap_or(now);
            return Err(gate.refusal(until, now));
        }
    }
    Ok(())
}

/// Counts a use of one gate; `false` when it is shut, for answers that must not tell.
pub async fn take(conn: &mut Conn, gate: &Gate, now: DateTime<Utc>) -> Result<bool, sqlx::Error> {
    queries::take_turn(conn, &gate.key, gate.allowed, now, now + gate.window, now - gate.window).await
}

/// Opens the gate again: a right password, a right code.
pub async fn clear(conn: &mut Conn, gate: &Gate) -> Result<(), sqlx::Error> {
    queries::clear_throttle(conn, &gate.key).await
}

/// A counted try turned out right: opens its own gate, and gives the try back on gates that others share.
pub async fn refund(conn: &mut Conn, own: &Gate, shared: &[Gate]) -> Result<(), sqlx::Error> {
    let mut gates: Vec<&Gate> = shared.iter().chain(std::iter::once(own)).collect();
    gates.sort_by(|a, b| a.key.cmp(&b.key));
    for gate in gates {
        if gate.key == own.key {
            queries::clear_throttle(conn, &gate.key).await?;
        } else {
            queries::give_back(conn, &gate.key).await?;
        }
    }
    Ok(())
}

/// Takes tries back that were not made.
pub async fn undo(conn: &mut Conn, gates: &[Gate]) -> Result<(), sqlx::Error> {
    let mut keys: Vec<&str> = gates.iter().map(|gate| gate.key.as_str()).collect();
    keys.sort_unstable();
    for key in keys {
        queries::give_back(conn, key).await?;
    }
    Ok(())
}

/// Opens every gate of an account's logins: its owner proved to be the owner, or is gone.
pub async fn forgive(conn: &mut Conn, email: &str) -> Result<(), sqlx::Error> {
    queries::clear_throttles_of(conn, &Gate::account(email).key).await
}
