//! What is counted, and what follows from it. Pure.

use std::{collections::BTreeMap, ops::AddAssign};

use cmis_base::money::{Micros, UNIT};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

use super::decimal::Decimal;

/// Sums of what was counted, in one currency. None: no platform of them counts it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow)]
pub struct Sums {
    /// Times shown.
    pub impressions: i64,
    /// Clicks.
    pub clicks: i64,
    /// What was spent, in micros.
    pub spend_micros: i64,
    /// Conversions, in millionths: platforms share one among ads.
    pub conversions_millionths: Option<i64>,
    /// What they were worth, in micros.
    pub conversion_value_micros: Option<i64>,
    /// Leads.
    pub leads: Option<i64>,
    /// Views of videos.
    pub video_views: Option<i64>,
    /// Likes, comments, shares and the like.
    pub engagements: Option<i64>,
}

/// The sum of what is known; none where nothing is.
fn both(one: Option<i64>, other: Option<i64>) -> Option<i64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.saturating_add(other)),
        (one, other) => one.or(other),
    }
}

impl AddAssign for Sums {
    fn add_assign(&mut self, other: Self) {
        self.impressions = self.impressions.saturating_add(other.impressions);
        self.clicks = self.clicks.saturating_add(other.clicks);
        self.spend_micros = self.spend_micros.saturating_add(other.spend_micros);
        self.conversions_millionths = both(self.conversions_millionths, other.conversions_millionths);
        self.conversion_value_micros = both(self.conversion_value_micros, other.conversion_value_micros);
        self.leads = both(self.leads, other.leads);
        self.video_views = both(self.video_views, other.video_views);
        self.engagements = both(self.engagements, other.engagements);
    }
}

/// Sums by currency: what was counted adds up over all of them, money does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<String, Sums>);

impl Figures {
    /// Adds what was counted in a currency.
    pub fn add(&mut self, currency: &str, sums: Sums) {
        match self.0.get_mut(currency) {
            Some(known) => *known += sums,
            None => {
                self.0.insert(currency.to_owned(), sums);
            }
        }
    }

    /// Adds all of another's.
    pub fn add_all(&mut self, other: &Self) {
        for (currency, sums) in &other.0 {
            self.add(currency, *sums);
        }
    }

    /// What there is beyond another's; none where that is all. A measure that the other lacks altogether is whole.
    pub fn without(&self, other: &Self) -> Option<Self> {
        let mut rest = Self::default();
        for (currency, sums) in &self.0 {
            let less = sums.without(other.0.get(currency).copied().unwrap_or_default());
            if less.is_something() {
                rest.add(currency, less);
            }
        }
        (!rest.0.is_empty()).then_some(rest)
    }

    /// The figures with money in one currency. What was counted under another one is not divided by it: it would look cheaper.
    pub fn view(&self, currency: &str) -> MetricsView {
        let mut all = Sums::default();
        self.0.values().for_each(|sums| all += *sums);
        let paid = self.0.get(currency).copied().unwrap_or_default();
        let (impressions, clicks) = (i128::from(all.impressions), i128::from(all.clicks));
        let percent = |part: i64, whole| Decimal::ratio(i128::from(part) * 100, whole, 2);
        let apart = self.0.iter().filter(|(other, sums)| *other != currency && sums.has_money());
        MetricsView {
            impressions: all.impressions,
            clicks: all.clicks,
            conversions: all.conversions_millionths.map(Decimal::millionths),
            spend: Decimal::millionths(paid.spend_micros),
            revenue: paid.conversion_value_micros.map(Decimal::millionths),
            leads: all.leads,
            video_views: all.video_views,
            engagements: all.engagements,
            ctr: percent(all.clicks, impressions),
            conversion_rate: all.conversions_millionths.and_then(|it| percent(it, clicks * i128::from(UNIT))),
            engagement_rate: all.engagements.and_then(|it| percent(it, impressions)),
            cpc: Decimal::each(paid.spend_micros, i128::from(paid.clicks)),
            cpm: Decimal::ratio(i128::from(paid.spend_micros), i128::from(paid.impressions) * 1000, 6),
            cpa: paid.conversions_millionths.and_then(|it| Decimal::ratio(i128::from(paid.spend_micros), it.into(), 6)),
            roas: paid.conversion_value_micros.and_then(|it| Decimal::ratio(it.into(), paid.spend_micros.into(), 2)),
            other_currencies: apart.map(|(currency, sums)| MoneyView::of(currency, sums)).collect(),
        }
    }

    /// What was spent in one currency.
    pub fn spent(&self, currency: &str) -> Micros {
        Micros(self.0.get(currency).map_or(0, |sums| sums.spend_micros))
    }
}

impl Sums {
    fn without(self, other: Self) -> Self {
        let less = |one: Option<i64>, other: Option<i64>| one.map(|one| one.saturating_sub(other.unwrap_or(0)));
        Self {
            impressions: self.impressions.saturating_sub(other.impressions),
            clicks: self.clicks.saturating_sub(other.clicks),
            spend_micros: self.spend_micros.saturating_sub(other.spend_micros),
            conversions_millionths: less(self.conversions_millionths, other.conversions_millionths),
            conversion_value_micros: less(self.conversion_value_micros, other.conversion_value_micros),
            leads: less(self.leads, other.leads),
            video_views: less(self.video_views, other.video_views),
            engagements: less(self.engagements, other.engagements),
        }
    }

    fn is_something(&self) -> bool {
        let Self { impressions, clicks, spend_micros, .. } = *self;
        let rest =
            [self.conversions_millionths, self.conversion_value_micros, self.leads, self.video_views, self.engagements];
        [impressions, clicks, spend_micros].into_iter().chain(rest.into_iter().flatten()).any(|it| it != 0)
    }

    const fn has_money(&self) -> bool {
        self.spend_micros != 0 || matches!(self.conversion_value_micros, Some(value) if value != 0)
    }
}

/// What was counted, and the ratios of the sums. A ratio is null where there is nothing to divide by; a measure where no platform of these counts it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Metrics)]
pub struct MetricsView {
    /// Times shown.
    pub impressions: i64,
    /// Clicks.
    pub clicks: i64,
    /// Conversions; with a fraction where a platform shares one among ads.
    pub conversions: Option<Decimal>,
    /// What was spent, in units of the currency beside it.
    pub spend: Decimal,
    /// What conversions were worth, in the same currency.
    pub revenue: Option<Decimal>,
    /// Leads.
    pub leads: Option<i64>,
    /// Views of videos.
    pub video_views: Option<i64>,
    /// Likes, comments, shares and the like.
    pub engagements: Option<i64>,
    /// Clicks per impression, in percent.
    pub ctr: Option<Decimal>,
    /// Conversions per click, in percent.
    pub conversion_rate: Option<Decimal>,
    /// Engagements per impression, in percent.
    pub engagement_rate: Option<Decimal>,
    /// Spend per click, of what was paid in the currency; so are the three below.
    pub cpc: Option<Decimal>,
    /// Spend per thousand impressions.
    pub cpm: Option<Decimal>,
    /// Spend per conversion.
    pub cpa: Option<Decimal>,
    /// Revenue per spend.
    pub roas: Option<Decimal>,
    /// What was spent and earned in other currencies: never added to the above.
    pub other_currencies: Vec<MoneyView>,
}

/// Whether more of a measure is better, or less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    /// More.
    More,
    /// Less.
    Less,
}

impl MetricsView {
    /// Each measure: its name, what is better, and whether it is money.
    pub const MEASURES: [(&'static str, Better, bool); 15] = [
        ("impressions", Better::More, false),
        ("clicks", Better::More, false),
        ("conversions", Better::More, false),
        ("spend", Better::Less, true),
        ("revenue", Better::More, true),
        ("leads", Better::More, false),
        ("video_views", Better::More, false),
        ("engagements", Better::More, false),
        ("ctr", Better::More, false),
        ("conversion_rate", Better::More, false),
        ("engagement_rate", Better::More, false),
        ("cpc", Better::Less, true),
        ("cpm", Better::Less, true),
        ("cpa", Better::Less, true),
        ("roas", Better::More, false),
    ];

    /// The measures, in the same order.
    pub fn measures(&self) -> [Option<Decimal>; 15] {
        let whole = |count: i64| Decimal::whole(count);
        [
            whole(self.impressions),
            whole(self.clicks),
            self.conversions,
            Some(self.spend),
            self.revenue,
            self.leads.and_then(whole),
            self.video_views.and_then(whole),
            self.engagements.and_then(whole),
            self.ctr,
            self.conversion_rate,
            self.engagement_rate,
            self.cpc,
            self.cpm,
            self.cpa,
            self.roas,
        ]
    }

    /// How much more each measure is than it was, in percent to two places; none where it was nothing or is not counted.
    pub fn change_from(&self, before: &Self) -> BTreeMap<&'static str, Decimal> {
        let change = |now: Option<Decimal>, then: Option<Decimal>| {
            let (now, then) = (i128::from(now?.0.0), i128::from(then?.0.0));
            Decimal::ratio((now - then) * 100, then, 2)
        };
        let names = Self::MEASURES.into_iter().map(|(name, ..)| name);
        let changes = self.measures().into_iter().zip(before.measures()).map(|(now, then)| change(now, then));
        names.zip(changes).filter_map(|(name, change)| Some((name, change?))).collect()
    }
}

/// Money in one currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = MetricsMoney)]
pub struct MoneyView {
    /// ISO 4217.
    pub currency: String,
    /// What was spent.
    pub spend: Decimal,
    /// What conversions were worth.
    pub revenue: Option<Decimal>,
}

impl MoneyView {
    fn of(currency: &str, sums: &Sums) -> Self {
        Self {
            currency: currency.to_owned(),
            spend: Decimal::millionths(sums.spend_micros),
            revenue: sums.conversion_value_micros.map(Decimal::millionths),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Figures, Sums};

    fn sums(impressions: i64, clicks: i64, spend: i64, conversions: Option<i64>) -> Sums {
        let conversions_millionths = conversions.map(|it| it * 1_000_000);
        Sums { impressions, clicks, spend_micros: spend * 1_000_000, conversions_millionths, ..Sums::default() }
    }

    #[test]
    fn ratios_come_from_sums_and_are_null_where_nothing_divides() {
        let mut figures = Figures::default();
        figures.add("SAR", sums(1_000, 10, 5, Some(2)));
        figures.add("SAR", sums(3_000, 90, 15, None));
        let told = serde_json::to_value(figures.view("SAR")).expect("JSON");
        assert_eq!((&told["ctr"], &told["cpc"], &told["cpm"]), (&2.5.into(), &0.2.into(), &5.into()));
        assert_eq!((&told["cpa"], &told["conversion_rate"]), (&10.into(), &2.into()));
        assert!(told["roas"].is_null() && told["revenue"].is_null() && told["leads"].is_null());
        let nothing = serde_json::to_value(Figures::default().view("SAR")).expect("JSON");
        assert!(nothing["ctr"].is_null() && nothing["cpc"].is_null() && nothing["conversions"].is_null());
        assert_eq!(nothing["spend"], 0);
    }

    #[test]
    fn amounts_of_two_currencies_stay_apart() {
        let mut figures = Figures::default();
        figures.add("SAR", sums(1_000, 10, 5, None));
        figures.add("USD", sums(1_000, 40, 8, None));
        let told = serde_json::to_value(figures.view("SAR")).expect("JSON");
        assert_eq!((&told["spend"], &told["clicks"], &told["cpc"]), (&5.into(), &50.into(), &0.5.into()));
        assert_eq!(told["other_currencies"][0]["currency"], "USD");
        assert_eq!(told["other_currencies"][0]["spend"], 8);
        let other = serde_json::to_value(figures.view("EGP")).expect("JSON");
        assert_eq!((&other["spend"], other["cpc"].is_null()), (&0.into(), true));
    }

    proptest! {
        #[test]
        fn the_sum_of_parts_is_the_sum(parts in prop::collection::vec((0..1_000_000_i64, 0..10_000_i64, 0..1_000_i64, prop::option::of(0..50_i64), 0..3_usize), 0..40)) {
            let currencies = ["SAR", "USD", "JPY"];
            let (mut all, mut halves) = (Figures::default(), [Figures::default(), Figures::default()]);
            for (place, (impressions, clicks, spend, conversions, currency)) in parts.into_iter().enumerate() {
                let part = sums(impressions, clicks, spend, conversions);
                all.add(currencies[currency], part);
                halves[place % 2].add(currencies[currency], part);
            }
            let [mut one, other] = halves;
            one.add_all(&other);
            prop_assert_eq!(one, all);
        }
    }
}
