//! Choosing the accounts that an org uses.

use axum::extract::State;
use cmis_base::{
    id::{AdAccount, Id, Integration, Org},
    permission::need,
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{gone, one::view};
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::{Item, Json},
        precondition::IfMatch,
        reply::Reply,
        words::Say,
    },
    integrations::{
        log::{self, Level, Line},
        model::IntegrationView,
        queries, sync,
    },
    state::App,
    usage::{self, Metric},
};

/// Accounts that may be chosen at once.
const MOST: usize = 1000;

/// The accounts to use: these and no others.
#[derive(Deserialize, ToSchema)]
#[schema(as = ChooseAccounts)]
pub struct Choose {
    /// Ids of ad accounts of this integration.
    #[schema(required, nullable = false)]
    ad_account_ids: Option<Vec<Id<AdAccount>>>,
}

/// Choose the accounts to use
///
/// What is chosen is read from now on; what is left out keeps its numbers and is not read any more. 402 when the plan does not allow so many.
#[utoipa::path(post, path = "/api/orgs/{org_id}/integrations/{id}/accounts", tag = "Integrations", request_body = Choose,
    params(("org_id" = Id<Org>, Path), ("id" = Id<Integration>, Path), IfMatch),
    security(("bearer" = ["integrations.manage"])),
    responses((status = 200, body = Reply<IntegrationView>), (status = 402, body = FailureBody)))]
pub async fn choose(
    State(app): State<App>,
    caller: Caller<need::IntegrationsManage>,
    Item(id): Item<Integration>,
    seen: IfMatch,
    Json(body): Json<Choose>,
) -> Result<Reply<IntegrationView>, ApiError> {
    let mut check = Check::new();
    let chosen = check.required("ad_account_ids", body.ad_account_ids).unwrap_or_default();
    if chosen.len() > MOST {
        check.fail("ad_account_ids", "check-too-many");
    }
    check.done()?;
    let now = app.now();
    let mut tx = caller.tx().await?;
    let before = queries::lock(&mut tx, id).await?.ok_or_else(gone)?;
    seen.holds(before.version)?;
    let accounts = queries::ad_accounts(&mut tx, &[id]).await?;
    if let Some(unknown) = chosen.iter().find(|id| !accounts.iter().any(|account| account.id == **id)) {
        let say = Say::new("check-no-ad-account").with("id", unknown.to_string());
        return Err(ApiError::field("ad_account_ids", say));
    }
    let used: Vec<_> = accounts.iter().filter(|account| account.is_used).map(|account| account.id).collect();
    let more = chosen.iter().filter(|id| !used.contains(id)).count();
    let fewer = used.iter().filter(|id| !chosen.contains(id)).count();
    if more > fewer {
        let more = i64::try_from(more - fewer).unwrap_or(i64::MAX);
        usage::room_for(&mut tx, caller.org, Metric::ConnectedAccounts, more, now).await?;
    }
    queries::choose(&mut tx, id, &chosen, now).await?;
    if before.status == "active" {
        sync::accounts_chosen(&mut tx, &app, caller.org, id, Some(caller.user)).await?;
    }
    let line = Line::new(Level::Info, "accounts_chosen").with("accounts", chosen.len());
    log::write(&mut tx, &app, caller.org, id, line, now).await?;
    let told = |ids: &[Id<AdAccount>]| json!({"name": before.name, "platform": before.platform, "ad_account_ids": ids});
    let change = Change::new("integration.accounts_chosen", "integration", id).before(told(&used)).after(told(&chosen));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    let view = view(&mut tx, id).await?;
    tx.commit().await?;
    usage::warn_when_near(&app, caller.org, Metric::ConnectedAccounts).await?;
    Ok(Reply::ok(view))
}
