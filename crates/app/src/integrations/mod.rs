//! What an org connected: ad platforms, the accounts that it uses there, and what keeps them fresh.
//!
//! [`connect`] gets a person's consent, [`vault`] keeps the tokens, [`line`] is the one way to call a platform as an integration: it holds
//! the shared [`limits`], refreshes what has ended and notes what fails. [`sync`] reads accounts, campaigns, numbers and [`leads`]; [`profiles`] are the pages that are used. No call goes out while a transaction is open, and
//! no token is ever in an answer, an event or a log. Only a platform that says that the right was taken back disconnects; a failing network never does.

pub mod apps;
pub mod connect;
pub mod leads;
pub mod limits;
pub mod line;
pub mod log;
pub mod model;
pub mod profiles;
pub mod queries;
pub mod routes;
pub mod sync;
pub mod vault;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    use connect::{links, routes as consent};
    use routes::{accounts, apps as own, one, tokens};
    OpenApiRouter::new()
        .routes(routes!(one::list))
        .routes(routes!(one::show, one::disconnect))
        .routes(routes!(one::refresh))
        .routes(routes!(one::test))
        .routes(routes!(one::log))
        .routes(routes!(accounts::choose))
        .routes(routes!(own::show, own::set, own::remove))
        .routes(routes!(sync::routes::list))
        .routes(routes!(sync::routes::sync))
        .routes(routes!(sync::routes::sync_one))
        .routes(routes!(tokens::status))
        .routes(routes!(tokens::refresh))
        .routes(routes!(consent::auth_url))
        .routes(routes!(consent::callback))
        .routes(routes!(links::create, links::revoke))
        .routes(routes!(links::show))
        .routes(routes!(links::begin_by_link))
        .routes(routes!(links::finish_by_link))
}
