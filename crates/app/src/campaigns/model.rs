//! What a campaign is, and how it is shown. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{AdAccount, Campaign, Id, Member, Persona},
    money::Micros,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sqlx::{FromRow, types::Json};
use utoipa::ToSchema;

use super::changes::model::ProblemView;
use crate::{
    metrics::{
        decimal::Decimal,
        model::{Figures, MetricsView},
    },
    spending::model::ApprovalView,
};

/// What a campaign may be for.
pub const OBJECTIVES: [&str; 6] =
    ["brand_awareness", "traffic", "lead_generation", "conversions", "app_installs", "video_views"];
/// Where a campaign stands.
pub const STATUSES: [&str; 5] = ["draft", "active", "paused", "completed", "archived"];
/// How a budget is meant.
pub const BUDGET_TYPES: [&str; 2] = ["lifetime", "daily"];

/// Who a campaign is to reach.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default)]
pub struct Audience {
    /// From this age, 18 to 65.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub age_min: Option<i64>,
    /// To this age, 18 to 65; 65 is anything above too.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub age_max: Option<i64>,
    /// `female`, `male`; empty for everybody.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub genders: Vec<String>,
    /// Countries, ISO 3166-1 alpha-2.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub locations: Vec<String>,
    /// Languages, ISO 639-1.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// What they care about, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub interests: Vec<String>,
    /// Whatever else describes them.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub custom: Option<String>,
}

/// A row of `campaigns` with its owner and its accounts.
#[derive(Clone, Debug, FromRow)]
pub struct CampaignRow {
    /// Id.
    pub id: Id<Campaign>,
    /// Name.
    pub name: String,
    /// Description.
    pub description: String,
    /// What it is for.
    pub objectives: Vec<String>,
    /// Where it stands.
    pub status: String,
    /// Where it stood before it was archived.
    pub archived_from: Option<String>,
    /// `here` or `platform`.
    pub origin: String,
    /// In micros.
    pub budget_micros: Option<i64>,
    /// How it is meant.
    pub budget_type: String,
    /// ISO 4217.
    pub currency: String,
    /// The first day.
    pub start_date: Option<NaiveDate>,
    /// The last day.
    pub end_date: Option<NaiveDate>,
    /// Whom it is to reach.
    pub audience: Json<Audience>,
    /// How it is to sound.
    pub tone: String,
    /// Words to use.
    pub keywords: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// The member that answers for it.
    pub owner_id: Option<Id<Member>>,
    /// Their name.
    pub owner_name: Option<String>,
    /// Whom it speaks to.
    pub persona_id: Option<Id<Persona>>,
    /// Their name.
    pub persona_name: Option<String>,
    /// Who works on it, by name.
    pub team: Json<Vec<TeamMember>>,
    /// The platforms of its accounts.
    pub platforms: Vec<String>,
    /// For `If-Match`.
    pub version: i32,
    /// When it was made or found.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// The member that answers for a campaign.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignOwner)]
pub struct OwnerView {
    /// The membership.
    pub id: Id<Member>,
    /// Their name.
    pub name: String,
}

/// Somebody who works on a campaign.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[schema(as = CampaignTeamMember)]
pub struct TeamMember {
    /// The membership.
    pub id: Id<Member>,
    /// Their name.
    pub name: String,
}

/// Whom a campaign speaks to.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignPersona)]
pub struct ReaderView {
    /// The persona.
    pub id: Id<Persona>,
    /// Their name.
    pub name: String,
}

/// A campaign.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Campaign)]
pub struct CampaignView {
    /// Id.
    pub id: Id<Campaign>,
    /// The id once more.
    pub campaign_id: Id<Campaign>,
    /// Name.
    pub name: String,
    /// Description; may be empty.
    pub description: String,
    /// Any of `brand_awareness`, `traffic`, `lead_generation`, `conversions`, `app_installs`, `video_views`.
    pub objectives: Vec<String>,
    /// `draft`, `active`, `paused`, `completed` or `archived`.
    pub status: String,
    /// `here`, or `platform` for one that was made there and found by a sync.
    pub origin: String,
    /// In units of the currency.
    pub budget: Option<Decimal>,
    /// `lifetime` or `daily`.
    pub budget_type: String,
    /// ISO 4217.
    pub currency: String,
    /// The first day, of the organization's time zone.
    pub start_date: Option<NaiveDate>,
    /// The last day.
    pub end_date: Option<NaiveDate>,
    /// Whom it is to reach.
    pub target_audience: Audience,
    /// How it is to sound.
    pub tone: String,
    /// Words to use.
    pub keywords: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// Who answers for it; null for one that was found at a platform.
    pub owner: Option<OwnerView>,
    /// Whom it speaks to.
    pub persona: Option<ReaderView>,
    /// Who works on it, by name.
    pub team: Vec<TeamMember>,
    /// Where it runs or is to run.
    pub platforms: Vec<String>,
    /// What was spent since it began, in its currency.
    pub spent: Decimal,
    /// Its numbers in the days that were asked for, money in its currency.
    pub metrics: MetricsView,
    /// For `If-Match`.
    pub version: i32,
    /// When it was made, or found.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// Figures of one campaign: of the days that were asked for, and of all its time.
#[derive(Clone, Debug, Default)]
pub struct Numbers {
    /// Of the days.
    pub asked: Figures,
    /// Of all its time.
    pub ever: Figures,
}

impl CampaignRow {
    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        json!({
            "name": self.name,
            "description": self.description,
            "objectives": self.objectives,
            "status": self.status,
            "origin": self.origin,
            "budget": self.budget_micros.map(|micros| Micros(micros).to_string()),
            "budget_type": self.budget_type,
            "currency": self.currency,
            "start_date": self.start_date,
            "end_date": self.end_date,
            "target_audience": self.audience.0,
            "tone": self.tone,
            "keywords": self.keywords,
            "tags": self.tags,
            "owner_id": self.owner_id,
            "persona_id": self.persona_id,
            "persona": self.persona_name,
            "team": self.team.0,
            "platforms": self.platforms,
        })
    }

    /// The row as the API shows it.
    pub fn view(self, numbers: &Numbers) -> CampaignView {
        let owner = self.owner_id.zip(self.owner_name).map(|(id, name)| OwnerView { id, name });
        let persona = self.persona_id.zip(self.persona_name).map(|(id, name)| ReaderView { id, name });
        CampaignView {
            id: self.id,
            campaign_id: self.id,
            name: self.name,
            description: self.description,
            objectives: self.objectives,
            status: self.status,
            origin: self.origin,
            budget: self.budget_micros.map(Decimal::millionths),
            budget_type: self.budget_type,
            spent: Decimal(numbers.ever.spent(&self.currency)),
            metrics: numbers.asked.view(&self.currency),
            currency: self.currency,
            start_date: self.start_date,
            end_date: self.end_date,
            target_audience: self.audience.0,
            tone: self.tone,
            keywords: self.keywords,
            tags: self.tags,
            owner,
            persona,
            team: self.team.0,
            platforms: self.platforms,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// A counterpart of a campaign at a platform.
#[derive(Clone, Debug, FromRow)]
pub struct CounterpartRow {
    /// The ad account.
    pub account_id: Id<AdAccount>,
    /// Its name.
    pub account_name: String,
    /// The platform.
    pub platform: String,
    /// The account's currency.
    pub currency: String,
    /// The platform's id of the campaign; none where it is only planned.
    pub external_id: Option<String>,
    /// Its name there.
    pub name: Option<String>,
    /// Its status there.
    pub status: Option<String>,
    /// The platform's word for how it does.
    pub delivery: Option<String>,
    /// A day's budget there.
    pub daily_budget_micros: Option<i64>,
    /// The whole budget there.
    pub lifetime_budget_micros: Option<i64>,
    /// What was decided last that the account has to be told.
    pub push_kind: Option<String>,
    /// How far that is.
    pub push_state: Option<String>,
    /// What failed.
    pub push_class: Option<String>,
    /// Its code.
    pub push_code: Option<String>,
    /// The platform's words.
    pub push_words: Option<String>,
    /// When it last moved.
    pub push_at: Option<DateTime<Utc>>,
    /// A day's budget as it was set from here.
    pub set_daily: Option<i64>,
    /// The whole budget as it was set from here.
    pub set_lifetime: Option<i64>,
}

/// Where a campaign runs or is to run.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignAccount)]
pub struct CounterpartView {
    /// The ad account.
    pub ad_account_id: Id<AdAccount>,
    /// Its name.
    pub ad_account_name: String,
    /// The platform.
    pub platform: String,
    /// The account's currency.
    pub currency: String,
    /// The campaign at the platform; null where it is only planned.
    pub platform_campaign: Option<PlatformCampaignView>,
    /// What was decided last that this account has to be told; null of what was found there and never changed from here.
    pub push: Option<PushView>,
    /// The budget that was set from here, in the account's currency, where the platform has another one now.
    pub drifted_from: Option<Decimal>,
}

/// How far a platform is with what was decided.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignPush)]
pub struct PushView {
    /// `launch`, `ad_set` (of a launch, while it is not made), `status` or `budget`.
    pub kind: String,
    /// `pending`, `done` or `failed`.
    pub state: String,
    /// What failed; of a pending one, why it is told again.
    pub problem: Option<ProblemView>,
    /// When it last moved.
    pub at: DateTime<Utc>,
}

/// A campaign as a platform has it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PlatformCampaign)]
pub struct PlatformCampaignView {
    /// The platform's id.
    pub external_id: String,
    /// Its name there.
    pub name: String,
    /// `active`, `paused`, `archived` or `deleted`.
    pub status: String,
    /// The platform's word for how it does.
    pub delivery: Option<String>,
    /// A day's budget there, in the account's currency.
    pub daily_budget: Option<Decimal>,
    /// The whole budget there.
    pub lifetime_budget: Option<Decimal>,
}

impl CounterpartRow {
    /// The row as the API shows it.
    pub fn view(self) -> CounterpartView {
        let drift = [(self.set_daily, self.daily_budget_micros), (self.set_lifetime, self.lifetime_budget_micros)];
        let is_settled = self.push_state.as_deref() == Some("done");
        let drifted = drift.into_iter().find(|(set, now)| is_settled && set.is_some() && set != now);
        let push = self.push_kind.zip(self.push_state).zip(self.push_at).map(|((kind, state), at)| PushView {
            kind,
            state,
            problem: ProblemView::of(self.push_class, self.push_code, self.push_words),
            at,
        });
        let named = self.external_id.zip(self.name).zip(self.status);
        CounterpartView {
            ad_account_id: self.account_id,
            ad_account_name: self.account_name,
            platform: self.platform,
            currency: self.currency,
            platform_campaign: named.map(|((external_id, name), status)| PlatformCampaignView {
                external_id,
                name,
                status,
                delivery: self.delivery,
                daily_budget: self.daily_budget_micros.map(Decimal::millionths),
                lifetime_budget: self.lifetime_budget_micros.map(Decimal::millionths),
            }),
            push,
            drifted_from: drifted.and_then(|(set, _)| set).map(Decimal::millionths),
        }
    }
}

/// A campaign with where it runs.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = CampaignDetail)]
pub struct DetailView {
    /// The campaign.
    #[serde(flatten)]
    pub campaign: CampaignView,
    /// Whether platforms are being told right now.
    pub is_pushing: bool,
    /// What waits for somebody else to agree: a launch, or a budget.
    pub approval: Option<ApprovalView>,
    /// Where it runs or is to run.
    pub accounts: Vec<CounterpartView>,
}
