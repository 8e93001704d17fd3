//! The numbers of one campaign: sums, their course, what they are made of, and how they were before.

use std::collections::BTreeMap;

use axum::extract::State;
use chrono::NaiveDate;
use cmis_base::{
    id::{Campaign, Id, Org},
    permission::need,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::gone;
use crate::{
    access::caller::Caller,
    campaigns::queries,
    http::{
        error::ApiError,
        extract::{Item, Query, given},
        reply::Reply,
    },
    metrics::{
        answer::{self, GroupView, TrendView},
        period::{Asked, Granularity, WeekStart},
        queries::Scope,
        routes::{Dimension, series::names},
        sight::Sight,
    },
    state::App,
};

/// What is asked about a campaign's numbers.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct AskedNumbers {
    /// The first day, `YYYY-MM-DD`; thirty days unless told otherwise.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    start_date: Option<NaiveDate>,
    /// The last day, `YYYY-MM-DD`; today unless told otherwise.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    end_date: Option<NaiveDate>,
    /// How long the spans of the series are.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false, inline)]
    granularity: Option<Granularity>,
    /// What the sums are told by besides.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false, inline)]
    group_by: Option<Dimension>,
    /// `previous`: how they were in as many days before.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false, inline)]
    compare: Option<Compare>,
}

/// What numbers are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compare {
    /// As many days before.
    Previous,
}

/// The numbers of a campaign.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignMetrics)]
pub struct NumbersView {
    /// Sums and their course, money in the campaign's currency.
    #[serde(flatten)]
    trend: TrendView,
    /// What the sums are made of, most shown first; only with `group_by`. Their sum is the sum above: what a platform did not tell the part of
    /// stands under `unknown`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    groups: Option<Vec<GroupView>>,
}

/// Show a campaign's numbers
///
/// Days are those of each ad account's own time zone. Money is in the campaign's currency; what was spent in others stands apart.
#[utoipa::path(get, path = "/api/orgs/{org_id}/campaigns/{id}/metrics", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), AskedNumbers), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = Reply<NumbersView>)))]
pub async fn metrics(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Item(id): Item<Campaign>,
    Query(asked): Query<AskedNumbers>,
) -> Result<Reply<NumbersView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let period = Asked { start_date: asked.start_date, end_date: asked.end_date }.period(sight.today)?;
    let row = queries::find(&mut tx, sight.reach.as_deref(), id).await?.ok_or_else(gone)?;
    let only = [id.raw()];
    let scope = Scope { campaigns: Some(&only), ..sight.scope(period) };
    let spans = (asked.granularity.unwrap_or_default(), WeekStart::of(&sight.settings.week_start));
    let compared = asked.compare.map(|_| period.before());
    spans.0.is_kept(compared.unwrap_or(period), sight.today)?;
    let now = answer::course(&mut tx, scope, spans).await?;
    let groups = match asked.group_by {
        Some(by) => Some(answer::groups(&mut tx, scope, by.into(), &now.all).await?),
        None => None,
    };
    let before = match compared {
        Some(period) => Some(answer::course(&mut tx, Scope { period, ..scope }, spans).await?),
        None => None,
    };
    let names = match (asked.group_by, &groups) {
        (Some(by), Some(groups)) => names(&mut tx, by, groups.keys()).await?,
        _ => BTreeMap::new(),
    };
    tx.done();
    let currency = row.currency;
    Ok(Reply::ok(NumbersView {
        groups: groups.map(|groups| groups.view(&currency, &names)),
        trend: TrendView::of(&now, before.as_ref(), period, currency),
    }))
}
