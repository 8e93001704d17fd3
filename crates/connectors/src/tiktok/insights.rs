//! Numbers of ads by day, from the integrated report: the basic one, also by hour, or the audience report where they are split otherwise.
//! Everything in a row is text. Deleted ads are in it when it is asked for them. Each question reaches some ten thousand ads of an account;
//! of more than those TikTok says nothing.

use chrono::{DateTime, Timelike, Utc};
use serde::Deserialize;

use super::{
    TikTok,
    call::{Listed, ROWS, page_number},
    values::{Text, amount, count, given_id, id, json_list, time},
};
use crate::platform::{
    AdAccount, Insight, Numbers, Page, Split, Tokens, Window, hour_part,
    problem::{Class, Problem},
};

/// Also what was deleted: it has been paid for.
const ALL: &str = r#"[{"field_name":"ad_status","filter_type":"IN","filter_value":"[\"STATUS_ALL\"]"}]"#;

/// The last one counts people, once over the whole ad: it is asked for where nothing is split.
const METRICS: [&str; 11] = [
    "campaign_id",
    "adgroup_id",
    "spend",
    "impressions",
    "clicks",
    "conversion",
    "video_play_actions",
    "likes",
    "comments",
    "shares",
    "reach",
];
/// What the audience report has.
const SPLIT_METRICS: [&str; 6] = ["campaign_id", "adgroup_id", "spend", "impressions", "clicks", "conversion"];

#[derive(Deserialize)]
struct Row {
    dimensions: Dimensions,
    metrics: Metrics,
}

#[derive(Deserialize)]
struct Dimensions {
    ad_id: Text,
    stat_time_day: Option<Text>,
    stat_time_hour: Option<Text>,
    age: Option<Text>,
    gender: Option<Text>,
    country_code: Option<Text>,
    platform: Option<Text>,
}

#[derive(Deserialize)]
struct Metrics {
    campaign_id: Text,
    adgroup_id: Text,
    spend: Option<Text>,
    impressions: Option<Text>,
    clicks: Option<Text>,
    conversion: Option<Text>,
    reach: Option<Text>,
    video_play_actions: Option<Text>,
    likes: Option<Text>,
    comments: Option<Text>,
    shares: Option<Text>,
}

/// TikTok's names of what a split is by.
fn dimensions(split: Split) -> Result<&'static [&'static str], Problem> {
    match split {
        Split::None => Ok(&["ad_id", "stat_time_day"]),
        Split::AgeGender => Ok(&["ad_id", "stat_time_day", "age", "gender"]),
        Split::Country => Ok(&["ad_id", "stat_time_day", "country_code"]),
        Split::Device => Ok(&["ad_id", "stat_time_day", "platform"]),
        Split::Hour => Ok(&["ad_id", "stat_time_hour"]),
        Split::Placement => {
            Err(Problem::new(Class::Invalid, "no_such_split", "TikTok gives no placements of a single ad"))
        }
    }
}

/// The report that a split is in, and what of it is asked for.
fn report(split: Split) -> (&'static str, &'static [&'static str]) {
    match split {
        Split::None => ("BASIC", &METRICS),
        Split::Hour => ("BASIC", &METRICS[..METRICS.len() - 1]),
        Split::AgeGender | Split::Country | Split::Placement | Split::Device => ("AUDIENCE", &SPLIT_METRICS),
    }
}

/// A word of TikTok's in small letters; `NONE` and its like are what TikTok does not know.
fn word(text: Option<&Text>) -> String {
    let word = text.and_then(Text::told).map(|text| text.trim().to_lowercase()).unwrap_or_default();
    match word.as_str() {
        "" | "none" | "unknown" | "age_unknown" | "gender_unknown" => "unknown".to_owned(),
        _ => word.chars().take(64).collect(),
    }
}

/// `AGE_25_34` is `25-34`, and `AGE_55_100` is `55+`.
fn age(text: Option<&Text>) -> String {
    let word = word(text);
    match word.strip_prefix("age_").and_then(|years| years.split_once('_')) {
        Some((from, "100")) => format!("{from}+"),
        Some((from, to)) => format!("{from}-{to}"),
        None => word,
    }
}

fn gender(text: Option<&Text>) -> String {
    let word = word(text);
    word.strip_prefix("gender_").map(str::to_owned).unwrap_or(word)
}

fn country(text: Option<&Text>) -> String {
    let word = word(text);
    if word == "unknown" { word } else { word.to_uppercase() }
}

impl Dimensions {
    /// A device is TikTok's platform (`android`, `iphone`, `ipad`, `pc`): put together, two rows would have one part.
    fn part(&self, split: Split, begins: DateTime<Utc>) -> Vec<(&'static str, String)> {
        match split {
            Split::AgeGender => vec![("age", age(self.age.as_ref())), ("gender", gender(self.gender.as_ref()))],
            Split::Country => vec![("country", country(self.country_code.as_ref()))],
            Split::Device => vec![("device", word(self.platform.as_ref()))],
            Split::Hour => hour_part(begins.hour()),
            Split::None | Split::Placement => Vec::new(),
        }
    }

    /// The beginning of the day or the hour, as the account's clock shows it.
    fn begins(&self, split: Split) -> Result<DateTime<Utc>, Problem> {
        let told = if split == Split::Hour { &self.stat_time_hour } else { &self.stat_time_day };
        time(told.as_ref())?.ok_or_else(|| Problem::unreadable("A row has no time"))
    }
}

impl Metrics {
    fn read(&self, split: Split) -> Result<Numbers, Problem> {
        let whole = |text: &Option<Text>| count(text.as_ref());
        let engagements = [whole(&self.likes)?, whole(&self.comments)?, whole(&self.shares)?];
        let is_told = engagements.iter().any(Option::is_some);
        let engagements = engagements.into_iter().flatten().fold(0_i64, i64::saturating_add);
        Ok(Numbers {
            impressions: whole(&self.impressions)?.unwrap_or_default(),
            // to the destination alone: all clicks are another metric
            clicks: whole(&self.clicks)?.unwrap_or_default(),
            spend: amount(self.spend.as_ref())?.unwrap_or_default(),
            conversions: amount(self.conversion.as_ref())?.map(|conversions| conversions.0),
            conversion_value: None,
            leads: None,
            video_views: whole(&self.video_play_actions)?,
            engagements: is_told.then_some(engagements),
            // people are counted once over the whole ad: a sum over parts would be wrong
            reach: if split == Split::None { whole(&self.reach)? } else { None },
        })
    }
}

impl Row {
    fn read(self, split: Split) -> Result<Insight, Problem> {
        let begins = self.dimensions.begins(split)?;
        Ok(Insight {
            day: begins.date_naive(),
            part: self.dimensions.part(split, begins),
            numbers: self.metrics.read(split)?,
            campaign_id: given_id(self.metrics.campaign_id)?,
            ad_set_id: Some(given_id(self.metrics.adgroup_id)?),
            ad_id: Some(given_id(self.dimensions.ad_id)?),
        })
    }
}

impl TikTok {
    pub(super) async fn page_of_insights(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        window: Window,
        split: Split,
        after: Option<&str>,
    ) -> Result<Page<Insight>, Problem> {
        let page = page_number(after)?;
        let (number, dimensions) = (page.to_string(), json_list(dimensions(split)?));
        let (report, metrics) = report(split);
        let metrics = json_list(metrics);
        let (from, to) = (window.from.to_string(), window.to.to_string());
        let params = [
            ("advertiser_id", id(&account.id)?),
            ("service_type", "AUCTION"),
            ("report_type", report),
            ("data_level", "AUCTION_AD"),
            ("dimensions", &dimensions),
            ("metrics", &metrics),
            ("start_date", &from),
            ("end_date", &to),
            ("filtering", ALL),
            ("page", &number),
            ("page_size", ROWS),
        ];
        let rows: Listed<Row> = self.get(tokens, &["report", "integrated", "get"], &params).await?;
        rows.page(page, |row| row.read(split))
    }
}
