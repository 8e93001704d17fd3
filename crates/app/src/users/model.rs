//! What a person is to themselves, and the rules of logins. Pure.

use chrono::{DateTime, TimeDelta, Utc};
use cmis_base::id::{Id, User};
use serde::Serialize;
use utoipa::ToSchema;

/// A login with "remember me" lives this long after its last refresh.
pub const REMEMBERED: TimeDelta = TimeDelta::days(30);
/// A login without it.
pub const NOT_REMEMBERED: TimeDelta = TimeDelta::hours(12);
/// The predecessor of a live refresh token still gives the same one: a second tab, an answer that got lost.
pub const ROTATION_GRACE: TimeDelta = TimeDelta::seconds(10);
/// Life of a link that confirms an address.
pub const VERIFY_LIFE: TimeDelta = TimeDelta::hours(24);
/// Life of a link that resets a password.
pub const RESET_LIFE: TimeDelta = TimeDelta::hours(1);
/// Time for the second factor.
pub const MFA_LIFE: TimeDelta = TimeDelta::minutes(5);
/// An unconfirmed registration is forgotten after this.
pub const REGISTRATION_KEPT: TimeDelta = TimeDelta::days(7);

/// How long a login lives after each refresh.
pub const fn session_life(remember: bool) -> TimeDelta {
    if remember { REMEMBERED } else { NOT_REMEMBERED }
}

/// A person, as they see themselves.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = User)]
pub struct UserView {
    /// Id of the person.
    pub id: Id<User>,
    /// Shown name.
    pub name: String,
    /// Address for signing in and mail.
    pub email: String,
    /// Whether the address is confirmed.
    pub email_verified: bool,
    /// `ar` or `en`.
    pub locale: String,
    /// IANA time zone.
    pub time_zone: String,
    /// `system`, `light`, `dark` or `rose`.
    pub theme: String,
    /// Signed address of the picture, good for a day.
    pub picture_url: Option<String>,
    /// Whether a second factor is set up.
    pub mfa_enabled: bool,
    /// Whether the person administers the installation.
    pub is_instance_admin: bool,
    /// Whether the person has a password (and not only a provider).
    pub has_password: bool,
    /// When the account was made.
    pub created_at: DateTime<Utc>,
    /// For `If-Match`.
    pub version: i32,
}

/// A person on their own page: with the address that waits for its confirmation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Me)]
pub struct MeView {
    /// The person.
    #[serde(flatten)]
    pub user: UserView,
    /// The address that the account gets once the link mailed to it is followed; null when none waits.
    pub pending_email: Option<String>,
}

/// What happens to a presented refresh token.
#[derive(Debug, PartialEq, Eq)]
pub enum Rotation {
    /// It is the live one: its successor takes over.
    Renew,
    /// It is the live one's immediate predecessor, within the grace: the same successor is handed out again.
    Repeat,
    /// It was used before: somebody has a copy. The whole login ends.
    Reused,
}

/// Decides on a token that was rotated at some time, or not yet. There is one live token at any time.
pub fn rotation(rotated_at: Option<DateTime<Utc>>, successor_is_live: bool, now: DateTime<Utc>) -> Rotation {
    match rotated_at {
        None => Rotation::Renew,
        Some(at) if successor_is_live && now - at <= ROTATION_GRACE => Rotation::Repeat,
        Some(_) => Rotation::Reused,
    }
}

#[cfg(test)]
mod tests {
    use super::{Rotation, rotation};
    use chrono::{DateTime, TimeDelta};

    #[test]
    fn a_rotated_token_is_good_for_ten_seconds_while_its_successor_waits_and_then_a_theft() {
        let at = DateTime::from_timestamp(1_800_000_000, 0).expect("instant");
        assert_eq!(rotation(None, false, at), Rotation::Renew);
        assert_eq!(rotation(Some(at), true, at + TimeDelta::seconds(10)), Rotation::Repeat);
        assert_eq!(rotation(Some(at), true, at + TimeDelta::seconds(11)), Rotation::Reused);
        assert_eq!(rotation(Some(at), false, at + TimeDelta::seconds(1)), Rotation::Reused);
    }
}
