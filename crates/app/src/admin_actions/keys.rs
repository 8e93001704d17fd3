//! API keys of orgs.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{ApiKey, Id, Org},
    secret::{Secret, expose, token, token_hash},
};
use serde::Serialize;
use serde_json::json;

use super::{actor, orgs, queries};
use crate::{
    access::{api_keys::model::SHOWN, identify::KEY_PREFIX},
    audit::{self, Change},
    http::{check::Check, error::ApiError},
    state::App,
};

/// A key to be made.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// Id or name of the org.
    pub org: String,
    /// Its name.
    pub name: String,
    /// Address of the member that it belongs to; the longest-serving admin when not given.
    pub member: Option<String>,
    /// Permissions; all of the member's when empty.
    pub scopes: Vec<String>,
    /// After how many days it stops to work; never when not given.
    pub days: Option<u32>,
}

/// A key in the list, without its secret.
#[derive(Debug, Serialize)]
pub struct KeySummary {
    /// Id.
    pub id: Id<ApiKey>,
    /// Its org.
    pub org_id: Id<Org>,
    /// The org's name.
    pub org: String,
    /// Its name.
    pub name: String,
    /// How it starts.
    pub prefix: String,
    /// Permissions.
    pub scopes: Vec<String>,
    /// Whose it is.
    pub member: String,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it stops to work.
    pub expires_at: Option<DateTime<Utc>>,
    /// Last use.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// Makes a key. This is the only time that it can be read.
pub async fn create(app: &App, new: &NewKey) -> Result<(Id<ApiKey>, Secret), ApiError> {
    let now = app.now();
    let mut tx = app.system("command line: create API key").await?;
    let org = orgs::find(&mut tx, &new.org).await?;
    let member = match &new.member {
        Some(email) => queries::find_member(&mut tx, org.id, email.trim())
            .await?
            .ok_or_else(|| ApiError::not_found("thing-member"))?,
        None => {
            queries::first_admin(&mut tx, org.id).await?.ok_or_else(|| ApiError::conflict("error-org-without-admin"))?
        }
    };
    let held = cmis_base::permission::Role::parse(&member.role).map(|role| role.permissions()).unwrap_or_default();
    let mut check = Check::new();
    let name = check.text("name", Some(new.name.clone()), 1..=120);
    let scopes = if new.scopes.is_empty() { Some(held) } else { check.scopes("scope", Some(new.scopes.clone())) };
    if scopes.is_some_and(|scopes| !held.covers(scopes)) {
        check.fail("scope", "error-scopes-beyond-member");
    }
    if new.days.is_some_and(|days| days == 0 || days > 3650) {
        check.fail("days", "check-future");
    }
    let (name, scopes) = check.finish(|| Some((name?, scopes?)))?;
    let (id, key) = (app.ids.next(), token(KEY_PREFIX));
    let row = queries::NewKeyRow {
        org: org.id,
        id,
        name: &name,
        prefix: &expose(&key)[..SHOWN],
        hash: &token_hash(expose(&key)),
        scopes: &scopes.words(),
        created_by: member.id,
        expires_at: new.days.map(|days| now + TimeDelta::days(i64::from(days))),
    };
    queries::insert_key(&mut tx, &row, now).await?;
    let change = Change::new("api_key.created", "api_key", id).after(json!({"name": name, "scopes": scopes.words()}));
    audit::record(&mut tx, org.id, &actor(), now, change).await?;
    tx.commit().await?;
    Ok((id, key))
}

/// The keys of one org, or of all.
pub async fn list(app: &App, org: Option<&str>) -> Result<Vec<KeySummary>, ApiError> {
    let mut tx = app.system("command line: list API keys").await?;
    let org = match org {
        Some(text) => Some(orgs::find(&mut tx, text).await?.id),
        None => None,
    };
    let keys = queries::list_keys(&mut tx, org).await?;
    tx.commit().await?;
    Ok(keys)
}

/// Revokes a key by its id or by how it starts.
pub async fn revoke(app: &App, key: &str) -> Result<(), ApiError> {
    let now = app.now();
    let mut tx = app.system("command line: revoke API key").await?;
    let id = key.parse::<Id<ApiKey>>().ok();
    let found = queries::find_keys(&mut tx, id, key.trim()).await?;
    let [(org, id)] = found[..] else { return Err(ApiError::not_found("thing-api-key")) };
    queries::revoke_key(&mut tx, org, id, now).await?;
    audit::record(&mut tx, org, &actor(), now, Change::new("api_key.revoked", "api_key", id)).await?;
    tx.commit().await?;
    Ok(())
}
