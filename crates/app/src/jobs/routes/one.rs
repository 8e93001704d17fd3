//! One job: looking at it, cancelling it, trying it again.

use axum::extract::State;
use cmis_base::{
    id::{Id, Job, Org},
    permission::Permission,
};
use cmis_db::Tx;
use cmis_jobs::{JobView, State as JobState};
use serde_json::json;

use crate::{
    access::{
        caller::{Actor, Anyone, OrgCaller},
        sessions::{Credential, Identity},
    },
    audit::{self, Change},
    http::{
        error::{ApiError, ErrorCode, FailureBody},
        extract::Item,
        reply::Reply,
        request::Origin,
    },
    jobs::{
        model::{JobStatus, Rights, may_be_cancelled, result_needs},
        queries,
    },
    state::App,
};

/// A job and somebody who may see it.
pub struct Seen {
    job: JobView,
    rights: Rights,
    actor: Actor,
}

fn gone() -> ApiError {
    ApiError::not_found("thing-job")
}

/// The job, with what the caller may do with it. 404 unless it is their own, or their org's and they may see that org's.
pub async fn see(app: &App, identity: &Identity, origin: Origin, id: Id<Job>) -> Result<Seen, ApiError> {
    let mut tx = app.system("find job").await?;
    let job = cmis_jobs::find(&mut tx, id).await?.ok_or_else(gone)?;
    tx.commit().await?;
    let is_own = job.created_by == Some(identity.profile.user_id);
    let is_person = matches!(identity.credential, Credential::Session { .. });
    let Some(org) = job.org_id else {
        if !(is_person && is_own) {
            return Err(gone());
        }
        let actor = Actor {
            kind: "person",
            id: Some(identity.profile.user_id.raw()),
            name: Some(identity.profile.name.clone()),
            request_id: Some(origin.request_id.clone()),
            address: Some(origin.address.to_string()),
        };
        return Ok(Seen { job, rights: Rights { manage: true, result: true }, actor });
    };
    if !identity.memberships.iter().any(|membership| membership.org_id == org) {
        return Err(gone());
    }
    let caller = OrgCaller::within(app, identity, org, origin)?;
    let needed = result_needs(&job.kind);
    // a key of the same person is theirs as far as it could have asked for this itself
    let is_own = is_own && (is_person || needed.is_some_and(|permission| caller.may(permission)));
    if !is_own && !caller.may(Permission::JobsRead) {
        return Err(gone());
    }
    let rights = Rights {
        manage: is_own || caller.may(Permission::JobsManage),
        result: needed.is_none_or(|permission| caller.may(permission)),
    };
    Ok(Seen { job, rights, actor: caller.actor })
}

impl Seen {
    /// 404 unless it waits or waited in this queue.
    pub fn within(self, queue: &str) -> Result<Self, ApiError> {
        if self.job.queue == queue { Ok(self) } else { Err(gone()) }
    }

    /// 403 unless the caller may change it.
    fn manage(&self) -> Result<(), ApiError> {
        if self.rights.manage { Ok(()) } else { Err(ApiError::forbidden(Permission::JobsManage)) }
    }

    /// The transaction in which it is changed: of its org, where it has one.
    async fn tx(&self, app: &App) -> Result<Tx, ApiError> {
        Ok(match self.job.org_id {
            Some(org) => app.tenant(org).await?,
            None => app.system("change own job").await?,
        })
    }

    async fn record(&self, app: &App, tx: &mut Tx, action: &'static str) -> Result<(), ApiError> {
        record(app, tx, self.job.org_id, &self.actor, action, &self.job).await
    }

    /// Shows it as it stands now.
    pub async fn show(self, app: &App) -> Result<Reply<JobStatus>, ApiError> {
        let mut tx = app.system("show job").await?;
        let job = cmis_jobs::find(&mut tx, self.job.id).await?.ok_or_else(gone)?;
        let attempts = cmis_jobs::attempts(&mut tx, job.id).await?;
        let by = match (job.org_id, job.created_by) {
            (Some(org), Some(user)) => queries::name_of(&mut tx, org, user).await?,
            (Some(_), None) => None,
            // without an org it is the caller's own
            (None, _) => self.actor.name.clone(),
        };
        tx.commit().await?;
        Ok(Reply::ok(JobStatus::new(job, attempts, by, self.rights)))
    }

    /// Cancels it. One that was cancelled before stays so.
    pub async fn cancel(self, app: &App) -> Result<Reply<JobStatus>, ApiError> {
        self.manage()?;
        if !may_be_cancelled(&self.job.kind) {
            return Err(ApiError::conflict("error-job-kept"));
        }
        let mut tx = self.tx(app).await?;
        let cancelled = cmis_jobs::cancel(&mut tx, app.now(), self.job.id).await?;
        if cancelled.is_some() && !self.job.cancel_requested {
            self.record(app, &mut tx, "job.cancelled").await?;
        }
        let now = cmis_jobs::find(&mut tx, self.job.id).await?.ok_or_else(gone)?;
        tx.commit().await?;
        if cancelled.is_none() && now.state != JobState::Cancelled {
            return Err(ApiError::new(ErrorCode::InvalidTransition, "error-job-ended"));
        }
        let message =
            if cancelled == Some(JobState::Processing) { "message-job-stopping" } else { "message-job-cancelled" };
        Ok(self.show(app).await?.say(message))
    }

    /// Tries it again.
    async fn retry(self, app: &App) -> Result<Reply<JobStatus>, ApiError> {
        self.manage()?;
        let mut tx = self.tx(app).await?;
        if !cmis_jobs::retry(&mut tx, app.now(), self.job.id).await? {
            return Err(ApiError::new(ErrorCode::InvalidTransition, "error-job-not-failed"));
        }
        self.record(app, &mut tx, "job.retried").await?;
        tx.commit().await?;
        Ok(self.show(app).await?.say("message-job-retried"))
    }
}

/// Notes a change of a job where it belongs: in its org, or outside of any.
pub async fn record(
    app: &App,
    tx: &mut Tx,
    org: Option<Id<Org>>,
    actor: &Actor,
    action: &'static str,
    job: &JobView,
) -> Result<(), ApiError> {
    let change = Change::new(action, "job", job.id)
        .before(json!({"status": job.state.as_str()}))
        .after(json!({"kind": job.kind}));
    match org {
        Some(org) => audit::record(tx, org, actor, app.now(), change).await?,
        None => audit::record_system(tx, actor, app.now(), change).await?,
    }
    Ok(())
}

/// Show a job
///
/// Where it stands, how far it is, its attempts, and what came of it. One's own always; the organization's with `jobs.read`.
#[utoipa::path(get, path = "/api/jobs/{id}", tag = "Jobs", params(("id" = Id<Job>, Path)), security(("bearer" = [])),
    responses((status = 200, body = Reply<JobStatus>)))]
pub async fn show(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Item(id): Item<Job>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.show(&app).await
}

/// Show where a job stands
///
/// The same as the job itself.
#[utoipa::path(get, path = "/api/jobs/{id}/status", tag = "Jobs", params(("id" = Id<Job>, Path)),
    security(("bearer" = [])), responses((status = 200, body = Reply<JobStatus>)))]
pub async fn status(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Item(id): Item<Job>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.show(&app).await
}

/// Cancel a job
///
/// One that waits ends at once; one that runs is told and stops at its next safe point: `cancel_requested` until then. One's
/// own always; the organization's with `jobs.manage`.
#[utoipa::path(delete, path = "/api/jobs/{id}", tag = "Jobs", params(("id" = Id<Job>, Path)), security(("bearer" = [])),
    responses((status = 200, body = Reply<JobStatus>), (status = 409, body = FailureBody)))]
pub async fn cancel(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Item(id): Item<Job>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.cancel(&app).await
}

/// Cancel a job, by the name of what is done
#[utoipa::path(delete, path = "/api/jobs/{id}/cancel", tag = "Jobs", params(("id" = Id<Job>, Path)),
    security(("bearer" = [])), responses((status = 200, body = Reply<JobStatus>), (status = 409, body = FailureBody)))]
pub async fn cancel_by_name(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Item(id): Item<Job>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.cancel(&app).await
}

/// Try a failed or cancelled job again
///
/// As the same job, at once, with as many attempts as at first. One's own always; the organization's with `jobs.manage`.
#[utoipa::path(post, path = "/api/jobs/{id}/retry", tag = "Jobs", params(("id" = Id<Job>, Path)), security(("bearer" = [])),
    responses((status = 200, body = Reply<JobStatus>), (status = 409, body = FailureBody)))]
pub async fn retry(
    State(app): State<App>,
    Anyone(identity): Anyone,
    origin: Origin,
    Item(id): Item<Job>,
) -> Result<Reply<JobStatus>, ApiError> {
    see(&app, &identity, origin, id).await?.retry(&app).await
}
