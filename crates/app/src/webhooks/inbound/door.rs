//! Where platforms call: handshakes, and what they announce. A call is read whole, verified over its bytes as they came, and answered when
//! it is stored.

use std::{collections::BTreeMap, net::IpAddr, sync::Arc};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Uri, header},
    response::{IntoResponse, Response},
};
use cmis_base::{
    id::{Id, Org},
    platform::Platform,
};
use cmis_connectors::platform::{Incoming, Unverified};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    channel::{self, Channel, Heard},
    model::{self, MOST_NOTICES, NewEvent},
    refused::Reason,
    store,
};
use crate::{
    http::{
        BODY_LIMIT,
        error::{ApiError, ErrorCode},
        extract::{Path, limited, too_large},
        reply::Reply,
        request::{Origin, network},
    },
    state::App,
};

/// Parameters of a query that are looked at.
const MOST_PARAMETERS: usize = 32;
/// Announcements a minute to the own app of an org.
const OF_AN_ORG: u64 = 10_000;

/// What came of a call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = WebhookReceived)]
pub struct Received {
    /// Events that are new, and stored.
    received: usize,
    /// Events that were there already.
    repeated: usize,
}

/// A platform's word, and the id of an org's own app there.
#[derive(Deserialize)]
pub struct Place {
    platform: String,
    app_id: Option<String>,
}

/// Answer a platform's handshake
///
/// As the platform wants it: Meta's `hub.challenge` for the verify token, X's `crc_token`, LinkedIn's `challengeCode`.
#[utoipa::path(get, path = "/api/webhooks/{platform}", tag = "Integrations", params(("platform" = Platform, Path)),
    responses((status = 200, body = String, content_type = "text/plain", description = "What the platform wants to read"),
              (status = 401, description = "No handshake of this platform, or a wrong token")))]
pub async fn handshake(
    State(app): State<App>,
    origin: Origin,
    Path(place): Path<Place>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    Visit::of(&app, &origin, place).shake(&uri, &headers).await
}

/// Answer a platform's handshake at the address of an organization's own app
#[utoipa::path(get, path = "/api/webhooks/{platform}/{app_id}", tag = "Integrations",
    params(("platform" = Platform, Path), ("app_id" = String, Path, description = "The app's id at the platform")),
    responses((status = 200, body = String, content_type = "text/plain", description = "What the platform wants to read"),
              (status = 401, description = "No handshake of this platform, or a wrong token")))]
pub async fn handshake_of_app(
    State(app): State<App>,
    origin: Origin,
    Path(place): Path<Place>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    Visit::of(&app, &origin, place).shake(&uri, &headers).await
}

/// Receive what a platform announces
///
/// Signed by the platform's own rule, or in the plain dialect with the channel's secret. Answered when it is stored; a repeat does
/// nothing. 401 without a signature that holds, 400 for a signed body that is none of the platform's.
#[utoipa::path(post, path = "/api/webhooks/{platform}", tag = "Integrations", params(("platform" = Platform, Path)),
    responses((status = 200, body = Reply<Received>), (status = 400), (status = 401), (status = 413)))]
pub async fn receive(
    State(app): State<App>,
    origin: Origin,
    Path(place): Path<Place>,
    request: Request,
) -> Result<Reply<Received>, ApiError> {
    Visit::of(&app, &origin, place).take(request).await
}

/// Receive what a platform announces to an organization's own app
///
/// It concerns that organization alone.
#[utoipa::path(post, path = "/api/webhooks/{platform}/{app_id}", tag = "Integrations",
    params(("platform" = Platform, Path), ("app_id" = String, Path, description = "The app's id at the platform")),
    responses((status = 200, body = Reply<Received>), (status = 400), (status = 401), (status = 413)))]
pub async fn receive_of_app(
    State(app): State<App>,
    origin: Origin,
    Path(place): Path<Place>,
    request: Request,
) -> Result<Reply<Received>, ApiError> {
    Visit::of(&app, &origin, place).take(request).await
}

/// Somebody at the door.
struct Visit<'a> {
    app: &'a App,
    address: IpAddr,
    platform: Option<Platform>,
    app_id: Option<String>,
}

impl<'a> Visit<'a> {
    fn of(app: &'a App, origin: &Origin, place: Place) -> Self {
        Self { app, address: origin.address, platform: place.platform.parse().ok(), app_id: place.app_id }
    }

    /// What whoever is not believed is counted by.
    fn key(&self) -> String {
        format!("address:webhooks:{}", network(self.address))
    }

    /// The platform and who may speak for it; 404 without any.
    async fn channels(&self) -> Result<(Platform, Arc<[Channel]>), ApiError> {
        let unknown = || self.refuse(Reason::Unknown, ApiError::not_found("thing-platform"));
        let platform = self.platform.ok_or_else(unknown)?;
        let found = match &self.app_id {
            None => self.app.inbound.channels.of_installation(platform),
            Some(app_id) => {
                let limit = self.app.settings.limits.anonymous;
                let may_look = !self.app.rates.is_over(&self.key(), limit, self.app.now());
                channel::find(self.app, platform, app_id, may_look).await?
            }
        };
        Ok((platform, found.ok_or_else(unknown)?))
    }

    async fn shake(self, uri: &Uri, headers: &HeaderMap) -> Result<Response, ApiError> {
        let (platform, channels) = self.channels().await?;
        let query = query(uri);
        let call = Incoming { query: &query, headers, body: b"" };
        let answer = channel::handshake(self.app, platform, self.app_id.as_deref(), &channels, call);
        let unknown = || {
            let error = ApiError::new(ErrorCode::Unauthenticated, "error-webhook-handshake");
            self.refuse(Reason::Handshake, error)
        };
        let answer = answer.ok_or_else(unknown)?;
        Ok(([(header::CONTENT_TYPE, answer.content_type)], answer.body).into_response())
    }

    async fn take(self, request: Request) -> Result<Reply<Received>, ApiError> {
        let (platform, channels) = self.channels().await?;
        let (head, body) = request.into_parts();
        let body = limited(body).await.map_err(|error| match error.code() {
            ErrorCode::TooLarge => self.refuse(Reason::TooLarge, error),
            _ => error,
        })?;
        let query = query(&head.uri);
        let call = Incoming { query: &query, headers: &head.headers, body: &body };
        let (vouching, notices) = match channel::hear(self.app, platform, &channels, call) {
            Heard::Announced(vouching, notices) => (vouching, notices),
            Heard::Unreadable => return Err(self.unreadable()),
            Heard::Refused(why) => return Err(self.unverified(why)),
        };
        if notices.len().saturating_mul(vouching.len()) > MOST_NOTICES {
            return Err(self.refuse(Reason::TooLarge, too_large(BODY_LIMIT)));
        }
        self.spare(&vouching, notices.len())?;
        let mut events = Vec::with_capacity(notices.len() * vouching.len());
        for owner in vouching {
            for notice in &notices {
                let event = NewEvent::of(self.app, platform, owner, notice).ok_or_else(|| self.unreadable())?;
                events.push(event);
            }
        }
        let all = events.len();
        let received = store::store(self.app, events).await?;
        model::count(platform, received, all - received);
        Ok(Reply::ok(Received { received, repeated: all - received }))
    }

    /// An org that speaks for an app of its own signs what it likes: it has so much a minute, and takes nothing from others.
    fn spare(&self, vouching: &[Option<Id<Org>>], notices: usize) -> Result<(), ApiError> {
        for owner in vouching.iter().flatten() {
            let cost = u64::try_from(notices).unwrap_or(u64::MAX);
            let standing = self.app.rates.spend(&format!("webhooks:{owner}"), cost, OF_AN_ORG, self.app.now());
            if !standing.allowed {
                return Err(ApiError::rate_limited(standing.reset, standing.limit));
            }
        }
        Ok(())
    }

    fn unreadable(&self) -> ApiError {
        self.refuse(Reason::Unreadable, ApiError::malformed("error-webhook-body"))
    }

    fn unverified(&self, why: Unverified) -> ApiError {
        let (reason, sentence) = match why {
            Unverified::Missing => (Reason::Unsigned, "error-webhook-unsigned"),
            Unverified::Wrong => (Reason::WrongSignature, "error-webhook-signature"),
            Unverified::Stale => (Reason::Stale, "error-webhook-stale"),
        };
        self.refuse(reason, ApiError::new(ErrorCode::Unauthenticated, sentence))
    }

    /// Counts somebody who is turned away, and says no more to whoever was too often. What verifies always gets in: a proxy may give the
    /// platform and a stranger one address.
    fn refuse(&self, reason: Reason, error: ApiError) -> ApiError {
        let (app, now) = (self.app, self.app.now());
        app.inbound.refused.count(self.platform, reason, now);
        let standing = app.rates.count(&self.key(), app.settings.limits.anonymous, now);
        if standing.allowed { error } else { ApiError::rate_limited(standing.reset, standing.limit) }
    }
}

fn query(uri: &Uri) -> BTreeMap<String, String> {
    let query = uri.query().unwrap_or_default();
    url::form_urlencoded::parse(query.as_bytes()).into_owned().take(MOST_PARAMETERS).collect()
}
