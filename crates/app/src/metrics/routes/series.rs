//! Numbers over time and by what they are made of: series, breakdowns, countries, ages and genders, the funnel.

use std::collections::BTreeMap;

use axum::extract::State;
use cmis_base::{
    id::{Id, Org},
    permission::need,
};
use cmis_db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Dimension, Filter, Question};
use crate::{
    access::caller::Caller,
    http::{error::ApiError, extract::Query, reply::Reply},
    metrics::{
        answer::{self, Course, GroupView, PointView, SeriesView, UNKNOWN},
        decimal::Decimal,
        model::MetricsView,
        period::Period,
        queries,
        sight::Sight,
    },
    state::App,
};

/// Numbers over time.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsTimeseries)]
pub struct TimeseriesView {
    /// The days.
    pub period: Period,
    /// ISO 4217: the organization's.
    pub currency: String,
    /// The sums.
    pub metrics: MetricsView,
    /// A point for each span, those with nothing among them.
    pub series: Vec<PointView>,
    /// The same of each group, most shown first, ten at most; only with `group_by`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub groups: Option<Vec<SeriesView>>,
}

/// Show numbers over time
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/timeseries", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<TimeseriesView>)))]
pub async fn timeseries(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<TimeseriesView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let view = over_time(&mut tx, &sight, &filter.question(&sight)?, filter.group_by).await?;
    tx.done();
    Ok(Reply::ok(view))
}

/// Numbers over time, and those of groups beside them where that is asked.
pub async fn over_time(
    conn: &mut Conn,
    sight: &Sight,
    question: &Question,
    by: Option<Dimension>,
) -> Result<TimeseriesView, ApiError> {
    let course = answer::course(conn, question.scope(sight), question.spans).await?;
    let currency = sight.settings.currency.clone();
    let groups = match by {
        Some(by) => {
            let courses = answer::courses(conn, question.scope(sight), by.into(), question.spans).await?;
            let names = names(conn, by, courses.keys()).await?;
            Some(answer::most_shown(courses, &currency, &names))
        }
        None => None,
    };
    let (metrics, series) = (course.all.view(&currency), course.points(&currency));
    Ok(TimeseriesView { period: question.period, metrics, series, groups, currency })
}

/// What keys are called, where they are ids.
pub async fn names<'a>(
    conn: &mut Conn,
    by: Dimension,
    keys: impl Iterator<Item = &'a String>,
) -> Result<BTreeMap<String, String>, ApiError> {
    Ok(match by {
        Dimension::Account => queries::account_names(conn).await?,
        Dimension::Campaign => {
            let ids: Vec<_> = keys.filter_map(|key| key.parse().ok()).collect();
            let named = queries::names(conn, &ids).await?;
            named.into_values().map(|named| (named.id.to_string(), named.name)).collect()
        }
        _ => BTreeMap::new(),
    })
}

/// What numbers are made of.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsBreakdown)]
pub struct BreakdownView {
    /// The days.
    pub period: Period,
    /// ISO 4217: the organization's.
    pub currency: String,
    /// The sums.
    pub metrics: MetricsView,
    /// The groups, most shown first. They add up to the sums: what a platform did not tell the part of stands under `unknown`.
    pub groups: Vec<GroupView>,
}

/// What numbers are made of.
pub async fn broken_down(
    conn: &mut Conn,
    sight: &Sight,
    question: &Question,
    by: Dimension,
) -> Result<BreakdownView, ApiError> {
    let scope = question.scope(sight);
    let all = answer::course(conn, scope, question.spans).await?.all;
    let groups = answer::groups(conn, scope, by.into(), &all).await?;
    let currency = sight.settings.currency.clone();
    let names = names(conn, by, groups.keys()).await?;
    let (metrics, groups) = (all.view(&currency), groups.view(&currency, &names));
    Ok(BreakdownView { period: question.period, metrics, groups, currency })
}

/// Show what numbers are made of
///
/// By `group_by`, which has to be told.
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/breakdown", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<BreakdownView>)))]
pub async fn breakdown(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<BreakdownView>, ApiError> {
    let Some(by) = filter.group_by else {
        return Err(ApiError::field("group_by", "check-required"));
    };
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let view = broken_down(&mut tx, &sight, &filter.question(&sight)?, by).await?;
    tx.done();
    Ok(Reply::ok(view))
}

/// Show numbers by country
///
/// Keys are ISO 3166-1 alpha-2 codes.
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/geo", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<BreakdownView>)))]
pub async fn geo(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<BreakdownView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let view = broken_down(&mut tx, &sight, &filter.question(&sight)?, Dimension::Country).await?;
    tx.done();
    Ok(Reply::ok(view))
}

/// Numbers by age and gender.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsDemographics)]
pub struct DemographicsView {
    /// The days.
    pub period: Period,
    /// ISO 4217: the organization's.
    pub currency: String,
    /// The sums.
    pub metrics: MetricsView,
    /// By age.
    pub ages: Vec<GroupView>,
    /// By gender.
    pub genders: Vec<GroupView>,
    /// By both: `age=25-34;gender=female`.
    pub cells: Vec<GroupView>,
}

/// Show numbers by age and gender
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/demographics", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<DemographicsView>)))]
pub async fn demographics(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<DemographicsView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let view = by_age_and_gender(&mut tx, &sight, &filter.question(&sight)?).await?;
    tx.done();
    Ok(Reply::ok(view))
}

/// Numbers by age, by gender, and by both.
pub async fn by_age_and_gender(
    conn: &mut Conn,
    sight: &Sight,
    question: &Question,
) -> Result<DemographicsView, ApiError> {
    let scope = question.scope(sight);
    let all = answer::course(conn, scope, question.spans).await?.all;
    let currency = sight.settings.currency.clone();
    let [ages, genders, cells] =
        answer::ages_and_genders(conn, scope, &all).await?.map(|groups| groups.view(&currency, &BTreeMap::new()));
    Ok(DemographicsView { period: question.period, metrics: all.view(&currency), ages, genders, cells, currency })
}

/// Both of `age=25-34;gender=female`; `unknown` for what is not told.
pub fn age_and_gender(part: &str) -> (&str, &str) {
    let of = |name: &str| part.split(';').find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
    (of("age").unwrap_or(UNKNOWN), of("gender").unwrap_or(UNKNOWN))
}

/// From being seen to an outcome.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AnalyticsFunnel)]
pub struct FunnelView {
    /// The days.
    pub period: Period,
    /// The steps.
    pub stages: Vec<StageView>,
}

/// A step of the funnel.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FunnelStage)]
pub struct StageView {
    /// `awareness`, `consideration` or `conversion`.
    pub stage: &'static str,
    /// What is counted there: `impressions`, `clicks`, `conversions`.
    pub measure: &'static str,
    /// How often; null where no platform of these counts it.
    pub count: Option<Decimal>,
    /// How many of the step before came here, in percent; null at the first.
    pub rate: Option<Decimal>,
    /// How many did not, in percent.
    pub drop_off: Option<Decimal>,
}

/// Show the funnel
///
/// Impressions, clicks and conversions, each with what was lost since the step before.
#[utoipa::path(get, path = "/api/orgs/{org_id}/analytics/funnel", tag = "Analytics",
    params(("org_id" = Id<Org>, Path), Filter), security(("bearer" = ["analytics.read"])),
    responses((status = 200, body = Reply<FunnelView>)))]
pub async fn funnel(
    State(app): State<App>,
    caller: Caller<need::AnalyticsRead>,
    Query(filter): Query<Filter>,
) -> Result<Reply<FunnelView>, ApiError> {
    let mut tx = caller.tx().await?;
    let sight = Sight::of(&mut tx, &app, &caller).await?;
    let view = from_seen_to_outcome(&mut tx, &sight, &filter.question(&sight)?).await?;
    tx.done();
    Ok(Reply::ok(view))
}

/// The steps, and what was lost between them.
pub async fn from_seen_to_outcome(conn: &mut Conn, sight: &Sight, question: &Question) -> Result<FunnelView, ApiError> {
    let course = answer::course(conn, question.scope(sight), question.spans).await?;
    Ok(FunnelView { period: question.period, stages: stages(&course, &sight.settings.currency) })
}

fn stages(course: &Course, currency: &str) -> Vec<StageView> {
    let told = course.all.view(currency);
    let left = |rate: Option<Decimal>| rate.map(|rate| Decimal::millionths(100_000_000 - rate.0.0));
    let stage = |stage, measure, count, rate| StageView { stage, measure, count, rate, drop_off: left(rate) };
    vec![
        stage("awareness", "impressions", Decimal::whole(told.impressions), None),
        stage("consideration", "clicks", Decimal::whole(told.clicks), told.ctr),
        stage("conversion", "conversions", told.conversions, told.conversion_rate),
    ]
}
