//! The one way to call a platform as an integration: within the shared limits, with tokens that hold, and with what fails noted.

use cmis_base::{
    id::{Id, Integration, Org},
    platform::Platform,
};
use cmis_connectors::{
    platform::{
        Tokens,
        problem::{Class, Problem},
    },
    registry::Connector,
};

use super::{
    apps,
    limits::{self, Limited},
    queries,
    vault::{self, Held, VaultError},
};
use crate::state::App;

/// An integration that can be called: its connector as the app that it was granted to.
#[derive(Clone)]
pub struct Connected {
    /// The org.
    pub org: Id<Org>,
    /// Which.
    pub id: Id<Integration>,
    /// What people know it by.
    pub name: String,
    /// What the limits of the app that it calls as are counted by.
    pub limited: Limited,
    /// The platform.
    pub connector: Connector,
}

/// Why an integration cannot be called at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// There is none, or it is disconnected.
    Gone,
    /// It waits for a person to connect it again.
    NeedsReconnect,
    /// The app that it was granted to is no longer known here.
    NoApp,
}

/// A line to a platform.
pub struct Line {
    app: App,
    /// Whose.
    pub connected: Connected,
    held: Held,
}

impl Line {
    /// Opens a line with the newest tokens.
    ///
    /// # Errors
    /// When the database or the vault fails; what a person can mend is [`Closed`].
    pub async fn open(app: &App, org: Id<Org>, id: Id<Integration>) -> anyhow::Result<Result<Self, Closed>> {
        Self::open_in(app, org, id, &["active"]).await
    }

    /// The same of an integration that may be disconnected, for what ends it: its tokens are there until they were given back.
    ///
    /// # Errors
    /// As [`Line::open`].
    pub async fn open_to_end(app: &App, org: Id<Org>, id: Id<Integration>) -> anyhow::Result<Result<Self, Closed>> {
        Self::open_in(app, org, id, &["active", "disconnected"]).await
    }

    async fn open_in(
        app: &App,
        org: Id<Org>,
        id: Id<Integration>,
        statuses: &[&str],
    ) -> anyhow::Result<Result<Self, Closed>> {
        let mut tx = app.tenant(org).await?;
        let Some(row) = queries::access(&mut tx, org, id).await? else { return Ok(Err(Closed::Gone)) };
        match row.status.as_str() {
            status if statuses.contains(&status) => {}
            "needs_reconnect" => return Ok(Err(Closed::NeedsReconnect)),
            _ => return Ok(Err(Closed::Gone)),
        }
        let platform: Platform = row.platform.parse()?;
        let credentials = apps::granted(app, &mut tx, org, platform, &row.app_id, row.is_own_app)
            .await
            .map_err(|error| anyhow::anyhow!("the app of an integration: {error:?}"))?;
        let Some(credentials) = credentials else { return Ok(Err(Closed::NoApp)) };
        let held = match vault::newest(&mut tx, &app.keys, id).await {
            Err(VaultError::Missing) if row.status == "disconnected" => return Ok(Err(Closed::Gone)),
            held => held?,
        };
        tx.commit().await?;
        let connector = app.connectors.of(platform, credentials.app)?;
        let limited = Limited::of(row.app_id, row.is_own_app.then_some(org));
        let connected = Connected { org, id, name: row.name, limited, connector };
        Ok(Ok(Self { app: app.clone(), connected, held }))
    }

    /// Makes a call. `account` is the platform's id of what it is about, if it is about one. A token that has ended is refreshed and the call made once more, unless the
    /// first one may have done something.
    ///
    /// # Errors
    /// The platform's refusal, which is kept with the integration where a person should know of it. The outer one is ours.
    pub async fn ask<T, C, A>(&mut self, account: Option<&str>, call: C) -> anyhow::Result<Result<T, Problem>>
    where
        C: Fn(Connector, Tokens) -> A,
        A: Future<Output = Result<T, Problem>>,
    {
        let mut answer = self.once(account, &call).await?;
        if matches!(&answer, Err(problem) if problem.class == Class::Expired && !problem.may_have_happened) {
            match vault::refresh(&self.app, &self.connected, &self.held).await? {
                Ok(held) => {
                    self.held = held;
                    answer = self.once(account, &call).await?;
                    // fresh tokens that do not hold either are no token's fault
                    if let Err(problem) = &mut answer
                        && problem.class == Class::Expired
                    {
                        problem.class = Class::Revoked;
                    }
                }
                // what cannot be refreshed and has ended is as good as taken back
                Err(problem) => answer = Err(problem),
            }
        } else if matches!(&answer, Err(problem) if problem.class == Class::Revoked && !problem.may_have_happened)
            && self.catch_up().await?
        {
            answer = self.once(account, &call).await?;
        }
        if let Err(problem) = &answer {
            let mut tx = self.app.tenant(self.connected.org).await?;
            vault::note(&mut tx, &self.app, &self.connected, self.held.version, problem, self.app.now()).await?;
            tx.commit().await?;
        }
        Ok(answer)
    }

    /// Gets fresh tokens now.
    ///
    /// # Errors
    /// As [`vault::refresh`]; [`Class::Revoked`] with the code `not_refreshable` where these cannot be refreshed, which ends nothing.
    pub async fn refresh(&mut self) -> anyhow::Result<Result<(), Problem>> {
        let refreshed = vault::refresh(&self.app, &self.connected, &self.held).await?;
        Ok(refreshed.map(|held| self.held = held))
    }

    /// Gives the tokens back.
    ///
    /// # Errors
    /// The platform's refusal: it ends them by itself some day.
    pub async fn give_back(&mut self) -> Result<(), Problem> {
        self.connected.connector.sign_in.revoke(&self.held.tokens).await
    }

    /// Takes the tokens that somebody stored since these were read. Whether there are any.
    async fn catch_up(&mut self) -> anyhow::Result<bool> {
        let mut tx = self.app.tenant(self.connected.org).await?;
        let newest = vault::newest(&mut tx, &self.app.keys, self.connected.id).await;
        tx.commit().await?;
        let newest = match newest {
            // it was disconnected meanwhile
            Err(VaultError::Missing) => return Ok(false),
            newest => newest?,
        };
        let is_newer = newest.version > self.held.version;
        if is_newer {
            self.held = newest;
        }
        Ok(is_newer)
    }

    async fn once<T, C, A>(&self, account: Option<&str>, call: &C) -> anyhow::Result<Result<T, Problem>>
    where
        C: Fn(Connector, Tokens) -> A,
        A: Future<Output = Result<T, Problem>>,
    {
        let Connected { connector, limited, .. } = &self.connected;
        if let Err(early) = limits::check(&self.app, connector.platform, limited, account).await {
            return Ok(Err(early));
        }
        let answer = call(connector.clone(), self.held.tokens.clone()).await;
        limits::note(&self.app, connector.platform, limited, account, answer.as_ref().err()).await?;
        Ok(answer)
    }
}
