//! Taking one's data along, and leaving for good.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use cmis_base::id::Id;
use cmis_jobs::Enqueue;
use serde::Deserialize;
use utoipa::ToSchema;

use crate::{
    access::{
        caller::Person,
        throttle::{self, Gate},
    },
    audit::{self, Change},
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::Json,
        reply::{Nothing, Reply},
    },
    jobs::model::Started,
    state::App,
    users::{
        account::confirm_password,
        jobs::{ExportUser, export_path, remove_file},
        leaving::erase,
        sign_in,
    },
};

/// Export one's own data
///
/// A ZIP of JSON. The job's result and a mail hold the link, which works for seven days. Five a day.
#[utoipa::path(get, path = "/api/users/me/export", tag = "Account", security(("person" = [])), responses(
    (status = 202, body = Reply<Started>)))]
pub async fn export(State(app): State<App>, person: Person) -> Result<Reply<Started>, ApiError> {
    let now = app.now();
    let key = format!("user.export {}", person.user);
    let job = Enqueue::new(ExportUser { user_id: person.user }).by(person.user).unique(&key).one_at_a_time(&key);
    let mut tx = app.system("user export").await?;
    let id = app.ids.next();
    let job_id = cmis_jobs::enqueue(&mut tx, now, id, job).await?;
    // asking again while one waits costs nothing
    if job_id == id {
        throttle::enter(&mut tx, &[Gate::exports(person.user)], now).await?;
    }
    audit::record_system(&mut tx, &person.actor, now, Change::new("user.export_asked", "user", person.user)).await?;
    tx.commit().await?;
    Ok(Started::reply(job_id))
}

/// The password, for what cannot be undone.
#[derive(Deserialize, ToSchema)]
pub struct EraseMe {
    /// The person's password.
    #[schema(required, nullable = false, format = Password)]
    password: Option<String>,
}

/// Erase one's own account
///
/// Not while being the last administrator of an organization with other members. An organization without other members is
/// deleted after 30 days.
#[utoipa::path(delete, path = "/api/users/me", tag = "Account", request_body = EraseMe, security(("person" = [])), responses(
    (status = 200, body = Reply<Nothing>), (status = 409, body = FailureBody)))]
pub async fn delete(State(app): State<App>, person: Person, Json(body): Json<EraseMe>) -> Result<Response, ApiError> {
    let mut check = Check::new();
    let password = check.required("password", body.password);
    let password = check.finish(|| password)?;
    let confirmed = confirm_password(&app, &person, "password", password).await?;
    let mut tx = app.system("erase account").await?;
    confirmed.lock(&mut tx).await?;
    let erased = erase(&app, &mut tx, &person).await?;
    tx.commit().await?;
    app.access.forget();
    for job in erased.exports {
        remove_file(&export_path(&app, Id::new(job))).await;
    }
    let mut response = Reply::done().say("message-account-erased").into_response();
    sign_in::clear_cookie(&app, &mut response)?;
    Ok(response)
}
