//! What is answered about numbers, as tables of a file.

mod tables;

use cmis_db::Conn;
use cmis_render::{Book, Cell, Chart, ChartKind, Kind, Table};
use serde::Deserialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{
    answer,
    model::Figures,
    period::{Granularity, Period},
    queries,
    routes::{
        Dimension, Filter, Question,
        compare::{self, ComparisonView},
        file::Format,
        series::{self, FunnelView},
    },
    sight::Sight,
};
use crate::http::{
    error::ApiError,
    words::{Say, locale},
};
use tables::{Keys, day, measured, text, word};

/// What is written into a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Report {
    /// How everything is doing: days, platforms, campaigns.
    Overview,
    /// All campaigns, each in its own currency.
    Campaigns,
    /// Over time; with `group_by` the groups beside it.
    Timeseries,
    /// What numbers are made of, by `group_by`.
    Breakdown,
    /// By country.
    Geo,
    /// By age and gender.
    Demographics,
    /// Campaigns side by side.
    Compare,
    /// From being seen to an outcome.
    Funnel,
}

impl Report {
    /// What a file of it is called.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overview => "overview",
            Self::Campaigns => "campaigns",
            Self::Timeseries => "timeseries",
            Self::Breakdown => "breakdown",
            Self::Geo => "geo",
            Self::Demographics => "demographics",
            Self::Compare => "compare",
            Self::Funnel => "funnel",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Overview => "export-overview",
            Self::Campaigns => "export-campaigns",
            Self::Timeseries => "export-timeseries",
            Self::Breakdown => "export-breakdown",
            Self::Geo => "export-geo",
            Self::Demographics => "export-demographics",
            Self::Compare => "export-compare",
            Self::Funnel => "export-funnel",
        }
    }
}

/// A report's tables, in the caller's language, and the days that they are of.
pub async fn book(conn: &mut Conn, sight: &Sight, report: Report, filter: &Filter) -> Result<(Book, Period), ApiError> {
    let question = filter.question(sight)?;
    if question.spans.0 == Granularity::Hour {
        return Err(ApiError::field("granularity", "check-hours-file"));
    }
    let currency = sight.settings.currency.as_str();
    let tables = match report {
        Report::Overview => everything(conn, sight, &question).await?,
        Report::Campaigns => vec![campaigns(conn, sight, &question).await?],
        Report::Timeseries => over_time(conn, sight, &question, filter.group_by).await?,
        Report::Breakdown => {
            let by = filter.group_by.ok_or_else(|| ApiError::field("group_by", "check-required"))?;
            vec![broken_down(conn, sight, &question, by).await?]
        }
        Report::Geo => vec![broken_down(conn, sight, &question, Dimension::Country).await?],
        Report::Demographics => by_age_and_gender(conn, sight, &question).await?,
        Report::Compare => compared(&compare::side_by_side(conn, sight, filter).await?),
        Report::Funnel => vec![funnel(&series::from_seen_to_outcome(conn, sight, &question).await?)],
    };
    let Period { start_date, end_date } = question.period;
    let facts = vec![
        (word("export-period"), format!("{start_date} – {end_date}")),
        (word("export-currency"), currency.to_owned()),
        (word("export-days"), word("export-days-of-accounts")),
        (word("export-made"), sight.today.to_string()),
    ];
    let is_rtl = locale().direction() == "rtl";
    Ok((Book { is_rtl, title: Say::new(report.title()).here(), facts, tables }, question.period))
}

/// What a report's file is called.
pub fn file_name(report: Report, period: Period, format: Format) -> String {
    format!("cmis-{}-{}-{}.{}", report.as_str(), period.start_date, period.end_date, format.as_str())
}

/// The line of a table of days.
fn spend_over_time(keys: usize) -> Chart {
    Chart { title: word("export-spend-over-time"), kind: ChartKind::Line, along: 0, values: vec![keys + SPEND] }
}

/// The bars of a table of groups.
fn spend_side_by_side(along: usize, keys: usize) -> Chart {
    Chart { title: word("export-spend-by"), kind: ChartKind::Bar, along, values: vec![keys + SPEND] }
}

/// The place of spend among the measures.
const SPEND: usize = 3;

async fn everything(conn: &mut Conn, sight: &Sight, question: &Question) -> Result<Vec<Table>, ApiError> {
    let mut tables = over_time(conn, sight, question, None).await?;
    tables.push(broken_down(conn, sight, question, Dimension::Platform).await?);
    tables.push(campaigns(conn, sight, question).await?);
    Ok(tables)
}

async fn over_time(
    conn: &mut Conn,
    sight: &Sight,
    question: &Question,
    by: Option<Dimension>,
) -> Result<Vec<Table>, ApiError> {
    let told = series::over_time(conn, sight, question, by).await?;
    let rows = told.series.iter().map(|point| (vec![day(point.span.date)], &point.metrics)).collect();
    let keys = Keys(vec![(word(span(question.spans.0)), Kind::Date)]);
    let mut days = measured(word("export-over-time"), keys, rows, Some(&told.metrics), Some(&told.currency));
    days.chart = Some(spend_over_time(1));
    let mut tables = vec![days];
    if let (Some(by), Some(groups)) = (by, &told.groups) {
        let rows = groups.iter().flat_map(|group| {
            let name = tables::key(by, &group.key, group.name.as_deref());
            group.series.iter().map(move |point| (vec![day(point.span.date), text(&name)], &point.metrics))
        });
        let keys = Keys(vec![(word(span(question.spans.0)), Kind::Date), (word(dimension(by)), Kind::Text)]);
        tables.push(measured(word(dimension(by)), keys, rows.collect(), None, Some(&told.currency)));
    }
    Ok(tables)
}

const fn span(granularity: Granularity) -> &'static str {
    match granularity {
        Granularity::Hour | Granularity::Day => "export-day",
        Granularity::Week => "export-week",
        Granularity::Month => "export-month",
        Granularity::Year => "export-year",
    }
}

const fn dimension(by: Dimension) -> &'static str {
    match by {
        Dimension::Platform => "export-platform",
        Dimension::Account => "export-account",
        Dimension::Campaign => "export-campaign",
        Dimension::Age => "export-age",
        Dimension::Gender => "export-gender",
        Dimension::Country => "export-country",
        Dimension::Placement => "export-placement",
        Dimension::Device => "export-device",
    }
}

async fn broken_down(conn: &mut Conn, sight: &Sight, question: &Question, by: Dimension) -> Result<Table, ApiError> {
    let told = series::broken_down(conn, sight, question, by).await?;
    let name = |group: &answer::GroupView| tables::key(by, &group.key, group.name.as_deref());
    let rows = told.groups.iter().map(|group| (vec![text(&name(group))], &group.metrics)).collect();
    let keys = Keys(vec![(word(dimension(by)), Kind::Text)]);
    let mut table = measured(word(dimension(by)), keys, rows, Some(&told.metrics), Some(&told.currency));
    table.chart = Some(spend_side_by_side(0, 1));
    Ok(table)
}

async fn by_age_and_gender(conn: &mut Conn, sight: &Sight, question: &Question) -> Result<Vec<Table>, ApiError> {
    let told = series::by_age_and_gender(conn, sight, question).await?;
    let (all, currency) = (Some(&told.metrics), Some(told.currency.as_str()));
    let cells = told.cells.iter().map(|cell| {
        let (age, gender) = tables::age_and_gender(&cell.key);
        (vec![text(&age), text(&gender)], &cell.metrics)
    });
    let both = Keys(vec![(word("export-age"), Kind::Text), (word("export-gender"), Kind::Text)]);
    let mut tables = vec![measured(word("export-demographics"), both, cells.collect(), all, currency)];
    for (by, groups) in [(Dimension::Age, &told.ages), (Dimension::Gender, &told.genders)] {
        let rows = groups.iter().map(|group| (vec![text(&tables::key(by, &group.key, None))], &group.metrics));
        let keys = Keys(vec![(word(dimension(by)), Kind::Text)]);
        let mut table = measured(word(dimension(by)), keys, rows.collect(), all, currency);
        table.chart = Some(spend_side_by_side(0, 1));
        tables.push(table);
    }
    Ok(tables)
}

/// Each campaign with its money in its own currency. Sums of money are told only where that is one.
async fn campaigns(conn: &mut Conn, sight: &Sight, question: &Question) -> Result<Table, ApiError> {
    let figures = queries::of_campaigns(conn, question.scope(sight)).await?;
    let ids: Vec<Uuid> = figures.keys().map(|id| id.raw()).collect();
    let names = queries::names(conn, &ids).await?;
    let mut all = Figures::default();
    let mut told = Vec::new();
    for (id, figures) in &figures {
        if let Some(named) = names.get(id) {
            all.add_all(figures);
            told.push((named, figures.view(&named.currency)));
        }
    }
    told.sort_by(|(one, of_one), (other, of_other)| {
        (&one.currency, of_other.spend, &one.name, one.id).cmp(&(&other.currency, of_one.spend, &other.name, other.id))
    });
    let first = told.first().map_or(sight.settings.currency.as_str(), |(named, _)| named.currency.as_str());
    let currency = told.iter().all(|(named, _)| named.currency == first).then_some(first);
    let rows = told.iter().map(|(named, metrics)| (of_campaign(named), metrics)).collect();
    let all = all.view(first);
    let mut table = measured(word("export-campaigns"), campaign_keys(), rows, Some(&all), currency);
    table.chart = currency.filter(|_| told.len() <= MOST_BARS).map(|_| spend_side_by_side(0, 3));
    Ok(table)
}

/// Bars that a chart has room for.
const MOST_BARS: usize = 30;

fn campaign_keys() -> Keys {
    let titles = ["export-campaign", "export-status", "export-currency"];
    Keys(titles.map(|title| (word(title), Kind::Text)).into())
}

fn of_campaign(named: &queries::Named) -> Vec<Cell> {
    vec![text(&named.name), text(&tables::status(&named.status)), text(&named.currency)]
}

fn compared(told: &ComparisonView) -> Vec<Table> {
    let currency = told.campaigns.first().map(|it| it.currency.as_str());
    let currency = currency.filter(|first| told.campaigns.iter().all(|it| it.currency == *first));
    let rows = told
        .campaigns
        .iter()
        .map(|it| (vec![text(&it.name), text(&tables::status(&it.status)), text(&it.currency)], &it.metrics));
    let mut sums = measured(word("export-compare"), campaign_keys(), rows.collect(), None, currency);
    sums.chart = currency.map(|_| spend_side_by_side(0, 3));
    let rows = told
        .campaigns
        .iter()
        .flat_map(|it| it.series.iter().map(move |point| (vec![day(point.span.date), text(&it.name)], &point.metrics)));
    let keys = Keys(vec![(word("export-day"), Kind::Date), (word("export-campaign"), Kind::Text)]);
    vec![sums, measured(word("export-over-time"), keys, rows.collect(), None, currency)]
}

fn funnel(told: &FunnelView) -> Table {
    let kinds = [Kind::Text, Kind::Text, Kind::Count, Kind::Percent, Kind::Percent];
    let titles = ["export-stage", "export-measure", "export-count", "export-rate", "export-drop-off"];
    let row = |stage: &series::StageView| {
        let number = tables::number;
        let measure = tables::measure(stage.measure);
        let name = tables::stage(stage.stage);
        vec![text(&name), text(&measure), number(stage.count), number(stage.rate), number(stage.drop_off)]
    };
    Table {
        name: word("export-funnel"),
        columns: titles.into_iter().zip(kinds).map(|(title, kind)| tables::column(word(title), kind)).collect(),
        rows: told.stages.iter().map(row).collect(),
        total: None,
        chart: None,
    }
}
