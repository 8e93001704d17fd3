//! The token address: codes, refresh tokens and an app's own credentials against access tokens.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::Response,
};
use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Grant, Id, Org},
    permission::Permissions,
    secret::{Secret, expose, token as new_token, token_hash},
};
use cmis_db::{Conn, Tx};
use serde_json::{Value, json};

use crate::{
    access::{
        caller::Actor,
        identify::APP_PREFIX,
        oauth::{
            ACCESS_LIFE, REFRESH_LIFE,
            clients::{self, Client},
            error::{OAuthError, answer},
            form::Form,
            model,
            queries::{self, NewGrant, NewToken, Standing},
            wire::{Refusal, TokenAnswer, TokenRequest},
        },
    },
    audit::{self, Change},
    http::request::Origin,
    state::App,
    users::model::{Rotation, rotation},
};

/// Start of every refresh token.
pub const REFRESH_PREFIX: &str = "cmis_or_";

/// A request for a token.
struct Asking<'a> {
    app: &'a App,
    origin: &'a Origin,
    form: &'a Form,
    client: &'a Client,
    now: DateTime<Utc>,
}

/// Get tokens (RFC 6749, OAuth 2.1)
#[utoipa::path(post, path = "/oauth/token", tag = "OAuth", request_body(content = TokenRequest, content_type = "application/x-www-form-urlencoded"), security((), ("client" = [])),
    responses((status = 200, body = TokenAnswer, description = "Tokens"), (status = 400, body = Refusal, description = "The request or what it names does not hold"), (status = 401, body = Refusal, description = "The client did not prove who it is"), (status = 413, body = Refusal, description = "The body is too large"), (status = 429, body = Refusal, description = "Too often"), (status = 500, body = Refusal, description = "Our fault"), (status = 503, body = Refusal, description = "Retrying helps")))]
pub async fn token(
    State(app): State<App>,
    origin: Origin,
    headers: HeaderMap,
    form: Form,
) -> Result<Response, OAuthError> {
    let mut tx = app.system("hand out OAuth token").await?;
    let client = clients::authenticate(&mut tx, &headers, &form).await?;
    let asking = Asking { app: &app, origin: &origin, form: &form, client: &client, now: app.now() };
    if form.get("resource").is_some_and(|resource| !model::is_resource(&app.settings.origin(), resource)) {
        return Err(OAuthError::new("invalid_target", "The resource is not served here"));
    }
    queries::touch_client(&mut tx, &client, asking.now).await?;
    let body = match form.need("grant_type", "grant_type is missing")? {
        "authorization_code" => exchange_code(&asking, tx).await?,
        "refresh_token" => refresh(&asking, tx).await?,
        "client_credentials" => act_for_itself(&asking, tx).await?,
        _ => return Err(OAuthError::new("unsupported_grant_type", "This grant type is not supported")),
    };
    Ok(answer(StatusCode::OK, &body))
}

async fn exchange_code(asking: &Asking<'_>, mut tx: Tx) -> Result<Value, OAuthError> {
    let Asking { form, client, now, .. } = *asking;
    let code = form.need("code", "code is missing")?;
    let verifier = form.need("code_verifier", "code_verifier is missing")?;
    let gone = || OAuthError::invalid_grant("The code is unknown, expired or was used before");
    let hash = token_hash(code);
    let row = queries::find_code(&mut tx, &hash).await?.ok_or_else(gone)?;
    if row.standing.client_id != client.client_id {
        return Err(gone());
    }
    if row.used_at.is_some() {
        // somebody has a copy of the code: what was handed out for it may be in the wrong hands
        end(asking, tx, &row.standing, "oauth_grant.code_reused").await?;
        return Err(gone());
    }
    if row.expires_at <= now || !row.standing.is_live {
        return Err(gone());
    }
    if form.get("redirect_uri").is_some_and(|uri| uri != row.redirect_uri) {
        return Err(OAuthError::invalid_grant("redirect_uri is not the one that the code was sent to"));
    }
    if !model::verifier_fits(verifier, &row.code_challenge) {
        return Err(OAuthError::invalid_grant("code_verifier does not belong to the code_challenge"));
    }
    let resource = |text: &str| text.trim_end_matches('/').to_owned();
    if let (Some(asked), Some(granted)) = (form.get("resource"), row.resource.as_deref())
        && resource(asked) != resource(granted)
    {
        return Err(OAuthError::new("invalid_target", "The code was granted for another resource"));
    }
    queries::use_code(&mut tx, &hash, now).await?;
    let scopes = client.bound(row.standing.scopes());
    let body = issue(&mut tx, (row.standing.org_id, row.standing.grant_id), (scopes, Some(scopes)), now).await?;
    tx.commit().await?;
    Ok(body)
}

async fn refresh(asking: &Asking<'_>, mut tx: Tx) -> Result<Value, OAuthError> {
    let Asking { app, form, client, now, .. } = *asking;
    let gone = || OAuthError::invalid_grant("The refresh token is unknown, expired or revoked");
    let token = form.need("refresh_token", "refresh_token is missing")?;
    let hash = token_hash(token);
    let row = queries::find_token(&mut tx, &hash)
        .await?
        .filter(|row| row.kind == "refresh" && row.standing.client_id == client.client_id)
        .ok_or_else(gone)?;
    if row.expires_at <= now || !row.standing.is_live {
        return Err(gone());
    }
    let successors = app.signer.successors(REFRESH_PREFIX, token);
    let live = live_successor(&mut tx, &row.standing, &successors).await?;
    let decided = rotation(row.rotated_at, live.is_some(), now);
    if decided == Rotation::Reused {
        end(asking, tx, &row.standing, "oauth_grant.refresh_token_reused").await?;
        return Err(gone());
    }
    let held = client.bound(row.scopes().and(row.standing.scopes()));
    let scopes = narrowed(form, held)?;
    let place = (row.standing.org_id, row.standing.grant_id);
    let mut body = issue(&mut tx, place, (scopes, None), now).await?;
    let next = match live.filter(|_| decided == Rotation::Repeat) {
        Some(live) => live,
        None => {
            queries::rotate_token(&mut tx, &hash, now).await?;
            let next = successors.into_iter().next().ok_or_else(gone)?;
            keep(&mut tx, place, "refresh", held, (&next, REFRESH_LIFE), now).await?;
            next
        }
    };
    body["refresh_token"] = next.into();
    tx.commit().await?;
    Ok(body)
}

/// Which of the tokens that may follow a refresh token is the consent's live one.
async fn live_successor(
    tx: &mut Conn,
    standing: &Standing,
    successors: &[String],
) -> Result<Option<String>, sqlx::Error> {
    let hashes: Vec<Vec<u8>> = successors.iter().map(|token| token_hash(token)).collect();
    let live = queries::live_token(tx, standing.org_id, standing.grant_id, &hashes).await?;
    Ok(live.and_then(|live| {
        successors.iter().zip(&hashes).find(|(_, hash)| **hash == live).map(|(token, _)| token.clone())
    }))
}

/// An org's confidential app without a person: it acts as the member who made it, within its scopes.
async fn act_for_itself(asking: &Asking<'_>, mut tx: Tx) -> Result<Value, OAuthError> {
    let Asking { app, origin, form, client, now } = *asking;
    let (true, Some(org), Some(member), Some(scopes)) =
        (client.is_confidential(), client.org_id, client.created_by, client.scopes())
    else {
        return Err(OAuthError::new("unauthorized_client", "Only a confidential app of an organization may do this"));
    };
    let role = queries::acting_role(&mut tx, org, member)
        .await?
        .ok_or(OAuthError::new("unauthorized_client", "Whoever made the app is no active member any more"))?;
    let asked = narrowed(form, scopes)?.and(role.permissions());
    if asked == Permissions::NONE {
        return Err(OAuthError::new("invalid_scope", "Whoever made the app holds none of these scopes"));
    }
    let words = scopes.words();
    let new = NewGrant { id: app.ids.next(), org, member, client, scopes: &words };
    let (grant, is_new) = queries::own_grant(&mut tx, &new, now).await?;
    if is_new {
        let told = json!({"client_id": client.client_id, "client_name": client.name, "scopes": words});
        let change = Change::new("oauth_grant.created", "oauth_grant", grant).after(told);
        audit::record(&mut tx, org, &actor(grant, client, origin), now, change).await?;
    }
    let body = issue(&mut tx, (org, grant), (asked, None), now).await?;
    tx.commit().await?;
    Ok(body)
}

/// The scopes asked for, which must be among those held; all of them when nothing is asked for.
fn narrowed(form: &Form, held: Permissions) -> Result<Permissions, OAuthError> {
    let Some(text) = form.get("scope") else { return Ok(held) };
    model::scopes(text)
        .filter(|asked| held.covers(*asked) && *asked != Permissions::NONE)
        .ok_or(OAuthError::new("invalid_scope", "A scope does not exist or was not granted"))
}

/// Makes an access token, and a refresh token when scopes for one are given.
async fn issue(
    tx: &mut Conn,
    (org, grant): (Id<Org>, Id<Grant>),
    (access, refresh): (Permissions, Option<Permissions>),
    now: DateTime<Utc>,
) -> Result<Value, sqlx::Error> {
    let secret = make(tx, (org, grant), "access", access, (APP_PREFIX, ACCESS_LIFE), now).await?;
    let mut body = json!({
        "access_token": expose(&secret),
        "token_type": "Bearer",
        "expires_in": ACCESS_LIFE.num_seconds(),
        "scope": model::scope_text(access),
    });
    if let Some(scopes) = refresh {
        let secret = make(tx, (org, grant), "refresh", scopes, (REFRESH_PREFIX, REFRESH_LIFE), now).await?;
        body["refresh_token"] = expose(&secret).into();
    }
    Ok(body)
}

async fn make(
    tx: &mut Conn,
    (org, grant): (Id<Org>, Id<Grant>),
    kind: &'static str,
    scopes: Permissions,
    (prefix, life): (&str, TimeDelta),
    now: DateTime<Utc>,
) -> Result<Secret, sqlx::Error> {
    let secret = new_token(prefix);
    keep(tx, (org, grant), kind, scopes, (expose(&secret), life), now).await?;
    Ok(secret)
}

async fn keep(
    tx: &mut Conn,
    (org, grant): (Id<Org>, Id<Grant>),
    kind: &'static str,
    scopes: Permissions,
    (token, life): (&str, TimeDelta),
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    let row = NewToken { hash: &token_hash(token), kind, scopes: &scopes.words(), expires_at: now + life };
    queries::insert_token(tx, org, grant, &row, now).await
}

/// Ends a consent whose code or refresh token was used twice.
async fn end(asking: &Asking<'_>, mut tx: Tx, standing: &Standing, action: &'static str) -> Result<(), OAuthError> {
    queries::revoke_grant(&mut tx, standing.org_id, standing.grant_id, asking.now).await?;
    let told = json!({"client_id": standing.client_id, "client_name": standing.client_name});
    let change = Change::new(action, "oauth_grant", standing.grant_id).before(told);
    let actor = actor(standing.grant_id, asking.client, asking.origin);
    audit::record(&mut tx, standing.org_id, &actor, asking.now, change).await?;
    tx.commit().await?;
    asking.app.access.forget();
    Ok(())
}

/// A client acting under a consent.
pub fn actor(grant: Id<Grant>, client: &Client, origin: &Origin) -> Actor {
    Actor {
        kind: "app",
        id: Some(grant.raw()),
        name: Some(client.name.clone()),
        request_id: Some(origin.request_id.clone()),
        address: Some(origin.address.to_string()),
    }
}
