//! Plan and use, for the org and for the person who stands in it.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org},
    permission::{Permission, need},
};

use super::Usage;
use crate::{
    access::caller::{Caller, OrgCaller, Person},
    http::{
        error::{ApiError, FailureBody},
        reply::Reply,
    },
    state::App,
};

/// Show what the organization uses of its plan
#[utoipa::path(get, path = "/api/orgs/{org_id}/usage", tag = "Organization", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["usage.read"])), responses((status = 200, body = Reply<Usage>)))]
pub async fn of_org(State(app): State<App>, caller: Caller<need::UsageRead>) -> Result<Reply<Usage>, ApiError> {
    show(&app, &caller).await
}

/// Show the plan of the current organization
#[utoipa::path(get, path = "/api/users/me/subscription", tag = "Account", security(("person" = [])),
    responses((status = 200, body = Reply<Usage>), (status = 404, body = FailureBody), (status = 409, body = FailureBody)))]
pub async fn of_person(State(app): State<App>, person: Person) -> Result<Reply<Usage>, ApiError> {
    let org = person.current_org().ok_or_else(|| ApiError::conflict("error-no-current-org"))?;
    let caller = OrgCaller::within(&app, &person.identity, org, person.origin.clone())?;
    caller.need(Permission::UsageRead)?;
    show(&app, &caller).await
}

async fn show(app: &App, caller: &OrgCaller) -> Result<Reply<Usage>, ApiError> {
    let mut tx = caller.tx().await?;
    let usage = super::figures(&mut tx, caller.org, app.now()).await?;
    tx.commit().await?;
    Ok(Reply::ok(usage))
}
