//! What an org and its members are, and the rules between roles. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::{
    id::{Id, Invitation, Member, Org, User},
    permission::{Permission, Role},
};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// Between the request to delete an org and its end: time to change one's mind.
pub const DELETION_DELAY: TimeDelta = TimeDelta::days(30);
/// How long an invitation is open.
pub const INVITATION_LIFE: TimeDelta = TimeDelta::days(7);
/// Orgs that one person may belong to before making another: far beyond honest use.
pub const MAX_ORGS: i64 = 50;

/// The tenant's settings.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Org)]
pub struct OrgView {
    /// Id of the org.
    pub id: Id<Org>,
    /// Name.
    pub name: String,
    /// ISO 4217 code of its money.
    pub currency: String,
    /// IANA time zone that names its periods.
    pub time_zone: String,
    /// `ar` or `en`.
    pub locale: String,
    /// `saturday`, `sunday` or `monday`.
    pub week_start: String,
    /// Dialect that its Arabic content is written in.
    pub dialect: Option<String>,
    /// `free`, `starter`, `professional` or `enterprise`.
    pub plan: String,
    /// Whether its people need a second factor.
    pub require_mfa: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When everything goes, if its deletion is scheduled.
    pub deletes_at: Option<DateTime<Utc>>,
    /// For `If-Match`.
    pub version: i32,
}

/// Somebody by id and name.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Somebody {
    /// Id of the membership.
    pub id: Id<Member>,
    /// Shown name.
    pub name: String,
}

/// A request to join an org.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Invitation)]
pub struct InvitationView {
    /// Id of the invitation.
    pub id: Id<Invitation>,
    /// The invited address.
    pub email: String,
    /// The offered role.
    pub role: String,
    /// The inviter's own words.
    pub message: Option<String>,
    /// `pending`, `accepted`, `revoked` or `expired`.
    pub status: String,
    /// Who invites.
    pub invited_by: Somebody,
    /// Until when it is open.
    pub expires_at: DateTime<Utc>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// A member of an org.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Member)]
pub struct MemberView {
    /// Id of the membership.
    pub id: Id<Member>,
    /// Id of the person.
    pub user_id: Id<User>,
    /// Shown name.
    pub name: String,
    /// Mail address.
    pub email: String,
    /// Signed address of the picture.
    pub picture_url: Option<String>,
    /// `admin`, `manager`, `member` or `viewer`.
    pub role: String,
    /// `active` or `suspended`.
    pub status: String,
    /// The ad accounts that the member is limited to; null for all.
    pub ad_account_ids: Option<Vec<Uuid>>,
    /// Whether the person has set up a second factor.
    pub mfa_enabled: bool,
    /// When the person last did something here.
    pub last_active_at: Option<DateTime<Utc>>,
    /// When the person joined.
    pub joined_at: DateTime<Utc>,
    /// For `If-Match`.
    pub version: i32,
}

/// Whether a member keeps the org's administration alive.
pub fn is_acting_admin(role: Role, status: &str) -> bool {
    role == Role::Admin && status == "active"
}

/// Whether an org still has an acting admin after one member changes from `before` to `after` (`None`: removed or left).
pub fn keeps_an_admin(other_admins: i64, before: (Role, &str), after: Option<(Role, &str)>) -> bool {
    let was = is_acting_admin(before.0, before.1);
    let is = after.is_some_and(|(role, status)| is_acting_admin(role, status));
    !was || is || other_admins > 0
}

/// Nobody grants a role above their own.
pub fn may_grant(own: Role, granted: Role) -> bool {
    granted <= own
}

/// Whether a member with a role may ask others in with another: what an invitation must still be true to when it is used.
pub fn may_invite(own: Role, offered: Role) -> bool {
    let needed = if offered >= Role::Manager { Permission::MembersInviteManagers } else { Permission::MembersInvite };
    own.permissions().has(needed) && may_grant(own, offered)
}

#[cfg(test)]
mod tests {
    use super::{keeps_an_admin, may_invite};
    use cmis_base::permission::Role::{Admin, Manager, Member, Viewer};

    #[test]
    fn nobody_invites_with_a_power_that_they_lost() {
        assert!(may_invite(Admin, Admin) && may_invite(Manager, Member) && may_invite(Manager, Viewer));
        assert!(!may_invite(Manager, Manager) && !may_invite(Manager, Admin));
        assert!(!may_invite(Member, Viewer) && !may_invite(Viewer, Viewer));
    }

    #[test]
    fn the_last_admin_stays() {
        assert!(!keeps_an_admin(0, (Admin, "active"), None));
        assert!(!keeps_an_admin(0, (Admin, "active"), Some((Manager, "active"))));
        assert!(!keeps_an_admin(0, (Admin, "active"), Some((Admin, "suspended"))));
        assert!(keeps_an_admin(1, (Admin, "active"), None));
        assert!(keeps_an_admin(0, (Manager, "active"), None));
        assert!(keeps_an_admin(0, (Admin, "active"), Some((Admin, "active"))));
    }
}
