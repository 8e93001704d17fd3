//! The team of an org.

use axum::extract::State;
use cmis_base::{
    id::{Id, Member, Org},
    permission::{Role, need},
};
use serde::Deserialize;
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    access::caller::Caller,
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody},
        extract::{Item, Json, some},
        list::{Listing, Page, PageBody, listed},
        precondition::IfMatch,
        reply::Reply,
    },
    orgs::{
        invitations,
        model::{MemberView, keeps_an_admin, may_grant},
        queries::{self, MEMBERS, MemberRow, MemberUpdate},
    },
    state::App,
    users::sign_in::picture_url,
};

listed!(Members = MEMBERS);

/// Most ad accounts that one member may be limited to.
const MAX_AD_ACCOUNTS: usize = 1000;

fn view(app: &App, row: MemberRow) -> MemberView {
    MemberView {
        id: row.id,
        user_id: row.user_id,
        picture_url: row.has_picture.then(|| picture_url(app, row.user_id)),
        name: row.name,
        email: row.email,
        role: row.role,
        status: row.status,
        ad_account_ids: row.ad_account_ids,
        mfa_enabled: row.mfa_enabled,
        last_active_at: row.last_active_at,
        joined_at: row.joined_at,
        version: row.version,
    }
}

/// List the team
///
/// Filters: `role`, `status`. Sorts: `name`, `email`, `role`, `joined_at`, `last_active_at`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/members", tag = "Organization", params(("org_id" = Id<Org>, Path), Listing<Members>),
    security(("bearer" = ["members.read"])), responses((status = 200, body = PageBody<MemberView>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<need::MembersRead>,
    query: Listing<Members>,
) -> Result<Page<MemberView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<MemberRow>(&mut tx).await?;
    tx.done();
    Ok(page.map(|row| view(&app, row)))
}

/// Show a member
#[utoipa::path(get, path = "/api/orgs/{org_id}/members/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Member>, Path)), security(("bearer" = ["members.read"])),
    responses((status = 200, body = Reply<MemberView>)))]
pub async fn show(
    State(app): State<App>,
    caller: Caller<need::MembersRead>,
    Item(id): Item<Member>,
) -> Result<Reply<MemberView>, ApiError> {
    let mut tx = caller.tx().await?;
    let row = queries::find_member(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-member"))?;
    tx.done();
    Ok(Reply::ok(view(&app, row)))
}

/// A change of a member. What is absent stays.
#[derive(Deserialize, ToSchema)]
pub struct UpdateMember {
    /// `admin`, `manager`, `member` or `viewer`; never above the caller's own.
    role: Option<String>,
    /// `active` or `suspended`.
    status: Option<String>,
    /// Ad accounts to limit the member to; null lifts the limit.
    #[serde(default, deserialize_with = "some")]
    #[schema(value_type = Option<Vec<Uuid>>)]
    ad_account_ids: Option<Option<Vec<Uuid>>>,
}

/// Change a member's role, suspension or ad accounts
#[utoipa::path(patch, path = "/api/orgs/{org_id}/members/{id}", tag = "Organization", request_body = UpdateMember,
    params(IfMatch, ("org_id" = Id<Org>, Path), ("id" = Id<Member>, Path)), security(("bearer" = ["members.update"])),
    responses((status = 200, body = Reply<MemberView>), (status = 409, body = FailureBody)))]
pub async fn update(
    State(app): State<App>,
    caller: Caller<need::MembersUpdate>,
    Item(id): Item<Member>,
    seen: IfMatch,
    Json(body): Json<UpdateMember>,
) -> Result<Reply<MemberView>, ApiError> {
    let mut check = Check::new();
    let role = body.role.and_then(|word| check.role("role", Some(word)));
    let status = body.status.and_then(|word| check.one_of("status", Some(word), &["active", "suspended"]));
    if body.ad_account_ids.iter().flatten().any(|ids| ids.len() > MAX_AD_ACCOUNTS) {
        check.fail("ad_account_ids", "check-too-many");
    }
    check.done()?;

    let mut tx = caller.tx().await?;
    let others = queries::lock_other_admins(&mut tx, id).await?;
    let before = queries::find_member(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-member"))?;
    seen.holds(before.version)?;
    let old_role = Role::parse(&before.role).unwrap_or(Role::Viewer);
    let new_role = role.unwrap_or(old_role);
    let new_status = status.unwrap_or(&before.status);
    if !may_grant(caller.role, new_role) || !may_grant(caller.role, old_role) {
        return Err(ApiError::new(ErrorCode::Forbidden, "error-role-above"));
    }
    if !keeps_an_admin(others, (old_role, &before.status), Some((new_role, new_status))) {
        return Err(ApiError::conflict("error-last-admin"));
    }
    let all_ad_accounts = body.ad_account_ids.as_ref().map_or(before.all_ad_accounts, Option::is_none);
    let update = MemberUpdate { role: new_role.as_str(), status: new_status, all_ad_accounts };
    queries::update_member(&mut tx, id, &update).await?;
    if let Some(ids) = body.ad_account_ids {
        queries::set_ad_accounts(&mut tx, caller.org, id, &ids.unwrap_or_default()).await?;
    }
    let after = queries::find_member(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-member"))?;
    let told = |row: &MemberRow| json!({"name": row.name, "role": row.role, "status": row.status, "ad_account_ids": row.ad_account_ids});
    let action = if old_role == new_role { "member.updated" } else { "member.role_changed" };
    let change = Change::new(action, "member", id).before(told(&before)).after(told(&after));
    audit::record(&mut tx, caller.org, &caller.actor, app.now(), change).await?;
    let left = (new_status == "active").then_some(new_role);
    invitations::revoke_of(&mut tx, caller.org, id, left, &caller.actor, app.now()).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(view(&app, after)))
}
