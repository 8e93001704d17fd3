//! Choosing the accounts that an org uses.

use axum::extract::State;
use cmis_base::{
    id::{AdAccount, Id, Integration, Org, SocialAccount},
    permission::need,
};
use cmis_db::Conn;
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
        profiles, queries, sync,
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
    /// Ids of its pages and Instagram accounts. Those that are used stay so when it is absent.
    social_account_ids: Option<Vec<Id<SocialAccount>>>,
}

/// Choose the accounts to use
///
/// What is chosen is read from now on; what is left out keeps its numbers and is not read any more. Of pages that are chosen the platform is asked to
/// tell, soon after the answer; of the others nothing is taken in any more. 402 when the plan does not allow so many ad accounts.
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
    let social = body.social_account_ids;
    if social.as_ref().is_some_and(|ids| ids.len() > MOST) {
        check.fail("social_account_ids", "check-too-many");
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
    let used_pages = choose_social(&mut tx, &app, (caller.org, id), social.as_deref()).await?;
    if before.status == "active" {
        sync::accounts_chosen(&mut tx, &app, caller.org, id, Some(caller.user)).await?;
    }
    let line = Line::new(Level::Info, "accounts_chosen").with("accounts", chosen.len());
    log::write(&mut tx, &app, caller.org, id, line, now).await?;
    let told = |ids: &[Id<AdAccount>], social: &Option<Vec<Id<SocialAccount>>>| {
        let mut told = json!({"name": before.name, "platform": before.platform, "ad_account_ids": ids});
        if let Some(social) = social {
            told["social_account_ids"] = json!(social);
        }
        told
    };
    let change = Change::new("integration.accounts_chosen", "integration", id);
    let change = change.before(told(&used, &used_pages)).after(told(&chosen, &social));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    let view = view(&mut tx, id).await?;
    tx.commit().await?;
    usage::warn_when_near(&app, caller.org, Metric::ConnectedAccounts).await?;
    Ok(Reply::ok(view))
}

/// Uses these pages and profiles, if any were named, and has the platform told; those that were used before.
async fn choose_social(
    conn: &mut Conn,
    app: &App,
    (org, id): (Id<Org>, Id<Integration>),
    chosen: Option<&[Id<SocialAccount>]>,
) -> Result<Option<Vec<Id<SocialAccount>>>, ApiError> {
    let Some(chosen) = chosen else { return Ok(None) };
    let there = profiles::queries::list(conn, &[id]).await?;
    if let Some(unknown) = chosen.iter().find(|id| !there.iter().any(|it| it.id == **id)) {
        let say = Say::new("check-no-social-account").with("id", unknown.to_string());
        return Err(ApiError::field("social_account_ids", say));
    }
    let now = app.now();
    profiles::queries::choose(conn, id, chosen, now).await?;
    profiles::settle_if_due(conn, app, org, id).await?;
    let line = Line::new(Level::Info, "social_accounts_chosen").with("accounts", chosen.len());
    log::write(conn, app, org, id, line, now).await?;
    Ok(Some(there.iter().filter(|it| it.is_used).map(|it| it.id).collect()))
}
