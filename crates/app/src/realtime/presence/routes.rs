//! Who is there.

use cmis_base::{
    id::{Id, Org, User},
    permission::need,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::queries;
use crate::{
    access::caller::Caller,
    http::{error::ApiError, reply::Reply},
};

/// Who has the organization open.
#[derive(Serialize, ToSchema)]
pub struct Presence {
    /// People, by their user ids.
    online: Vec<Id<User>>,
}

/// Show which members are online
///
/// Those who have the organization open in the web app at this moment. Changes come as `presence` over Socket.IO.
#[utoipa::path(get, path = "/api/orgs/{org_id}/presence", tag = "Organization", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["members.read"])), responses((status = 200, body = Reply<Presence>)))]
pub async fn show(caller: Caller<need::MembersRead>) -> Result<Reply<Presence>, ApiError> {
    let mut tx = caller.tx().await?;
    let online = queries::online(&mut tx, caller.org).await?;
    tx.commit().await?;
    Ok(Reply::ok(Presence { online }))
}
