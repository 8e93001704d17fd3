//! Alerts: numbers of campaigns that are not where they should be. A [`rules`] kind says what is looked at, a rule which thresholds count and
//! for what, an alert that one was crossed. It fires once, is resolved when the value is back, and fires again only after that.
//!
//! [`evaluate`] is the only one who makes and resolves them; it must never ask the database campaign by campaign, and never change a campaign:
//! an alert carries the answers, which people give by the calls that campaigns have.

pub mod evaluate;
pub mod jobs;
pub mod model;
pub mod queries;
pub mod routes;
pub mod rules;

use cmis_base::id::{AlertRule, Id, Org};
use cmis_db::Conn;
use utoipa_axum::{router::OpenApiRouter, routes};

use self::rules::DEFAULTS;
use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    use routes::{alerts, rules};
    OpenApiRouter::new()
        .routes(routes!(rules::list, rules::create))
        .routes(routes!(rules::update, rules::remove))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::dismiss))
}

/// Gives a new org the rules that everybody begins with. In the transaction that makes it.
pub async fn begin(conn: &mut Conn, app: &App, org: Id<Org>) -> Result<(), sqlx::Error> {
    for (kind, thresholds) in DEFAULTS {
        let id: Id<AlertRule> = app.ids.next();
        queries::insert_rule(conn, (org, id), kind.as_str(), None, (thresholds, true), app.now()).await?;
    }
    Ok(())
}
