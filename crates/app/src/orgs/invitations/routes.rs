//! Invitations as the team sees them.

use axum::extract::State;
use cmis_base::{
    id::{Id, Invitation, Org},
    locale::Locale,
    permission::{Permission, Role, need},
    secret::{expose, token, token_hash},
};
use cmis_db::Conn;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::queries::{self, INVITATIONS, InvitationRow, NewInvitation};
use crate::{
    access::{
        caller::{Caller, OrgCaller},
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, ErrorCode, FailureBody, constraint},
        extract::{Item, Json},
        list::{Listing, Page, PageBody, listed},
        reply::{Nothing, Reply},
    },
    mail::{self, Mail},
    orgs::{
        model::{INVITATION_LIFE, InvitationView, Somebody, may_grant},
        queries::{find_org, lock_org},
    },
    state::App,
    usage::{self, Metric},
};

listed!(Invitations = INVITATIONS);

/// Start of every invitation's token; the short form of addresses tells it from an id by this.
pub const TOKEN_PREFIX: &str = "inv_";
/// Longest message, in characters.
const MAX_MESSAGE: usize = 1000;

fn view(row: InvitationRow) -> InvitationView {
    InvitationView {
        id: row.id,
        email: row.email,
        role: row.role,
        message: row.message,
        status: row.status,
        invited_by: Somebody { id: row.inviter_id, name: row.inviter_name },
        expires_at: row.expires_at,
        created_at: row.created_at,
    }
}

fn told(email: &str, role: &str) -> Value {
    json!({"name": email, "email": email, "role": role})
}

/// List the invitations
///
/// Filters: `status`, `role`. Sorts: `created_at`, `expires_at`, `email`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/invitations", tag = "Organization",
    params(("org_id" = Id<Org>, Path), Listing<Invitations>), security(("bearer" = ["members.read"])),
    responses((status = 200, body = PageBody<InvitationView>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<need::MembersRead>,
    query: Listing<Invitations>,
) -> Result<Page<InvitationView>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch_at::<InvitationRow>(&mut tx, app.now()).await?;
    tx.done();
    Ok(page.map(view))
}

/// An invitation to make.
#[derive(Deserialize, ToSchema)]
pub struct Invite {
    /// Whom to invite.
    #[schema(required, nullable = false, format = Email, max_length = 254)]
    email: Option<String>,
    /// `admin`, `manager`, `member` or `viewer`; the first two need `members.invite_managers`.
    #[schema(required, nullable = false)]
    role: Option<String>,
    /// Own words, shown in the mail.
    #[schema(max_length = 1000)]
    message: Option<String>,
    /// Language of the mail; the org's unless told otherwise.
    locale: Option<String>,
}

/// 403 unless the caller may offer the role.
fn may_offer(caller: &OrgCaller, role: Role) -> Result<(), ApiError> {
    if role >= Role::Manager {
        caller.need(Permission::MembersInviteManagers)?;
    }
    if !may_grant(caller.role, role) {
        return Err(ApiError::new(ErrorCode::Forbidden, "error-role-above"));
    }
    Ok(())
}

/// Invite somebody
///
/// The invitation is mailed and open for seven days. Members and open invitations together count against the plan.
#[utoipa::path(post, path = "/api/orgs/{org_id}/invitations", tag = "Organization", request_body = Invite,
    params(("org_id" = Id<Org>, Path)), security(("bearer" = ["members.invite"])),
    responses((status = 201, body = Reply<InvitationView>), (status = 402, body = FailureBody)))]
pub async fn create(
    State(app): State<App>,
    caller: Caller<need::MembersInvite>,
    Json(body): Json<Invite>,
) -> Result<Reply<InvitationView>, ApiError> {
    let mut check = Check::new();
    let email = check.email("email", body.email);
    let role = check.role("role", body.role);
    let message = check.lines_if("message", body.message, MAX_MESSAGE);
    let locale = body.locale.and_then(|word| check.locale("locale", Some(word)));
    let (email, role) = check.finish(|| Some((email?, role?)))?;
    may_offer(&caller, role)?;
    let gates = [Gate::invitations_to(&email), Gate::invitations_of(caller.org)];
    enter(&app, &gates).await?;
    let invitation = Valid { email, role, message, locale };
    let row = match make(&app, &caller, &invitation).await {
        Ok(row) => row,
        Err(refusal) => {
            give_back(&app, &gates).await;
            return Err(refusal);
        }
    };
    if let Err(error) = usage::warn_when_near(&app, caller.org, Metric::Members).await {
        // the next invitation tries again
        tracing::warn!(?error, "the warning of a near plan limit was not sent");
    }
    let location = format!("/api/orgs/{}/invitations/{}", caller.org, row.id);
    Ok(Reply::created(view(row), location))
}

struct Valid {
    email: String,
    role: Role,
    message: Option<String>,
    locale: Option<Locale>,
}

async fn make(app: &App, caller: &OrgCaller, invitation: &Valid) -> Result<InvitationRow, ApiError> {
    let Valid { email, role, message, locale } = invitation;
    let now = app.now();
    let mut tx = caller.tx().await?;
    lock_org(&mut tx, caller.org).await?;
    let standing = queries::standing(&mut tx, email, now).await?;
    if standing.is_member {
        return Err(ApiError::conflict("error-already-member"));
    }
    if standing.is_invited {
        return Err(ApiError::conflict("error-already-invited"));
    }
    usage::room_for(&mut tx, caller.org, Metric::Members, 1, now).await?;
    queries::retire_expired(&mut tx, email, now).await?;
    let secret = token(TOKEN_PREFIX);
    let org = find_org(&mut tx, caller.org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    let locale = (*locale).or_else(|| Locale::parse(&org.locale)).unwrap_or_default();
    let new = NewInvitation {
        id: app.ids.next(),
        email,
        role: role.as_str(),
        message: message.as_deref(),
        locale: locale.code(),
        token_hash: &token_hash(expose(&secret)),
        invited_by: caller.member,
        created_at: now,
        expires_at: now + INVITATION_LIFE,
    };
    queries::insert(&mut tx, caller.org, &new).await.map_err(|error| match constraint(&error) {
        Some("invitations_open_key") => ApiError::conflict("error-already-invited"),
        _ => error.into(),
    })?;
    let row = queries::lock(&mut tx, new.id, now).await?.ok_or_else(|| ApiError::not_found("thing-invitation"))?;
    send(app, &mut tx, caller, &org.name, &row, expose(&secret)).await?;
    let change = Change::new("invitation.created", "invitation", row.id).after(told(email, role.as_str()));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(row)
}

/// Revoke an invitation
#[utoipa::path(delete, path = "/api/orgs/{org_id}/invitations/{id}", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Invitation>, Path)), security(("bearer" = ["members.invite"])),
    responses((status = 200, body = Reply<Nothing>), (status = 409, body = FailureBody)))]
pub async fn revoke(
    State(app): State<App>,
    caller: Caller<need::MembersInvite>,
    Item(id): Item<Invitation>,
) -> Result<Reply<Nothing>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    let row = queries::lock(&mut tx, id, now).await?.ok_or_else(|| ApiError::not_found("thing-invitation"))?;
    match row.status.as_str() {
        "accepted" => return Err(ApiError::conflict("error-invitation-used")),
        "revoked" => return Ok(Reply::done()),
        _ => {}
    }
    queries::revoke(&mut tx, id, now).await?;
    let change = Change::new("invitation.revoked", "invitation", id).before(told(&row.email, &row.role));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::done())
}

/// Send an invitation again
///
/// With a new link, open for seven days from now; the old link stops working.
#[utoipa::path(post, path = "/api/orgs/{org_id}/invitations/{id}/resend", tag = "Organization",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Invitation>, Path)), security(("bearer" = ["members.invite"])),
    responses((status = 200, body = Reply<InvitationView>), (status = 402, body = FailureBody)))]
pub async fn resend(
    State(app): State<App>,
    caller: Caller<need::MembersInvite>,
    Item(id): Item<Invitation>,
) -> Result<Reply<InvitationView>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    lock_org(&mut tx, caller.org).await?;
    let row = queries::lock(&mut tx, id, now).await?.ok_or_else(|| ApiError::not_found("thing-invitation"))?;
    may_offer(&caller, Role::parse(&row.role).unwrap_or(Role::Admin))?;
    match row.status.as_str() {
        "accepted" => return Err(ApiError::conflict("error-invitation-used")),
        "revoked" => return Err(ApiError::conflict("error-invitation-revoked")),
        // an expired one no longer counted: it takes a place again
        "expired" => usage::room_for(&mut tx, caller.org, Metric::Members, 1, now).await?,
        _ => {}
    }
    let gates = [Gate::invitations_to(&row.email), Gate::invitations_of(caller.org)];
    enter(&app, &gates).await?;
    let secret = token(TOKEN_PREFIX);
    queries::renew(&mut tx, id, &token_hash(expose(&secret)), now + INVITATION_LIFE).await?;
    let row = queries::lock(&mut tx, id, now).await?.ok_or_else(|| ApiError::not_found("thing-invitation"))?;
    let org = find_org(&mut tx, caller.org).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    send(&app, &mut tx, &caller, &org.name, &row, expose(&secret)).await?;
    let change = Change::new("invitation.resent", "invitation", id).after(told(&row.email, &row.role));
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::ok(view(row)))
}

async fn send(
    app: &App,
    conn: &mut Conn,
    caller: &OrgCaller,
    org: &str,
    row: &InvitationRow,
    token: &str,
) -> Result<(), ApiError> {
    let invitation = Mail::Invitation {
        inviter: caller.name.clone(),
        org: org.to_owned(),
        role: Role::parse(&row.role).unwrap_or(Role::Viewer),
        message: row.message.clone(),
        link: app.settings.link(&format!("/invitations/{token}")),
        expires_days: u32::try_from(INVITATION_LIFE.num_days()).unwrap_or_default(),
    };
    let locale = Locale::parse(&row.locale).unwrap_or_default();
    mail::send(conn, app, Some(caller.org), &row.email, locale, &invitation).await?;
    Ok(())
}

/// Counters stand in a global table, which the tenant role cannot reach: a transaction of their own.
async fn enter(app: &App, gates: &[Gate]) -> Result<(), ApiError> {
    let mut tx = app.system("invitation throttle").await?;
    throttle::enter(&mut tx, gates, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// A refused invitation costs nothing. The refusal stands already, so a failure here is no failure of the request.
async fn give_back(app: &App, gates: &[Gate]) {
    let given = async {
        let mut tx = app.system("invitation throttle").await?;
        throttle::undo(&mut tx, gates).await?;
        tx.commit().await
    };
    if let Err(error) = given.await {
        tracing::warn!(%error, "a refused invitation was counted");
    }
}
