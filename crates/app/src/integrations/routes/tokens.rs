//! The tokens of all integrations at once.

use axum::extract::State;
use cmis_base::{
    id::{Id, Integration, Org},
    permission::need,
    platform::Platform,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{error::ApiError, reply::Reply},
    integrations::{
        line::{Closed, Line},
        model::{IntegrationView, ProblemView, TokenView, refusal},
        queries,
    },
    state::App,
};

/// An integration's token.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenStatus)]
pub struct TokenStatus {
    /// The integration.
    integration_id: Id<Integration>,
    /// Its platform.
    platform: Platform,
    /// Who granted it.
    name: String,
    /// `active` or `needs_reconnect`.
    status: String,
    /// How long it holds.
    token: TokenView,
    /// What failed last.
    problem: Option<ProblemView>,
}

impl From<IntegrationView> for TokenStatus {
    fn from(view: IntegrationView) -> Self {
        let IntegrationView { id, platform, name, status, token, problem, .. } = view;
        Self { integration_id: id, platform, name, status, token, problem }
    }
}

/// Show the tokens of all integrations
#[utoipa::path(get, path = "/api/orgs/{org_id}/tokens/status", tag = "Integrations", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["integrations.read"])), responses((status = 200, body = Reply<Vec<TokenStatus>>)))]
pub async fn status(caller: Caller<need::IntegrationsRead>) -> Result<Reply<Vec<TokenStatus>>, ApiError> {
    let mut tx = caller.tx().await?;
    let rows = queries::list(&mut tx, None, None).await?;
    tx.commit().await?;
    let views = rows.into_iter().map(|row| IntegrationView::of(row, &[], &[], &[]).map(TokenStatus::from));
    Ok(Reply::ok(views.collect::<Result<_, _>>()?))
}

/// What came of a refresh.
#[derive(Serialize, ToSchema)]
#[schema(as = TokenRefresh)]
pub struct TokenRefresh {
    /// The integration.
    integration_id: Id<Integration>,
    /// Its platform.
    platform: Platform,
    /// `refreshed`, `not_refreshable` (it holds until it ends), `needs_reconnect` or `failed`.
    outcome: &'static str,
    /// Why, in the caller's language; null when it was refreshed.
    message: Option<String>,
}

/// Refresh the tokens of all integrations
///
/// One after the other; what fails is told for each and keeps none of the others from it.
#[utoipa::path(post, path = "/api/orgs/{org_id}/tokens/refresh", tag = "Integrations", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["integrations.manage"])), responses((status = 200, body = Reply<Vec<TokenRefresh>>)))]
pub async fn refresh(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
) -> Result<Reply<Vec<TokenRefresh>>, ApiError> {
    let mut tx = caller.tx().await?;
    let rows = queries::list(&mut tx, None, None).await?;
    tx.commit().await?;
    let mut told = Vec::new();
    for row in rows {
        let platform: Platform = row.platform.parse().map_err(ApiError::internal)?;
        let answer = match Line::open(&app, caller.org, row.id).await {
            Ok(Err(Closed::Gone)) => continue,
            Ok(Err(why)) => Err((super::one::closed(why), why == Closed::NeedsReconnect)),
            Ok(Ok(mut line)) => line.refresh().await.map_err(|error| (ApiError::internal(error), false)),
            Err(error) => Err((ApiError::internal(error), false)),
        };
        let (outcome, message) = match answer {
            Ok(Ok(())) => {
                let mut tx = caller.tx().await?;
                let of = json!({"name": row.name, "platform": platform});
                let change = Change::new("integration.refreshed", "integration", row.id).after(of);
                audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
                tx.commit().await?;
                ("refreshed", None)
            }
            Ok(Err(problem)) if problem.code == "not_refreshable" => {
                ("not_refreshable", Some(ApiError::conflict("error-not-refreshable").message().here()))
            }
            Ok(Err(problem)) => ("failed", Some(refusal(platform, &problem).message().here())),
            Err((error, true)) => ("needs_reconnect", Some(error.message().here())),
            Err((error, false)) => ("failed", Some(error.message().here())),
        };
        told.push(TokenRefresh { integration_id: row.id, platform, outcome, message });
    }
    Ok(Reply::ok(told))
}
