//! Numbers as they are answered: over time, and by what they are made of.

use std::collections::BTreeMap;

use cmis_db::Conn;
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    model::{Figures, MetricsView},
    period::{Granularity, Period, Span, WeekStart},
    queries::{self, By, Grain, Keyed, Scope, Split},
};

/// What parts are called of which a platform does not say whose they are.
pub const UNKNOWN: &str = "unknown";

/// Figures over time.
#[derive(Clone, Debug, Default)]
pub struct Course {
    /// Of all the time.
    pub all: Figures,
    points: BTreeMap<Span, Figures>,
    /// The last span of which anything was told.
    last: Option<Span>,
}

/// The figures of a span.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MetricsPoint)]
pub struct PointView {
    /// Which.
    #[serde(flatten)]
    pub span: Span,
    /// Its figures.
    #[serde(flatten)]
    pub metrics: MetricsView,
}

impl Course {
    /// Of a period in which nothing was counted.
    pub fn empty(period: Period, (by, week): (Granularity, WeekStart)) -> Self {
        let points = period.spans(by, week).into_iter().map(|span| (span, Figures::default())).collect();
        Self { points, ..Self::default() }
    }

    /// The points, money in one currency.
    pub fn points(&self, currency: &str) -> Vec<PointView> {
        let view = |(span, figures): (&Span, &Figures)| PointView { span: *span, metrics: figures.view(currency) };
        self.points.iter().map(view).collect()
    }

    fn add(&mut self, row: &Keyed, (by, week): (Granularity, WeekStart), period: Period) {
        let date = by.span_of(row.day, week).max(period.start_date);
        let span = Span { date, hour: row.hour };
        self.points.entry(span).or_default().add(&row.currency, row.sums);
        self.last = self.last.max(Some(span));
    }
}

/// Sums and their course, with how they were before.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MetricsTrend)]
pub struct TrendView {
    /// The sums.
    #[serde(flatten)]
    pub metrics: MetricsView,
    /// ISO 4217: of all amounts here.
    pub currency: String,
    /// The days.
    pub period: Period,
    /// A point for each span of the period, those with nothing among them.
    pub series: Vec<PointView>,
    /// How it was before, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub previous: Option<PreviousView>,
}

/// How it was before.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = PreviousMetrics)]
pub struct PreviousView {
    /// As many days, just before.
    pub period: Period,
    /// The sums of these.
    pub metrics: MetricsView,
    /// A point for each span of them.
    pub series: Vec<PointView>,
}

impl TrendView {
    /// Of a period, and of as many days before.
    pub fn of(now: &Course, before: Option<&Course>, period: Period, currency: String) -> Self {
        let previous = |course: &Course| PreviousView {
            period: period.before(),
            metrics: course.all.view(&currency),
            series: course.points(&currency),
        };
        Self {
            metrics: now.all.view(&currency),
            period,
            series: now.points(&currency),
            previous: before.map(previous),
            currency,
        }
    }
}

/// Figures over the spans of a period: those with nothing are there too. Of hours the sum is that of their days, of which more may be known.
pub async fn course(
    conn: &mut Conn,
    scope: Scope<'_>,
    (by, week): (Granularity, WeekStart),
) -> Result<Course, sqlx::Error> {
    let mut course = Course::empty(scope.period, (by, week));
    for row in queries::sums(conn, scope, None, Grain::Day).await? {
        course.all.add(&row.currency, row.sums);
        if by != Granularity::Hour {
            course.add(&row, (by, week), scope.period);
        }
    }
    if by == Granularity::Hour {
        for row in queries::sums(conn, scope, None, Grain::Hour).await? {
            course.add(&row, (by, week), scope.period);
        }
        until_last(std::slice::from_mut(&mut course));
    }
    Ok(course)
}

/// Leaves out the hours after the last one of which any of these tells: they are to come, or not known yet.
fn until_last<'a>(courses: impl IntoIterator<Item = &'a mut Course>) {
    let courses: Vec<&mut Course> = courses.into_iter().collect();
    if let Some(last) = courses.iter().filter_map(|course| course.last).max() {
        courses.into_iter().for_each(|course| course.points.retain(|span, _| *span <= last));
    }
}

/// Figures over the spans of a period, by a key.
pub async fn courses(
    conn: &mut Conn,
    scope: Scope<'_>,
    key: By,
    (by, week): (Granularity, WeekStart),
) -> Result<BTreeMap<String, Course>, sqlx::Error> {
    let mut courses: BTreeMap<String, Course> = BTreeMap::new();
    let empty = Course::empty(scope.period, (by, week));
    for row in queries::sums(conn, scope, Some(key), Grain::Day).await? {
        let course = courses.entry(row.key.clone()).or_insert_with(|| empty.clone());
        course.all.add(&row.currency, row.sums);
        if by != Granularity::Hour {
            course.add(&row, (by, week), scope.period);
        }
    }
    if by == Granularity::Hour {
        for row in queries::sums(conn, scope, Some(key), Grain::Hour).await? {
            courses.entry(row.key.clone()).or_insert_with(|| empty.clone()).add(&row, (by, week), scope.period);
        }
        until_last(courses.values_mut());
    }
    Ok(courses)
}

/// Groups that a chart has room for.
const MOST_SERIES: usize = 10;

/// The figures under a key, over time.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MetricsSeries)]
pub struct SeriesView {
    /// The platform's word, an id, or a part as platforms tell it.
    pub key: String,
    /// What it is called, where that is not the key.
    pub name: Option<String>,
    /// Its sums.
    pub metrics: MetricsView,
    /// A point for each span.
    pub series: Vec<PointView>,
}

/// The courses that were shown most, ten at most.
pub fn most_shown(
    courses: BTreeMap<String, Course>,
    currency: &str,
    names: &BTreeMap<String, String>,
) -> Vec<SeriesView> {
    let view = |(key, course): (String, Course)| SeriesView {
        name: names.get(&key).cloned(),
        metrics: course.all.view(currency),
        series: course.points(currency),
        key,
    };
    let mut series: Vec<SeriesView> = courses.into_iter().map(view).collect();
    series.sort_by_key(|it| std::cmp::Reverse(it.metrics.impressions));
    series.truncate(MOST_SERIES);
    series
}

/// Figures by a key.
#[derive(Clone, Debug, Default)]
pub struct Groups(BTreeMap<String, Figures>);

/// The figures under a key.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = MetricsGroup)]
pub struct GroupView {
    /// The platform's word, an id, or a part as platforms tell it; `unknown` for what they do not tell.
    pub key: String,
    /// What it is called, where that is not the key.
    pub name: Option<String>,
    /// Its figures.
    #[serde(flatten)]
    pub metrics: MetricsView,
}

impl Groups {
    fn of(rows: impl IntoIterator<Item = Keyed>, all: &Figures) -> Self {
        let mut groups: BTreeMap<String, Figures> = BTreeMap::new();
        let mut told = Figures::default();
        for row in rows {
            told.add(&row.currency, row.sums);
            groups.entry(row.key).or_default().add(&row.currency, row.sums);
        }
        if let Some(rest) = all.without(&told) {
            groups.entry(UNKNOWN.to_owned()).or_default().add_all(&rest);
        }
        Self(groups)
    }

    /// Their keys.
    pub fn keys(&self) -> impl Iterator<Item = &String> {
        self.0.keys()
    }

    /// The groups, most shown first, money in one currency.
    pub fn view(self, currency: &str, names: &BTreeMap<String, String>) -> Vec<GroupView> {
        let view = |(key, figures): (String, Figures)| GroupView {
            name: names.get(&key).cloned(),
            metrics: figures.view(currency),
            key,
        };
        let mut groups: Vec<GroupView> = self.0.into_iter().map(view).collect();
        groups.sort_by(|one, other| {
            let (last_one, last_other) = (one.key == UNKNOWN, other.key == UNKNOWN);
            last_one.cmp(&last_other).then(other.metrics.impressions.cmp(&one.metrics.impressions))
        });
        groups
    }
}

/// What the figures of a period are made of. What the parts lack of the whole stands under `unknown`, so that they add up to it.
pub async fn groups(conn: &mut Conn, scope: Scope<'_>, by: By, all: &Figures) -> Result<Groups, sqlx::Error> {
    Ok(Groups::of(queries::sums(conn, scope, Some(by), Grain::Whole).await?, all))
}

/// The same by age, by gender and by both, which are read from the same parts.
pub async fn ages_and_genders(conn: &mut Conn, scope: Scope<'_>, all: &Figures) -> Result<[Groups; 3], sqlx::Error> {
    let rows = queries::parts(conn, scope, Split::AgeAndGender, Grain::Whole).await?;
    Ok([Split::Age, Split::Gender, Split::AgeAndGender].map(|split| {
        let told = rows.iter().filter_map(|row| Some(Keyed { key: split.key_of(&row.key)?, ..row.clone() }));
        Groups::of(told, all)
    }))
}
