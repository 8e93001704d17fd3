//! What the numbers truly are, for tests and for those who compare: sums per campaign and account, in whole numbers.

use chrono::NaiveDate;
use cmis_base::platform::Platform;
use serde_json::{Value, json};

use super::state::Desk;
use crate::{
    platforms::name_of,
    world::{
        numbers::{Numbers, Sum, anomaly},
        tree::FIRST_DAY,
    },
};

/// Sums of an account over days, as the platform tells them at this instant.
#[derive(Clone, Debug)]
pub struct Truth {
    /// Currency of the money.
    pub currency: &'static str,
    /// All campaigns.
    pub total: Numbers,
    /// Campaigns by id; also those with nothing.
    pub campaigns: Vec<(u64, Numbers)>,
    /// Unusual days: day, campaign, what.
    pub anomalies: Vec<(NaiveDate, u64, &'static str)>,
}

/// The truth about an account; none if there is no such account.
pub fn truth(desk: &Desk<'_>, platform: Platform, account: u64, from: NaiveDate, to: NaiveDate) -> Option<Truth> {
    let account = desk.accounts(platform).find(|it| it.id == account)?;
    let observer = desk.observer();
    // outside of these nothing ever happened
    let (from, to) = (from.max(FIRST_DAY), to.min(desk.today(account)));
    let days = || from.iter_days().take_while(|day| *day <= to);
    let mut total = Sum::default();
    let (mut campaigns, mut anomalies) = (Vec::new(), Vec::new());
    for campaign in &account.campaigns {
        let mut sum = Sum::default();
        for day in days() {
            let ads = campaign.sets.iter().flat_map(|set| &set.ads);
            let rows = ads.filter_map(|ad| observer.numbers(account, campaign, ad, day));
            let before = sum.numbers();
            rows.for_each(|row| {
                sum.add(&row);
                total.add(&row);
            });
            let delivered = before.impressions != sum.numbers().impressions;
            let unusual = anomaly(observer.seed, campaign, day).filter(|_| delivered);
            anomalies.extend(unusual.map(|it| (day, campaign.id, it.as_str())));
        }
        campaigns.push((campaign.id, sum.numbers()));
    }
    Some(Truth { currency: account.currency, total: total.numbers(), campaigns, anomalies })
}

impl Truth {
    /// As the control API says it, with the platform's ids.
    pub fn to_json(&self, platform: Platform) -> Value {
        let campaigns: serde_json::Map<String, Value> =
            self.campaigns.iter().map(|(id, numbers)| (name_of(platform, *id), additive(numbers))).collect();
        let anomalies: Vec<Value> = self
            .anomalies
            .iter()
            .map(|(day, campaign, what)| json!({"date": day.to_string(), "campaign": name_of(platform, *campaign), "kind": what}))
            .collect();
        json!({
            "currency": self.currency,
            "total": additive(&self.total),
            "campaigns": campaigns,
            "anomalies": anomalies,
        })
    }
}

/// What adds up; money in micros.
fn additive(numbers: &Numbers) -> Value {
    json!({
        "impressions": numbers.impressions,
        "clicks": numbers.clicks,
        "spend_micros": numbers.spend,
        "conversions": numbers.conversions,
        "value_micros": numbers.value,
        "leads": numbers.leads,
        "video_views": numbers.video_views,
    })
}
