//! Numbers: what was counted, summed up by what is asked, and the ratios that follow from the sums.
//!
//! A number on a page is a sum over rows of `account_metrics`, `campaign_metrics` or `campaign_parts`. Ratios come from sums and are never averaged; what cannot
//! be divided is null. Amounts of different currencies are never added: money is told in one currency, and what was spent in others apart.

pub mod answer;
pub mod decimal;
pub mod export;
pub mod model;
pub mod period;
pub mod queries;
pub mod rollups;
pub mod routes;
pub mod sight;

use utoipa_axum::{router::OpenApiRouter, routes};

use crate::state::App;

/// The addresses of this feature.
pub fn router() -> OpenApiRouter<App> {
    use routes::{compare, file, overview, series};
    OpenApiRouter::new()
        .routes(routes!(overview::overview))
        .routes(routes!(series::timeseries))
        .routes(routes!(series::breakdown))
        .routes(routes!(series::geo))
        .routes(routes!(series::demographics))
        .routes(routes!(series::funnel))
        .routes(routes!(compare::compare))
        .routes(routes!(file::export))
}
