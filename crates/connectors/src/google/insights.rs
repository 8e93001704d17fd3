//! Numbers of ads by day, and then of the campaigns that have no ads: Performance Max makes them of assets, and what it spends stands
//! nowhere below the campaign. Rows that Google does not tell apart in this version are added up: nothing is lost.

use std::collections::{HashMap, hash_map::Entry};

use chrono::NaiveDate;
use cmis_base::money::Micros;
use serde::Deserialize;

use super::{
    Google,
    objects::Above,
    values::{Millionths, Whole},
};
use crate::platform::{
    AdAccount, Insight, Numbers, Page, Split, Tokens, Window, hour_part,
    problem::{Class, Problem},
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    campaign: Above,
    ad_group: Option<Above>,
    ad_group_ad: Option<AdGroupAd>,
    segments: Segments,
    #[serde(default)]
    metrics: Metrics,
}

#[derive(Deserialize)]
struct AdGroupAd {
    ad: Above,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Segments {
    date: NaiveDate,
    device: Option<String>,
    ad_network_type: Option<String>,
    hour: Option<Whole>,
}

/// All of them are asked for: one that is missing is zero.
#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Metrics {
    impressions: Whole,
    clicks: Whole,
    cost_micros: Whole,
    conversions: Millionths,
    conversions_value: Millionths,
    video_trueview_views: Whole,
    engagements: Whole,
}

impl Google {
    pub(super) async fn page_of_insights(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        window: Window,
        split: Split,
        after: Option<&str>,
    ) -> Result<Page<Insight>, Problem> {
        let (of, token) = Of::read(after)?;
        let query = question(of, window, split)?;
        let page = self.search::<Row>(tokens, self.customer(account)?, &query, token).await?;
        let next = page.next.map(|token| format!("{}:{token}", of.word()));
        let next = next.or_else(|| (of == Of::Ads).then(|| format!("{}:", Of::Campaigns.word())));
        let rows = page.items.into_iter().map(|row| row.into_insight(split)).collect::<Result<Vec<_>, _>>()?;
        Ok(Page { items: added_up(rows), next })
    }
}

/// Whose numbers a page has. Its word stands in front of Google's token of the page.
#[derive(Clone, Copy, PartialEq)]
enum Of {
    Ads,
    Campaigns,
}

impl Of {
    fn word(self) -> &'static str {
        match self {
            Self::Ads => "ads",
            Self::Campaigns => "campaigns",
        }
    }

    fn read(after: Option<&str>) -> Result<(Self, Option<&str>), Problem> {
        let Some(after) = after else { return Ok((Self::Ads, None)) };
        let (word, token) = after.split_once(':').unwrap_or_default();
        let of = [Self::Ads, Self::Campaigns].into_iter().find(|of| of.word() == word);
        let of = of.ok_or_else(|| Problem::new(Class::Invalid, "bad_cursor", "Not a place in a list of numbers"))?;
        Ok((of, Some(token).filter(|token| !token.is_empty())))
    }

    fn ids(self) -> &'static str {
        match self {
            Self::Ads => "campaign.id, ad_group.id, ad_group_ad.ad.id",
            Self::Campaigns => "campaign.id",
        }
    }

    fn source(self) -> &'static str {
        match self {
            Self::Ads => "ad_group_ad WHERE",
            Self::Campaigns => "campaign WHERE campaign.advertising_channel_type = 'PERFORMANCE_MAX' AND",
        }
    }
}

/// The question: days are digits and dashes, whatever the years.
fn question(of: Of, window: Window, split: Split) -> Result<String, Problem> {
    let segment = match split {
        Split::None => "",
        Split::Device => "segments.device, ",
        Split::Placement => "segments.ad_network_type, ",
        Split::Hour => "segments.hour, ",
        Split::AgeGender | Split::Country => {
            return Err(Problem::new(Class::Invalid, "no_such_split", "Google has no such numbers of an ad"));
        }
    };
    let (Window { from, to }, ids, source) = (window, of.ids(), of.source());
    Ok(format!(
        "SELECT {ids}, segments.date, {segment}metrics.impressions, metrics.clicks, metrics.cost_micros, \
         metrics.conversions, metrics.conversions_value, metrics.video_trueview_views, metrics.engagements \
         FROM {source} segments.date BETWEEN '{from}' AND '{to}'"
    ))
}

impl Row {
    fn into_insight(self, split: Split) -> Result<Insight, Problem> {
        let part = match split {
            Split::Device => vec![("device", word(self.segments.device))],
            Split::Placement => vec![("placement", word(self.segments.ad_network_type))],
            Split::Hour => hour_part(hour(self.segments.hour)?),
            Split::None | Split::AgeGender | Split::Country => Vec::new(),
        };
        let numbers = self.metrics;
        Ok(Insight {
            day: self.segments.date,
            campaign_id: self.campaign.id.0.to_string(),
            ad_set_id: self.ad_group.map(|group| group.id.0.to_string()),
            ad_id: self.ad_group_ad.map(|it| it.ad.id.0.to_string()),
            part,
            numbers: Numbers {
                impressions: numbers.impressions.0,
                clicks: numbers.clicks.0,
                spend: Micros(numbers.cost_micros.0),
                conversions: Some(numbers.conversions.0),
                conversion_value: Some(Micros(numbers.conversions_value.0)),
                leads: None,
                video_views: Some(numbers.video_trueview_views.0),
                engagements: Some(numbers.engagements.0),
                reach: None,
            },
        })
    }
}

/// Midnight is 0, which may be left out as any number may.
fn hour(told: Option<Whole>) -> Result<u32, Problem> {
    let hour = u32::try_from(told.unwrap_or_default().0).ok().filter(|hour| *hour < 24);
    hour.ok_or_else(|| Problem::unreadable("The hour of a row does not read"))
}

/// Google's word in lower case: `mobile`, `search_partners`. What is not told, or is no word, is `unknown`.
fn word(text: Option<String>) -> String {
    let is_word = |text: &str| text.len() <= 60 && text.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'_');
    match text {
        Some(text) if !text.is_empty() && text != "UNSPECIFIED" && is_word(&text) => text.to_ascii_lowercase(),
        _ => "unknown".to_owned(),
    }
}

/// Without the rows that say nothing, and with those of the same ad, day and part as one: several networks that this version does not
/// know are all `UNKNOWN`.
fn added_up(rows: Vec<Insight>) -> Vec<Insight> {
    let mut sums: Vec<Insight> = Vec::new();
    let mut places: HashMap<_, usize> = HashMap::new();
    for row in rows.into_iter().filter(|row| !row.numbers.is_nothing()) {
        let part = row.part.first().map(|(_, value)| value.clone());
        match places.entry((row.day, row.campaign_id.clone(), row.ad_set_id.clone(), row.ad_id.clone(), part)) {
            Entry::Occupied(at) => sums[*at.get()].numbers.add(&row.numbers),
            Entry::Vacant(free) => {
                free.insert(sums.len());
                sums.push(row);
            }
        }
    }
    sums
}
