//! A person's logins: which there are, and ending one.

use axum::extract::State;
use chrono::{DateTime, Utc};
use cmis_base::id::{Id, Org, Session};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    access::caller::Person,
    audit::{self, Change},
    http::{
        error::ApiError,
        extract::Item,
        reply::{Nothing, Reply},
    },
    state::App,
    users::{account::queries::list_sessions, queries::end_session},
};

/// A login.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Session)]
pub struct SessionView {
    /// Id.
    id: Id<Session>,
    /// `web` or `api`.
    client: String,
    /// `User-Agent`, as it was sent.
    device: String,
    /// From where it began.
    address: String,
    /// When it began.
    created_at: DateTime<Utc>,
    /// When it was last used.
    last_used_at: DateTime<Utc>,
    /// Whether it is the one that asks.
    current: bool,
    /// The org it stands in.
    org_id: Option<Id<Org>>,
}

/// List one's own logins
///
/// Last used first.
#[utoipa::path(get, path = "/api/users/me/sessions", tag = "Account", security(("person" = [])), responses(
    (status = 200, body = Reply<Vec<SessionView>>)))]
pub async fn list(State(app): State<App>, person: Person) -> Result<Reply<Vec<SessionView>>, ApiError> {
    app.access.write_touches().await?;
    let mut tx = app.system("own logins").await?;
    let rows = list_sessions(&mut tx, person.user, app.now()).await?;
    tx.done();
    let views = rows.into_iter().map(|row| SessionView {
        current: row.id == person.session,
        id: row.id,
        client: row.client,
        device: row.device,
        address: row.address,
        created_at: row.created_at,
        last_used_at: row.last_used_at,
        org_id: row.org_id.map(Id::new),
    });
    Ok(Reply::ok(views.collect()))
}

/// End one of one's own logins
#[utoipa::path(delete, path = "/api/users/me/sessions/{id}", tag = "Account", params(("id" = Id<Session>, Path)),
    security(("person" = [])), responses((status = 200, body = Reply<Nothing>)))]
pub async fn delete(
    State(app): State<App>,
    person: Person,
    Item(id): Item<Session>,
) -> Result<Reply<Nothing>, ApiError> {
    let now = app.now();
    let mut tx = app.system("end own login").await?;
    if !end_session(&mut tx, person.user, id, "ended by the person", now).await? {
        return Err(ApiError::not_found("thing-session"));
    }
    audit::record_system(&mut tx, &person.actor, now, Change::new("user.session_ended", "session", id)).await?;
    tx.commit().await?;
    app.access.forget();
    Ok(Reply::done().say("message-session-ended"))
}
