//! What a person is told, in the app and by mail, by their own preferences.
//!
//! Nothing tells people directly: a change records its event, and the [`dispatcher`] decides who is told. A change that sends
//! a mail of its own asks [`wants_mail`] first.

pub mod dispatcher;
pub mod model;
pub mod queries;
pub mod routes;

use cmis_base::id::{Id, User};
use cmis_db::Conn;
use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(routes::list))
        .routes(routes!(routes::read))
        .routes(routes!(routes::read_all))
        .routes(routes!(routes::show_preferences, routes::update_preferences))
}

/// Whether a person wants mail of a kind. For changes that send their own; as the system role.
pub async fn wants_mail(conn: &mut Conn, user: Id<User>, kind: &model::Kind) -> Result<bool, sqlx::Error> {
    let chosen = queries::preferences(conn, &[user.raw()]).await?;
    let chosen = chosen.into_iter().find(|row| row.kind == kind.word).map(|row| row.mail);
    Ok(kind.mail_required || chosen.unwrap_or(kind.mail))
}
