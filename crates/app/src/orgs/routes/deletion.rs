//! Deleting an org: scheduled, told to its admins, undone until the day.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org},
    permission::need,
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::settings::told;
use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{check::Check, error::ApiError, extract::Json, reply::Reply},
    orgs::{
        data::erase,
        model::{DELETION_DELAY, OrgView},
        queries,
    },
    state::App,
};

/// A deletion, confirmed by the org's name.
#[derive(Deserialize, ToSchema)]
pub struct ConfirmDeletion {
    /// The org's name, as it is.
    #[schema(required, nullable = false)]
    name: Option<String>,
}

/// Schedule the organization's deletion
///
/// Everything in it goes after 30 days; until then it can be restored. Its administrators are told.
#[utoipa::path(delete, path = "/api/orgs/{org_id}", tag = "Organization", request_body = ConfirmDeletion,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["org.delete"])),
    responses((status = 200, body = Reply<OrgView>)))]
pub async fn delete(
    State(app): State<App>,
    caller: Caller<need::OrgDelete>,
    Json(body): Json<ConfirmDeletion>,
) -> Result<Reply<OrgView>, ApiError> {
    let mut check = Check::new();
    let name = check.required("name", body.name);
    let name = check.finish(|| name)?;
    let now = app.now();
    let mut tx = app.system("schedule org deletion").await?;
    queries::lock_org(&mut tx, caller.org).await?;
    let before = queries::find_org(&mut tx, caller.org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    if before.name.trim() != name.trim() {
        return Err(ApiError::field("name", "check-org-name"));
    }
    if before.deletes_at.is_some() {
        return Ok(Reply::ok(before));
    }
    let at = now + DELETION_DELAY;
    erase::schedule(&app, &mut tx, caller.org, at).await?;
    let after = OrgView { deletes_at: Some(at), version: before.version + 1, ..before.clone() };
    let change = Change::new("org.deletion_scheduled", "org", caller.org).before(told(&before)).after(told(&after));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after))
}

/// Take the organization's deletion back
#[utoipa::path(post, path = "/api/orgs/{org_id}/restore", tag = "Organization", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["org.delete"])),
    responses((status = 200, body = Reply<OrgView>)))]
pub async fn restore(State(app): State<App>, caller: Caller<need::OrgDelete>) -> Result<Reply<OrgView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    queries::lock_org(&mut tx, caller.org).await?;
    let before = queries::find_org(&mut tx, caller.org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    match before.deletes_at {
        None => return Ok(Reply::ok(before)),
        Some(at) if at <= now => return Err(ApiError::conflict("error-org-deletion-begun")),
        Some(_) => {}
    }
    // the waiting job finds nothing to do and ends
    queries::set_deletion(&mut tx, caller.org, None).await?;
    let after = OrgView { deletes_at: None, version: before.version + 1, ..before.clone() };
    let change = Change::new("org.restored", "org", caller.org).before(told(&before)).after(told(&after));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after))
}
