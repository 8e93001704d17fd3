//! The rooms, and who may be in them: joining one is allowed to whoever may read the thing.

use std::{fmt, str::FromStr, sync::Arc};

use cmis_base::id::{Id, Org, User};
use socketioxide::extract::SocketRef;

use crate::{
    access::{caller::OrgCaller, sessions::Identity},
    http::{error::ApiError, request::Origin},
    state::App,
};

/// Where messages go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// One person, on all their devices.
    User(Id<User>),
    /// Everybody who has the org open.
    Org(Id<Org>),
}

impl fmt::Display for Room {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::User(id) => write!(f, "user:{id}"),
            Self::Org(id) => write!(f, "org:{id}"),
        }
    }
}

impl FromStr for Room {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text.split_once(':').ok_or(())? {
            ("user", id) => id.parse().map(Self::User).map_err(|_| ()),
            ("org", id) => id.parse().map(Self::Org).map_err(|_| ()),
            _ => Err(()),
        }
    }
}

/// Whether somebody may be in a room: their own, and those of the orgs that they may work in. What they may not know of is not
/// found, as everywhere.
pub fn authorise(app: &App, identity: &Identity, socket: &SocketRef, room: Room) -> Result<(), ApiError> {
    let org = match room {
        Room::User(user) if user == identity.profile.user_id => return Ok(()),
        Room::User(_) => return Err(ApiError::not_found("thing-room")),
        Room::Org(org) => org,
    };
    let origin = socket.req_parts().extensions.get::<Arc<Origin>>();
    let origin = origin.ok_or_else(|| ApiError::internal(anyhow::anyhow!("the request middleware is missing")))?;
    OrgCaller::within(app, identity, org, Origin::clone(origin)).map(drop)
}

#[cfg(test)]
mod tests {
    use super::Room;

    #[test]
    fn a_room_is_spelled_in_one_way() {
        let id = "01936a3e-0000-7000-8000-000000000001";
        for room in [format!("user:{id}"), format!("org:{id}")] {
            assert_eq!(room.parse::<Room>().map(|parsed| parsed.to_string()), Ok(room));
        }
        for bad in [
            "",
            "org",
            "org:",
            "org:7",
            "ORG:01936a3e-0000-7000-8000-000000000001",
            &format!("campaign:{id}"),
            &format!("org:{id}:x"),
        ] {
            assert_eq!(bad.parse::<Room>(), Err(()), "{bad}");
        }
    }
}
