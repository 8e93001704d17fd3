//! Sums of numbers: where a platform tells one thing in several rows, or in rows that are one thing to us.

use cmis_base::money::Micros;

use super::Numbers;

impl Numbers {
    /// Adds what was counted besides, and saturates. What only one of them has is what that one has; who was reached twice nobody knows.
    pub fn add(&mut self, more: &Self) {
        let both = |a: Option<i64>, b: Option<i64>| match (a, b) {
            (Some(a), Some(b)) => Some(a.saturating_add(b)),
            (a, b) => a.or(b),
        };
        let value = |numbers: &Self| numbers.conversion_value.map(|value| value.0);
        *self = Self {
            impressions: self.impressions.saturating_add(more.impressions),
            clicks: self.clicks.saturating_add(more.clicks),
            spend: [self.spend, more.spend].into_iter().sum(),
            conversions: both(self.conversions, more.conversions),
            conversion_value: both(value(self), value(more)).map(Micros),
            leads: both(self.leads, more.leads),
            video_views: both(self.video_views, more.video_views),
            engagements: both(self.engagements, more.engagements),
            reach: None,
        };
    }

    /// Whether nothing was counted at all.
    pub fn is_nothing(&self) -> bool {
        let Self { impressions, clicks, spend, conversions, conversion_value, leads, video_views, engagements, reach } =
            *self;
        let value = conversion_value.map(|value| value.0);
        let others = [conversions, value, leads, video_views, engagements, reach].into_iter().flatten();
        [impressions, clicks, spend.0].into_iter().chain(others).all(|number| number == 0)
    }
}

#[cfg(test)]
mod tests {
    use cmis_base::money::Micros;

    use super::Numbers;

    #[test]
    fn what_only_one_has_is_kept_and_nothing_overflows() {
        let mut sum = Numbers { impressions: i64::MAX, leads: Some(2), reach: Some(5), ..Numbers::default() };
        let more = Numbers {
            impressions: 1,
            clicks: 3,
            spend: Micros(7),
            conversion_value: Some(Micros(4)),
            leads: Some(1),
            reach: Some(5),
            ..Numbers::default()
        };
        sum.add(&more);
        let expected = Numbers { impressions: i64::MAX, leads: Some(3), reach: None, ..more };
        assert_eq!(sum, expected);
    }

    #[test]
    fn zeros_are_nothing_and_anything_else_is_something() {
        assert!(Numbers { leads: Some(0), conversion_value: Some(Micros(0)), ..Numbers::default() }.is_nothing());
        assert!(!Numbers { reach: Some(1), ..Numbers::default() }.is_nothing());
        assert!(!Numbers { spend: Micros(1), ..Numbers::default() }.is_nothing());
    }
}
