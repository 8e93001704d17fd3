//! Listing campaigns, showing one, counting them.

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

use super::{detail, numbers_of};
use crate::{
    access::caller::{Caller, OrgCaller},
    campaigns::{
        model::{CampaignRow, CampaignView, DetailView, STATUSES},
        queries::{self, BY_MEASURE, CAMPAIGNS},
    },
    http::{
        error::ApiError,
        extract::{Item, Query},
        list::{Bound, Listing, Page, PageBody, listed},
        reply::Reply,
    },
    metrics::{
        self,
        model::{Figures, MetricsView},
        period::{Asked, Period},
        queries::Grain,
        sight::Sight,
    },
    state::App,
};

listed!(Campaigns = BY_MEASURE);

/// List campaigns
///
/// Each with its numbers from `start_date` to `end_date` (the last thirty days unless told otherwise), by which they are sorted too. Filters:
/// `id`, `status`, `objective`, `platform`, `ad_account_id`, `tag`, `owner_id`, `persona_id`, `team_member_id`, `origin`, `runs_from`,
/// `runs_to`. Whoever is limited to some ad accounts sees what runs on these, and their numbers only.
#[utoipa::path(get, path = "/api/orgs/{org_id}/campaigns", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), Listing<Campaigns>, Asked), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = PageBody<CampaignView>)))]
pub async fn list(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    query: Listing<Campaigns>,
    Query(asked): Query<Asked>,
) -> Result<Page<CampaignView>, ApiError> {
    page(&app, &caller, &query, &asked).await
}

/// Show how each campaign performs
///
/// The list of campaigns for whoever only reads numbers: the same filters, sorts and days.
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/campaigns", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Listing<Campaigns>, Asked), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = PageBody<CampaignView>)))]
pub async fn performance(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    query: Listing<Campaigns>,
    Query(asked): Query<Asked>,
) -> Result<Page<CampaignView>, ApiError> {
    page(&app, &caller, &query, &asked).await
}

async fn page(
    app: &App,
    caller: &OrgCaller,
    query: &Listing<Campaigns>,
    asked: &Asked,
) -> Result<Page<CampaignView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, app, caller).await?;
    let period = asked.period(sight.today)?;
    let first = vec![Bound::Within(sight.reach.clone()), Bound::Day(period.start_date), Bound::Day(period.end_date)];
    let page = query.fetch_with::<CampaignRow>(&CAMPAIGNS, first, &mut tx).await?;
    let ids: Vec<Uuid> = page.rows.iter().map(|row| row.id.raw()).collect();
    let mut numbers = numbers_of(&mut tx, &sight, &ids, period).await?.into_iter();
    tx.done();
    let page = page.map(|row| row.view(&numbers.next().unwrap_or_default()));
    Ok(page.meta("start_date", period.start_date.to_string()).meta("end_date", period.end_date.to_string()))
}

/// Show a campaign
///
/// With where it runs, and its numbers from `start_date` to `end_date`.
#[utoipa::path(get, path = "/api/orgs/{org_id}/campaigns/{id}", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), ("id" = Id<Campaign>, Path), Asked), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = Reply<DetailView>)))]
pub async fn show(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Item(id): Item<Campaign>,
    Query(asked): Query<Asked>,
) -> Result<Reply<DetailView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let detail = detail(&mut tx, &sight, id, asked.period(sight.today)?).await?;
    tx.done();
    Ok(Reply::ok(detail))
}

/// How many campaigns stand where.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignsStanding)]
pub struct Standing {
    /// All of them.
    total: i64,
    /// By `draft`, `active`, `paused`, `completed`, `archived`.
    by_status: BTreeMap<&'static str, i64>,
}

/// How many of the campaigns that somebody sees stand where.
pub async fn standing(conn: &mut Conn, sight: &Sight) -> Result<Standing, ApiError> {
    let counted = queries::by_status(conn, sight.reach.as_deref()).await?;
    let of = |status: &str| counted.iter().find(|(word, _)| word == status).map_or(0, |(_, count)| *count);
    let by_status: BTreeMap<&str, i64> = STATUSES.into_iter().map(|status| (status, of(status))).collect();
    Ok(Standing { total: by_status.values().sum(), by_status })
}

/// How many campaigns there are, and what they come to.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CampaignStats)]
pub struct StatsView {
    /// How many stand where.
    #[serde(flatten)]
    standing: Standing,
    /// The days of the numbers.
    period: Period,
    /// ISO 4217: the organization's.
    currency: String,
    /// What they come to in these days.
    metrics: MetricsView,
}

/// Count campaigns
#[utoipa::path(get, path = "/api/orgs/{org_id}/campaigns/stats", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), Asked), security(("bearer" = ["campaigns.read"])),
    responses((status = 200, body = Reply<StatsView>)))]
pub async fn stats(
    State(app): State<App>,
    caller: Caller<need::CampaignsRead>,
    Query(asked): Query<Asked>,
) -> Result<Reply<StatsView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let period = asked.period(sight.today)?;
    let standing = standing(&mut tx, &sight).await?;
    let scope = sight.scope(period);
    let mut figures = Figures::default();
    for row in metrics::queries::sums(&mut tx, scope, None, Grain::Whole).await? {
        figures.add(&row.currency, row.sums);
    }
    tx.done();
    let currency = sight.settings.currency;
    Ok(Reply::ok(StatsView { standing, period, metrics: figures.view(&currency), currency }))
}
