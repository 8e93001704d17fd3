//! Numbers of ads by day. Amounts are in units here, while budgets are in minor units; what is zero is often left out, and an ad without
//! any delivery on a day has no row. Archived ads are in it, deleted ones are not.

use chrono::NaiveDate;
use serde::Deserialize;

use super::{
    Meta,
    accounts::Listed,
    call,
    conversions::{self, Action, ENGAGEMENTS, Kind, LEADS, VIDEO_VIEWS},
    values::{Text, amount, count},
};
use crate::platform::{AdAccount, Insight, Numbers, Page, Split, Tokens, Window, hour_part, problem::Problem};

/// Rows in one answer.
const ROWS: &str = "500";
/// `clicks` of Meta's counts every click, a like or an opened comment too; `inline_link_clicks` are those that lead away from the ad.
const FIELDS: &str = "campaign_id,adset_id,ad_id,impressions,inline_link_clicks,spend,actions,action_values";
/// People are counted once over the whole ad: a sum over parts would be wrong, so it is not asked for with a split.
const FIELDS_AND_REACH: &str =
    "campaign_id,adset_id,ad_id,impressions,inline_link_clicks,spend,actions,action_values,reach";

/// A row as Meta gives it.
#[derive(Deserialize)]
struct Row {
    date_start: NaiveDate,
    campaign_id: Text,
    adset_id: Text,
    ad_id: Text,
    impressions: Option<Text>,
    inline_link_clicks: Option<Text>,
    spend: Option<Text>,
    reach: Option<Text>,
    actions: Option<Vec<Action>>,
    action_values: Option<Vec<Action>>,
    age: Option<String>,
    gender: Option<String>,
    country: Option<String>,
    publisher_platform: Option<String>,
    platform_position: Option<String>,
    device_platform: Option<String>,
    hourly_stats_aggregated_by_advertiser_time_zone: Option<String>,
}

/// Meta's name of a split.
fn breakdowns(split: Split) -> Option<&'static str> {
    match split {
        Split::None => None,
        Split::AgeGender => Some("age,gender"),
        Split::Country => Some("country"),
        Split::Placement => Some("publisher_platform,platform_position"),
        // `impression_device` names models, and is given to those who opted in alone
        Split::Device => Some("device_platform"),
        Split::Hour => Some("hourly_stats_aggregated_by_advertiser_time_zone"),
    }
}

/// A word of Meta's as one of ours.
fn word(text: Option<&String>) -> String {
    let word = text.map(|text| text.trim().to_lowercase().replace(' ', "_")).unwrap_or_default();
    if word.is_empty() { "unknown".to_owned() } else { word.chars().take(64).collect() }
}

/// The hour that a span of time begins with: `13:00:00 - 13:59:59`.
fn hour(text: Option<&String>) -> Result<u32, Problem> {
    let hour = text.and_then(|text| text.split(':').next()?.trim().parse::<u32>().ok());
    hour.filter(|hour| *hour < 24).ok_or_else(|| Problem::unreadable("The hour of an insight does not read"))
}

impl Row {
    /// `mobile_app` and `mobile_web` stay apart: Meta gives a row for each, and two rows must not have one part.
    fn part(&self, split: Split) -> Result<Vec<(&'static str, String)>, Problem> {
        Ok(match split {
            Split::None => Vec::new(),
            Split::AgeGender => vec![("age", word(self.age.as_ref())), ("gender", word(self.gender.as_ref()))],
            Split::Country => {
                let country = word(self.country.as_ref());
                vec![("country", if country == "unknown" { country } else { country.to_uppercase() })]
            }
            Split::Placement => vec![
                ("network", word(self.publisher_platform.as_ref())),
                ("placement", word(self.platform_position.as_ref())),
            ],
            Split::Device => vec![("device", word(self.device_platform.as_ref()))],
            Split::Hour => hour_part(hour(self.hourly_stats_aggregated_by_advertiser_time_zone.as_ref())?),
        })
    }

    fn read(self, split: Split) -> Result<Insight, Problem> {
        let part = self.part(split)?;
        let whole = |text: &Option<Text>| {
            text.as_ref().map_or(Ok(0), |Text(text)| count(text, "A count of an insight does not read"))
        };
        let actions = self.actions.unwrap_or_default();
        // what was asked for and is left out did not happen
        let counted = |kind: &Kind| {
            let found = conversions::of(kind, &actions)?.unwrap_or_default();
            found.to_minor(0).map(Some).map_err(|_| Problem::unreadable("An action's value does not read"))
        };
        let spend = match &self.spend {
            Some(Text(text)) => amount(text, "The spend of an insight does not read")?,
            None => Default::default(),
        };
        let numbers = Numbers {
            impressions: whole(&self.impressions)?,
            clicks: whole(&self.inline_link_clicks)?,
            spend,
            conversions: Some(conversions::all(&actions)?.unwrap_or_default().0),
            // a conversion without a value is not one that was worth nothing
            conversion_value: conversions::all(&self.action_values.unwrap_or_default())?,
            leads: counted(&LEADS)?,
            video_views: counted(&VIDEO_VIEWS)?,
            engagements: counted(&ENGAGEMENTS)?,
            reach: match (split, &self.reach) {
                (Split::None, Some(_)) => Some(whole(&self.reach)?),
                _ => None,
            },
        };
        Ok(Insight {
            day: self.date_start,
            campaign_id: self.campaign_id.0,
            ad_set_id: Some(self.adset_id.0),
            ad_id: Some(self.ad_id.0),
            part,
            numbers,
        })
    }
}

impl Meta {
    pub(super) async fn daily(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        window: Window,
        split: Split,
        after: Option<&str>,
    ) -> Result<Page<Insight>, Problem> {
        let range = format!(r#"{{"since":"{}","until":"{}"}}"#, window.from, window.to);
        let fields = if split == Split::None { FIELDS_AND_REACH } else { FIELDS };
        let mut params =
            vec![("fields", fields), ("level", "ad"), ("time_increment", "1"), ("time_range", &range), ("limit", ROWS)];
        params.extend(breakdowns(split).map(|breakdowns| ("breakdowns", breakdowns)));
        params.extend(after.map(|after| ("after", after)));
        let rows: Listed<Row> =
            self.with(tokens).of(account).get(&[&call::node(account)?, "insights"], &params).await?;
        rows.page(after, |row| row.read(split))
    }
}
