//! The orgs of the installation, from outside.

use axum::extract::State;
use cmis_base::id::{Id, Org};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::queries::{self, ORGS, ORGS_WITH_ADMINS, OrgView};
use crate::{
    access::caller::InstanceAdmin,
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::{Item, Json},
        list::{Listing, Page, PageBody, listed},
        reply::Reply,
    },
    state::App,
};

listed!(Orgs = ORGS);

/// List the organizations of the installation
///
/// Filters: `plan`, `suspended`. Sorts: `name`, `plan`, `created_at`, `deletes_at`. `include=admins` adds the names of
/// their administrators.
#[utoipa::path(get, path = "/api/admin/orgs", tag = "Administration", params(Listing<Orgs>), security(("instance" = [])),
    responses((status = 200, body = PageBody<OrgView>)))]
pub async fn list(
    State(app): State<App>,
    _admin: InstanceAdmin,
    query: Listing<Orgs>,
) -> Result<Page<OrgView>, ApiError> {
    let mut tx = app.system("list orgs").await?;
    let page = query.fetch_including("admins", &ORGS_WITH_ADMINS, &mut tx).await?;
    tx.done();
    Ok(page)
}

/// A change of an org. What is absent stays.
#[derive(Deserialize, ToSchema)]
#[schema(as = AdministerOrg)]
pub struct UpdateOrg {
    /// `free`, `starter`, `professional` or `enterprise`.
    plan: Option<String>,
    /// Whether nothing works in it but reading why.
    suspended: Option<bool>,
}

fn told(org: &OrgView) -> Value {
    json!({"name": org.name, "plan": org.plan, "suspended": org.suspended})
}

/// Change an organization's plan or suspend it
#[utoipa::path(patch, path = "/api/admin/orgs/{id}", tag = "Administration", request_body = UpdateOrg,
    params(("id" = Id<Org>, Path)), security(("instance" = [])),
    responses((status = 200, body = Reply<OrgView>), (status = 409, body = FailureBody)))]
pub async fn update(
    State(app): State<App>,
    InstanceAdmin(admin): InstanceAdmin,
    Item(id): Item<Org>,
    Json(body): Json<UpdateOrg>,
) -> Result<Reply<OrgView>, ApiError> {
    let mut check = Check::new();
    let plan =
        body.plan.and_then(|word| check.one_of("plan", Some(word), &["free", "starter", "professional", "enterprise"]));
    check.done()?;
    let now = app.now();
    let mut tx = app.system("administer org").await?;
    let before = queries::lock_org(&mut tx, id).await?.ok_or_else(|| ApiError::not_found("thing-org"))?;
    if before.deletes_at.is_some_and(|at| at <= now) {
        return Err(ApiError::conflict("error-org-deletion-begun"));
    }
    let after = OrgView {
        plan: plan.map_or_else(|| before.plan.clone(), str::to_owned),
        suspended: body.suspended.unwrap_or(before.suspended),
        ..before.clone()
    };
    queries::update_org(&mut tx, id, &after.plan, after.suspended.then_some(now)).await?;
    let change = Change::new("org.administered", "org", id).before(told(&before)).after(told(&after));
    // the org's own log tells its people who changed their plan
    audit::record(&mut tx, id, &admin.actor, now, change.clone()).await?;
    audit::record_system(&mut tx, &admin.actor, now, change).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::ok(after))
}
