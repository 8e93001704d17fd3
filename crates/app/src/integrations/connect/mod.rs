//! A person's consent: what is asked, where they go, and what comes back.
//!
//! A state is random, good once, for ten minutes, for the person (or link) who began and for the org that it names in its first part. It is spent whatever comes of it. The exchange
//! happens while no transaction is open; then everything is stored at once: who granted, the tokens, and the accounts that they reach.

pub mod links;
pub mod queries;
pub mod routes;

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Integration, Member, Org},
    platform::Platform,
    secret::{Secret, expose, token, token_hash},
};
use cmis_connectors::platform::{AdAccount, Identity, Profile, Tokens, problem::Problem};
use cmis_db::Conn;
use serde_json::json;
use url::Url;
use uuid::Uuid;

use self::queries::Attempt;
use super::{
    apps,
    limits::{self, Limited},
    log::{self, Level, Line},
    model::{self, missing, refusal},
    profiles,
    queries::{self as integrations, Granted},
    sync::{self, objects::clean},
    vault::{self, MadeBy, VaultError},
};
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, constraint},
        words::Say,
    },
    state::App,
};

/// How long a person may take at the platform.
const TIME: TimeDelta = TimeDelta::minutes(10);
/// Accounts that are read at once; an org with more reads the rest with its first sync.
const MOST_ACCOUNTS: usize = 1000;
/// Pages of accounts that are asked for: an end that never comes is not waited for.
const MOST_PAGES: usize = 200;

/// Who connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// A member, in the web app or over the API.
    Member(Id<Member>),
    /// Whoever holds a reconnect link, on behalf of the member who made it.
    Link(Uuid, Id<Member>),
}

impl By {
    const fn columns(self) -> (Option<Id<Member>>, Option<Uuid>) {
        match self {
            Self::Member(member) => (Some(member), None),
            Self::Link(link, _) => (None, Some(link)),
        }
    }

    const fn member(self) -> Id<Member> {
        match self {
            Self::Member(member) | Self::Link(_, member) => member,
        }
    }
}

/// A sign-in that was begun.
pub struct Begun {
    /// Where the person goes.
    pub url: Url,
    /// Until when they may come back.
    pub expires_at: DateTime<Utc>,
}

/// Where a platform sends people back to.
pub fn callback_url(app: &App, platform: Platform) -> String {
    app.settings.link(&format!("/integrations/{platform}/callback"))
}

/// Where a platform sends what it announces: to the installation's app, or to an org's own.
pub fn webhook_url(app: &App, platform: Platform, own_app: Option<&str>) -> String {
    match own_app {
        None => app.settings.link(&format!("/api/webhooks/{platform}")),
        Some(id) => {
            let id: String = url::form_urlencoded::byte_serialize(id.as_bytes()).collect();
            // a space in an address's path is no plus
            app.settings.link(&format!("/api/webhooks/{platform}/{}", id.replace('+', "%20")))
        }
    }
}

/// The words of a state that are no secret: whose it is. The web app reads them to know where to go on.
pub fn org_of(state: &str) -> Option<Id<Org>> {
    state.split_once('.')?.0.parse().ok()
}

/// Begins a sign-in, to connect something new or to mend an integration.
pub async fn begin(
    app: &App,
    org: Id<Org>,
    by: By,
    platform: Platform,
    mends: Option<Id<Integration>>,
) -> Result<Begun, ApiError> {
    let now = app.now();
    let mut tx = app.tenant(org).await?;
    let credentials = apps::present(app, &mut tx, org, platform).await?.ok_or_else(|| no_app(platform))?;
    tx.commit().await?;
    let connector = app.connectors.of(platform, credentials.app.clone()).map_err(ApiError::internal)?;
    let back: Url = callback_url(app, platform).parse().map_err(ApiError::internal)?;
    let state = format!("{org}.{}", expose(&token("")));
    let begun = connector.sign_in.begin(&back, &state, now).await;
    let begun = begun.map_err(|problem| refusal(platform, &problem))?;

    let (member, link) = by.columns();
    let id = app.ids.next::<Attempt>().raw();
    let expires_at = now + TIME;
    let new = queries::NewAttempt {
        id,
        state_hash: token_hash(&state),
        platform: platform.as_str(),
        app_id: &credentials.app.id,
        is_own_app: credentials.is_own,
        member,
        link,
        mends,
        keep: begun.keep.as_ref().map(|keep| app.keys.seal(&place(id), expose(keep).as_bytes())),
        expires_at,
    };
    let mut tx = app.tenant(org).await?;
    queries::insert(&mut tx, org, &new, now).await?;
    tx.commit().await?;
    Ok(Begun { url: begun.url, expires_at })
}

/// Where what is kept of a sign-in is sealed for.
pub fn place(attempt: Uuid) -> String {
    format!("connect_attempts.keep:{attempt}")
}

/// 409: there is no app to connect with.
fn no_app(platform: Platform) -> ApiError {
    ApiError::conflict(Say::new("error-no-platform-app").word("platform", model::name_key(platform)))
}

fn wrong_state() -> ApiError {
    ApiError::new(ErrorCode::InvalidState, "error-connect-state")
}

/// What a finished sign-in came to.
pub struct Finished {
    /// The integration, new or mended.
    pub id: Id<Integration>,
    /// Whether it was there before.
    pub is_mended: bool,
}

/// Ends a sign-in with what the platform sent back.
pub async fn finish(
    app: &App,
    org: Id<Org>,
    by: By,
    actor: &Actor,
    platform: Platform,
    query: &BTreeMap<String, String>,
) -> Result<Finished, ApiError> {
    let state = query.get("state").map(String::as_str).unwrap_or_default();
    if org_of(state) != Some(org) {
        return Err(wrong_state());
    }
    let (member, link) = by.columns();
    let mut tx = app.tenant(org).await?;
    let spent = queries::spend(&mut tx, &token_hash(state), platform.as_str(), member, link, app.now()).await?;
    let attempt = spent.ok_or_else(wrong_state)?;
    let credentials = apps::granted(app, &mut tx, org, platform, &attempt.app_id, attempt.is_own_app).await?;
    tx.commit().await?;
    let credentials = credentials.ok_or_else(|| no_app(platform))?;
    let connector = app.connectors.of(platform, credentials.app).map_err(ApiError::internal)?;
    let keep = match &attempt.keep {
        Some(sealed) => {
            let plain = app.keys.open(&place(attempt.id), sealed).map_err(ApiError::internal)?;
            Some(Secret::from(std::str::from_utf8(&plain).map_err(ApiError::internal)?))
        }
        None => None,
    };
    let back: Url = callback_url(app, platform).parse().map_err(ApiError::internal)?;

    let asked = async {
        let tokens = connector.sign_in.finish(&back, query, keep.as_ref(), app.now()).await?;
        let identity = connector.sign_in.identify(&tokens).await?;
        let accounts = accounts(&connector, &tokens).await?;
        // without its pages it is connected all the same
        let profiles = reached_profiles(&connector, &tokens).await;
        Ok::<_, Problem>((tokens, identity, accounts, profiles))
    };
    let asked = asked.await;
    // what sign-ins are refused stops nobody's calls: anybody may come with codes that are none
    let limited = Limited::of(attempt.app_id.clone(), attempt.is_own_app.then_some(org));
    limits::note(app, platform, &limited, None, None).await?;
    let (tokens, identity, accounts, profiles) = asked.map_err(|problem| refusal(platform, &problem))?;

    let scopes = if identity.scopes.is_empty() { tokens.scopes.clone() } else { identity.scopes.clone() };
    let missing = missing(connector.sign_in.scopes(), &scopes);
    let identity = Identity { name: clean(&identity.name), ..identity };
    let brought = Brought { attempt, platform, identity, tokens, accounts, profiles, scopes, missing };
    let mut tx = app.tenant(org).await?;
    let finished = keep_grant(&mut tx, app, org, by, actor, &brought).await?;
    tx.commit().await?;
    Ok(finished)
}

/// The accounts that tokens reach.
async fn accounts(
    connector: &cmis_connectors::registry::Connector,
    tokens: &Tokens,
) -> Result<Vec<AdAccount>, Problem> {
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let page = connector.ads.ad_accounts(tokens, after.as_deref()).await?;
        found.extend(page.items);
        after = page.next;
        if after.is_none() || found.len() >= MOST_ACCOUNTS {
            break;
        }
    }
    found.truncate(MOST_ACCOUNTS);
    Ok(found)
}

/// The pages and profiles that tokens reach.
async fn reached_profiles(
    connector: &cmis_connectors::registry::Connector,
    tokens: &Tokens,
) -> Result<Vec<Profile>, Problem> {
    let Some(profiles) = &connector.profiles else { return Ok(Vec::new()) };
    let mut found = Vec::new();
    let mut after: Option<String> = None;
    for _ in 0..MOST_PAGES {
        let page = profiles.profiles(tokens, after.as_deref()).await?;
        found.extend(page.items);
        after = page.next;
        if after.is_none() || found.len() >= MOST_ACCOUNTS {
            break;
        }
    }
    found.truncate(MOST_ACCOUNTS);
    Ok(found)
}

/// Everything that a sign-in brought.
struct Brought {
    attempt: Attempt,
    platform: Platform,
    identity: Identity,
    tokens: Tokens,
    accounts: Vec<AdAccount>,
    profiles: Result<Vec<Profile>, Problem>,
    scopes: Vec<String>,
    missing: Vec<String>,
}

/// Stores it at once.
async fn keep_grant(
    conn: &mut Conn,
    app: &App,
    org: Id<Org>,
    by: By,
    actor: &Actor,
    brought: &Brought,
) -> Result<Finished, ApiError> {
    let now = app.now();
    let Brought { attempt, platform, identity, .. } = brought;
    let word = platform.as_str();
    // two who begun with the same link: the first one to come back spent it
    if let By::Link(link, _) = by
        && !queries::use_link(conn, link, now).await?
    {
        return Err(wrong_state());
    }
    let before = integrations::find_by_identity(conn, word, &identity.id).await?;
    if let Some(mends) = attempt.mends
        && before.map(|(id, _)| id) != Some(mends)
    {
        // the wrong person signed in at the platform: nothing of theirs is kept
        return Err(ApiError::conflict(Say::new("error-connect-other").with("name", identity.name.clone())));
    }
    let (id, version) = before.unwrap_or_else(|| (app.ids.next(), 0));
    let granted = Granted {
        id,
        platform: word,
        app_id: &attempt.app_id,
        is_own_app: attempt.is_own_app,
        identity,
        scopes: &brought.scopes,
        missing: &brought.missing,
    };
    if before.is_some() {
        integrations::granted_again(conn, &granted, now).await?;
    } else {
        integrations::insert(conn, org, by.member(), &granted, now).await.map_err(|error| {
            match constraint(&error) {
                Some("integrations_who_key") => ApiError::conflict("error-connect-meanwhile"),
                _ => error.into(),
            }
        })?;
    }
    vault::store(conn, &app.keys, (org, id), version, &brought.tokens, MadeBy::Consent, now).await.map_err(
        |error| match error {
            VaultError::Empty => refusal(*platform, &Problem::unreadable("The platform gave an empty token")),
            VaultError::Older => ApiError::conflict("error-connect-meanwhile"),
            other => ApiError::internal(other),
        },
    )?;
    let found: Vec<_> = brought.accounts.iter().map(|account| (app.ids.next(), account.clone())).collect();
    integrations::reach(conn, org, id, word, &found, now).await?;
    keep_profiles(conn, app, (org, id), brought).await?;
    // what was held goes on where it stood, and accounts that came over from an integration that is over are read by this one
    sync::accounts_chosen(conn, app, org, id, None).await?;
    let code = if before.is_some() { "reconnected" } else { "connected" };
    let line = Line::new(Level::Info, code).with("name", identity.name.clone()).with("accounts", found.len());
    log::write(conn, app, org, id, line, now).await?;
    if !brought.missing.is_empty() {
        let line = Line::new(Level::Warning, "scopes_missing").with("scopes", brought.missing.join(", "));
        log::write(conn, app, org, id, line, now).await?;
    }
    let told =
        json!({"name": identity.name, "platform": word, "ad_accounts": found.len(), "missing_scopes": brought.missing});
    let action = if before.is_some() { "integration.reconnected" } else { "integration.connected" };
    audit::record(conn, org, actor, now, Change::new(action, "integration", id).after(told)).await?;
    Ok(Finished { id, is_mended: before.is_some() })
}

/// Keeps which pages are reached, and has those announced that are used already.
async fn keep_profiles(
    conn: &mut Conn,
    app: &App,
    (org, id): (Id<Org>, Id<Integration>),
    brought: &Brought,
) -> Result<(), ApiError> {
    let now = app.now();
    match &brought.profiles {
        Ok(reached) => {
            let reached = profiles::listed(app, reached.clone());
            profiles::queries::reach(conn, (org, id), brought.platform.as_str(), &reached, now).await?;
        }
        // the first sync looks again
        Err(problem) => {
            let line = Line::problem(Level::Warning, "sync_profiles_failed", problem);
            log::write(conn, app, org, id, line, now).await?;
        }
    }
    Ok(profiles::settle_if_due(conn, app, org, id).await?)
}
