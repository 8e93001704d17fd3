//! Reports of orgs as files in the data folder.

use std::path::PathBuf;

use chrono::{Days, NaiveDate};
use cmis_base::id::{Id, Org};
use cmis_render::Book;
use serde::Serialize;

use super::orgs;
use crate::{
    http::error::ApiError,
    metrics::{
        export::{self, Report},
        period::{Granularity, Period, WeekStart},
        routes::{Dimension, Filter, file::Format},
        sight::Sight,
    },
    state::App,
};

/// What is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Days, platforms, campaigns.
    Performance,
    /// Who was reached, where, on what, and how far they came.
    Analytics,
}

/// Of which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// Yesterday.
    Day,
    /// The last week that is over, as the org's weeks begin.
    Week,
    /// The last month that is over.
    Month,
}

/// A file that was written.
#[derive(Clone, Debug, Serialize)]
pub struct Written {
    /// Whose.
    pub org_id: Id<Org>,
    /// What it is called.
    pub org: String,
    /// The days.
    pub period: Period,
    /// Where it stands.
    pub file: PathBuf,
    /// How large it is.
    pub bytes: u64,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Performance => "performance",
            Self::Analytics => "analytics",
        }
    }

    /// The tables, the most important one first.
    fn parts(self) -> &'static [(Report, Option<Dimension>)] {
        match self {
            Self::Performance => &[(Report::Overview, None)],
            Self::Analytics => &[
                (Report::Demographics, None),
                (Report::Geo, None),
                (Report::Breakdown, Some(Dimension::Device)),
                (Report::Breakdown, Some(Dimension::Placement)),
                (Report::Funnel, None),
            ],
        }
    }
}

impl Every {
    fn before(self, today: NaiveDate, week: WeekStart) -> Period {
        let span = match self {
            Self::Day => Granularity::Day,
            Self::Week => Granularity::Week,
            Self::Month => Granularity::Month,
        };
        let end_date = span.span_of(today, week) - Days::new(1);
        Period { start_date: span.span_of(end_date, week), end_date }
    }
}

/// Writes a report of one org (id or name), or of each, in the org's own language.
pub async fn write(app: &App, kind: Kind, every: Every, org: Option<&str>) -> Result<Vec<Written>, ApiError> {
    let of = match org {
        Some(text) => {
            let mut tx = app.system("command line: report").await?;
            let found = orgs::find(&mut tx, text).await?;
            tx.commit().await?;
            vec![(found.id, found.name)]
        }
        None => orgs::list(app).await?.into_iter().filter(|it| !it.suspended).map(|it| (it.id, it.name)).collect(),
    };
    let mut written = Vec::new();
    for (id, name) in of {
        written.extend(of_org(app, kind, every, id, &name).await?);
    }
    Ok(written)
}

async fn of_org(app: &App, kind: Kind, every: Every, id: Id<Org>, name: &str) -> Result<Vec<Written>, ApiError> {
    let mut tx = app.tenant(id).await?;
    let sight = Sight::whole(&mut tx, app).await?;
    let period = every.before(sight.today, WeekStart::of(&sight.settings.week_start));
    let mut book: Option<Book> = None;
    for (report, group_by) in kind.parts() {
        let days = (Some(period.start_date), Some(period.end_date));
        let filter = Filter { start_date: days.0, end_date: days.1, group_by: *group_by, ..Filter::default() };
        let (part, _) = export::book(&mut tx, &sight, *report, &filter).await?;
        book = match book {
            None => Some(part),
            Some(mut whole) => {
                whole.extend(part);
                Some(whole)
            }
        };
    }
    tx.commit().await?;
    let Some(book) = book else { return Ok(Vec::new()) };
    let folder = app.settings.files.join("reports").join(id.to_string());
    tokio::fs::create_dir_all(&folder).await.map_err(ApiError::internal)?;
    let mut written = Vec::new();
    for format in [Format::Xlsx, Format::Csv] {
        let bytes = format.write(book.clone()).await.map_err(ApiError::internal)?;
        let Period { start_date, end_date } = period;
        let file = folder.join(format!("{}-{start_date}-{end_date}.{}", kind.as_str(), format.as_str()));
        tokio::fs::write(&file, &bytes).await.map_err(ApiError::internal)?;
        let bytes = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        written.push(Written { org_id: id, org: name.to_owned(), period, file, bytes });
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::Every;
    use crate::metrics::period::WeekStart;

    #[test]
    fn reports_are_of_what_is_over() {
        let day = |text: &str| text.parse::<NaiveDate>().expect("a day");
        for (every, from, to) in [
            (Every::Day, "2026-03-03", "2026-03-03"),
            (Every::Week, "2026-02-22", "2026-02-28"),
            (Every::Month, "2026-02-01", "2026-02-28"),
        ] {
            let period = every.before(day("2026-03-04"), WeekStart::Sunday);
            assert_eq!((period.start_date, period.end_date), (day(from), day(to)), "{every:?}");
        }
    }
}
