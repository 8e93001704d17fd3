//! What each plan allows.

use axum::extract::State;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::queries::{self, PlanView};
use crate::{
    access::caller::InstanceAdmin,
    audit::{self, Change},
    http::{
        check::Check,
        error::ApiError,
        extract::{Json, Path, some_whole},
        reply::Reply,
    },
    state::App,
};

/// Largest limit: what a JSON number holds exactly in every client.
const MAX_LIMIT: i64 = (1 << 53) - 1;

/// List the plans
#[utoipa::path(get, path = "/api/admin/plans", tag = "Administration", security(("instance" = [])),
    responses((status = 200, body = Reply<Vec<PlanView>>)))]
pub async fn list(State(app): State<App>, _admin: InstanceAdmin) -> Result<Reply<Vec<PlanView>>, ApiError> {
    let mut tx = app.system("list plans").await?;
    let plans = queries::plans(&mut tx).await?;
    tx.done();
    Ok(Reply::ok(plans))
}

/// A change of a plan's limits. What is absent stays; null is any number.
#[derive(Deserialize, ToSchema)]
pub struct UpdatePlan {
    /// AI requests a month.
    #[serde(default, deserialize_with = "some_whole")]
    #[schema(value_type = Option<i64>, minimum = 0)]
    ai_requests: Option<Option<i64>>,
    /// Members and open invitations; at least one.
    #[serde(default, deserialize_with = "some_whole")]
    #[schema(value_type = Option<i64>, minimum = 1)]
    members: Option<Option<i64>>,
    /// Connected accounts.
    #[serde(default, deserialize_with = "some_whole")]
    #[schema(value_type = Option<i64>, minimum = 0)]
    connected_accounts: Option<Option<i64>>,
    /// Bytes of files.
    #[serde(default, deserialize_with = "some_whole")]
    #[schema(value_type = Option<i64>, minimum = 0)]
    storage_bytes: Option<Option<i64>>,
}

fn told(plan: &PlanView) -> Value {
    json!({"name": plan.name, "ai_requests": plan.ai_requests, "members": plan.members,
        "connected_accounts": plan.connected_accounts, "storage_bytes": plan.storage_bytes})
}

/// Change what a plan allows
///
/// Holds for every organization with the plan at once. What is used already stays.
#[utoipa::path(patch, path = "/api/admin/plans/{name}", tag = "Administration", request_body = UpdatePlan,
    params(("name" = String, Path)), security(("instance" = [])),
    responses((status = 200, body = Reply<PlanView>)))]
pub async fn update(
    State(app): State<App>,
    InstanceAdmin(admin): InstanceAdmin,
    Path(name): Path<String>,
    Json(body): Json<UpdatePlan>,
) -> Result<Reply<PlanView>, ApiError> {
    let gone = || ApiError::not_found("thing-plan");
    if !name.bytes().all(|b| b.is_ascii_lowercase()) {
        return Err(gone());
    }
    let mut check = Check::new();
    let fields = [
        ("ai_requests", body.ai_requests, 0),
        ("members", body.members, 1),
        ("connected_accounts", body.connected_accounts, 0),
        ("storage_bytes", body.storage_bytes, 0),
    ];
    for (field, value, least) in fields {
        if value.flatten().is_some_and(|limit| !(least..=MAX_LIMIT).contains(&limit)) {
            check.fail(field, "check-plan-limit");
        }
    }
    check.done()?;
    let mut tx = app.system("change plan").await?;
    let before = queries::lock_plan(&mut tx, &name).await?.ok_or_else(gone)?;
    let after = PlanView {
        ai_requests: body.ai_requests.unwrap_or(before.ai_requests),
        members: body.members.unwrap_or(before.members),
        connected_accounts: body.connected_accounts.unwrap_or(before.connected_accounts),
        storage_bytes: body.storage_bytes.unwrap_or(before.storage_bytes),
        ..before.clone()
    };
    queries::update_plan(&mut tx, &after).await?;
    let change = Change { id: None, ..Change::new("plan.updated", "plan", uuid::Uuid::nil()) };
    let change = change.before(told(&before)).after(told(&after));
    audit::record_system(&mut tx, &admin.actor, app.now(), change).await?;
    tx.commit().await?;
    Ok(Reply::ok(after))
}
