//! Invitations: made by the team, mailed with a token, accepted by whoever owns the address.
//!
//! The token is stored as its hash only and works once. Whoever counts members against the plan locks the org's row first
//! and an invitation's row after it, never the other way round.

pub mod accept;
pub mod queries;
pub mod routes;

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Member, Org},
    permission::Role,
};
use cmis_db::Conn;
use serde_json::json;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::queries::OpenInvitation;
use super::model::may_invite;
use crate::{
    access::caller::Actor,
    audit::{self, Change},
    http::error::ApiError,
    state::App,
};

/// The open invitation behind a token, as long as its inviter may still make it. System role.
pub async fn find_open(
    conn: &mut Conn,
    token_hash: &[u8],
    now: DateTime<Utc>,
) -> Result<Option<OpenInvitation>, sqlx::Error> {
    let found = queries::find_open(conn, token_hash, now).await?;
    Ok(found.filter(|open| match (Role::parse(&open.inviter_role), Role::parse(&open.role)) {
        (Some(own), Some(offered)) => may_invite(own, offered),
        _ => false,
    }))
}

/// Ends the open invitations of a member whose power shrank, in the transaction that takes it: `left` is the role that the
/// member keeps, none after a departure or a suspension.
pub async fn revoke_of(
    conn: &mut Conn,
    org: Id<Org>,
    inviter: Id<Member>,
    left: Option<Role>,
    actor: &Actor,
    now: DateTime<Utc>,
) -> Result<(), ApiError> {
    let kept: Vec<&str> = [Role::Viewer, Role::Member, Role::Manager, Role::Admin]
        .into_iter()
        .filter(|offered| left.is_some_and(|own| may_invite(own, *offered)))
        .map(Role::as_str)
        .collect();
    for fallen in queries::revoke_of(conn, org, inviter, &kept, now).await? {
        let told = json!({"name": fallen.email, "email": fallen.email, "role": fallen.role, "reason": "inviter"});
        audit::record(conn, org, actor, now, Change::new("invitation.revoked", "invitation", fallen.id).before(told))
            .await?;
    }
    Ok(())
}

/// The addresses of invitations.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::list, routes::create))
        .routes(routes!(routes::revoke))
        .routes(routes!(routes::resend))
        .routes(routes!(accept::show))
        .routes(routes!(accept::accept))
}
