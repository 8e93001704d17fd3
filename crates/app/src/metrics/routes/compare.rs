//! Campaigns side by side.

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

use super::Filter;
use crate::{
    access::caller::Caller,
    http::{error::ApiError, extract::Query, reply::Reply, words::Say},
    metrics::{
        answer::{self, PointView},
        decimal::Decimal,
        model::{Better, MetricsView},
        period::Period,
        queries::{self, By},
        sight::Sight,
    },
    state::App,
};

/// Campaigns that may be compared.
const MOST: usize = 10;

/// Campaigns side by side.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsComparison)]
pub struct ComparisonView {
    /// The days.
    pub period: Period,
    /// The campaigns, in the order that they were asked for.
    pub campaigns: Vec<ComparedView>,
    /// Of each measure which campaign is best and which is worst: the one that costs least is best. Absent where fewer than two have it, where all
    /// are the same, and of money where the currencies differ.
    pub measures: BTreeMap<&'static str, RankView>,
}

/// One of them.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparedCampaign)]
pub struct ComparedView {
    /// Id.
    pub id: Id<Campaign>,
    /// Name.
    pub name: String,
    /// Where it stands.
    pub status: String,
    /// ISO 4217: its own.
    pub currency: String,
    /// The sums, money in its currency.
    pub metrics: MetricsView,
    /// A point for each span.
    pub series: Vec<PointView>,
}

/// Which campaigns are first and last.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ComparisonRank)]
pub struct RankView {
    /// The best.
    best: Id<Campaign>,
    /// The worst.
    worst: Id<Campaign>,
}

/// Compare campaigns
///
/// Two to ten of them, named by `campaign_ids`. One that is not there, or that the caller may not see, is 404.
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/compare", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<ComparisonView>)))]
pub async fn compare(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<ComparisonView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let view = side_by_side(&mut tx, &sight, &filter).await?;
    tx.done();
    Ok(Reply::ok(view))
}

/// The campaigns that are named.
pub async fn side_by_side(conn: &mut Conn, sight: &Sight, filter: &Filter) -> Result<ComparisonView, ApiError> {
    let question = filter.question(sight)?;
    let mut ids = filter.campaigns()?.unwrap_or_default();
    let mut seen = std::collections::BTreeSet::new();
    ids.retain(|id| seen.insert(*id));
    if !(2..=MOST).contains(&ids.len()) {
        return Err(ApiError::field("campaign_ids", Say::new("check-compare").count("min", 2).count("max", MOST)));
    }
    let raw: Vec<Uuid> = ids.iter().map(|id| id.raw()).collect();
    let mut names = queries::visible_names(conn, sight.reach.as_deref(), &raw).await?;
    let mut courses = answer::courses(conn, question.scope(sight), By::Campaign, question.spans).await?;
    let campaigns = ids
        .into_iter()
        .map(|id| {
            let named = names.remove(&id).ok_or_else(|| ApiError::not_found("thing-campaign"))?;
            let course = courses
                .remove(&id.to_string())
                .unwrap_or_else(|| answer::Course::empty(question.period, question.spans));
            let (metrics, series) = (course.all.view(&named.currency), course.points(&named.currency));
            Ok(ComparedView { id, name: named.name, status: named.status, currency: named.currency, metrics, series })
        })
        .collect::<Result<Vec<_>, ApiError>>()?;
    Ok(ComparisonView { period: question.period, measures: ranks(&campaigns), campaigns })
}

fn ranks(campaigns: &[ComparedView]) -> BTreeMap<&'static str, RankView> {
    let is_one_currency = campaigns.iter().all(|it| it.currency == campaigns[0].currency);
    let mut ranks = BTreeMap::new();
    for (place, (measure, better, is_money)) in MetricsView::MEASURES.into_iter().enumerate() {
        if is_money && !is_one_currency {
            continue;
        }
        let mut told: Vec<(Decimal, Id<Campaign>)> =
            campaigns.iter().filter_map(|it| Some((it.metrics.measures()[place]?, it.id))).collect();
        told.sort();
        if let ([(lowest, low), .., (highest, high)], true) = (told.as_slice(), told.len() > 1)
            && lowest != highest
        {
            let rank = match better {
                Better::More => RankView { best: *high, worst: *low },
                Better::Less => RankView { best: *low, worst: *high },
            };
            ranks.insert(measure, rank);
        }
    }
    ranks
}
