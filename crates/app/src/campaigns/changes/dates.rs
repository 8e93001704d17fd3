//! The days of launched campaigns. Their platforms are told: a campaign where it has days there, and the ad sets that were made here. What somebody
//! made there keeps the days that it has.

use chrono::NaiveDate;
use cmis_base::money::Micros;
use cmis_connectors::platform::Level;
use cmis_db::Conn;
use serde_json::json;

use super::{
    actions::{self, Author},
    model::{Dates, Terms},
    queries::{self, Live, NewStep},
};
use crate::{
    audit::{self, Change},
    campaigns::model::CampaignRow,
    http::{check::Check, error::ApiError},
    spending::{
        approvals::{self, Wish},
        guard::{self, Decided},
        policy::Refusal,
    },
    state::App,
};

/// A launched campaign and the days that it gets.
#[derive(Clone, Debug)]
pub struct NewDates {
    /// The campaign as it stands.
    pub row: CampaignRow,
    /// These.
    pub dates: Dates,
}

impl NewDates {
    /// Whether more may be spent by it on some day: but for fewer days of a day's budget it may.
    fn may_cost_more(&self) -> bool {
        self.row.budget_type != "daily" || !self.dates.are_within(Dates::of(&self.row))
    }
}

/// Notes what of new days does not hold for a campaign that was launched, beyond what holds for a draft.
pub fn judge(check: &mut Check, app: &App, new: &NewDates, live: &[Live], today: NaiveDate) {
    let (before, Dates { start_date, end_date }) = (Dates::of(&new.row), new.dates);
    if !matches!(new.row.status.as_str(), "active" | "paused") {
        for (field, is_same) in
            [("start_date", start_date == before.start_date), ("end_date", end_date == before.end_date)]
        {
            if !is_same {
                check.fail(field, "check-campaign-ended");
            }
        }
        return;
    }
    if start_date != before.start_date {
        if before.start_date.is_none_or(|start| start <= today) {
            check.fail("start_date", "check-campaign-begun");
        } else if start_date.is_none() {
            check.fail("start_date", "check-launch-start");
        } else if start_date < Some(today) {
            check.fail("start_date", "check-date-past");
        }
    }
    if end_date.is_some_and(|end| end < today) {
        check.fail("end_date", "check-date-past");
    }
    let wants_end = new.row.budget_type == "lifetime"
        && new.row.budget_micros.is_some()
        && live.iter().any(|live| live.platform != "twitter");
    if end_date.is_none() && wants_end {
        check.fail("end_date", "check-launch-end");
    }
    // the next sync would take them back
    let has_days = |live: &Live| {
        let levels = live.platform.parse().map(|platform| app.connectors.levels_with_days(platform));
        levels.is_ok_and(|levels| levels.is_ok_and(|levels| levels.contains(&Level::Campaign)))
    };
    if new.row.origin == "platform" && !live.iter().all(has_days) {
        for field in ["start_date", "end_date"] {
            check.fail(field, "check-campaign-runs");
        }
    }
}

/// Gives a launched campaign other days, and has its platforms told. Or asks somebody else to agree.
///
/// # Errors
/// 409 where the campaign is still being made somewhere, or is at no platform any more, or may not spend what it could then.
pub async fn set(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    new: &NewDates,
    live: &[Live],
) -> Result<Decided, ApiError> {
    let NewDates { row, dates } = new;
    let now = app.now();
    if queries::is_being_made(conn, row.id).await? {
        return Err(ApiError::conflict("error-campaign-being-made"));
    }
    if live.is_empty() {
        return Err(ApiError::conflict("error-campaign-nowhere"));
    }
    if new.may_cost_more() {
        let mut policy = guard::policy(conn, author.org, now, &[row.id.raw()]).await?;
        match row.status.as_str() {
            "active" => policy.take_on(row.id, &row.currency, *dates)?,
            _ if policy.is_stopped => return Err(Refusal::Stopped.into()),
            _ => {}
        }
        // a whole budget stays what it is
        let is_longer = row.budget_type == "daily";
        match row.budget_micros {
            Some(budget) if is_longer => {
                let wish = Wish { kind: "dates", budget: Micros(budget), dates: Some(*dates) };
                if approvals::ask(conn, app, author, &policy, row, wish).await? {
                    return Ok(Decided::Asked);
                }
            }
            // its ad sets have budgets of their own
            None if policy.has_seconds() && author.approval.is_none() => return Err(Refusal::Unknown.into()),
            _ => {}
        }
    }
    let (before, after) = (json!(Terms::dates(Dates::of(row))), json!(Terms::dates(*dates)));
    let change = actions::new_change(app, author, row.id, before, after);
    let to_tell = live.iter().filter(|live| live.campaign_id == row.id);
    let steps: Vec<NewStep> =
        to_tell.map(|live| NewStep { dates: Some(*dates), ..actions::step(app, live, change.id, "dates") }).collect();
    queries::supersede(conn, &[row.id.raw()], "dates", now).await?;
    queries::insert_changes(conn, author.org, "dates", &[change], (author.member, author.reason), now).await?;
    queries::insert_steps(conn, author.org, &steps, now).await?;
    queries::set_dates(conn, row.id, *dates, now).await?;
    let terms = |dates: Dates| json!({"campaign_id": row.id, "name": row.name, "start_date": dates.start_date, "end_date": dates.end_date});
    let told = Change::new("campaign.updated", "campaign", row.id).before(terms(Dates::of(row))).after(terms(*dates));
    audit::record(conn, author.org, author.actor, now, told).await?;
    actions::push(conn, app, author, steps.iter().map(|step| (step.campaign, step.account))).await?;
    Ok(Decided::Now)
}
