//! Numbers of an org, over all its campaigns.

pub mod compare;
pub mod file;
pub mod overview;
pub mod series;

use chrono::NaiveDate;
use cmis_base::id::{Campaign, Id};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::{
    period::{Asked, Granularity, Period, WeekStart},
    queries::{By, Scope, Split},
    sight::Sight,
};
use crate::http::{error::ApiError, extract::given, words::Say};

/// Campaigns that one question may name.
const MOST: usize = 100;
/// The platforms that ads run on.
const PLATFORMS: [&str; 6] = ["meta", "google", "tiktok", "linkedin", "twitter", "snapchat"];

/// Which numbers are asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Filter {
    /// The first day, `YYYY-MM-DD`; thirty days unless told otherwise.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    pub start_date: Option<NaiveDate>,
    /// The last day, `YYYY-MM-DD`; today unless told otherwise.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    pub end_date: Option<NaiveDate>,
    /// These platforms alone, separated by commas.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    pub platform: Option<String>,
    /// These campaigns alone, separated by commas, up to 100.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false)]
    pub campaign_ids: Option<String>,
    /// How long the spans of a series are.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false, inline)]
    pub granularity: Option<Granularity>,
    /// What the sums are told by.
    #[serde(default, deserialize_with = "given")]
    #[param(nullable = false, inline)]
    pub group_by: Option<Dimension>,
}

/// What sums are told by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The platform.
    Platform,
    /// The ad account.
    Account,
    /// The campaign.
    Campaign,
    /// The age.
    Age,
    /// The gender.
    Gender,
    /// The country.
    Country,
    /// The placement.
    Placement,
    /// The device.
    Device,
}

impl From<Dimension> for By {
    fn from(by: Dimension) -> Self {
        match by {
            Dimension::Platform => Self::Platform,
            Dimension::Account => Self::Account,
            Dimension::Campaign => Self::Campaign,
            Dimension::Age => Self::Part(Split::Age),
            Dimension::Gender => Self::Part(Split::Gender),
            Dimension::Country => Self::Part(Split::Country),
            Dimension::Placement => Self::Part(Split::Placement),
            Dimension::Device => Self::Part(Split::Device),
        }
    }
}

/// A question that holds.
pub struct Question {
    /// The days.
    pub period: Period,
    /// How long spans are.
    pub spans: (Granularity, WeekStart),
    campaigns: Option<Vec<Uuid>>,
    platforms: Option<Vec<String>>,
}

impl Filter {
    /// The question, as somebody sees numbers.
    pub fn question(&self, sight: &Sight) -> Result<Question, ApiError> {
        let period = Asked { start_date: self.start_date, end_date: self.end_date }.period(sight.today)?;
        let platforms = listed(self.platform.as_deref());
        if let Some(unknown) = platforms.iter().flatten().find(|it| !PLATFORMS.contains(&it.as_str())) {
            let told = Say::new("error-parameter-value").with("name", "platform");
            let unknown = unknown.chars().take(60).collect::<String>();
            return Err(ApiError::malformed(told.with("value", unknown).with("options", PLATFORMS.join(", "))));
        }
        let campaigns = self.campaigns()?.map(|ids| ids.into_iter().map(Id::raw).collect());
        let spans = (self.granularity.unwrap_or_default(), WeekStart::of(&sight.settings.week_start));
        spans.0.is_kept(period, sight.today)?;
        if spans.0 == Granularity::Hour && self.group_by.is_some_and(|by| matches!(by.into(), By::Part(_))) {
            return Err(ApiError::field("group_by", "check-hours-parts"));
        }
        Ok(Question { period, spans, campaigns, platforms })
    }

    /// The campaigns that it names.
    pub fn campaigns(&self) -> Result<Option<Vec<Id<Campaign>>>, ApiError> {
        let Some(words) = listed(self.campaign_ids.as_deref()) else { return Ok(None) };
        if words.len() > MOST {
            return Err(ApiError::malformed(Say::new("error-parameter-many").with("name", "campaign_ids")));
        }
        let told = |word: &str| {
            let word = word.chars().take(60).collect::<String>();
            let told = Say::new("error-parameter-value").with("name", "campaign_ids").with("value", word);
            ApiError::malformed(told.with("options", "UUID"))
        };
        words.iter().map(|word| word.parse().map_err(|_| told(word))).collect::<Result<_, _>>().map(Some)
    }
}

impl Question {
    /// What it sums up.
    pub fn scope<'a>(&'a self, sight: &'a Sight) -> Scope<'a> {
        Scope { campaigns: self.campaigns.as_deref(), platforms: self.platforms.as_deref(), ..sight.scope(self.period) }
    }
}

/// Words separated by commas; none where there are none.
fn listed(text: Option<&str>) -> Option<Vec<String>> {
    let words: Vec<String> =
        text?.split(',').map(str::trim).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    (!words.is_empty()).then_some(words)
}
