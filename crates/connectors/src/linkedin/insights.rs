//! Numbers of creatives by day. They are asked for by creative, campaign and group at once, so that each row knows what it is of.
//! LinkedIn has no pages here and cuts an answer off at 15 000 rows: a window whose answer is full is asked for again in halves.

use chrono::{Datelike, Days, NaiveDate};
use cmis_base::money::Micros;
use serde::Deserialize;

use super::{
    LinkedIn,
    call::Found,
    restli::{ACCOUNT, CAMPAIGN, CREATIVE, GROUP, digits, id_of, list, urn},
    values::{Text, invalid},
};
use crate::platform::{AdAccount, Insight, Numbers, Page, Split, Tokens, Window, problem::Problem};

/// Rows of a full answer.
const FULL: usize = 15_000;
/// What is asked for; LinkedIn takes twenty metrics. Its `clicks` are all clicks, on a name or a logo too; `landingPageClicks` are those
/// that lead away.
const FIELDS: &str = "impressions,clicks,landingPageClicks,costInLocalCurrency,externalWebsiteConversions,\
     conversionValueInLocalCurrency,oneClickLeads,videoViews,likes,comments,shares,approximateMemberReach,dateRange,\
     pivotValues";

/// Whether there is more than came. A link to more is not documented here; were there one, it is not passed over.
fn is_cut(found: &Found<Row>) -> bool {
    found.elements.len() >= FULL || found.has_next()
}

/// A row as LinkedIn gives it: counts are numbers, amounts are text in units.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Row {
    date_range: DateRange,
    pivot_values: Vec<String>,
    impressions: Option<i64>,
    clicks: Option<i64>,
    landing_page_clicks: Option<i64>,
    cost_in_local_currency: Option<Text>,
    external_website_conversions: Option<i64>,
    conversion_value_in_local_currency: Option<Text>,
    one_click_leads: Option<i64>,
    video_views: Option<i64>,
    likes: Option<i64>,
    comments: Option<i64>,
    shares: Option<i64>,
    approximate_member_reach: Option<i64>,
}

#[derive(Deserialize)]
struct DateRange {
    start: Day,
}

#[derive(Deserialize)]
struct Day {
    year: i32,
    month: u32,
    day: u32,
}

impl Row {
    fn read(self) -> Result<Insight, Problem> {
        let Day { year, month, day } = self.date_range.start;
        let day =
            NaiveDate::from_ymd_opt(year, month, day).ok_or_else(|| Problem::unreadable("A day does not read"))?;
        // their order is nowhere promised: each is known by its kind
        let id = |kind: &str| {
            let found = self.pivot_values.iter().find_map(|urn| id_of(kind, urn));
            found.map(str::to_owned).ok_or_else(|| Problem::unreadable("A row does not say what it is of"))
        };
        let money = |text: &Option<Text>| {
            text.as_ref()
                .map(|Text(text)| Micros::parse(text))
                .transpose()
                .map_err(|_| Problem::unreadable("An amount does not read"))
        };
        let engagements = [self.likes, self.comments, self.shares];
        let conversions = self.external_website_conversions.map(|count| {
            count.checked_mul(1_000_000).ok_or_else(|| Problem::unreadable("A count is more than can be counted"))
        });
        let numbers = Numbers {
            impressions: self.impressions.unwrap_or_default(),
            // where it does not tell which lead away, all of them are the nearest that is known
            clicks: self.landing_page_clicks.or(self.clicks).unwrap_or_default(),
            spend: money(&self.cost_in_local_currency)?.unwrap_or_default(),
            conversions: conversions.transpose()?,
            conversion_value: money(&self.conversion_value_in_local_currency)?,
            leads: self.one_click_leads,
            video_views: self.video_views,
            engagements: engagements.iter().flatten().copied().reduce(i64::saturating_add),
            reach: self.approximate_member_reach,
        };
        Ok(Insight {
            day,
            campaign_id: id(GROUP)?,
            ad_set_id: Some(id(CAMPAIGN)?),
            ad_id: Some(id(CREATIVE)?),
            part: Vec::new(),
            numbers,
        })
    }
}

fn date(day: NaiveDate) -> String {
    format!("(year:{},month:{},day:{})", day.year(), day.month(), day.day())
}

/// The days from `from` to the middle of a window; none where it has only one.
fn half(from: NaiveDate, to: NaiveDate) -> Option<NaiveDate> {
    let days = u64::try_from((to - from).num_days()).ok().filter(|days| *days > 0)?;
    from.checked_add_days(Days::new((days - 1) / 2))
}

impl LinkedIn {
    /// `after` is the day with which a page begins.
    pub(super) async fn daily(
        &self,
        tokens: &Tokens,
        account: &AdAccount,
        window: Window,
        split: Split,
        after: Option<&str>,
    ) -> Result<Page<Insight>, Problem> {
        if split != Split::None {
            return Err(invalid("no_such_split", "LinkedIn splits the numbers of no ad"));
        }
        let begins = after.map(str::parse).transpose().map_err(|_| invalid("bad_page", "Not a page of LinkedIn's"))?;
        let from = begins.unwrap_or(window.from);
        if !(window.from..=window.to).contains(&from) {
            return Err(invalid("bad_window", "The window is empty"));
        }
        let account = list([urn(ACCOUNT, digits(&account.id)?).as_str()]);
        let mut to = window.to;
        loop {
            let range = format!("(start:{},end:{})", date(from), date(to));
            let query = format!(
                "q=statistics&pivots=List(CREATIVE,CAMPAIGN,CAMPAIGN_GROUP)&timeGranularity=DAILY&dateRange={range}\
                 &accounts={account}&fields={FIELDS}"
            );
            let found = self.find(tokens, "adAnalytics", &query).await?;
            match half(from, to) {
                Some(day) if is_cut(&found) => to = day,
                // a full day is whole unless it says that there is more
                None if found.has_next() => {
                    return Err(Problem::unreadable("A single day is cut off"));
                }
                _ => {
                    let next = to.succ_opt().filter(|day| *day <= window.to).map(|day| day.to_string());
                    return Ok(Page {
                        items: found.elements.into_iter().map(Row::read).collect::<Result<_, _>>()?,
                        next,
                    });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::half;

    #[test]
    fn a_window_is_halved_until_it_is_a_day() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 8, day).expect("a day");
        for (from, to, middle) in [(1, 31, Some(15)), (1, 4, Some(2)), (1, 3, Some(1)), (1, 2, Some(1)), (1, 1, None)] {
            assert_eq!(half(day(from), day(to)), middle.map(day), "{from} to {to}");
        }
        assert_eq!(half(day(2), day(1)), None);
    }
}
