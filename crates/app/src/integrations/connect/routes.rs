//! Connecting: where a person goes, and what they bring back.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Integration, Org},
    permission::need,
    platform::Platform,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{By, begin, finish};
use crate::{
    access::caller::Caller,
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::{Json, Path, Query},
        reply::Reply,
    },
    integrations::{
        model::IntegrationView,
        routes::{gone, one::view, platform_of},
    },
    state::App,
};

/// The platform of an address.
#[derive(Deserialize)]
pub struct AtPlatform {
    platform: String,
}

/// What a sign-in is to mend.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Mends {
    /// An integration that needs to be connected again; a new one is made when it is absent.
    #[param(value_type = Option<Id<Integration>>)]
    integration_id: Option<Id<Integration>>,
}

/// Where a person consents.
#[derive(Serialize, ToSchema)]
#[schema(as = ConnectUrl)]
pub struct ConnectUrl {
    /// To be opened in the person's browser. It comes back to `/integrations/{platform}/callback` of the web app.
    pub url: String,
    /// Until when.
    pub expires_at: DateTime<Utc>,
}

/// Begin connecting a platform
///
/// The person follows `url`, consents at the platform and comes back with a `state`, which is good once and for ten minutes. 409 without an app to
/// connect with.
#[utoipa::path(get, path = "/api/orgs/{org_id}/integrations/{platform}/auth-url", tag = "Integrations",
    params(("org_id" = Id<Org>, Path), ("platform" = Platform, Path), Mends), security(("bearer" = ["integrations.manage"])),
    responses((status = 200, body = Reply<ConnectUrl>), (status = 409, body = FailureBody), (status = 424, body = FailureBody)))]
pub async fn auth_url(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Path(at): Path<AtPlatform>,
    Query(query): Query<Mends>,
) -> Result<Reply<ConnectUrl>, ApiError> {
    let platform = platform_of(&at.platform)?;
    if let Some(id) = query.integration_id {
        let mut tx = caller.tx().await?;
        let row = crate::integrations::queries::list(&mut tx, Some(platform.as_str()), Some(id)).await?;
        tx.commit().await?;
        row.first().ok_or_else(gone)?;
    }
    let begun = begin(&app, caller.org, By::Member(caller.member), platform, query.integration_id).await?;
    Ok(Reply::ok(ConnectUrl { url: begun.url.into(), expires_at: begun.expires_at }))
}

/// What the platform sent back in the query of the callback: all of it, whatever its platform calls it.
#[derive(Deserialize, ToSchema)]
#[schema(as = ConnectCallback)]
pub struct Callback {
    /// What the sign-in was begun with.
    #[schema(required, nullable = false)]
    state: Option<String>,
    /// The code (Meta, Google, LinkedIn, Snapchat).
    code: Option<String>,
    /// The code (TikTok).
    auth_code: Option<String>,
    /// The request token (X).
    oauth_token: Option<String>,
    /// Its verifier (X).
    oauth_verifier: Option<String>,
    /// The request token that was denied (X).
    denied: Option<String>,
    /// Why nothing was granted.
    error: Option<String>,
    /// The same in words.
    error_description: Option<String>,
    /// The same in a word (Meta).
    error_reason: Option<String>,
}

/// Longest value of a callback, in characters: Meta's codes have several hundred.
const LONGEST: usize = 4000;

impl Callback {
    /// What came back, as connectors read it.
    pub fn query(self) -> Result<BTreeMap<String, String>, ApiError> {
        let mut check = Check::new();
        let state = check.required("state", self.state);
        let fields = [
            ("state", state),
            ("code", self.code),
            ("auth_code", self.auth_code),
            ("oauth_token", self.oauth_token),
            ("oauth_verifier", self.oauth_verifier),
            ("denied", self.denied),
            ("error", self.error),
            ("error_description", self.error_description),
            ("error_reason", self.error_reason),
        ];
        let given = fields.into_iter().filter_map(|(name, text)| Some((name, text?)));
        let query: BTreeMap<String, String> = given
            .filter_map(|(name, text)| Some((name.to_owned(), check.text_if(name, Some(text), 0..=LONGEST)?)))
            .collect();
        check.done()?;
        Ok(query)
    }
}

/// Finish connecting a platform
///
/// By the person who began, with everything that the platform sent back. The answer holds the ad accounts that are reached: choose from them next. 409
/// `invalid_state` for a state that was begun by somebody else, used already or is too old; 424 `platform_problem` when the person said no or the platform refuses.
#[utoipa::path(post, path = "/api/orgs/{org_id}/integrations/{platform}/callback", tag = "Integrations",
    request_body = Callback, params(("org_id" = Id<Org>, Path), ("platform" = Platform, Path)),
    security(("bearer" = ["integrations.manage"])),
    responses((status = 200, body = Reply<IntegrationView>), (status = 409, body = FailureBody), (status = 424, body = FailureBody)))]
pub async fn callback(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Path(at): Path<AtPlatform>,
    Json(body): Json<Callback>,
) -> Result<Reply<IntegrationView>, ApiError> {
    let platform = platform_of(&at.platform)?;
    let query = body.query()?;
    let by = By::Member(caller.member);
    let finished = finish(&app, caller.org, by, &caller.actor, platform, &query).await?;
    let mut tx = caller.tx().await?;
    let view = view(&mut tx, finished.id).await?;
    tx.commit().await?;
    let said = if finished.is_mended { "message-reconnected" } else { "message-connected" };
    Ok(Reply::ok(view).say(said))
}
