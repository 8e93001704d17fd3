//! Sums that are kept beside the numbers (`account_metrics`, `campaign_metrics`, `campaign_parts`), made anew from the numbers themselves.

use chrono::{Datelike, Days, Months, NaiveDate};
use cmis_base::id::{AdAccount, Id, Org};
use cmis_connectors::platform::Window;
use serde::Serialize;

use crate::{
    http::error::ApiError,
    integrations::sync::numbers::queries::{self as numbers, Place},
    metrics::queries,
    state::App,
};

/// The splits that are summed up by part, as `ad_metrics` numbers them.
pub const SPLITS: std::ops::RangeInclusive<i16> = 1..=4;

/// An ad account whose sums were made anew.
#[derive(Clone, Debug, Serialize)]
pub struct Rebuilt {
    /// Whose.
    pub org_id: Id<Org>,
    /// Its organization's name.
    pub org_name: String,
    /// The account.
    pub ad_account_id: Id<AdAccount>,
    /// Its name.
    pub ad_account_name: String,
    /// The first day of its numbers.
    pub from: NaiveDate,
    /// The last one.
    pub to: NaiveDate,
}

/// Makes all sums anew, a month of an account at a time: syncs go on beside it, and what is asked meanwhile is right.
pub async fn rebuild(app: &App) -> Result<Vec<Rebuilt>, ApiError> {
    let mut tx = app.system("rollups: rebuild").await?;
    queries::take_time(&mut tx).await?;
    let accounts = queries::with_numbers(&mut tx).await?;
    tx.commit().await?;
    for it in &accounts {
        for window in months(it.from, it.to) {
            let place = Place { org: it.org_id, account: it.ad_account_id, split: 0, window };
            let mut tx = app.tenant(it.org_id).await?;
            queries::take_time(&mut tx).await?;
            numbers::hold(&mut tx, place).await?;
            numbers::roll_up(&mut tx, place).await?;
            for split in SPLITS {
                numbers::roll_up_parts(&mut tx, Place { split, ..place }).await?;
            }
            tx.commit().await?;
        }
    }
    Ok(accounts)
}

/// The months of some days, the first and the last one as far as they go.
fn months(from: NaiveDate, to: NaiveDate) -> impl Iterator<Item = Window> {
    let after = |day: NaiveDate| day.with_day(1).and_then(|first| first.checked_add_months(Months::new(1)));
    let begins = std::iter::successors(Some(from), move |day| after(*day));
    begins.take_while(move |day| *day <= to).map(move |day| {
        let last = after(day).and_then(|next| next.checked_sub_days(Days::new(1)));
        Window { from: day, to: last.unwrap_or(to).min(to) }
    })
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::months;

    #[test]
    fn days_are_taken_month_by_month() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        let of = |from: &str, to: &str| -> Vec<String> {
            months(day(from), day(to)).map(|window| format!("{}..{}", window.from, window.to)).collect()
        };
        assert_eq!(
            of("2026-11-30", "2027-02-01"),
            ["2026-11-30..2026-11-30", "2026-12-01..2026-12-31", "2027-01-01..2027-01-31", "2027-02-01..2027-02-01"]
        );
        assert_eq!(of("2026-02-03", "2026-02-03"), ["2026-02-03..2026-02-03"]);
    }
}
