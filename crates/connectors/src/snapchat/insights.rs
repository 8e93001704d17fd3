//! Numbers of ads by day or hour. One question covers the whole account, broken down by ad; it names ads only, so that their ad squads and
//! campaigns are looked up in the lists of the account. Every part of the spending belongs to an ad that is found, or the page fails.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use cmis_base::money::{Micros, UNIT};
use serde::Deserialize;
use serde_json::Value;

use super::{
    Snapchat,
    call::{AD_SQUADS, ADS, Envelope, SERIES, cursor},
    days,
    objects::{ad, ad_squad},
    values::{Id, Whole, id},
};
use crate::platform::{
    AdAccount, Ads, Insight, Numbers, Page, Split, Tokens, Window, hour_part,
    problem::{Class, Problem},
};

/// What is counted in any split.
const FIELDS: &str = "impressions,swipes,spend,video_views,conversion_purchases,conversion_purchases_value,conversion_sign_ups,total_installs";
/// What is counted of people, and only where nothing is split.
const PEOPLE: &str = "uniques";
/// What is counted by day and by hour, and in no other split.
const LEADS: &str = "native_leads";

/// One series of the answer: that of the account.
#[derive(Deserialize)]
struct Series {
    breakdown_stats: Option<Breakdown>,
    timeseries: Option<Vec<Value>>,
    paging: Option<Value>,
}

#[derive(Deserialize)]
struct Breakdown {
    #[serde(default)]
    ad: Vec<OfAd>,
}

#[derive(Deserialize)]
struct OfAd {
    id: Id,
    #[serde(default)]
    timeseries: Vec<Bucket>,
}

#[derive(Deserialize)]
struct Bucket {
    start_time: DateTime<Utc>,
    stats: Option<Stats>,
    dimension_stats: Option<Vec<Cell>>,
}

/// A part of a split. Which names Snapchat uses is only partly documented.
#[derive(Deserialize)]
struct Cell {
    #[serde(alias = "age_bucket", alias = "age_group")]
    age: Option<String>,
    gender: Option<String>,
    country: Option<String>,
    os: Option<String>,
    #[serde(flatten)]
    stats: Stats,
}

#[derive(Default, Deserialize)]
struct Stats {
    impressions: Option<Whole>,
    swipes: Option<Whole>,
    spend: Option<Whole>,
    video_views: Option<Whole>,
    conversion_purchases: Option<Whole>,
    conversion_purchases_value: Option<Whole>,
    conversion_sign_ups: Option<Whole>,
    total_installs: Option<Whole>,
    uniques: Option<Whole>,
    native_leads: Option<Whole>,
}

impl Stats {
    /// Swipes are what a click is elsewhere. Conversions are what a campaign is run for: purchases, sign-ups and installs; the steps on
    /// the way to them (a cart, a page) are none.
    fn numbers(&self) -> Result<Numbers, Problem> {
        let told = |count: Option<Whole>| count.map(|it| it.0);
        let aims = [self.conversion_purchases, self.conversion_sign_ups, self.total_installs];
        let conversions = match aims.iter().any(Option::is_some) {
            true => Some(
                aims.into_iter()
                    .filter_map(told)
                    .try_fold(0, i64::checked_add)
                    .and_then(|sum| sum.checked_mul(UNIT))
                    .ok_or_else(|| Problem::unreadable("More conversions than can be"))?,
            ),
            false => None,
        };
        Ok(Numbers {
            impressions: told(self.impressions).unwrap_or_default(),
            clicks: told(self.swipes).unwrap_or_default(),
            spend: Micros(told(self.spend).unwrap_or_default()),
            conversions,
            conversion_value: told(self.conversion_purchases_value).map(Micros),
            leads: told(self.native_leads),
            video_views: told(self.video_views),
            engagements: None,
            reach: told(self.uniques),
        })
    }
}

/// Where an ad is.
struct Place {
    campaign: String,
    ad_squad: String,
}

/// The numbers of an ad before it is known where it is.
struct Counted {
    ad: String,
    day: NaiveDate,
    part: Vec<(&'static str, String)>,
    numbers: Numbers,
}

impl Counted {
    fn is_of(&self, ad: &str, day: NaiveDate, part: &[(&'static str, String)]) -> bool {
        (self.ad.as_str(), self.day, self.part.as_slice()) == (ad, day, part)
    }
}

impl Snapchat {
    pub(super) async fn page_of_insights(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        window: Window,
        split: Split,
        after: Option<&str>,
    ) -> Result<Page<Insight>, Problem> {
        let account_id = id(&account.id)?;
        let zone = zone(account)?;
        let dimensions = dimensions(split)?;
        let (turn, asked) = place(after, dimensions.len())?;
        let cut = Cut { zone, is_by_hour: split == Split::Hour, dimension: dimensions.get(turn).copied() };
        let (from, to) = days::span(window, zone, self.longest_window(split))?;
        let fields = cut.fields();
        let mut query = vec![
            ("granularity", if cut.is_by_hour { "HOUR" } else { "DAY" }),
            ("breakdown", "ad"),
            ("start_time", &from),
            ("end_time", &to),
            ("fields", &fields),
            ("omit_empty", "true"),
        ];
        query.extend(cut.dimension.map(|dimension| ("report_dimension", dimension)));
        query.extend(asked.map(|cursor| ("cursor", cursor)));
        let mut envelope = self.get(tokens, &["adaccounts", account_id, "stats"], &query).await?;
        let (counted, cursor) = read(&mut envelope, asked, cut)?;
        if counted.iter().any(|it| !(window.from..=window.to).contains(&it.day)) {
            return Err(Problem::unreadable("There are numbers of a day that was not asked for"));
        }
        let next = match cursor {
            Some(cursor) => Some(format!("{turn}:{cursor}")),
            None => (turn + 1 < dimensions.len()).then(|| format!("{}:", turn + 1)),
        };
        let places = self.places(tokens, account_id, &counted).await?;
        let placed = |it: Counted| {
            let place = places
                .get(&it.ad)
                .ok_or_else(|| Problem::unreadable("There are numbers of an ad that the account does not list"))?;
            Ok(Insight {
                day: it.day,
                campaign_id: place.campaign.clone(),
                ad_set_id: Some(place.ad_squad.clone()),
                ad_id: Some(it.ad),
                part: it.part,
                numbers: it.numbers,
            })
        };
        Ok(Page { items: counted.into_iter().map(placed).collect::<Result<_, _>>()?, next })
    }

    /// Where the ads are that something was counted of. The lists are read as far as they are needed.
    async fn places(
        &self,
        tokens: &Tokens,
        account_id: &str,
        counted: &[Counted],
    ) -> Result<HashMap<String, Place>, Problem> {
        let mut wanted: HashSet<&str> = counted.iter().map(|it| it.ad.as_str()).collect();
        let mut squad_of: HashMap<String, String> = HashMap::new();
        if !wanted.is_empty() {
            self.pages(tokens, &["adaccounts", account_id, "ads"], ADS, ad, |ads| {
                let ours = ads.into_iter().filter(|ad| wanted.remove(ad.id.as_str()));
                squad_of.extend(ours.map(|ad| (ad.id, ad.ad_set_id)).collect::<Vec<_>>());
                wanted.is_empty()
            })
            .await?;
        }
        let mut wanted: HashSet<&str> = squad_of.values().map(String::as_str).collect();
        let mut campaign_of: HashMap<String, String> = HashMap::new();
        if !wanted.is_empty() {
            self.pages(tokens, &["adaccounts", account_id, "adsquads"], AD_SQUADS, ad_squad, |squads| {
                let ours = squads.into_iter().filter(|squad| wanted.remove(squad.id.as_str()));
                campaign_of.extend(ours.map(|squad| (squad.id, squad.campaign_id)).collect::<Vec<_>>());
                wanted.is_empty()
            })
            .await?;
        }
        let place = |(ad, ad_squad): (String, String)| {
            let campaign = campaign_of.get(&ad_squad)?.clone();
            Some((ad, Place { campaign, ad_squad }))
        };
        Ok(squad_of.into_iter().filter_map(place).collect())
    }
}

/// How the numbers of an ad are cut.
#[derive(Clone, Copy)]
struct Cut {
    zone: Tz,
    is_by_hour: bool,
    /// In Snapchat's words.
    dimension: Option<&'static str>,
}

impl Cut {
    fn fields(self) -> String {
        match (self.dimension, self.is_by_hour) {
            (Some(_), _) => FIELDS.to_owned(),
            (None, true) => format!("{FIELDS},{LEADS}"),
            (None, false) => format!("{FIELDS},{PEOPLE},{LEADS}"),
        }
    }

    /// The day that a bucket is of, and its hour.
    fn time(self, begins: DateTime<Utc>) -> Result<(NaiveDate, Option<u32>), Problem> {
        let found = match self.is_by_hour {
            true => days::hour(begins, self.zone).map(|(day, hour)| (day, Some(hour))),
            false => days::day(begins, self.zone).map(|day| (day, None)),
        };
        found.ok_or_else(|| Problem::unreadable("A day is out of all bounds"))
    }
}

/// What was counted, and the cursor of the next page.
fn read(envelope: &mut Envelope, asked: Option<&str>, cut: Cut) -> Result<(Vec<Counted>, Option<String>), Problem> {
    let mut next = envelope.next(asked)?;
    let mut counted: Vec<Counted> = Vec::new();
    for series in envelope.rows(SERIES)? {
        let series: Series = super::values::read(series, "A series of numbers does not read")?;
        // some answers have it here
        next = next.or(cursor(series.paging.as_ref(), asked)?);
        let Some(breakdown) = series.breakdown_stats else {
            match series.timeseries.is_none_or(|it| it.is_empty()) {
                true => continue,
                false => return Err(Problem::unreadable("The numbers are not broken down by ad")),
            }
        };
        for of_ad in breakdown.ad {
            for bucket in of_ad.timeseries {
                let (day, hour) = cut.time(bucket.start_time)?;
                for (part, stats) in parts(bucket, hour, cut.dimension) {
                    let numbers = stats.numbers()?;
                    if numbers.is_nothing() {
                        continue;
                    }
                    match counted.last_mut() {
                        // an hour that the clock shows once more
                        Some(last) if hour.is_some() && last.is_of(&of_ad.id.0, day, &part) => {
                            last.numbers.add(&numbers)
                        }
                        _ => counted.push(Counted { ad: of_ad.id.0.clone(), day, part, numbers }),
                    }
                }
            }
        }
    }
    Ok((counted, next))
}

/// The parts of a day, or the one of an hour. What comes unsplit although a split was asked for is `unknown`, so that totals agree.
fn parts(bucket: Bucket, hour: Option<u32>, dimension: Option<&str>) -> Vec<(Vec<(&'static str, String)>, Stats)> {
    let Some(dimension) = dimension else {
        let part = hour.map(hour_part).unwrap_or_default();
        return bucket.stats.into_iter().map(|stats| (part.clone(), stats)).collect();
    };
    match bucket.dimension_stats {
        Some(cells) => cells.into_iter().map(|cell| (vec![part(&cell, dimension)], cell.stats)).collect(),
        None => {
            let part = |stats| (vec![(our_name(dimension), unknown())], stats);
            bucket.stats.into_iter().map(part).collect()
        }
    }
}

fn part(cell: &Cell, dimension: &str) -> (&'static str, String) {
    let told = match dimension {
        "age" => cell.age.clone(),
        "gender" => cell.gender.as_deref().map(str::to_ascii_lowercase),
        "country" => cell.country.as_deref().map(str::to_ascii_uppercase),
        _ => cell.os.as_deref().map(str::to_ascii_lowercase),
    };
    let told = told.filter(|told| !told.is_empty() && !told.eq_ignore_ascii_case("unknown"));
    (our_name(dimension), told.unwrap_or_else(unknown))
}

fn our_name(dimension: &str) -> &'static str {
    match dimension {
        "age" => "age",
        "gender" => "gender",
        "country" => "country",
        _ => "device",
    }
}

fn unknown() -> String {
    "unknown".to_owned()
}

/// The questions that make a split, in Snapchat's words; none for one question that splits nothing.
fn dimensions(split: Split) -> Result<&'static [&'static str], Problem> {
    match split {
        Split::None | Split::Hour => Ok(&[]),
        Split::AgeGender => Ok(&["age", "gender"]),
        Split::Country => Ok(&["country"]),
        Split::Device => Ok(&["os"]),
        Split::Placement => {
            Err(Problem::new(Class::Invalid, "no_such_split", "Snapchat does not tell where an ad was shown"))
        }
    }
}

/// Which of the questions a page belongs to, and its cursor there: `1:abc`.
fn place(after: Option<&str>, questions: usize) -> Result<(usize, Option<&str>), Problem> {
    let Some(after) = after else { return Ok((0, None)) };
    let found = after.split_once(':').and_then(|(turn, cursor)| Some((turn.parse::<usize>().ok()?, cursor)));
    match found {
        Some((turn, cursor)) if turn < questions.max(1) => Ok((turn, Some(cursor).filter(|it| !it.is_empty()))),
        _ => Err(Problem::new(Class::Invalid, "bad_page", "There is no such page")),
    }
}

fn zone(account: &AdAccount) -> Result<Tz, Problem> {
    let unknown = |_| Problem::new(Class::Invalid, "bad_time_zone", "The account's time zone is unknown");
    account.time_zone.parse().map_err(unknown)
}
