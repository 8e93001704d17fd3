//! How everything is doing, in one answer.

use std::collections::BTreeMap;

use axum::extract::State;
use cmis_base::{
    id::{Campaign, Id, Org},
    permission::need,
};
use cmis_db::Conn;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Filter, Question};
use crate::{
    access::caller::Caller,
    http::{error::ApiError, extract::Query, reply::Reply},
    metrics::{
        answer::{self, GroupView, TrendView},
        decimal::Decimal,
        model::{Figures, MetricsView},
        queries::{self, By, Scope},
        sight::Sight,
    },
    state::App,
};

/// Campaigns that are named at the top.
const TOP: usize = 5;

/// How everything is doing.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsOverview)]
pub struct OverviewView {
    /// Sums and their course, beside as many days before. Money is in the organization's currency.
    #[serde(flatten)]
    pub trend: TrendView,
    /// How much more each measure is than it was, in percent; absent where it was nothing or is not counted.
    change: BTreeMap<&'static str, Decimal>,
    /// By platform, most shown first.
    pub by_platform: Vec<GroupView>,
    /// The campaigns that spent most in the organization's currency.
    top_campaigns: Vec<TopView>,
}

/// A campaign among the first.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = TopCampaign)]
pub struct TopView {
    /// Id.
    id: Id<Campaign>,
    /// Name.
    name: String,
    /// Where it stands.
    status: String,
    /// Its numbers, money in the organization's currency.
    metrics: MetricsView,
}

/// Show how everything is doing
///
/// Sums of all campaigns, and of those alone that are asked for, beside as many days before.
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/overview", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<OverviewView>)))]
pub async fn overview(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<OverviewView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let question = filter.question(&sight)?;
    let told = told(&mut tx, &sight, &question).await?;
    tx.done();
    Ok(Reply::ok(told))
}

/// How everything is doing that is asked about.
pub async fn told(conn: &mut Conn, sight: &Sight, question: &Question) -> Result<OverviewView, ApiError> {
    let scope = question.scope(sight);
    let before = question.period.before();
    question.spans.0.is_kept(before, sight.today)?;
    let now = answer::course(conn, scope, question.spans).await?;
    let then = answer::course(conn, Scope { period: before, ..scope }, question.spans).await?;
    let platforms = answer::groups(conn, scope, By::Platform, &now.all).await?;
    let currency = sight.settings.currency.clone();
    let top_campaigns = top(conn, scope, &currency).await?;
    Ok(OverviewView {
        change: now.all.view(&currency).change_from(&then.all.view(&currency)),
        by_platform: platforms.view(&currency, &BTreeMap::new()),
        top_campaigns,
        trend: TrendView::of(&now, Some(&then), question.period, currency),
    })
}

/// The campaigns that spent most.
async fn top(conn: &mut Conn, scope: Scope<'_>, currency: &str) -> Result<Vec<TopView>, ApiError> {
    let mut all: Vec<(Id<Campaign>, Figures)> = queries::of_campaigns(conn, scope).await?.into_iter().collect();
    let key = |(id, figures): &(Id<Campaign>, Figures)| {
        (std::cmp::Reverse(figures.spent(currency)), std::cmp::Reverse(figures.view(currency).impressions), *id)
    };
    all.sort_by_cached_key(key);
    all.truncate(TOP);
    let ids: Vec<Uuid> = all.iter().map(|(id, _)| id.raw()).collect();
    let mut names = queries::names(conn, &ids).await?;
    let view = |(id, figures): (Id<Campaign>, Figures)| {
        let named = names.remove(&id)?;
        Some(TopView { id, name: named.name, status: named.status, metrics: figures.view(currency) })
    };
    Ok(all.into_iter().filter_map(view).collect())
}
