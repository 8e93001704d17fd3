//! What a change is, how far it is, and how both are shown. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{AdAccount, Campaign, CampaignChange, Id, Member},
    money::Micros,
};
use serde::{Deserialize, Serialize};
use sqlx::{FromRow, types::Json};
use utoipa::ToSchema;

use crate::{
    campaigns::model::CampaignRow,
    http::words::{locale, lookup},
    metrics::decimal::Decimal,
};

/// The days of a campaign.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = CampaignDates)]
pub struct Dates {
    /// The first.
    pub start_date: Option<NaiveDate>,
    /// The last; null for no end.
    pub end_date: Option<NaiveDate>,
}

impl Dates {
    /// Those of a campaign.
    pub const fn of(row: &CampaignRow) -> Self {
        Self { start_date: row.start_date, end_date: row.end_date }
    }

    /// Whether none of them is a day that those do not have.
    pub fn are_within(self, those: Self) -> bool {
        let ends = match (self.end_date, those.end_date) {
            (_, None) => true,
            (mine, end) => mine.is_some_and(|it| Some(it) <= end),
        };
        let begins = match (self.start_date, those.start_date) {
            (_, None) => true,
            (mine, start) => mine >= start,
        };
        begins && ends
    }
}

/// What of a campaign a change is about, before or after it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Its budget, in micros.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_micros: Option<i64>,
    /// Its days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dates: Option<Dates>,
}

impl Terms {
    /// Where it stands.
    pub fn status(word: &str) -> Self {
        Self { status: Some(word.to_owned()), ..Self::default() }
    }

    /// What it may spend.
    pub fn budget(amount: Option<Micros>) -> Self {
        Self { budget_micros: amount.map(|amount| amount.0), ..Self::default() }
    }

    /// When it runs.
    pub fn dates(dates: Dates) -> Self {
        Self { dates: Some(dates), ..Self::default() }
    }
}

/// The terms as the API shows them.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignTerms)]
pub struct TermsView {
    /// Where it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    status: Option<String>,
    /// Its budget, in units of its currency.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    budget: Option<Decimal>,
    /// Its days.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    dates: Option<Dates>,
}

impl From<Terms> for TermsView {
    fn from(terms: Terms) -> Self {
        let budget = terms.budget_micros.map(Decimal::millionths);
        Self { status: terms.status, budget, dates: terms.dates }
    }
}

/// A row of `campaign_changes`.
#[derive(Clone, Debug, FromRow)]
pub struct ChangeRow {
    /// Id.
    pub id: Id<CampaignChange>,
    /// Of which campaign.
    pub campaign_id: Id<Campaign>,
    /// `launch`, `status`, `budget` or `dates`.
    pub kind: String,
    /// How it was.
    pub before: Json<Terms>,
    /// How it is to be.
    pub after: Json<Terms>,
    /// Why the product decided it.
    pub reason: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<DateTime<Utc>>,
    /// Who.
    pub made_by: Option<Id<Member>>,
    /// Their name.
    pub made_by_name: Option<String>,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Whether nothing newer of its kind was decided.
    pub is_newest: bool,
    /// Whether platforms are still being told.
    pub is_open: bool,
}

/// A step of a change as it is read for people.
#[derive(Clone, Debug, FromRow)]
pub struct StepRow {
    /// Of which change.
    pub change_id: Id<CampaignChange>,
    /// The account.
    pub ad_account_id: Id<AdAccount>,
    /// Its name.
    pub ad_account_name: String,
    /// The platform.
    pub platform: String,
    /// `create`, `ad_set`, `status`, `budget` or `dates`.
    pub kind: String,
    /// `pending`, `done`, `failed` or `superseded`.
    pub state: String,
    /// What failed.
    pub problem_class: Option<String>,
    /// Its code.
    pub problem_code: Option<String>,
    /// The platform's words.
    pub problem_words: Option<String>,
    /// When it last moved.
    pub updated_at: DateTime<Utc>,
}

/// Why a platform was not told, or why it is told again.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PushProblem)]
pub struct ProblemView {
    /// `token_revoked`, `permission_missing`, `rate_limited`, `invalid`, `outage`, …
    class: String,
    /// The platform's code.
    code: String,
    /// What happened and what to do, in the caller's language.
    message: String,
    /// The platform's own words; may be empty.
    words: String,
}

impl ProblemView {
    /// What a step keeps of a problem.
    pub fn of(class: Option<String>, code: Option<String>, words: Option<String>) -> Option<Self> {
        let class = class?;
        let key = format!("platform-problem-{}", class.replace('_', "-"));
        let message = lookup(locale(), &key, &[]).unwrap_or_else(|| class.clone());
        Some(Self { class, code: code.unwrap_or_default(), message, words: words.unwrap_or_default() })
    }
}

/// What one ad account had to be told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignStep)]
pub struct StepView {
    /// The account.
    ad_account_id: Id<AdAccount>,
    /// Its name.
    ad_account_name: String,
    /// The platform.
    platform: String,
    /// `create`, `ad_set`, `status`, `budget` or `dates`.
    kind: String,
    /// `pending`, `done`, `failed`, or `superseded` by a newer decision.
    state: String,
    /// What failed; of a pending one, why it is told again.
    problem: Option<ProblemView>,
    /// When it last moved.
    at: DateTime<Utc>,
}

/// Who decided a change.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ChangeAuthor)]
pub struct AuthorView {
    /// The membership.
    id: Id<Member>,
    /// Their name.
    name: String,
}

/// Something that was decided of a campaign and that platforms had to be told.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignChange)]
pub struct ChangeView {
    /// Id.
    id: Id<CampaignChange>,
    /// `launch`, `status`, `budget` or `dates`.
    kind: String,
    /// How it was.
    before: TermsView,
    /// How it is to be.
    after: TermsView,
    /// `budget_exceeded`, `end_date_reached`, `daily_cap_reached`, `lifetime_cap_reached` or `new_day` where the product decided it;
    /// `spending_stopped` or `spending_released` where all campaigns were stopped or released.
    reason: Option<String>,
    /// Who; null for the product.
    made_by: Option<AuthorView>,
    /// When.
    made_at: DateTime<Utc>,
    /// When it was taken back.
    undone_at: Option<DateTime<Utc>>,
    /// Whether it can be taken back: nothing newer of its kind was decided, and every platform has answered.
    can_undo: bool,
    /// One for each account.
    steps: Vec<StepView>,
}

impl ChangeRow {
    /// Whether it can be taken back.
    pub fn can_undo(&self) -> bool {
        let has_before = self.before.0 != Terms::default();
        matches!(self.kind.as_str(), "status" | "budget" | "dates")
            && has_before
            && self.undone_at.is_none()
            && self.is_newest
            && !self.is_open
    }

    /// The row with its steps as the API shows it.
    pub fn view(self, steps: impl IntoIterator<Item = StepRow>) -> ChangeView {
        let can_undo = self.can_undo();
        ChangeView {
            id: self.id,
            kind: self.kind,
            before: self.before.0.into(),
            after: self.after.0.into(),
            reason: self.reason,
            made_by: self.made_by.zip(self.made_by_name).map(|(id, name)| AuthorView { id, name }),
            made_at: self.made_at,
            undone_at: self.undone_at,
            can_undo,
            steps: steps.into_iter().map(StepRow::view).collect(),
        }
    }
}

impl StepRow {
    fn view(self) -> StepView {
        StepView {
            ad_account_id: self.ad_account_id,
            ad_account_name: self.ad_account_name,
            platform: self.platform,
            kind: self.kind,
            state: self.state,
            problem: ProblemView::of(self.problem_class, self.problem_code, self.problem_words),
            at: self.updated_at,
        }
    }
}
