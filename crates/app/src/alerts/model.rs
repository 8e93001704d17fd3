//! What rules and alerts are, and how they are shown. Pure.

use chrono::{DateTime, NaiveDate, Utc};
use cmis_base::{
    id::{Alert, AlertRule, Campaign, Id},
    money::{Micros, UNIT},
};
use serde::Serialize;
use serde_json::{Number, Value, json};
use sqlx::{FromRow, types::Json};
use utoipa::ToSchema;

use super::rules::{Evidence, Kind};
use crate::{
    http::{check::Check, words::Say},
    metrics::decimal::Decimal,
};

/// Rules that an org may have.
pub const MOST: i64 = 500;
/// Thresholds of a rule.
const MOST_THRESHOLDS: usize = 10;

/// The campaign that a rule is of.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AlertRuleCampaign)]
pub struct RuleCampaign {
    /// Id.
    pub id: Id<Campaign>,
    /// Name.
    pub name: String,
}

/// When people want to be told of a campaign's numbers.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AlertRule)]
pub struct RuleView {
    /// Id.
    pub id: Id<AlertRule>,
    /// `budget`, `pacing`, `cpa`, `roas`, `ctr` or `spend_spike`.
    pub kind: String,
    /// The campaign that it is of, in the place of the one of its kind for all; null for all.
    pub campaign: Option<RuleCampaign>,
    /// Per cent, an amount or a ratio, the smallest first.
    pub thresholds: Vec<Decimal>,
    /// Whether it is on.
    pub is_enabled: bool,
    /// For `If-Match`.
    pub version: i32,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it last changed.
    pub updated_at: DateTime<Utc>,
}

/// A row of `alert_rules` with its campaign.
#[derive(Clone, Debug, FromRow)]
pub struct RuleRow {
    /// Id.
    pub id: Id<AlertRule>,
    /// Kind.
    pub kind: String,
    /// Campaign; none for all.
    pub campaign_id: Option<Id<Campaign>>,
    /// Its name.
    pub campaign_name: Option<String>,
    /// In millionths.
    pub thresholds: Vec<i64>,
    /// On.
    pub is_enabled: bool,
    /// Version.
    pub version: i32,
    /// Start.
    pub created_at: DateTime<Utc>,
    /// Last change.
    pub updated_at: DateTime<Utc>,
}

impl RuleRow {
    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        let thresholds: Vec<String> = self.thresholds.iter().map(|it| Micros(*it).to_string()).collect();
        json!({"kind": self.kind, "campaign_id": self.campaign_id, "campaign": self.campaign_name, "thresholds": thresholds,
               "is_enabled": self.is_enabled})
    }

    /// The row as the API shows it.
    pub fn view(self) -> RuleView {
        RuleView {
            id: self.id,
            kind: self.kind,
            campaign: self.campaign_id.zip(self.campaign_name).map(|(id, name)| RuleCampaign { id, name }),
            thresholds: self.thresholds.into_iter().map(Decimal::millionths).collect(),
            is_enabled: self.is_enabled,
            version: self.version,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// The campaign of an alert.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct AlertCampaign {
    /// Id.
    pub id: Id<Campaign>,
    /// Name.
    pub name: String,
    /// Where it stands.
    pub status: String,
    /// ISO 4217.
    pub currency: String,
}

/// What an alert rests on; of an open one as it was seen last. Amounts in the campaign's currency: what was spent in another is not in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = AlertEvidence)]
pub struct EvidenceView {
    /// What was spent: in all for `budget` and `pacing`, from `from` to `to` for the others.
    pub spend: Decimal,
    /// The campaign's budget.
    pub budget: Option<Decimal>,
    /// `lifetime` or `daily`.
    pub budget_type: &'static str,
    /// What a day's budget comes to from the first day to the last; that is what `budget` compares with.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub budget_in_all: Option<Decimal>,
    /// ISO 4217.
    pub currency: String,
    /// What will be spent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub projected_spend: Option<Decimal>,
    /// The last day.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub ends_on: Option<NaiveDate>,
    /// The day on which the whole budget is spent, if that is before the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub runs_out_on: Option<NaiveDate>,
    /// The first day that counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub from: Option<NaiveDate>,
    /// The last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub to: Option<NaiveDate>,
}

impl From<Evidence> for EvidenceView {
    fn from(it: Evidence) -> Self {
        Self {
            spend: Decimal::millionths(it.spend),
            budget: it.budget.map(Decimal::millionths),
            budget_type: if it.is_daily { "daily" } else { "lifetime" },
            budget_in_all: it.budget_in_all.map(Decimal::millionths),
            currency: it.currency,
            projected_spend: it.projected_spend.map(Decimal::millionths),
            ends_on: it.ends_on,
            runs_out_on: it.runs_out_on,
            from: it.from,
            to: it.to,
        }
    }
}

/// What would answer an alert, by the calls that campaigns have.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[schema(as = AlertAnswer)]
pub enum Answer {
    /// A larger budget: PATCH of the campaign.
    RaiseBudget {
        /// How large, as the campaign's budget is meant.
        budget: Decimal,
    },
    /// A smaller one.
    LowerBudget {
        /// How large.
        budget: Decimal,
    },
    /// Pausing the campaign.
    Pause,
    /// Looking at it.
    Open,
}

/// A number that crossed a threshold.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Alert)]
pub struct AlertView {
    /// Id.
    pub id: Id<Alert>,
    /// By which rule; null if that is gone.
    pub rule_id: Option<Id<AlertRule>>,
    /// `budget`, `pacing`, `cpa`, `roas`, `ctr` or `spend_spike`.
    pub kind: String,
    /// Of which campaign.
    pub campaign: AlertCampaign,
    /// The threshold that was crossed.
    pub threshold: Decimal,
    /// The value; of an open one as it was seen last. Of `pacing` below zero where less will be spent than the budget.
    pub value: Decimal,
    /// What it rests on.
    pub evidence: EvidenceView,
    /// `open`, `resolved` or `dismissed`.
    pub status: String,
    /// What would answer it; nothing once it has ended.
    pub answers: Vec<Answer>,
    /// When it was crossed.
    pub fired_at: DateTime<Utc>,
    /// When it was resolved or dismissed.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A row of `alerts` with its campaign.
#[derive(Clone, Debug, FromRow)]
pub struct AlertRow {
    /// Id.
    pub id: Id<Alert>,
    /// Rule.
    pub rule_id: Option<Id<AlertRule>>,
    /// Kind.
    pub kind: String,
    /// Campaign.
    pub campaign_id: Id<Campaign>,
    /// Its name.
    pub campaign_name: String,
    /// Where it stands.
    pub campaign_status: String,
    /// Its currency.
    pub currency: String,
    /// Its budget now.
    pub budget_micros: Option<i64>,
    /// In millionths.
    pub threshold: i64,
    /// In millionths.
    pub value: i64,
    /// What it rests on.
    pub evidence: Json<Evidence>,
    /// What would answer it.
    pub proposed_micros: Option<i64>,
    /// Where it stands.
    pub status: String,
    /// When it fired.
    pub fired_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
}

impl AlertRow {
    /// What would answer it as the campaign stands now.
    fn answers(&self) -> Vec<Answer> {
        if self.status != "open" {
            return Vec::new();
        }
        let is_running = matches!(self.campaign_status.as_str(), "active" | "paused");
        let proposed = self.proposed_micros.zip(self.budget_micros).filter(|_| is_running);
        let budget = proposed.and_then(|(to, now)| {
            let budget = Decimal::millionths(to);
            match to.cmp(&now) {
                std::cmp::Ordering::Greater => Some(Answer::RaiseBudget { budget }),
                std::cmp::Ordering::Less => Some(Answer::LowerBudget { budget }),
                std::cmp::Ordering::Equal => None,
            }
        });
        let pause = (self.campaign_status == "active").then_some(Answer::Pause);
        budget.into_iter().chain(pause).chain([Answer::Open]).collect()
    }

    /// What an audit entry says of it.
    pub fn told(&self) -> Value {
        json!({"campaign_id": self.campaign_id, "name": self.campaign_name, "kind": self.kind,
               "threshold": Micros(self.threshold).to_string(), "value": Micros(self.value).to_string()})
    }

    /// The row as the API shows it.
    pub fn view(self) -> AlertView {
        AlertView {
            id: self.id,
            rule_id: self.rule_id,
            answers: self.answers(),
            kind: self.kind,
            campaign: AlertCampaign {
                id: self.campaign_id,
                name: self.campaign_name,
                status: self.campaign_status,
                currency: self.currency,
            },
            threshold: Decimal::millionths(self.threshold),
            value: Decimal::millionths(self.value),
            evidence: self.evidence.0.into(),
            status: self.status,
            fired_at: self.fired_at,
            ended_at: self.ended_at,
        }
    }
}

/// The largest threshold of a kind, in units.
const fn most(kind: Kind) -> i64 {
    match kind {
        Kind::Ctr => 100,
        Kind::Budget | Kind::Pacing | Kind::Roas => 1_000,
        Kind::SpendSpike => 10_000,
        Kind::Cpa => 1_000_000_000,
    }
}

/// Valid thresholds in millionths, the smallest first and each once; what does not hold is noted.
pub fn thresholds(check: &mut Check, kind: Kind, given: &[Number]) -> Option<Vec<i64>> {
    if given.is_empty() || given.len() > MOST_THRESHOLDS {
        check.fail("thresholds", Say::new("check-alert-thresholds").count("max", MOST_THRESHOLDS));
        return None;
    }
    let parsed: Vec<i64> =
        given.iter().filter_map(|number| Micros::parse(&number.to_string()).ok()).map(|it| it.0).collect();
    if parsed.len() < given.len() || parsed.iter().any(|it| !(1..=most(kind) * UNIT).contains(it)) {
        check.fail("thresholds", Say::new("check-alert-threshold").with("max", most(kind).to_string()));
        return None;
    }
    let once: std::collections::BTreeSet<i64> = parsed.into_iter().collect();
    Some(once.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use serde_json::{Number, json};

    use super::{Answer, thresholds};
    use crate::{alerts::rules::Kind, http::check::Check, metrics::decimal::Decimal};

    fn parsed(kind: Kind, given: serde_json::Value) -> Option<Vec<i64>> {
        let given: Vec<Number> = serde_json::from_value(given).expect("numbers");
        thresholds(&mut Check::new(), kind, &given)
    }

    #[test]
    fn thresholds_are_positive_within_reason_and_once_each() {
        assert_eq!(parsed(Kind::Budget, json!([90, 80, 90, 99.5])), Some(vec![80_000_000, 90_000_000, 99_500_000]));
        assert_eq!(parsed(Kind::Cpa, json!([0.000001])), Some(vec![1]));
        for wrong in [json!([]), json!([0]), json!([-1]), json!([1e300]), json!([100.5]), json!([1e-9])] {
            assert_eq!(parsed(Kind::Ctr, wrong.clone()), None, "{wrong}");
        }
        assert_eq!(parsed(Kind::Roas, json!([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])), None);
    }

    #[test]
    fn answers_are_told_by_their_kind() {
        let raise = Answer::RaiseBudget { budget: Decimal::millionths(1_200_500_000) };
        assert_eq!(serde_json::to_string(&raise).expect("JSON"), r#"{"kind":"raise_budget","budget":1200.5}"#);
        assert_eq!(serde_json::to_string(&Answer::Open).expect("JSON"), r#"{"kind":"open"}"#);
    }
}
