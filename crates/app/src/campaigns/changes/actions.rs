//! Deciding: launching, moving and paying for campaigns, whoever asks: a person, a key, the product itself. What is decided is stored with
//! the steps that platforms have to be told; jobs tell them. All of it in the caller's transaction, in which the campaigns are locked.
//!
//! What costs money asks [`crate::spending`] here, so that no door can go around it.

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{AdAccount, Campaign, CampaignChange, Id, Member, Org, SpendApproval, User},
    money::Micros,
};
use cmis_connectors::platform::NewCampaign;
use cmis_db::Conn;
use cmis_jobs::Enqueue;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    model::Terms,
    push::PushCampaign,
    queries::{self, Live, NewChange, NewStep},
    readiness::Target,
    shares::shares,
};
use crate::{
    access::caller::{Actor, OrgCaller},
    audit::{self, Change},
    campaigns::model::CampaignRow,
    http::error::{ApiError, ErrorCode},
    spending::{
        approvals::{self, Wish},
        guard::{self, Decided},
        policy::{self, Policy, Refusal},
    },
    state::App,
};

/// Who decides.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    /// In which org.
    pub org: Id<Org>,
    /// The member; none for the product itself.
    pub member: Option<Id<Member>>,
    /// Their user.
    pub user: Option<Id<User>>,
    /// For the audit log.
    pub actor: &'a Actor,
    /// Why the product decides.
    pub reason: Option<&'a str>,
    /// The change that is taken back by it.
    pub undoes: Option<Id<CampaignChange>>,
    /// By what somebody else has agreed to it.
    pub approval: Option<Id<SpendApproval>>,
}

impl<'a> Author<'a> {
    /// Whoever calls.
    pub fn of(caller: &'a OrgCaller) -> Self {
        Self {
            org: caller.org,
            member: Some(caller.member),
            user: Some(caller.user),
            actor: &caller.actor,
            reason: None,
            undoes: None,
            approval: None,
        }
    }

    /// The product itself.
    pub const fn system(org: Id<Org>, actor: &'a Actor, reason: Option<&'a str>) -> Self {
        Self { org, member: None, user: None, actor, reason, undoes: None, approval: None }
    }
}

/// A change of where a campaign stands, for the audit log and whoever hears of it.
pub fn moved(row: &CampaignRow, to: &str, reason: Option<&str>) -> Change {
    let told = |status: &str| json!({"campaign_id": row.id, "name": row.name, "status": status});
    let mut after = told(to);
    after["old_status"] = row.status.as_str().into();
    after["new_status"] = to.into();
    if let Some(reason) = reason {
        after["reason"] = reason.into();
    }
    Change::new("campaign.status_changed", "campaign", row.id).before(told(&row.status)).after(after)
}

/// 409 unless a campaign may go there from where it stands.
pub fn may_move(row: &CampaignRow, to: &str) -> Result<(), ApiError> {
    let may = match to {
        "active" => row.status == "paused",
        "paused" => row.status == "active",
        "completed" => matches!(row.status.as_str(), "active" | "paused"),
        _ => false,
    };
    let key = match (row.status.as_str(), to) {
        _ if may => return Ok(()),
        ("archived", _) => "error-campaign-archived",
        ("draft", _) => "error-campaign-not-launched",
        (_, "active") => "error-campaign-not-paused",
        (_, "paused") => "error-campaign-not-active",
        _ => "error-campaign-over",
    };
    Err(ApiError::new(ErrorCode::InvalidTransition, key))
}

/// Launches a draft that is ready: each of its accounts gets a campaign that is paused, and that is switched on when it is there. Or asks
/// somebody else to agree.
pub async fn launch(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    row: &CampaignRow,
    parts: &[(Target, NewCampaign)],
) -> Result<Decided, ApiError> {
    let now = app.now();
    let mut policy = guard::policy(conn, author.org, now, &[row.id.raw()]).await?;
    policy.take(row.id, &row.currency, None)?;
    let wish = Wish { kind: "launch", budget: Micros(row.budget_micros.unwrap_or(0)), dates: None };
    if approvals::ask(conn, app, author, &policy, row, wish).await? {
        return Ok(Decided::Asked);
    }
    let change = NewChange {
        id: app.ids.next(),
        campaign: row.id,
        before: json!(Terms::status(&row.status)),
        after: json!(Terms { budget_micros: row.budget_micros, ..Terms::status("active") }),
        undoes: None,
    };
    let steps: Vec<NewStep> = parts
        .iter()
        .map(|(target, new)| NewStep {
            id: app.ids.next(),
            change: change.id,
            campaign: row.id,
            account: target.id,
            counterpart: None,
            kind: "create",
            status: None,
            daily: new.budget.daily.map(|amount| amount.0),
            lifetime: new.budget.lifetime.map(|amount| amount.0),
            dates: None,
        })
        .collect();
    let ids = [row.id.raw()];
    // what failed of a launch before is not tried again beside this one
    queries::supersede(conn, &ids, "create", now).await?;
    queries::insert_changes(conn, author.org, "launch", &[change], (author.member, author.reason), now).await?;
    queries::insert_steps(conn, author.org, &steps, now).await?;
    queries::set_status(conn, &ids, "active", now).await?;
    audit::record(conn, author.org, author.actor, now, moved(row, "active", author.reason)).await?;
    let places = steps.iter().map(|step| (step.campaign, step.account));
    push(conn, app, author, places).await?;
    Ok(Decided::Now)
}

/// Moves campaigns that may be moved, and has their platforms told.
pub async fn set_status(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    rows: &[CampaignRow],
    to: &str,
) -> Result<(), ApiError> {
    move_all(conn, app, author, (rows, to), None).await
}

/// A campaign that goes on where the product had paused it, and only there.
#[derive(Clone, Debug)]
pub struct Resumable {
    /// The campaign.
    pub row: CampaignRow,
    counterparts: Vec<Uuid>,
}

/// Of campaigns that the product paused for a reason, since the first of these times, those that can go on, also in part. What was made at a
/// platform after the second goes on too: it was paused as what is made is.
pub async fn resumable(
    conn: &mut Conn,
    rows: Vec<CampaignRow>,
    reason: &str,
    times: (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<Resumable>, ApiError> {
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.raw()).collect();
    let paused = crate::spending::queries::paused_for(conn, &ids, reason, times).await?;
    let live = queries::live(conn, &ids).await?;
    let of = |row: CampaignRow| {
        let own = live.iter().filter(|live| live.campaign_id == row.id && paused.contains(&live.id.raw()));
        Resumable { counterparts: own.map(|live| live.id.raw()).collect(), row }
    };
    let can = |it: &Resumable| it.row.status == "paused" || (it.row.status == "active" && !it.counterparts.is_empty());
    Ok(rows.into_iter().map(of).filter(can).collect())
}

/// Lets campaigns go on where the product had paused them.
pub async fn resume(conn: &mut Conn, app: &App, author: Author<'_>, them: &[Resumable]) -> Result<(), ApiError> {
    let rows: Vec<CampaignRow> = them.iter().map(|it| it.row.clone()).collect();
    let only: Vec<Uuid> = them.iter().flat_map(|it| it.counterparts.iter().copied()).collect();
    move_all(conn, app, author, (&rows, "active"), Some(&only)).await
}

async fn move_all(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    (rows, to): (&[CampaignRow], &str),
    only: Option<&[Uuid]>,
) -> Result<(), ApiError> {
    if rows.is_empty() {
        return Ok(());
    }
    let now = app.now();
    let ids: Vec<Uuid> = rows.iter().map(|row| row.id.raw()).collect();
    if to == "active" {
        let mut policy = guard::policy(conn, author.org, now, &ids).await?;
        rows.iter().try_for_each(|row| policy.take(row.id, &row.currency, None))?;
    }
    let changes: Vec<NewChange> = rows
        .iter()
        .map(|row| new_change(app, author, row.id, json!(Terms::status(&row.status)), json!(Terms::status(to))))
        .collect();
    let wanted = if to == "active" { "active" } else { "paused" };
    let mut live = queries::live(conn, &ids).await?;
    match only {
        Some(only) => live.retain(|live| only.contains(&live.id.raw())),
        // what somebody had paused at its platform is not among what the product lets go on later
        None if author.reason.is_some() && wanted == "paused" => live.retain(|live| live.is_on),
        None => {}
    }
    // what has no ad set is looked at again, and goes on when it has one
    let lacking = if to == "active" { queries::revive_ad_sets(conn, &ids, now).await? } else { Vec::new() };
    let steps: Vec<NewStep> = live
        .iter()
        .filter(|live| !lacking.contains(&(live.campaign_id, live.ad_account_id)))
        .filter_map(|live| Some((live, change_of(&changes, live.campaign_id)?)))
        .map(|(live, change)| NewStep { status: Some(wanted), ..step(app, live, change, "status") })
        .collect();
    queries::supersede(conn, &ids, "status", now).await?;
    queries::insert_changes(conn, author.org, "status", &changes, (author.member, author.reason), now).await?;
    queries::insert_steps(conn, author.org, &steps, now).await?;
    queries::set_status(conn, &ids, to, now).await?;
    let told: Vec<Change> = rows.iter().map(|row| moved(row, to, author.reason)).collect();
    audit::record_all(conn, author.org, author.actor, now, &told).await?;
    let places = steps.iter().map(|step| (step.campaign, step.account)).chain(lacking);
    push_as(conn, app, author, places, wanted).await
}

/// A launched campaign and the budget that it gets.
#[derive(Clone, Debug)]
pub struct NewBudget {
    /// The campaign as it stands.
    pub row: CampaignRow,
    /// In all or a day, as its kind is.
    pub amount: Micros,
}

impl NewBudget {
    /// Whether it is more than it was.
    pub fn is_raised(&self) -> bool {
        self.row.budget_micros.is_none_or(|before| self.amount.0 > before)
    }
}

/// Whether a change is one that somebody has to confirm: by more than half.
pub fn is_steep(before: Option<i64>, after: Micros) -> bool {
    before.is_some_and(|before| (i128::from(after.0) - i128::from(before)).abs() * 2 > i128::from(before))
}

/// The counterparts of a launched campaign with what each would get of a new budget: in proportion to what each has.
///
/// # Errors
/// 409 where a budget is not the campaign's at its platform, or of another kind, or where a part would be nothing.
pub fn divided(row: &CampaignRow, live: &[&Live], amount: Micros) -> Result<Vec<Micros>, ApiError> {
    if live.is_empty() {
        return Err(ApiError::conflict("error-campaign-nowhere"));
    }
    let is_daily = row.budget_type == "daily";
    let has = |live: &Live| if is_daily { live.daily_budget_micros } else { live.lifetime_budget_micros };
    let weights: Option<Vec<i64>> = live.iter().map(|live| has(live).filter(|it| *it > 0)).collect();
    let weights = weights.ok_or_else(|| ApiError::conflict("error-budget-elsewhere"))?;
    if live.iter().any(|live| live.currency != row.currency) {
        return Err(ApiError::conflict("error-budget-currencies"));
    }
    let parts = shares(amount, &weights, &row.currency);
    if parts.iter().any(|part| part.0 <= 0) {
        return Err(ApiError::conflict("check-launch-share"));
    }
    Ok(parts)
}

/// 409 where a budget may not be raised. Of what does not run only the switch is asked: the caps are when it is resumed.
pub fn may_raise(policy: &mut Policy, new: &NewBudget) -> Result<(), ApiError> {
    match new.row.status.as_str() {
        _ if !new.is_raised() => Ok(()),
        "active" => Ok(policy.take(new.row.id, &new.row.currency, Some(new.amount))?),
        _ if policy.is_stopped => Err(Refusal::Stopped.into()),
        _ => Ok(()),
    }
}

/// 409 where somebody else has to agree to a budget that is one of many: it is asked for alone.
pub fn needs_nobody(policy: &Policy, new: &NewBudget) -> Result<(), ApiError> {
    let worth = policy::worth(&new.row, new.amount, policy.today);
    if new.is_raised() && policy.wants_second(&new.row.currency, worth) {
        return Err(ApiError::new(ErrorCode::SpendLimit, "error-approval-one-by-one"));
    }
    Ok(())
}

/// Gives launched campaigns other budgets, and has their platforms told. What each counterpart gets, [`divided`] has said. Or asks somebody else to
/// agree, where it is one campaign.
pub async fn set_budgets(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    new: &[NewBudget],
    live: &[Live],
) -> Result<Decided, ApiError> {
    let now = app.now();
    let ids: Vec<Uuid> = new.iter().map(|it| it.row.id.raw()).collect();
    if new.iter().any(NewBudget::is_raised) {
        let mut policy = guard::policy(conn, author.org, now, &ids).await?;
        new.iter().try_for_each(|it| may_raise(&mut policy, it))?;
        match new {
            [one] => {
                let wish = Wish { kind: "budget", budget: one.amount, dates: None };
                if approvals::ask(conn, app, author, &policy, &one.row, wish).await? {
                    return Ok(Decided::Asked);
                }
            }
            many => many.iter().try_for_each(|it| needs_nobody(&policy, it))?,
        }
    }
    if new.is_empty() {
        return Ok(Decided::Now);
    }
    let (mut changes, mut steps, mut told) = (Vec::new(), Vec::new(), Vec::new());
    for NewBudget { row, amount } in new {
        let before = row.budget_micros.map(Micros);
        let change = new_change(app, author, row.id, json!(Terms::budget(before)), json!(Terms::budget(Some(*amount))));
        let of: Vec<&Live> = live.iter().filter(|live| live.campaign_id == row.id).collect();
        for (live, part) in of.iter().zip(divided(row, &of, *amount)?) {
            let (daily, lifetime) = match row.budget_type.as_str() {
                "daily" => (Some(part.0), None),
                _ => (None, Some(part.0)),
            };
            steps.push(NewStep { daily, lifetime, ..step(app, live, change.id, "budget") });
        }
        let terms = |amount: Option<Micros>| json!({"campaign_id": row.id, "name": row.name, "budget": amount.map(|it| it.to_string()), "budget_type": row.budget_type, "currency": row.currency});
        told.push(
            Change::new("campaign.updated", "campaign", row.id).before(terms(before)).after(terms(Some(*amount))),
        );
        changes.push(change);
    }
    let amounts: Vec<i64> = new.iter().map(|it| it.amount.0).collect();
    queries::supersede(conn, &ids, "budget", now).await?;
    queries::insert_changes(conn, author.org, "budget", &changes, (author.member, author.reason), now).await?;
    queries::insert_steps(conn, author.org, &steps, now).await?;
    queries::set_budgets(conn, &ids, &amounts, now).await?;
    audit::record_all(conn, author.org, author.actor, now, &told).await?;
    push(conn, app, author, steps.iter().map(|step| (step.campaign, step.account))).await?;
    Ok(Decided::Now)
}

/// Has the steps of campaigns that failed done again; how many.
pub async fn retry(conn: &mut Conn, app: &App, author: Author<'_>, row: &CampaignRow) -> Result<usize, ApiError> {
    let now: DateTime<Utc> = app.now();
    if queries::would_spend(conn, row.id).await? {
        guard::policy(conn, author.org, now, &[row.id.raw()]).await?.take(row.id, &row.currency, None)?;
    }
    let accounts = queries::retry(conn, row.id, now).await?;
    if !accounts.is_empty() {
        let told = json!({"campaign_id": row.id, "name": row.name});
        let change = Change::new("campaign.retried", "campaign", row.id).after(told);
        audit::record(conn, author.org, author.actor, now, change).await?;
    }
    let places: Vec<(Id<Campaign>, Id<AdAccount>)> = accounts.iter().map(|id| (row.id, Id::new(*id))).collect();
    push(conn, app, author, places).await?;
    Ok(accounts.len())
}

pub(super) fn new_change(
    app: &App,
    author: Author<'_>,
    campaign: Id<Campaign>,
    before: Value,
    after: Value,
) -> NewChange {
    NewChange { id: app.ids.next(), campaign, before, after, undoes: author.undoes }
}

fn change_of(changes: &[NewChange], campaign: Id<Campaign>) -> Option<Id<CampaignChange>> {
    changes.iter().find(|change| change.campaign == campaign).map(|change| change.id)
}

/// What a counterpart has to be told of a change.
pub(super) fn step(app: &App, live: &Live, change: Id<CampaignChange>, kind: &'static str) -> NewStep {
    NewStep {
        id: app.ids.next(),
        change,
        campaign: live.campaign_id,
        account: live.ad_account_id,
        counterpart: Some(live.id),
        kind,
        status: None,
        daily: None,
        lifetime: None,
        dates: None,
    }
}

/// Has the accounts of campaigns told what waits for them: one job for each, one at a time.
pub async fn push(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    places: impl IntoIterator<Item = (Id<Campaign>, Id<AdAccount>)>,
) -> Result<(), ApiError> {
    push_as(conn, app, author, places, "active").await
}

/// The same. What pauses does not wait behind a job that waits for its next attempt.
async fn push_as(
    conn: &mut Conn,
    app: &App,
    author: Author<'_>,
    places: impl IntoIterator<Item = (Id<Campaign>, Id<AdAccount>)>,
    wanted: &str,
) -> Result<(), ApiError> {
    let (name, priority) = if wanted == "paused" { ("pause", 100) } else { ("push", 20) };
    let jobs: Vec<_> = places
        .into_iter()
        .map(|(campaign_id, ad_account_id)| {
            let place = format!("{campaign_id}:{ad_account_id}");
            let job = Enqueue::new(PushCampaign { campaign_id, ad_account_id }).org(author.org);
            let job = job.unique(format!("{name}:{place}")).one_at_a_time(format!("push:{place}"));
            job.priority(priority).by(author.user)
        })
        .collect();
    cmis_jobs::enqueue_all(conn, app.now(), &app.ids, jobs).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use cmis_base::money::Micros;

    use super::is_steep;

    #[test]
    fn a_change_by_more_than_half_is_steep() {
        for (before, after, steep) in [(100, 150, false), (100, 151, true), (100, 50, false), (100, 49, true)] {
            assert_eq!(is_steep(Some(before), Micros(after)), steep, "{before} to {after}");
        }
        assert!(!is_steep(None, Micros(1)));
    }
}
