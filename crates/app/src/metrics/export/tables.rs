//! Tables of measures: a column for each, a row for each key, and their sum.

use chrono::NaiveDate;
use cmis_render::{Cell, Column, Kind, Table, Total};

use crate::{
    http::words::{Say, locale, lookup},
    metrics::{
        answer::UNKNOWN,
        decimal::Decimal,
        model::MetricsView,
        routes::{Dimension, series},
    },
};

/// The columns that say what a row is of.
pub struct Keys(pub Vec<(String, Kind)>);

/// A word of the file.
pub fn word(key: &'static str) -> String {
    Say::new(key).here()
}

/// One whose key is put together; what has no word is called as it is.
fn named(group: &str, key: &str) -> String {
    lookup(locale(), &format!("{group}-{}", key.replace('_', "-")), &[]).unwrap_or_else(|| key.to_owned())
}

/// What a measure is called.
pub fn measure(name: &str) -> String {
    named("export-measure", name)
}

/// What a state of a campaign is called.
pub fn status(name: &str) -> String {
    named("campaign-status", name)
}

/// What a step of the funnel is called.
pub fn stage(name: &str) -> String {
    named("export-stage", name)
}

/// What a group is called.
pub fn key(by: Dimension, key: &str, name: Option<&str>) -> String {
    if let Some(name) = name {
        return name.to_owned();
    }
    match by {
        _ if key == UNKNOWN || key.is_empty() => word("export-unknown"),
        Dimension::Platform => named("platform", key),
        Dimension::Gender => named("export-gender", key),
        _ => key.to_owned(),
    }
}

/// Both of `age=25-34;gender=female`.
pub fn age_and_gender(part: &str) -> (String, String) {
    let (age, gender) = series::age_and_gender(part);
    (key(Dimension::Age, age, None), key(Dimension::Gender, gender, None))
}

/// Words.
pub fn text(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// A day.
pub const fn day(day: NaiveDate) -> Cell {
    Cell::Date(day)
}

/// A number, or nothing.
pub fn number(number: Option<Decimal>) -> Cell {
    number.map_or(Cell::Empty, |number| Cell::Number(number.0))
}

/// A column that is not summed up.
pub const fn column(title: String, kind: Kind) -> Column {
    Column { title, kind, total: Total::None }
}

/// Of each measure its kind, and how its sum follows: the places are those of measures.
const MEASURES: [(Kind, Total); 15] = [
    (Kind::Count, Total::Sum),
    (Kind::Count, Total::Sum),
    (Kind::Count, Total::Sum),
    (Kind::Amount, Total::Sum),
    (Kind::Amount, Total::Sum),
    (Kind::Count, Total::Sum),
    (Kind::Count, Total::Sum),
    (Kind::Count, Total::Sum),
    (Kind::Percent, Total::Ratio { part: 1, whole: 0, times: 1 }),
    (Kind::Percent, Total::Ratio { part: 2, whole: 1, times: 1 }),
    (Kind::Percent, Total::Ratio { part: 7, whole: 0, times: 1 }),
    (Kind::Amount, Total::Ratio { part: 3, whole: 1, times: 1 }),
    (Kind::Amount, Total::Ratio { part: 3, whole: 0, times: 1000 }),
    (Kind::Amount, Total::Ratio { part: 3, whole: 2, times: 1 }),
    (Kind::Amount, Total::Ratio { part: 4, whole: 3, times: 1 }),
];

/// Rows of measures. Without a currency that is one for all, money is not summed up; where some was spent in others besides, ratios of money are
/// told and not worked out: what was counted under another currency does not divide it.
pub fn measured(
    name: String,
    Keys(keys): Keys,
    rows: Vec<(Vec<Cell>, &MetricsView)>,
    all: Option<&MetricsView>,
    currency: Option<&str>,
) -> Table {
    let before = keys.len();
    let is_mixed = rows.iter().any(|(_, metrics)| !metrics.other_currencies.is_empty());
    let mut columns: Vec<Column> = keys.into_iter().map(|(title, kind)| column(title, kind)).collect();
    for ((name, _, is_money), (kind, total)) in MetricsView::MEASURES.into_iter().zip(MEASURES) {
        let title = match currency {
            Some(currency) if is_money => format!("{} ({currency})", measure(name)),
            _ => measure(name),
        };
        let total = match total {
            _ if kind == Kind::Amount && currency.is_none() => Total::None,
            Total::Ratio { .. } if is_mixed && kind == Kind::Amount => Total::None,
            Total::Ratio { part, whole, times } => Total::Ratio { part: before + part, whole: before + whole, times },
            plain => plain,
        };
        columns.push(Column { title, kind, total });
    }
    if is_mixed {
        columns.push(column(word("export-other-currencies"), Kind::Text));
    }
    let cells = |metrics: &MetricsView| {
        let measures = metrics.measures().into_iter().map(number);
        let others = is_mixed.then(|| text(&others(metrics)));
        measures.chain(others).collect::<Vec<Cell>>()
    };
    let total = all.map(|all| {
        let mut cells: Vec<Cell> = std::iter::repeat_n(Cell::Empty, before).chain(cells(all)).collect();
        if currency.is_none() {
            let money = columns.iter().zip(&mut cells).filter(|(column, _)| column.kind == Kind::Amount);
            money.for_each(|(_, cell)| *cell = Cell::Empty);
        }
        (word("export-total"), cells)
    });
    let rows = rows.into_iter().map(|(keys, metrics)| keys.into_iter().chain(cells(metrics)).collect()).collect();
    Table { name, columns, rows, total, chart: None }
}

/// What was spent and earned in other currencies: `USD 12.5`.
fn others(metrics: &MetricsView) -> String {
    let told = metrics.other_currencies.iter().map(|money| format!("{} {}", money.currency, money.spend.0));
    told.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use cmis_render::{Cell, Kind, Total};

    use super::{Keys, MEASURES, measured, text};
    use crate::metrics::{
        decimal::Decimal,
        model::{Figures, MetricsView, Sums},
    };

    fn figures(currency: &str, impressions: i64) -> Figures {
        let mut figures = Figures::default();
        let sums = Sums {
            impressions,
            clicks: impressions / 10,
            spend_micros: impressions * 20_000,
            conversions_millionths: Some(impressions * 10_000),
            conversion_value_micros: Some(impressions * 60_000),
            engagements: Some(impressions / 5),
            ..Sums::default()
        };
        figures.add(currency, sums);
        figures
    }

    #[test]
    fn a_ratio_is_worked_out_of_the_measures_that_it_is_made_of() {
        let view = figures("SAR", 3_000).view("SAR");
        let measures = view.measures();
        let ratios = MEASURES.iter().filter(|(_, total)| matches!(total, Total::Ratio { .. }));
        assert_eq!(ratios.count(), 7);
        for (place, (kind, total)) in MEASURES.into_iter().enumerate() {
            let name = MetricsView::MEASURES[place].0;
            let Total::Ratio { part, whole, times } = total else { continue };
            let micros = |place: usize| i128::from(measures[place].expect("counted").0.0);
            let percent = if kind == Kind::Percent { 100 } else { 1 };
            let told = Decimal::ratio(micros(part) * i128::from(times) * percent, micros(whole), 2);
            assert_eq!(told, measures[place], "{name}");
        }
    }

    #[test]
    fn money_of_two_currencies_has_no_sum() {
        let (one, other) = (figures("SAR", 1_000).view("SAR"), figures("USD", 500).view("USD"));
        let mut all = figures("SAR", 1_000);
        all.add_all(&figures("USD", 500));
        let all = all.view("SAR");
        let keys = Keys(vec![("x".to_owned(), Kind::Text)]);
        let table =
            measured("x".to_owned(), keys, vec![(vec![text("a")], &one), (vec![text("b")], &other)], Some(&all), None);
        let (_, sums) = table.total.expect("a sum");
        assert_eq!((table.columns[4].total, &sums[4]), (Total::None, &Cell::Empty));
        assert_eq!((table.columns[15].total, &sums[15]), (Total::None, &Cell::Empty));
        assert_eq!(table.columns[1].total, Total::Sum);
        assert_eq!(sums[1], Cell::Number(Decimal::whole(1_500).expect("held").0));
    }
}
