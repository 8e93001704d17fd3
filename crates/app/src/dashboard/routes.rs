//! The first page.

use std::collections::BTreeMap;

use axum::extract::State;
use cmis_base::{
    id::{Id, Org, User},
    permission::{Permission, need},
};
use serde::Serialize;
use utoipa::ToSchema;

use super::queries::{self, ConnectedAccount, PendingJob};
use crate::{
    access::caller::{Caller, OrgCaller, OrgHeader},
    campaigns::routes::list::{Standing, standing},
    http::{
        error::ApiError,
        extract::Query,
        reply::{Beside, Reply},
    },
    metrics::{
        decimal::Decimal,
        routes::{
            Filter,
            overview::{OverviewView, told},
        },
        sight::Sight,
    },
    state::App,
};

/// The platforms that are social networks.
const SOCIAL: [&str; 5] = ["meta", "tiktok", "linkedin", "twitter", "snapchat"];

/// The campaigns of an organization at a glance.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignsDashboard)]
pub struct CampaignsView {
    /// How many stand where.
    #[serde(flatten)]
    standing: Standing,
    /// How they are doing, beside as many days before, with those that spent most.
    overview: OverviewView,
}

/// Show how the campaigns are doing, in one answer
///
/// How many stand where, their sums beside as many days before, by platform, and those that spent most.
#[utoipa::path(get, path = "/api/orgs/{org_id}/campaigns/dashboard", tag = "Campaigns",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<CampaignsView>)))]
pub async fn of_campaigns(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<CampaignsView>, ApiError> {
    campaigns(&app, &caller, &filter).await
}

/// Show how the campaigns are doing, by the address of the analytics
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/dashboard", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<CampaignsView>)))]
pub async fn of_analytics(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<CampaignsView>, ApiError> {
    campaigns(&app, &caller, &filter).await
}

async fn campaigns(app: &App, caller: &OrgCaller, filter: &Filter) -> Result<Reply<CampaignsView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, app, caller).await?;
    let question = filter.question(&sight)?;
    let standing = standing(&mut tx, &sight).await?;
    let overview = told(&mut tx, &sight, &question).await?;
    tx.done();
    Ok(Reply::ok(CampaignsView { standing, overview }))
}

/// Everything that the first page shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Dashboard {
    /// Whose.
    user_id: Id<User>,
    /// The organization that it is of.
    org_id: Id<Org>,
    /// By platform `active` or `needs_reconnect`; of those that are connected.
    token_status: BTreeMap<String, String>,
    /// The ad accounts, pages and profiles that are used; up to 50.
    connected_accounts: Vec<ConnectedAccount>,
    /// The organization's work that is not over; up to 50. Empty for whoever may not see it.
    pending_jobs: Vec<PendingJob>,
    /// How many campaigns stand where.
    campaigns: Standing,
    /// How they are doing.
    overview: OverviewView,
    /// The same in fewer words.
    analytics: Analytics,
}

/// Numbers in few words, of the days that were asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DashboardAnalytics)]
pub struct Analytics {
    /// By social network: impressions and engagements of its ads.
    social_media: BTreeMap<String, SocialNumbers>,
    /// Of Zoho: nothing until it is connected.
    zoho: BTreeMap<String, Decimal>,
    /// Over all.
    summary: Summary,
}

/// Numbers of a network.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct SocialNumbers {
    /// Times shown.
    impressions: i64,
    /// Reactions, comments, shares, saves; null where the network counts none.
    engagements: Option<i64>,
}

/// Numbers over all.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = DashboardSummary)]
pub struct Summary {
    /// Times that social networks showed something.
    total_social_impressions: i64,
    /// Reactions there.
    total_social_engagement: i64,
    /// Mails that campaigns sent.
    total_email_sent: i64,
    /// How many of them were opened, in percent; null where none was sent.
    email_open_rate: Option<Decimal>,
    /// Platforms that are connected.
    platforms_connected: usize,
}

/// Show everything that the first page shows, in one answer
///
/// Of the current organization.
#[utoipa::path(get, path = "/api/dashboard/overview", tag = "Analytics", params(OrgHeader, Filter),
    security(("bearer" = ["analytics.read"])), responses((status = 200, body = Beside<Dashboard>)))]
pub async fn overview(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Beside<Dashboard>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let question = filter.question(&sight)?;
    let campaigns = standing(&mut tx, &sight).await?;
    let overview = told(&mut tx, &sight, &question).await?;
    let connects = caller.may(Permission::IntegrationsRead);
    let tokens = if connects { queries::tokens(&mut tx).await? } else { Vec::new() };
    let connected_accounts = if connects { queries::accounts(&mut tx).await? } else { Vec::new() };
    let pending_jobs = if caller.may(Permission::JobsRead) { queries::jobs(&mut tx).await? } else { Vec::new() };
    tx.done();
    let numbers = overview.by_platform.iter().filter(|group| SOCIAL.contains(&group.key.as_str()));
    let social_media: BTreeMap<String, SocialNumbers> = numbers
        .map(|group| {
            let (impressions, engagements) = (group.metrics.impressions, group.metrics.engagements);
            (group.key.clone(), SocialNumbers { impressions, engagements })
        })
        .collect();
    let summary = Summary {
        total_social_impressions: social_media.values().map(|it| it.impressions).sum(),
        total_social_engagement: social_media.values().filter_map(|it| it.engagements).sum(),
        total_email_sent: 0,
        email_open_rate: None,
        platforms_connected: tokens.len(),
    };
    Ok(Beside::ok(Dashboard {
        user_id: caller.user,
        org_id: caller.org,
        token_status: tokens.into_iter().collect(),
        connected_accounts,
        pending_jobs,
        campaigns,
        overview,
        analytics: Analytics { social_media, zoho: BTreeMap::new(), summary },
    }))
}
