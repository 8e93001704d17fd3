//! The same job under its queue's name.

use axum::extract::State;
use cmis_base::id::{Id, Job};

use super::one::see;
use crate::{
    access::caller::Anyone,
    http::{
        error::{ApiError, FailureBody},
        extract::Path,
        reply::Reply,
        request::Origin,
    },
    jobs::model::JobStatus,
    state::App,
};

/// Show a job of a queue
#[utoipa::path(get, path = "/api/jobs/{queue}/{id}", tag = "Jobs", params(("queue" = String, Path), ("id" = Id<Job>, Path)),
    security(("bearer" = [])), responses((status = 200, body = Reply<JobStatus>)))]
pub async fn show_queued(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Path((queue, id)): Path<(String, Id<Job>)>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.within(&queue)?.show(&app).await
}

/// Cancel a job of a queue
#[utoipa::path(delete, path = "/api/jobs/{queue}/{id}", tag = "Jobs",
    params(("queue" = String, Path), ("id" = Id<Job>, Path)), security(("bearer" = [])),
    responses((status = 200, body = Reply<JobStatus>), (status = 409, body = FailureBody)))]
pub async fn cancel_queued(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Path((queue, id)): Path<(String, Id<Job>)>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.within(&queue)?.cancel(&app).await
}

/// Cancel a job of a queue, by the name of what is done
#[utoipa::path(delete, path = "/api/jobs/{queue}/{id}/cancel", tag = "Jobs",
    params(("queue" = String, Path), ("id" = Id<Job>, Path)), security(("bearer" = [])),
    responses((status = 200, body = Reply<JobStatus>), (status = 409, body = FailureBody)))]
pub async fn cancel_queued_by_name(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Path((queue, id)): Path<(String, Id<Job>)>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.within(&queue)?.cancel(&app).await
}
