//! Where a caller stands: their orgs, the current one, and what they may do in it.

use axum::{extract::State, http::HeaderMap};
use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Member, Org, User};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::{
        caller::{Anyone, OrgHeader, Person},
        sessions::{Credential, Identity, Membership},
    },
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::Json,
        reply::Reply,
    },
    state::App,
    users::account::queries::{self, ContextOrg},
};

/// An org of the caller.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnOrg {
    /// Id.
    id: Id<Org>,
    /// Name.
    name: String,
    /// The caller's role.
    role: String,
    /// Campaigns that run now.
    active_campaigns: i64,
    /// `free`, `starter`, `professional` or `enterprise`.
    plan: String,
    /// Signed address of its picture.
    picture_url: Option<String>,
    /// How many are in it.
    members: i64,
    /// When everything of it goes.
    deletes_at: Option<DateTime<Utc>>,
    /// Whether the org, or the caller in it, is suspended.
    suspended: bool,
}

/// List one's own organizations
///
/// By name.
#[utoipa::path(get, path = "/api/user/orgs", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<Vec<OwnOrg>>)))]
pub async fn orgs(State(app): State<App>, person: Person) -> Result<Reply<Vec<OwnOrg>>, ApiError> {
    let mut tx = app.system("own orgs").await?;
    let rows = queries::list_orgs(&mut tx, person.user).await?;
    tx.commit().await?;
    let views = rows.into_iter().map(|row| OwnOrg {
        id: row.id,
        name: row.name,
        role: row.role,
        active_campaigns: row.active_campaigns,
        plan: row.plan,
        picture_url: None,
        members: row.members,
        deletes_at: row.deletes_at,
        suspended: row.suspended,
    });
    Ok(Reply::ok(views.collect()))
}

/// Where the caller stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Context {
    /// The current org; null when none is chosen or the chosen one is shut.
    org_id: Option<Id<Org>>,
    /// The person (of a key or app: its creator).
    user_id: Id<User>,
    /// Their membership.
    member_id: Option<Id<Member>>,
    /// `admin`, `manager`, `member` or `viewer`.
    role: Option<String>,
    /// What the caller may do in the org.
    permissions: Vec<String>,
    /// The org.
    org: Option<ContextOrg>,
    /// Whether the org asks for a second factor that this login does not have: nothing is permitted until it has.
    mfa_required: bool,
}

/// Show where the caller stands
///
/// The org of `X-Org-Id`, else the one that the login chose, else the key's own.
#[utoipa::path(get, path = "/api/context", tag = "Account", params(OrgHeader), security(("bearer" = [])), responses(
    (status = 200, body = Reply<Context>), (status = 404, body = FailureBody)))]
pub async fn show(State(app): State<App>, caller: Anyone, headers: HeaderMap) -> Result<Reply<Context>, ApiError> {
    let asked = headers.get("x-org-id").map(|value| value.to_str().ok().and_then(|text| text.parse().ok()));
    let membership = match asked {
        Some(org) => Some(open_membership(&caller.0, org)?),
        None => caller.current().filter(|membership| is_open(membership)),
    };
    app.access.touch(&caller.0, membership, app.now());
    Ok(Reply::ok(context(&app, &caller.0, membership).await?))
}

/// The org to work in.
#[derive(Deserialize, ToSchema)]
pub struct SetContext {
    /// One of the caller's own.
    #[schema(required, nullable = false)]
    org_id: Option<Id<Org>>,
}

/// Switch to another organization
///
/// Holds for this login.
#[utoipa::path(put, path = "/api/context", tag = "Account", request_body = SetContext, security(("person" = [])), responses(
    (status = 200, body = Reply<Context>), (status = 404, body = FailureBody)))]
pub async fn switch(
    State(app): State<App>,
    person: Person,
    Json(body): Json<SetContext>,
) -> Result<Reply<Context>, ApiError> {
    let mut check = Check::new();
    let org = check.required("org_id", body.org_id);
    let org = check.finish(|| org)?;
    let membership = open_membership(&person.identity, Some(org))?;
    let mut tx = app.system("switch org").await?;
    queries::set_current_org(&mut tx, person.session, org).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(context(&app, &person.identity, Some(membership)).await?))
}

/// The caller's place in an org that is open to them; any other org is not found.
fn open_membership(identity: &Identity, org: Option<Id<Org>>) -> Result<&Membership, ApiError> {
    identity
        .memberships
        .iter()
        .find(|membership| Some(membership.org_id) == org && is_open(membership))
        .ok_or_else(|| ApiError::not_found("thing-org"))
}

fn is_open(membership: &Membership) -> bool {
    !membership.is_suspended && !membership.org_suspended
}

async fn context(app: &App, identity: &Identity, membership: Option<&Membership>) -> Result<Context, ApiError> {
    let nowhere = Context {
        org_id: None,
        user_id: identity.profile.user_id,
        member_id: None,
        role: None,
        permissions: Vec::new(),
        org: None,
        mfa_required: false,
    };
    let Some(membership) = membership else { return Ok(nowhere) };
    let mut tx = app.system("current org").await?;
    let org = queries::find_org(&mut tx, membership.org_id).await?;
    tx.commit().await?;
    let role = membership.role();
    let (permissions, mfa_required) = match &identity.credential {
        Credential::Session { mfa, .. } => {
            let lacks_mfa = membership.require_mfa && !(*mfa && identity.profile.mfa_enabled);
            (if lacks_mfa { Vec::new() } else { role.permissions().words() }, lacks_mfa)
        }
        Credential::Key { scopes, .. } | Credential::App { scopes, .. } => {
            (scopes.and(role.permissions()).words(), false)
        }
    };
    Ok(Context {
        org_id: Some(membership.org_id),
        member_id: Some(membership.member_id),
        role: Some(role.as_str().to_owned()),
        permissions,
        org,
        mfa_required,
        ..nowhere
    })
}
