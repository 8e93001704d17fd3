//! Numbers of promoted tweets by day or hour. X lists no numbers: it is asked for those of 20 ads at a time, once for each of the few places
//! that it counts apart, so a page here is a page of ads.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use cmis_base::money::Micros;
use http::Method;
use serde::{Deserialize, Deserializer};

use super::{
    Twitter,
    call::{id, told_id},
    days::{Piece, Span, spans},
    objects::{LineItem, PromotedTweet},
};
use crate::platform::{
    AdAccount, Insight, Numbers, Page, Split, Tokens, Window, hour_part,
    problem::{Class, Problem},
};

/// Ads in one question: as many as X takes.
const ADS: &str = "20";
/// What is counted. Conversions in apps would have to be asked for separately and are not.
const GROUPS: &str = "ENGAGEMENT,BILLING,VIDEO,WEB_CONVERSION";
/// Everywhere on X but in the places that are sold by the day.
const ON_X: &str = "ALL_ON_TWITTER";
/// The places that are counted apart from it.
const APART: [&str; 3] = ["PUBLISHER_NETWORK", "SPOTLIGHT", "TREND"];

#[derive(Deserialize)]
struct Row {
    id: String,
    #[serde(default)]
    id_data: Vec<Segment>,
}

/// One, as nothing is segmented.
#[derive(Deserialize)]
struct Segment {
    metrics: Metrics,
}

/// A number for each day or hour. X writes null for those, or for all of them, in which there is nothing to count: that is 0.
#[derive(Default, Deserialize)]
struct Series(Option<Vec<Option<i64>>>);

/// A conversion of one kind: numbers over time, or these and what they were worth.
#[derive(Deserialize)]
#[serde(untagged)]
enum Conversion {
    Plain(Series),
    Valued {
        metric: Series,
        /// Beside it there is a `sale_amount`, of which it is not documented what it is counted in.
        sale_amount_local_micro: Option<Series>,
    },
    Unknown(serde::de::IgnoredAny),
}

/// What is not there was not counted; what is null is 0.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Metrics {
    impressions: Series,
    url_clicks: Series,
    app_clicks: Series,
    billed_charge_local_micro: Series,
    #[serde(deserialize_with = "given")]
    likes: Option<Series>,
    #[serde(deserialize_with = "given")]
    replies: Option<Series>,
    #[serde(deserialize_with = "given")]
    retweets: Option<Series>,
    #[serde(deserialize_with = "given")]
    video_total_views: Option<Series>,
    #[serde(deserialize_with = "given")]
    conversion_purchases: Option<Conversion>,
    #[serde(deserialize_with = "given")]
    conversion_sign_ups: Option<Conversion>,
    #[serde(deserialize_with = "given")]
    conversion_downloads: Option<Conversion>,
    #[serde(deserialize_with = "given")]
    conversion_subscriptions: Option<Conversion>,
    #[serde(deserialize_with = "given")]
    conversion_custom: Option<Conversion>,
}

fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// Where in a page a row belongs: the ad, the day, and what of it.
type Place = (usize, NaiveDate, Part);

/// What of a day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    All,
    Hour(u32),
    Placement(&'static str),
}

impl Part {
    fn words(self) -> Vec<(&'static str, String)> {
        match self {
            Self::All => Vec::new(),
            Self::Hour(hour) => hour_part(hour),
            Self::Placement(word) => vec![("placement", word.to_ascii_lowercase())],
        }
    }
}

/// The ads of a page.
struct Counted {
    /// Their ids and those of their line items.
    ads: Vec<(String, String)>,
    items: HashMap<String, LineItem>,
}

impl Twitter {
    pub(super) async fn page_of_insights(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        window: Window,
        split: Split,
        after: Option<&str>,
    ) -> Result<Page<Insight>, Problem> {
        if !matches!(split, Split::None | Split::Placement | Split::Hour) {
            return Err(Problem::new(Class::Invalid, "no_such_split", "X has no such numbers of an ad"));
        }
        let spans = spans(window, &account.time_zone)?;
        let page = self.promoted_tweets(tokens, account, ADS, after).await?;
        let ads = self.below_line_items(tokens, account, page.items).await?;
        let mut sums: BTreeMap<Place, Numbers> = BTreeMap::new();
        for placement in [ON_X].into_iter().chain(APART) {
            let ids = ads.shown_in(placement);
            let part = |hour: Option<u32>| match (split, hour) {
                (Split::Placement, _) => Part::Placement(placement),
                (_, Some(hour)) => Part::Hour(hour),
                (_, None) => Part::All,
            };
            for span in spans.iter().filter(|_| !ids.is_empty()) {
                let pieces = if split == Split::Hour { span.by_hour() } else { span.by_day() };
                let granularity = if split == Split::Hour { "HOUR" } else { "DAY" };
                for row in self.numbers(tokens, account, &ids, placement, span, granularity).await? {
                    let ad = ads.position(&row.id).filter(|_| ids.contains(&row.id.as_str()));
                    let ad = ad.ok_or_else(|| Problem::unreadable("Numbers of an ad that was not asked for"))?;
                    add_up(&mut sums, row, &pieces, |(day, hour)| (ad, day, part(hour)))?;
                }
            }
        }
        let said = sums.into_iter().filter(|(_, numbers)| !numbers.is_nothing());
        let items = said.map(|(place, numbers)| ads.insight(place, numbers)).collect::<Result<_, _>>()?;
        Ok(Page { items, next: page.next })
    }

    /// Ads with the line items that they belong to, by which it is known where they are shown and what for.
    async fn below_line_items(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        tweets: Vec<PromotedTweet>,
    ) -> Result<Counted, Problem> {
        let mut ads = Vec::with_capacity(tweets.len());
        for PromotedTweet { id, line_item_id, .. } in tweets {
            ads.push((told_id(id)?, told_id(line_item_id)?));
        }
        let mut ids: Vec<&str> = ads.iter().map(|(_, line_item)| line_item.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let items = self.line_items(tokens, account, "line_item_ids", &ids).await?;
        Ok(Counted { items: items.into_iter().map(|item| (item.id.clone(), item)).collect(), ads })
    }

    async fn numbers(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        ids: &[&str],
        placement: &str,
        span: &Span,
        granularity: &str,
    ) -> Result<Vec<Row>, Problem> {
        #[derive(Deserialize)]
        struct Stats {
            data: Vec<Row>,
        }
        let account = id(&account.id)?;
        let params = [
            ("entity", "PROMOTED_TWEET"),
            ("entity_ids", &ids.join(",")),
            ("start_time", &span.start()),
            ("end_time", &span.end()),
            ("granularity", granularity),
            ("placement", placement),
            ("metric_groups", GROUPS),
        ];
        let path = ["stats", "accounts", account];
        let stats: Stats = self.enveloped(tokens, Method::GET, Some(account), &path, &params).await?;
        Ok(stats.data)
    }
}

impl Counted {
    fn position(&self, id: &str) -> Option<usize> {
        self.ads.iter().position(|(ad, _)| ad == id)
    }

    fn shown_in(&self, placement: &str) -> Vec<&str> {
        let is_shown = |(_, line_item): &&(String, String)| runs_in(self.items.get(line_item), placement);
        self.ads.iter().filter(is_shown).map(|(id, _)| id.as_str()).collect()
    }

    fn insight(&self, (ad, day, part): Place, numbers: Numbers) -> Result<Insight, Problem> {
        let missing = || Problem::unreadable("The line item of an ad is missing");
        let (id, line_item) = self.ads.get(ad).ok_or_else(missing)?;
        let item = self.items.get(line_item).ok_or_else(missing)?;
        Ok(Insight {
            day,
            campaign_id: told_id(item.campaign_id.clone())?,
            ad_set_id: Some(line_item.clone()),
            ad_id: Some(id.clone()),
            part: part.words(),
            numbers,
        })
    }
}

/// Whether a line item's ads are shown in a place. One that is not known is believed to run where most do.
fn runs_in(item: Option<&LineItem>, placement: &str) -> bool {
    // the single places of the network of publishers are one for the numbers
    let counted_in = |word: &str| match word {
        word if word.starts_with("TAP_") => APART[0],
        word => APART.into_iter().find(|apart| *apart == word).unwrap_or(ON_X),
    };
    match item.map(|item| item.placements.as_slice()) {
        None | Some([]) => placement == ON_X,
        Some(words) => words.iter().any(|word| counted_in(word) == placement),
    }
}

/// Adds a row's numbers to those of its days or hours.
fn add_up(
    sums: &mut BTreeMap<Place, Numbers>,
    row: Row,
    pieces: &[Piece],
    place: impl Fn(Piece) -> Place,
) -> Result<(), Problem> {
    for Segment { metrics } in row.id_data {
        metrics.check(pieces.len())?;
        for (nth, piece) in pieces.iter().enumerate() {
            sums.entry(place(*piece)).or_default().add(&metrics.at(nth));
        }
    }
    Ok(())
}

impl Series {
    fn at(&self, nth: usize) -> i64 {
        self.0.as_ref().and_then(|numbers| numbers.get(nth).copied().flatten()).unwrap_or(0)
    }
}

impl Conversion {
    fn series(&self) -> Option<&Series> {
        match self {
            Self::Plain(series) | Self::Valued { metric: series, .. } => Some(series),
            Self::Unknown(_) => None,
        }
    }

    fn value(&self) -> Option<&Series> {
        match self {
            Self::Valued { sale_amount_local_micro, .. } => sale_amount_local_micro.as_ref(),
            Self::Plain(_) | Self::Unknown(_) => None,
        }
    }
}

impl Metrics {
    fn engagements(&self) -> [Option<&Series>; 3] {
        [&self.likes, &self.replies, &self.retweets].map(Option::as_ref)
    }

    /// What ends a funnel: visits, views and carts are steps on the way.
    fn conversions(&self) -> impl Iterator<Item = &Conversion> {
        let all = [
            &self.conversion_purchases,
            &self.conversion_sign_ups,
            &self.conversion_downloads,
            &self.conversion_subscriptions,
            &self.conversion_custom,
        ];
        all.into_iter().flatten()
    }

    /// A series has a number for each day or hour that was asked for; with fewer or more nobody knows which is whose.
    fn check(&self, pieces: usize) -> Result<(), Problem> {
        let plain = [&self.impressions, &self.url_clicks, &self.app_clicks, &self.billed_charge_local_micro];
        let engagements = self.engagements().into_iter().flatten().chain(&self.video_total_views);
        let conversions = self.conversions().flat_map(|it| it.series().into_iter().chain(it.value()));
        let mut all = plain.into_iter().chain(engagements).chain(conversions).filter_map(|series| series.0.as_ref());
        match all.all(|numbers| numbers.len() == pieces) {
            true => Ok(()),
            false => Err(Problem::unreadable("Numbers that are not one for each day or hour")),
        }
    }

    fn at(&self, nth: usize) -> Numbers {
        let sum = |all: &mut dyn Iterator<Item = &Series>| {
            all.fold(None, |sum: Option<i64>, series| Some(sum.unwrap_or(0).saturating_add(series.at(nth))))
        };
        // a click on an app's card may be counted as one on a link too: not both are taken
        let clicks = [&self.url_clicks, &self.app_clicks].map(|series| series.at(nth)).into_iter().max();
        let conversions = sum(&mut self.conversions().filter_map(Conversion::series));
        Numbers {
            impressions: self.impressions.at(nth),
            clicks: clicks.unwrap_or(0),
            spend: Micros(self.billed_charge_local_micro.at(nth)),
            conversions: conversions.map(|count| count.saturating_mul(1_000_000)),
            conversion_value: sum(&mut self.conversions().filter_map(Conversion::value)).map(Micros),
            leads: None,
            video_views: self.video_total_views.as_ref().map(|series| series.at(nth)),
            engagements: sum(&mut self.engagements().into_iter().flatten()),
            reach: None,
        }
    }
}
