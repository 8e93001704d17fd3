//! Ending a membership: removed by an admin, or left.

use axum::extract::State;
use cmis_base::{
    id::{Id, Member, Org},
    permission::{Role, need},
};
use serde_json::json;

use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, FailureBody},
        extract::Item,
        precondition::IfMatch,
        reply::{Nothing, Reply},
    },
    orgs::{
        invitations,
        model::{keeps_an_admin, may_grant},
        queries,
    },
    state::App,
};

/// Remove a member
///
/// Their API keys, the apps that they let in and their open invitations stop at once. What they made stays.
#[utoipa::path(delete, path = "/api/orgs/{org_id}/members/{id}", tag = "Organization",
    params(IfMatch, ("org_id" = Id<Org>, Path), ("id" = Id<Member>, Path)), security(("bearer" = ["members.remove"])),
    responses((status = 200, body = Reply<Nothing>), (status = 409, body = FailureBody)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::MembersRemove>,
    Item(id): Item<Member>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    depart(&app, &caller, id, seen, "member.removed").await
}

/// Leave the organization
#[utoipa::path(post, path = "/api/orgs/{org_id}/leave", tag = "Organization", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = [])), responses((status = 200, body = Reply<Nothing>)))]
pub async fn leave(State(app): State<App>, caller: OrgCaller) -> Result<Reply<Nothing>, ApiError> {
    if !caller.is_person {
        return Err(ApiError::new(ErrorCode::Forbidden, "error-people-only"));
    }
    depart(&app, &caller, caller.member, IfMatch(None), "member.left").await
}

async fn depart(
    app: &App,
    caller: &OrgCaller,
    id: Id<Member>,
    seen: IfMatch,
    action: &'static str,
) -> Result<Reply<Nothing>, ApiError> {
    let mut tx = caller.tx().await?;
    let others = queries::lock_other_admins(&mut tx, id).await?;
    let member = queries::find_member(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-member"))?;
    seen.holds(member.version)?;
    let role = Role::parse(&member.role).unwrap_or(Role::Viewer);
    if !may_grant(caller.role, role) {
        return Err(ApiError::new(ErrorCode::Forbidden, "error-role-above"));
    }
    if !keeps_an_admin(others, (role, &member.status), None) {
        return Err(ApiError::conflict("error-last-admin"));
    }
    queries::remove_member(&mut tx, id).await?;
    let change = Change::new(action, "member", id)
        .before(json!({"name": member.name, "role": member.role, "status": member.status}));
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    invitations::revoke_of(&mut tx, caller.org, id, None, &caller.actor, app.now()).await?;
    tx.commit().await?;
    app.access.forget();
    // a login that stands in the org would only find "not found" there
    let mut tx = app.system("departed member's logins").await?;
    queries::clear_current(&mut tx, member.user_id, caller.org).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::done())
}
