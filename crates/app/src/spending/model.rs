//! How limits, the stop and approvals are shown. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{Campaign, Id, Member, SpendApproval, User},
    money::Micros,
};
use serde::Serialize;
use serde_json::{Value, json};
use sqlx::{FromRow, types::Json};
use utoipa::ToSchema;

use super::policy::{Limit, Policy, Spent, clamped};
use crate::{campaigns::changes::model::Dates, metrics::decimal::Decimal};

/// Somebody of the org.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SpendingMember)]
pub struct MemberView {
    /// The membership.
    id: Id<Member>,
    /// Their name.
    name: String,
}

fn member(id: Option<Id<Member>>, name: Option<String>) -> Option<MemberView> {
    id.zip(name).map(|(id, name)| MemberView { id, name })
}

/// A row of `spend_stops` with who did it.
#[derive(Clone, Debug)]
pub struct StopRow {
    /// Why.
    pub note: String,
    /// Who; none for the command line.
    pub stopped_by: Option<Id<Member>>,
    /// Their name.
    pub stopped_by_name: Option<String>,
    /// When.
    pub stopped_at: DateTime<Utc>,
}

/// How far the platforms are with a stop.
#[derive(Clone, Copy, Debug, Default)]
pub struct Progress {
    /// Campaigns that the stop paused.
    pub campaigns: i64,
    /// Those of which a platform is still being told.
    pub pending: i64,
    /// Those that a platform did not pause.
    pub failed: i64,
}

/// That nothing may be spent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SpendStop)]
pub struct StopView {
    /// Why; may be empty.
    note: String,
    /// Who; null for the command line.
    stopped_by: Option<MemberView>,
    /// When.
    stopped_at: DateTime<Utc>,
    /// Campaigns that it paused.
    campaigns: i64,
    /// Those of which a platform is still being told.
    pending: i64,
    /// Those that a platform did not pause: they are told again every hour.
    failed: i64,
}

impl StopRow {
    /// The row as the API shows it.
    pub fn view(self, progress: Progress) -> StopView {
        StopView {
            note: self.note,
            stopped_by: member(self.stopped_by, self.stopped_by_name),
            stopped_at: self.stopped_at,
            campaigns: progress.campaigns,
            pending: progress.pending,
            failed: progress.failed,
        }
    }
}

/// What may be spent of a currency, and what is.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SpendLimit)]
pub struct LimitView {
    /// ISO 4217. Amounts are in units of it.
    pub currency: String,
    /// What all campaigns together may spend on a day; null for any amount.
    pub daily_cap: Option<Decimal>,
    /// What they may spend in all from `counted_from` on; null for any amount.
    pub lifetime_cap: Option<Decimal>,
    /// The first day that counts for the lifetime cap.
    pub counted_from: NaiveDate,
    /// What a campaign may come to before somebody else has to agree; null for any amount.
    pub approval_above: Option<Decimal>,
    /// What the use is; null for whoever is limited to some ad accounts.
    pub usage: Option<UsageView>,
    /// For `If-Match`.
    pub version: i32,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// How much of a currency is spent and committed.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = SpendUsage)]
pub struct UsageView {
    /// What was spent today, as far as platforms have told it.
    pub spent_today: Decimal,
    /// What was spent since the lifetime cap counts.
    pub spent: Decimal,
    /// What running campaigns may spend on the day on which it is most.
    pub committed_daily: Decimal,
    /// What they may spend in all from today on; of a daily budget without an end, one day.
    pub committed: Decimal,
}

impl UsageView {
    /// Of a currency.
    pub fn of(policy: &Policy, spent: Option<&Spent>, currency: &str) -> Self {
        let decimal = |amount: i128| Decimal(clamped(amount));
        Self {
            spent_today: Decimal::millionths(spent.map_or(0, |it| it.today)),
            spent: Decimal::millionths(spent.map_or(0, |it| it.ever)),
            committed_daily: decimal(policy.most_ever(currency)),
            committed: decimal(policy.ahead(currency)),
        }
    }
}

impl Limit {
    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        let amount = |micros: Option<i64>| micros.map(|micros| Micros(micros).to_string());
        json!({"currency": self.currency, "daily_cap": amount(self.daily_cap_micros), "lifetime_cap": amount(self.lifetime_cap_micros),
               "counted_from": self.counted_from, "approval_above": amount(self.approval_above_micros)})
    }

    /// The row as the API shows it.
    pub fn view(self, usage: Option<UsageView>) -> LimitView {
        let decimal = |micros: Option<i64>| micros.map(Decimal::millionths);
        LimitView {
            daily_cap: decimal(self.daily_cap_micros),
            lifetime_cap: decimal(self.lifetime_cap_micros),
            counted_from: self.counted_from,
            approval_above: decimal(self.approval_above_micros),
            currency: self.currency,
            usage,
            version: self.version,
            updated_at: self.updated_at,
        }
    }
}

/// What an organization lets be spent.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Spending)]
pub struct SpendingView {
    /// Set while nothing may be spent.
    pub stopped: Option<StopView>,
    /// The limits of each currency that has any.
    pub limits: Vec<LimitView>,
    /// Approvals that wait for somebody.
    pub open_approvals: i64,
}

/// A row of `spend_approvals` with its campaign and people.
#[derive(Clone, Debug, FromRow)]
pub struct ApprovalRow {
    /// Id.
    pub id: Id<SpendApproval>,
    /// The campaign.
    pub campaign_id: Id<Campaign>,
    /// Its name.
    pub campaign_name: String,
    /// Its currency.
    pub currency: String,
    /// How its budget is meant.
    pub budget_type: String,
    /// `launch`, `budget` or `dates`.
    pub kind: String,
    /// The budget that it had.
    pub before_micros: Option<i64>,
    /// The budget that it is to have.
    pub budget_micros: i64,
    /// The days that it had, where it is to have others.
    pub before_dates: Option<Json<Dates>>,
    /// These.
    pub dates: Option<Json<Dates>>,
    /// What that comes to.
    pub worth_micros: i64,
    /// Whether the campaign is still as it was then.
    pub is_current: bool,
    /// Where it stands.
    pub state: String,
    /// Who asked.
    pub asked_by: Option<Id<Member>>,
    /// Their name.
    pub asked_by_name: Option<String>,
    /// Their user: whoever left and came back is the same person.
    pub asked_by_user: Option<Id<User>>,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Why it was rejected.
    pub note: String,
    /// Who decided.
    pub decided_by: Option<Id<Member>>,
    /// Their name.
    pub decided_by_name: Option<String>,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

/// The campaign of an approval.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ApprovalCampaign)]
pub struct ApprovalCampaign {
    /// Id.
    id: Id<Campaign>,
    /// Name.
    name: String,
}

/// Something that somebody decided and somebody else has to agree to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = SpendApproval)]
pub struct ApprovalView {
    /// Id.
    id: Id<SpendApproval>,
    /// The campaign.
    campaign: ApprovalCampaign,
    /// `launch`, `budget` or `dates`.
    kind: String,
    /// The budget that it had; null unless it is to have another one.
    before: Option<Decimal>,
    /// The budget that it is to have, in units of the currency.
    budget: Decimal,
    /// The days that it had; null unless it is to have others.
    before_dates: Option<Dates>,
    /// The days that it is to have then.
    dates: Option<Dates>,
    /// `lifetime` or `daily`.
    budget_type: String,
    /// What it comes to: over its days, or over thirty where it has no end.
    worth: Decimal,
    /// ISO 4217.
    currency: String,
    /// `open`, `approved`, `rejected` or `withdrawn`.
    state: String,
    /// Of an open one: whether the campaign is still as it was when this was asked. One that is not has to be asked for anew.
    is_current: bool,
    /// Who asked.
    asked_by: Option<MemberView>,
    /// When.
    asked_at: DateTime<Utc>,
    /// Why it was rejected; may be empty.
    note: String,
    /// Who decided.
    decided_by: Option<MemberView>,
    /// When.
    decided_at: Option<DateTime<Utc>>,
}

impl ApprovalRow {
    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        let dates = |dates: Option<Json<Dates>>| dates.map(|it| it.0);
        json!({"campaign_id": self.campaign_id, "name": self.campaign_name, "kind": self.kind, "currency": self.currency,
               "before_dates": dates(self.before_dates), "dates": dates(self.dates),
               "before": self.before_micros.map(|it| Micros(it).to_string()), "budget": Micros(self.budget_micros).to_string(),
               "budget_type": self.budget_type, "value": Micros(self.worth_micros).to_string(), "created_by": self.asked_by})
    }

    /// The row as the API shows it.
    pub fn view(self) -> ApprovalView {
        ApprovalView {
            id: self.id,
            campaign: ApprovalCampaign { id: self.campaign_id, name: self.campaign_name },
            kind: self.kind,
            before: self.before_micros.map(Decimal::millionths),
            budget: Decimal::millionths(self.budget_micros),
            before_dates: self.before_dates.map(|it| it.0),
            dates: self.dates.map(|it| it.0),
            budget_type: self.budget_type,
            worth: Decimal::millionths(self.worth_micros),
            currency: self.currency,
            state: self.state,
            is_current: self.is_current,
            asked_by: member(self.asked_by, self.asked_by_name),
            asked_at: self.asked_at,
            note: self.note,
            decided_by: member(self.decided_by, self.decided_by_name),
            decided_at: self.decided_at,
        }
    }
}
