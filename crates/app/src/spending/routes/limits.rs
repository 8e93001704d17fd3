//! Showing and setting what may be spent.

use axum::extract::State;
use chrono::{Datelike, NaiveDate};
use cmis_base::{
    id::{Id, Org},
    money::Micros,
    permission::{Permission, Role, need},
};
use cmis_db::Conn;
use serde::Deserialize;
use serde_json::Number;
use utoipa::ToSchema;

use super::sees_all;
use crate::{
    access::caller::{Caller, OrgCaller},
    audit::{self, Change},
    campaigns::plan,
    http::{
        check::Check,
        error::{ApiError, FailureBody},
        extract::{Json, Path},
        precondition::IfMatch,
        reply::{Nothing, Reply},
    },
    metrics::{self, decimal::Decimal},
    spending::{
        guard,
        model::{LimitView, SpendingView, UsageView},
        policy::Limit,
        queries,
    },
    state::App,
};

/// Show what may be spent
///
/// Whether everything is stopped, the limits of each currency with how much of them is used, and how many approvals wait. Who is limited to some
/// ad accounts sees no use: it is of all of them.
#[utoipa::path(get, path = "/api/orgs/{org_id}/spending", tag = "Spending", params(("org_id" = Id<Org>, Path)),
    security(("bearer" = ["spending.read"])), responses((status = 200, body = Reply<SpendingView>)))]
pub async fn show(State(app): State<App>, caller: Caller<need::SpendingRead>) -> Result<Reply<SpendingView>, ApiError> {
    let mut tx = caller.tx().await?;
    let view = view(&mut tx, &app, &caller).await?;
    tx.done();
    Ok(Reply::ok(view))
}

/// What may be spent, for a caller.
pub async fn view(conn: &mut Conn, app: &App, caller: &OrgCaller) -> Result<SpendingView, ApiError> {
    let reach = metrics::queries::reach(conn, caller.member).await?;
    let stopped = match queries::stop(conn).await? {
        Some(stop) => {
            let progress = queries::progress(conn, stop.stopped_at).await?;
            Some(stop.view(progress))
        }
        None => None,
    };
    let policy = guard::read(conn, app.now(), &[]).await?;
    let spent = queries::spent(conn, app.now()).await?;
    let used = |currency: &str| {
        let spent = spent.iter().find(|it| it.currency == currency);
        reach.is_none().then(|| UsageView::of(&policy, spent, currency))
    };
    let limits = policy.limits.iter().map(|limit| limit.clone().view(used(&limit.currency))).collect();
    Ok(SpendingView { stopped, limits, open_approvals: queries::count_open(conn, reach.as_deref()).await? })
}

/// The limits of a currency.
#[derive(Deserialize, ToSchema)]
#[schema(as = SetSpendLimit)]
pub struct Set {
    /// What all campaigns together may spend on a day, in units of the currency; null or absent for any amount.
    #[schema(value_type = Option<Decimal>)]
    daily_cap: Option<Number>,
    /// What they may spend in all from `counted_from` on.
    #[schema(value_type = Option<Decimal>)]
    lifetime_cap: Option<Number>,
    /// The first day that counts for the lifetime cap; the one that it has, or today, unless told.
    counted_from: Option<NaiveDate>,
    /// What a campaign may come to before somebody else has to agree: its whole budget, or a daily one over its days, over thirty where it has no
    /// end.
    #[schema(value_type = Option<Decimal>)]
    approval_above: Option<Number>,
}

/// A currency of an org.
#[derive(Deserialize)]
pub struct Of {
    currency: String,
}

/// Set what may be spent of a currency
///
/// As soon as one currency has a cap, campaigns of a currency without one cannot be launched, resumed or given more. What runs already goes on until
/// it reaches a cap: then everything of that currency is paused, at a daily cap until the next day.
#[utoipa::path(put, path = "/api/orgs/{org_id}/spending/limits/{currency}", tag = "Spending", request_body = Set,
    params(("org_id" = Id<Org>, Path), ("currency" = String, Path, description = "ISO 4217"), IfMatch),
    security(("bearer" = ["spending.manage"])),
    responses((status = 200, body = Reply<LimitView>), (status = 409, body = FailureBody), (status = 422, body = FailureBody)))]
pub async fn set(
    State(app): State<App>,
    caller: Caller<need::SpendingManage>,
    Path(Of { currency }): Path<Of>,
    seen: IfMatch,
    Json(body): Json<Set>,
) -> Result<Reply<LimitView>, ApiError> {
    let now = app.now();
    let mut check = Check::new();
    let currency = check.currency("currency", Some(currency)).unwrap_or_default();
    let mut amount = |field, number: Option<Number>| number.and_then(|it| cap(&mut check, field, &it, &currency));
    let daily = amount("daily_cap", body.daily_cap);
    let lifetime = amount("lifetime_cap", body.lifetime_cap);
    let approval = amount("approval_above", body.approval_above);
    let mut tx = caller.tx().await?;
    sees_all(&mut tx, &caller).await?;
    let policy = guard::policy(&mut tx, caller.org, now, &[]).await?;
    let before = policy.limits.iter().find(|limit| limit.currency == currency);
    seen.holds(before.map_or(0, |limit| limit.version))?;
    if approval.is_some() && queries::approvers(&mut tx, &approving_roles()).await? < 2 {
        check.fail("approval_above", "check-approval-alone");
    }
    if body.counted_from.is_some_and(|day| day > policy.today || day.year() < 2000) {
        check.fail("counted_from", "check-counted-from");
    }
    check.done()?;
    let limit = Limit {
        daily_cap_micros: daily.map(|it| it.0),
        lifetime_cap_micros: lifetime.map(|it| it.0),
        counted_from: body.counted_from.or(before.map(|limit| limit.counted_from)).unwrap_or(policy.today),
        approval_above_micros: approval.map(|it| it.0),
        version: before.map_or(1, |limit| limit.version + 1),
        updated_at: now,
        currency: currency.clone(),
    };
    queries::set_limit(&mut tx, caller.org, &limit, now).await?;
    let change = Change::of_kind("spending.limits_changed", "spend_limit");
    let change = before.map_or_else(|| change.clone(), |before| change.clone().before(before.told()));
    audit::record(&mut tx, caller.org, &caller.actor, now, change.after(limit.told())).await?;
    let view = view(&mut tx, &app, &caller).await?;
    tx.commit().await?;
    let shown = view.limits.into_iter().find(|limit| limit.currency == currency);
    Ok(Reply::ok(shown.ok_or_else(|| ApiError::not_found("thing-spend-limit"))?))
}

/// An amount that may be zero: then nothing may be spent.
fn cap(check: &mut Check, field: &str, number: &Number, currency: &str) -> Option<Micros> {
    match Micros::parse(&number.to_string()) {
        Ok(Micros(0)) => Some(Micros(0)),
        Ok(Micros(below)) if below < 0 => {
            check.fail(field, "check-cap-negative");
            None
        }
        given => plan::amount(check, field, given, currency),
    }
}

/// The roles that may agree to what somebody else decided.
fn approving_roles() -> Vec<String> {
    let least = Permission::SpendingApprove.least_role();
    Role::ALL.into_iter().filter(|role| *role >= least).map(|role| role.as_str().to_owned()).collect()
}

/// Remove the limits of a currency
#[utoipa::path(delete, path = "/api/orgs/{org_id}/spending/limits/{currency}", tag = "Spending",
    params(("org_id" = Id<Org>, Path), ("currency" = String, Path, description = "ISO 4217"), IfMatch),
    security(("bearer" = ["spending.manage"])),
    responses((status = 200, body = Reply<Nothing>), (status = 404, body = FailureBody), (status = 409, body = FailureBody)))]
pub async fn remove(
    State(app): State<App>,
    caller: Caller<need::SpendingManage>,
    Path(Of { currency }): Path<Of>,
    seen: IfMatch,
) -> Result<Reply<Nothing>, ApiError> {
    let now = app.now();
    let mut tx = caller.tx().await?;
    sees_all(&mut tx, &caller).await?;
    let policy = guard::policy(&mut tx, caller.org, now, &[]).await?;
    let before = policy.limits.iter().find(|limit| limit.currency == currency);
    let before = before.ok_or_else(|| ApiError::not_found("thing-spend-limit"))?;
    seen.holds(before.version)?;
    queries::delete_limit(&mut tx, &currency).await?;
    let change = Change::of_kind("spending.limits_changed", "spend_limit").before(before.told());
    audit::record(&mut tx, caller.org, &caller.actor, now, change).await?;
    tx.commit().await?;
    Ok(Reply::done().say("message-spend-limit-removed"))
}
