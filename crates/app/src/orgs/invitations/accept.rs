//! An invitation as the invited sees it: looked at by its token, accepted once.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Member, Org},
    secret::token_hash,
};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::queries;
use crate::{
    access::caller::Person,
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, FailureBody, constraint},
        extract::Path,
        reply::Reply,
        words::Say,
    },
    orgs::queries::{insert_member, lock_person, set_current},
    state::App,
    usage,
};

/// What the link of an invitation leads to.
#[derive(Serialize, ToSchema)]
pub struct Offer {
    /// The org's name.
    org_name: String,
    /// The invited address.
    email: String,
    /// The offered role.
    role: String,
    /// The inviter's own words.
    message: Option<String>,
    /// The inviter's name.
    invited_by: String,
    /// Until when it is open.
    expires_at: DateTime<Utc>,
    /// Whether the address has an account: sign in, or register.
    has_account: bool,
}

/// An org joined.
#[derive(Serialize, ToSchema)]
pub struct Joined {
    /// The org.
    org_id: Id<Org>,
}

fn gone() -> ApiError {
    ApiError::new(ErrorCode::NotFound, "error-invitation-gone")
}

/// Show an invitation by its token
#[utoipa::path(get, path = "/api/invitations/{token}", tag = "Organization", params(("token" = String, Path)),
    responses((status = 200, body = Reply<Offer>)))]
pub async fn show(State(app): State<App>, Path(token): Path<String>) -> Result<Reply<Offer>, ApiError> {
    let mut tx = app.system("show invitation").await?;
    let found = super::find_open(&mut tx, &token_hash(&token), app.now()).await?.ok_or_else(gone)?;
    tx.done();
    Ok(Reply::ok(Offer {
        org_name: found.org_name,
        email: found.email,
        role: found.role,
        message: found.message,
        invited_by: found.invited_by,
        expires_at: found.expires_at,
        has_account: found.has_account,
    }))
}

/// Accept an invitation
///
/// For the person whose address was invited. The org becomes the login's current one.
#[utoipa::path(post, path = "/api/invitations/{token}/accept", tag = "Organization", params(("token" = String, Path)),
    security(("person" = [])), responses((status = 200, body = Reply<Joined>), (status = 402, body = FailureBody)))]
pub async fn accept(
    State(app): State<App>,
    person: Person,
    Path(token): Path<String>,
) -> Result<Reply<Joined>, ApiError> {
    let hash = token_hash(&token);
    let now = app.now();
    let mut tx = app.system("accept invitation").await?;
    let found = super::find_open(&mut tx, &hash, now).await?.ok_or_else(gone)?;
    let own = lock_person(&mut tx, person.user).await?;
    if !own.email.eq_ignore_ascii_case(&found.email) {
        let sentence = Say::new("error-invitation-other-address").with("own", own.email).with("email", found.email);
        return Err(ApiError::new(ErrorCode::Forbidden, sentence));
    }
    if found.org_suspended {
        return Err(ApiError::new(ErrorCode::OrgSuspended, "error-org-suspended"));
    }
    usage::room_to_join(&mut tx, found.org_id, now).await?;
    if !queries::accept(&mut tx, found.org_id, &hash, now).await? {
        return Err(gone());
    }
    let member: Id<Member> = app.ids.next();
    insert_member(&mut tx, found.org_id, (member, person.user, &found.role), &own, now).await.map_err(|error| {
        match constraint(&error) {
            Some("members_user_key") => ApiError::conflict("error-already-member"),
            _ => error.into(),
        }
    })?;
    set_current(&mut tx, person.session, found.org_id).await?;
    let change = Change::new("member.joined", "member", member)
        .after(json!({"name": own.name, "email": own.email, "role": found.role}));
    audit::record(&mut tx, found.org_id, &person.actor, now, change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(Joined { org_id: found.org_id }))
}
