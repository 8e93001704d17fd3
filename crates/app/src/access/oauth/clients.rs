//! Who a client is, and how it proves that.

use axum::http::{HeaderMap, header};
use base64::Engine;
use cmis_base::{
    id::{Id, Member, Org},
    permission::Permissions,
    secret::{same, token_hash},
};
use cmis_db::Conn;
use url::form_urlencoded;

use super::{error::OAuthError, form::Form, queries};

/// Start of the client id of an org's app.
pub const APP_ID_PREFIX: &str = "cmis_app_";
/// Start of the client id of a client that registered itself.
pub const DYNAMIC_ID_PREFIX: &str = "cmis_dyn_";
/// Start of every client secret.
pub const SECRET_PREFIX: &str = "cmis_sec_";

/// A client: an org's app, or one that registered itself.
#[derive(Clone, Debug)]
pub struct Client {
    /// Public name of the client on the wire.
    pub client_id: String,
    /// What people call it; its own claim when it registered itself.
    pub name: String,
    /// SHA-256 of its secret; none for a public client.
    pub secret_hash: Option<Vec<u8>>,
    /// Where codes may be sent.
    pub redirect_uris: Vec<String>,
    /// The org that an app belongs to: it gets tokens for no other.
    pub org_id: Option<Id<Org>>,
    /// Who made the app.
    pub created_by: Option<Id<Member>>,
    pub(super) scopes: Option<Vec<String>>,
}

impl Client {
    /// A client that registers itself.
    pub const fn dynamic(
        client_id: String,
        name: String,
        secret_hash: Option<Vec<u8>>,
        redirect_uris: Vec<String>,
    ) -> Self {
        Self { client_id, name, secret_hash, redirect_uris, org_id: None, created_by: None, scopes: None }
    }

    /// Whether it keeps a secret.
    pub const fn is_confidential(&self) -> bool {
        self.secret_hash.is_some()
    }

    /// What it may ask for at most; none when it registered itself: then only the person's consent bounds it.
    pub fn scopes(&self) -> Option<Permissions> {
        self.scopes.as_ref().map(|words| Permissions::from_words(words.iter().map(String::as_str)))
    }

    /// Those of some scopes that it may have.
    pub fn bound(&self, scopes: Permissions) -> Permissions {
        scopes.and(self.scopes().unwrap_or(scopes))
    }
}

/// The client of an id, as anybody may write it.
pub async fn find(conn: &mut Conn, client_id: &str) -> Result<Option<Client>, sqlx::Error> {
    let is_ours = client_id.len() <= 64
        && (client_id.starts_with(APP_ID_PREFIX) || client_id.starts_with(DYNAMIC_ID_PREFIX))
        && client_id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'));
    if is_ours { queries::find_client(conn, client_id).await } else { Ok(None) }
}

/// The client that sends the request: by `client_secret_basic`, `client_secret_post`, or its id alone when it is public.
pub async fn authenticate(conn: &mut Conn, headers: &HeaderMap, form: &Form) -> Result<Client, OAuthError> {
    let (client_id, secret) = match headers.get(header::AUTHORIZATION) {
        Some(value) => {
            let (id, secret) = value.to_str().ok().and_then(basic).ok_or(OAuthError::invalid_client())?;
            if form.get("client_secret").is_some() {
                return Err(OAuthError::invalid_request("Authenticate the client in one way only"));
            }
            if form.get("client_id").is_some_and(|named| named != id) {
                return Err(OAuthError::invalid_request("client_id is not the authenticated client"));
            }
            (id, Some(secret))
        }
        None => {
            let id = form.get("client_id").ok_or(OAuthError::invalid_client())?;
            (id.to_owned(), form.get("client_secret").map(str::to_owned))
        }
    };
    let client = find(conn, &client_id).await?.ok_or(OAuthError::invalid_client())?;
    let proven = match (&client.secret_hash, secret.filter(|secret| !secret.is_empty())) {
        (Some(hash), Some(secret)) => same(hash, &token_hash(&secret)),
        (None, None) => true,
        _ => false,
    };
    if proven { Ok(client) } else { Err(OAuthError::invalid_client()) }
}

/// Id and secret of `Basic …`, each form-encoded (RFC 6749, 2.3.1).
fn basic(value: &str) -> Option<(String, String)> {
    let (scheme, text) = value.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let bytes = base64::engine::general_purpose::STANDARD.decode(text.trim()).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((decoded(id)?, decoded(secret)?))
}

fn decoded(text: &str) -> Option<String> {
    if text.contains(['&', '=']) {
        return None;
    }
    Some(form_urlencoded::parse(text.as_bytes()).next().map(|(name, _)| name.into_owned()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::basic;

    #[test]
    fn basic_credentials_are_form_encoded() {
        // "a%5Fb:c+d" and "a&b:c"
        assert_eq!(basic("Basic YSU1RmI6Yytk"), Some(("a_b".into(), "c d".into())));
        assert_eq!(basic("basic YSU1RmI6"), Some(("a_b".into(), String::new())));
        assert_eq!(basic("Basic YSZiOmM="), None);
        assert_eq!(basic("Bearer YSU1RmI6Yytk"), None);
    }
}
