//! The first steps of a new person: what is done is seen from what exists, the rest is what they say.

use std::collections::BTreeMap;

use axum::extract::State;
use cmis_base::id::{Id, User};
use cmis_db::Conn;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    access::caller::Person,
    http::{check::Check, error::ApiError, extract::Json, reply::Reply, words::Say},
    state::App,
    users::account::queries,
};

/// The steps, in their order.
const STEPS: [&str; 4] = ["organization", "team", "security", "api"];
/// Under this name stands that the person does not want to see the steps.
const DISMISSED: &str = "dismissed";

/// The first steps.
#[derive(Debug, Serialize, ToSchema)]
pub struct Onboarding {
    /// Whether no step is open.
    completed: bool,
    /// Whether the person does not want to see the steps.
    dismissed: bool,
    /// The steps, in their order.
    steps: Vec<OnboardingStep>,
}

/// A step.
#[derive(Debug, Serialize, ToSchema)]
pub struct OnboardingStep {
    /// `organization`, `team`, `security` or `api`.
    key: &'static str,
    /// `open`, `done` or `skipped`.
    status: &'static str,
}

/// Show one's first steps
///
/// A step is done when what it leads to exists.
#[utoipa::path(get, path = "/api/onboarding", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<Onboarding>)))]
pub async fn show(State(app): State<App>, person: Person) -> Result<Reply<Onboarding>, ApiError> {
    let mut tx = app.system("first steps").await?;
    let onboarding = find(&mut tx, person.user).await?;
    tx.done();
    Ok(Reply::ok(onboarding))
}

/// What to change of the first steps.
#[derive(Deserialize, ToSchema)]
pub struct UpdateOnboarding {
    /// `open`, `done` or `skipped` by step. What is absent stays.
    steps: Option<BTreeMap<String, String>>,
    /// Whether to hide the steps.
    dismissed: Option<bool>,
}

/// Skip, finish or open first steps
#[utoipa::path(put, path = "/api/onboarding", tag = "Account", request_body = UpdateOnboarding, security(("person" = [])),
    responses((status = 200, body = Reply<Onboarding>)))]
pub async fn update(
    State(app): State<App>,
    person: Person,
    Json(body): Json<UpdateOnboarding>,
) -> Result<Reply<Onboarding>, ApiError> {
    let mut check = Check::new();
    let mut changes = Vec::new();
    for (key, status) in body.steps.unwrap_or_default().into_iter().take(20) {
        match STEPS.iter().copied().find(|step| *step == key) {
            Some(step) => {
                if let Some(status) = check.one_of(&format!("steps.{step}"), Some(status), &["open", "done", "skipped"])
                {
                    changes.push((step, (status != "open").then_some(status)));
                }
            }
            None => check.fail("steps", Say::new("check-one-of").with("options", STEPS.join(", "))),
        }
    }
    check.done()?;
    if let Some(dismissed) = body.dismissed {
        changes.push((DISMISSED, dismissed.then_some(DISMISSED)));
    }
    let mut tx = app.system("first steps").await?;
    for (step, status) in changes {
        queries::set_onboarding_step(&mut tx, person.user, step, status, app.now()).await?;
    }
    let onboarding = find(&mut tx, person.user).await?;
    tx.commit().await?;
    Ok(Reply::ok(onboarding))
}

async fn find(conn: &mut Conn, user: Id<User>) -> Result<Onboarding, ApiError> {
    let facts = queries::onboarding_facts(conn, user).await?;
    let said: BTreeMap<String, String> = queries::onboarding_steps(conn, user).await?.into_iter().collect();
    let exists = [facts.organization, facts.team, facts.security, facts.api];
    let steps: Vec<OnboardingStep> = STEPS
        .into_iter()
        .zip(exists)
        .map(|(key, exists)| {
            let status = match said.get(key).map(String::as_str) {
                _ if exists => "done",
                Some("done") => "done",
                Some("skipped") => "skipped",
                _ => "open",
            };
            OnboardingStep { key, status }
        })
        .collect();
    Ok(Onboarding {
        completed: steps.iter().all(|step| step.status != "open"),
        dismissed: said.contains_key(DISMISSED),
        steps,
    })
}
