//! What there is to be allowed, for pickers of scopes.

use cmis_base::{
    id::{Id, Org},
    permission::{Permission, Role},
};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::caller::OrgCaller,
    http::{error::ApiError, reply::Reply},
};

/// Every permission of the product.
#[derive(Serialize, ToSchema)]
pub struct PermissionList {
    permissions: Vec<PermissionEntry>,
}

/// A permission and who holds it.
#[derive(Serialize, ToSchema)]
pub struct PermissionEntry {
    /// `members.read`.
    name: &'static str,
    /// The roles that hold it, weakest first.
    roles: Vec<&'static str>,
}

/// List the permissions and the roles that hold them
#[utoipa::path(get, path = "/api/orgs/{org_id}/permissions", tag = "Organization", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = [])), responses((status = 200, body = Reply<PermissionList>)))]
pub async fn list(_caller: OrgCaller) -> Result<Reply<PermissionList>, ApiError> {
    let permissions = Permission::ALL
        .iter()
        .map(|permission| PermissionEntry {
            name: permission.as_str(),
            roles: Role::ALL.into_iter().filter(|role| *role >= permission.least_role()).map(Role::as_str).collect(),
        })
        .collect();
    Ok(Reply::ok(PermissionList { permissions }))
}
