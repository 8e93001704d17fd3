//! The addresses of limits, the stop and approvals.

pub mod approvals;
pub mod limits;
pub mod stop;

use cmis_db::Conn;

use crate::{
    access::caller::OrgCaller,
    http::error::{ApiError, ErrorCode},
    metrics,
};

/// 403 for whoever is limited to some ad accounts: what is spent is of all of them.
async fn sees_all(conn: &mut Conn, caller: &OrgCaller) -> Result<(), ApiError> {
    match metrics::queries::reach(conn, caller.member).await? {
        None => Ok(()),
        Some(_) => Err(ApiError::new(ErrorCode::Forbidden, "error-spend-all")),
    }
}
