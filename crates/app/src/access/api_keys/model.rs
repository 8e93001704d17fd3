//! What an API key is, and what one may be given. Pure.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{ApiKey, Id, Member},
    permission::Permissions,
};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::FromRow;
use utoipa::ToSchema;

use crate::http::{check::Check, words::Say};

/// How much of a key is kept readable, for people to recognise it: `cmis_live_` and six characters.
pub const SHOWN: usize = 16;

/// The member who made something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Creator {
    /// Id of the membership.
    pub id: Id<Member>,
    /// Shown name.
    pub name: String,
}

/// An API key, without its secret.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ApiKey)]
pub struct ApiKeyView {
    /// Id.
    pub id: Id<ApiKey>,
    /// What people call it.
    pub name: String,
    /// Its first 16 characters.
    pub prefix: String,
    /// The permissions that it was made for; it holds those of them that its creator holds.
    pub scopes: Vec<String>,
    /// When it stops to work; null for never.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to about ten seconds.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Who made it.
    pub created_by: Creator,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// A new API key with its secret.
#[derive(Debug, Serialize, ToSchema)]
pub struct NewApiKey {
    /// The key.
    #[serde(flatten)]
    pub view: ApiKeyView,
    /// The secret: shown this once, stored as a hash.
    pub key: String,
}

/// A row of `api_keys` with its creator.
#[derive(Clone, Debug, FromRow)]
pub struct KeyRow {
    /// Id.
    pub id: Id<ApiKey>,
    /// Name.
    pub name: String,
    /// First characters.
    pub prefix: String,
    /// Scope words.
    pub scopes: Vec<String>,
    /// End.
    pub expires_at: Option<DateTime<Utc>>,
    /// Last use.
    pub last_used_at: Option<DateTime<Utc>>,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// The creator's membership.
    pub created_by: Id<Member>,
    /// The creator's name.
    pub creator_name: String,
    /// The creator's role.
    pub creator_role: String,
    /// Revocation.
    pub revoked_at: Option<DateTime<Utc>>,
}

impl From<KeyRow> for ApiKeyView {
    fn from(row: KeyRow) -> Self {
        Self {
            id: row.id,
            name: row.name,
            prefix: row.prefix,
            scopes: row.scopes,
            expires_at: row.expires_at,
            last_used_at: row.last_used_at,
            created_at: row.created_at,
            created_by: Creator { id: row.created_by, name: row.creator_name },
            revoked_at: row.revoked_at,
        }
    }
}

impl KeyRow {
    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        json!({"name": self.name, "prefix": self.prefix, "scopes": self.scopes, "expires_at": self.expires_at})
    }
}

/// Required scopes, all known and all within `own`; those beyond are named.
pub fn scopes_within(
    check: &mut Check,
    field: &str,
    words: Option<Vec<String>>,
    own: Permissions,
) -> Option<Permissions> {
    let scopes = check.scopes(field, words)?;
    let beyond: Vec<&str> =
        scopes.iter().filter(|scope| !own.has(*scope)).map(cmis_base::permission::Permission::as_str).collect();
    if beyond.is_empty() {
        return Some(scopes);
    }
    check.fail(field, Say::new("check-scopes-beyond").with("scopes", beyond.join(", ")));
    None
}

/// Whether one life ends after another; `None` never ends.
pub fn outlives(life: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> bool {
    match (life, other) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(life), Some(other)) => life > other,
    }
}

#[cfg(test)]
mod tests {
    use super::outlives;
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn never_outlives_everything_but_never() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).expect("instant");
        let later = at + TimeDelta::seconds(1);
        assert!(outlives(None, Some(at)) && outlives(Some(later), Some(at)));
        assert!(!outlives(None, None) && !outlives(Some(at), None) && !outlives(Some(at), Some(at)));
    }
}
