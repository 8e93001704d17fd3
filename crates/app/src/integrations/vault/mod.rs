//! The tokens of integrations: sealed at rest, every version kept, the newest one used.
//!
//! A version is never changed and never taken back. New tokens are stored only by whoever saw the version before them, so that an older answer cannot
//! replace a newer one; empty ones are refused. One at a time refreshes: platforms that rotate end the old token with the first use of it.

pub mod queries;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Integration, Org},
    secret::{KeyRing, SealError, Secret, expose},
};
use cmis_connectors::platform::{
    Tokens,
    problem::{Class, Problem},
};
use cmis_db::Conn;

use super::{
    line::Connected,
    log::{self, Level, Line},
    queries as integrations,
};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    state::App,
};

/// How long one refresh may take before somebody else may try.
const TURN: TimeDelta = TimeDelta::seconds(150);
/// Tokens are refreshed when a tenth of their life is left,
const AHEAD: i32 = 10;
/// and at most so long before they end.
const AHEAD_AT_MOST: TimeDelta = TimeDelta::days(7);

/// A version of the tokens.
#[derive(Clone)]
pub struct Held {
    /// Counts from 1.
    pub version: i32,
    /// The tokens.
    pub tokens: Tokens,
}

/// Where the tokens came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeBy {
    /// A person consented.
    Consent,
    /// The platform gave fresh ones for the old.
    Refresh,
}

impl MadeBy {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Consent => "consent",
            Self::Refresh => "refresh",
        }
    }
}

/// Why tokens are not stored or read.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// The platform gave nothing that could be called with.
    #[error("the platform gave an empty token")]
    Empty,
    /// Newer ones are there.
    #[error("newer tokens are there already")]
    Older,
    /// There are none.
    #[error("there are no tokens of this version")]
    Missing,
    /// They do not open.
    #[error("the tokens cannot be opened: {0}")]
    Sealed(#[from] SealError),
    /// The database.
    #[error(transparent)]
    Database(#[from] sqlx::Error),
}

/// Where a token is sealed for: of one integration, one version and one field, so that none opens in another's place.
pub fn place(integration: Id<Integration>, version: i32, field: &str) -> String {
    format!("integration_tokens.{field}:{integration}:{version}")
}

/// When to refresh tokens of which the access token ends at an instant.
pub fn refresh_at(tokens: &Tokens, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let left = tokens.expires_at? - now;
    Some(now + (left - (left / AHEAD).min(AHEAD_AT_MOST)).max(TimeDelta::zero()))
}

/// Stores new tokens as the version after `seen`, in the transaction in which the integration's row is locked or new.
///
/// # Errors
/// [`VaultError::Older`] when the integration is past `seen`, [`VaultError::Empty`] when there is no access token.
pub async fn store(
    conn: &mut Conn,
    keys: &KeyRing,
    (org, integration): (Id<Org>, Id<Integration>),
    seen: i32,
    tokens: &Tokens,
    made_by: MadeBy,
    now: DateTime<Utc>,
) -> Result<i32, VaultError> {
    if expose(&tokens.access).trim().is_empty() {
        return Err(VaultError::Empty);
    }
    let version = seen + 1;
    if !queries::move_on(conn, integration, seen, version, tokens, refresh_at(tokens, now), now).await? {
        return Err(VaultError::Older);
    }
    let seal = |field: &str, secret: &Secret| keys.seal(&place(integration, version, field), expose(secret).as_bytes());
    let refresh = tokens.refresh.as_ref().filter(|secret| !expose(secret).is_empty());
    let row = queries::NewVersion {
        version,
        access: seal("access", &tokens.access),
        refresh: refresh.map(|secret| seal("refresh", secret)),
        expires_at: tokens.expires_at,
        refresh_expires_at: tokens.refresh_expires_at,
        made_by: made_by.as_str(),
    };
    queries::insert(conn, org, integration, &row, now).await?;
    Ok(version)
}

/// The newest tokens.
pub async fn newest(conn: &mut Conn, keys: &KeyRing, integration: Id<Integration>) -> Result<Held, VaultError> {
    let row = queries::newest(conn, integration).await?.ok_or(VaultError::Missing)?;
    let open = |field: &str, sealed: &[u8]| {
        let plain = keys.open(&place(integration, row.version, field), sealed)?;
        let text = std::str::from_utf8(&plain).map_err(|_| SealError::Damaged)?;
        Ok::<_, SealError>(Secret::from(text))
    };
    let tokens = Tokens {
        access: open("access", &row.access)?,
        refresh: row.refresh.as_deref().map(|sealed| open("refresh", sealed)).transpose()?,
        expires_at: row.expires_at,
        refresh_expires_at: row.refresh_expires_at,
        scopes: row.scopes,
    };
    Ok(Held { version: row.version, tokens })
}

/// Gets fresh tokens for those of version `seen`, or takes those that somebody else got meanwhile.
///
/// # Errors
/// A [`Class::Transient`] problem with a wait while somebody else is at it. When the platform says that the right is gone, the integration needs to be
/// connected again, and the problem says so.
pub async fn refresh(app: &App, connected: &Connected, seen: &Held) -> anyhow::Result<Result<Held, Problem>> {
    let (org, id, now) = (connected.org, connected.id, app.now());
    let mut tx = app.tenant(org).await?;
    let until = now + TURN;
    let is_mine = queries::take_turn(&mut tx, id, seen.version, now, until).await?;
    let newest = newest(&mut tx, &app.keys, id).await?;
    tx.commit().await?;
    if newest.version > seen.version {
        return Ok(Ok(newest));
    }
    if !is_mine {
        let wait = std::time::Duration::from_secs(5);
        return Ok(Err(Problem::new(Class::Transient, "refresh_under_way", "").after(Some(wait))));
    }
    // given back in any case: an attempt that was cut off is free again after TURN
    let answer = connected.connector.sign_in.refresh(&newest.tokens, now).await;
    let now = app.now();
    let mut tx = app.tenant(org).await?;
    queries::end_turn(&mut tx, id, until).await?;
    let outcome = match answer {
        Ok(Some(fresh)) => match store(&mut tx, &app.keys, (org, id), seen.version, &fresh, MadeBy::Refresh, now).await
        {
            Ok(version) => {
                integrations::verified(&mut tx, org, id, now).await?;
                let line = Line::new(Level::Info, "refreshed");
                log::write(&mut tx, app, org, id, line, now).await?;
                Ok(Held { version, tokens: fresh })
            }
            Err(VaultError::Older) => Ok(self::newest(&mut tx, &app.keys, id).await?),
            Err(VaultError::Empty) => Err(Problem::unreadable("The platform gave an empty token")),
            Err(error) => return Err(error.into()),
        },
        // these cannot be refreshed; they end when they end
        Ok(None) => {
            queries::never_refresh(&mut tx, id).await?;
            Err(Problem::new(Class::Revoked, "not_refreshable", ""))
        }
        Err(problem) => {
            // a person connected it anew meanwhile: what is said of the tokens before is no news
            let newest = self::newest(&mut tx, &app.keys, id).await?;
            match problem.class {
                _ if newest.version > seen.version => Ok(newest),
                Class::Expired => Err(Problem { class: Class::Revoked, ..problem }),
                _ => Err(problem),
            }
        }
    };
    if let Err(problem) = &outcome
        && problem.code != "not_refreshable"
    {
        note(&mut tx, app, connected, seen.version, problem, now).await?;
        queries::try_again(&mut tx, id, now + TimeDelta::minutes(10)).await?;
    }
    tx.commit().await?;
    Ok(outcome)
}

/// Keeps what failed with the integration, asked with the tokens of version `seen`. A right that was taken back makes it wait for a person, who is told once.
pub async fn note(
    conn: &mut Conn,
    app: &App,
    connected: &Connected,
    seen: i32,
    problem: &Problem,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let (org, id) = (connected.org, connected.id);
    // our own patience is no failure of the platform's
    if matches!(problem.code.as_str(), "shared_limit" | "refresh_under_way") {
        return Ok(());
    }
    let is_over = problem.class == Class::Revoked;
    if integrations::fail(conn, id, seen, problem, is_over, now).await? {
        let line = Line::problem(Level::Error, "needs_reconnect", problem);
        log::write(conn, app, org, id, line, now).await?;
        let told = serde_json::json!({
            "name": connected.name, "platform": connected.connector.platform, "class": problem.class.as_str(), "code": problem.code,
        });
        let change = Change::new("integration.needs_reconnect", "integration", id).after(told);
        audit::record(conn, org, &Actor::system(), now, change).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, TimeDelta, Utc};
    use cmis_base::secret::Secret;
    use cmis_connectors::platform::Tokens;

    use super::refresh_at;

    fn ending(after: TimeDelta, now: DateTime<Utc>) -> Tokens {
        let access = Secret::from("access");
        Tokens { access, refresh: None, expires_at: Some(now + after), refresh_expires_at: None, scopes: Vec::new() }
    }

    #[test]
    fn tokens_are_refreshed_while_they_still_hold() {
        let now = DateTime::UNIX_EPOCH;
        for (life, at) in [
            (TimeDelta::minutes(30), TimeDelta::minutes(27)),
            (TimeDelta::hours(2), TimeDelta::minutes(108)),
            (TimeDelta::days(60), TimeDelta::days(54)),
            (TimeDelta::days(365), TimeDelta::days(358)),
            (TimeDelta::seconds(-5), TimeDelta::zero()),
        ] {
            assert_eq!(refresh_at(&ending(life, now), now), Some(now + at), "{life}");
        }
        let for_ever = Tokens { expires_at: None, ..ending(TimeDelta::zero(), now) };
        assert_eq!(refresh_at(&for_ever, now), None);
    }
}
