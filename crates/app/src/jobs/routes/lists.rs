//! Lists of jobs: an org's, one's own.

use axum::extract::State;
use cmis_base::{
    id::{Id, Org},
    permission::need,
};
use cmis_jobs::view::find::{self, Filter};

use crate::{
    access::{
        caller::{Anyone, Caller},
        sessions::{Credential, Identity},
    },
    http::{
        error::ApiError,
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    jobs::{
        model::{JobEntry, JobRow},
        queries::{OF_ORG, OF_PERSON},
    },
    state::App,
};

listed!(OrgJobs = OF_ORG, OwnJobs = OF_PERSON);

/// How many of the newest are looked at for the recent ones.
const LOOKED_AT: i64 = 50;
/// How many recent ones are shown.
const RECENT: usize = 10;

/// List the organization's background work
///
/// Filters: `status`, `kind`, `queue`, `created_by`. Sorts: `created_at`, `finished_at`. Finished work is kept for 30 days.
#[utoipa::path(get, path = "/api/orgs/{org_id}/jobs", tag = "Jobs", params(("org_id" = Id<Org>, Path), Listing<OrgJobs>),
    security(("bearer" = ["jobs.read"])), responses((status = 200, body = PageBody<JobEntry>)))]
pub async fn of_org(caller: Caller<need::JobsRead>, query: Listing<OrgJobs>) -> Result<Page<JobEntry>, ApiError> {
    let mut tx = caller.tx().await?;
    let page = query.fetch::<JobRow>(&mut tx).await?;
    tx.commit().await?;
    Ok(page.map(JobEntry::from))
}

/// The org that a key or an app is bound to; none for a person.
fn bound_to(identity: &Identity) -> Option<Id<Org>> {
    match identity.credential {
        Credential::Session { .. } => None,
        _ => identity.memberships.first().map(|membership| membership.org_id),
    }
}

/// List the caller's own background work
///
/// In every organization of theirs, and outside of any; of a key or an app in its own. Filters and sorts as in the
/// organization's list.
#[utoipa::path(get, path = "/api/jobs/user", tag = "Jobs", params(Listing<OwnJobs>), security(("bearer" = [])),
    responses((status = 200, body = PageBody<JobEntry>)))]
pub async fn own(
    State(app): State<App>,
    Anyone(identity): Anyone,
    query: Listing<OwnJobs>,
) -> Result<Page<JobEntry>, ApiError> {
    let mut fixed = vec![("j.created_by =", identity.profile.user_id.raw())];
    fixed.extend(bound_to(&identity).map(|org| ("j.org_id =", org.raw())));
    let mut tx = app.system("list own jobs").await?;
    let page = query.fetch_where::<JobRow>(&mut tx, &fixed).await?;
    tx.commit().await?;
    Ok(page.map(JobEntry::from))
}

/// List what the caller started last
///
/// The ten newest.
#[utoipa::path(get, path = "/api/jobs/user/recent", tag = "Jobs", security(("bearer" = [])),
    responses((status = 200, body = Reply<Vec<JobEntry>>)))]
pub async fn recent(State(app): State<App>, Anyone(identity): Anyone) -> Result<Reply<Vec<JobEntry>>, ApiError> {
    let bound = bound_to(&identity);
    let filter = Filter { org: bound, created_by: Some(identity.profile.user_id), ..Filter::default() };
    let mut tx = app.system("list recent jobs").await?;
    let jobs = find::list(&mut tx, &filter, LOOKED_AT).await?;
    tx.commit().await?;
    let is_mine = |org: Option<Id<Org>>| org.is_none_or(|org| identity.memberships.iter().any(|own| own.org_id == org));
    let mine = jobs.into_iter().filter(|job| is_mine(job.org_id)).take(RECENT);
    Ok(Reply::ok(mine.map(JobEntry::from).collect()))
}
