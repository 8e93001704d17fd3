//! A spreadsheet: typed cells, totals that are worked out there, charts that are drawn there.

use cmis_base::money::UNIT;
use rust_xlsxwriter::{
    Chart as Picture, ChartType, Color, DocProperties, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet,
    utility::row_col_to_cell,
};

use crate::{Book, Cell, Chart, ChartKind, Column, Kind, Problem, Table, Total};

/// Rows that charts are tall and columns between them and the table.
const ASIDE: u16 = 1;
/// Letters that a sheet's name holds.
const LONGEST_NAME: usize = 31;
/// Letters that a cell holds.
const LONGEST_TEXT: usize = 32_767;
/// Letters that a column is as wide as, at most.
const WIDEST: usize = 48;
const HEAD: Color = Color::RGB(0x1F_2937);
const FAINT: Color = Color::RGB(0xF3_F4F6);

/// The file.
pub fn write(book: &Book) -> Result<Vec<u8>, Problem> {
    let mut workbook = Workbook::new();
    workbook.set_properties(&DocProperties::new().set_title(&book.title));
    let names = names(&book.tables);
    for (table, name) in book.tables.iter().zip(&names) {
        let sheet = workbook.add_worksheet();
        sheet.set_name(name)?.set_right_to_left(book.is_rtl);
        write_sheet(sheet, book, table, name)?;
    }
    Ok(workbook.save_to_buffer()?)
}

/// What sheets are called: what a spreadsheet takes for a name, and none twice.
fn names(tables: &[Table]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (place, table) in tables.iter().enumerate() {
        let plain: String = table.name.chars().filter(|it| !"[]:*?/\\'".contains(*it)).take(LONGEST_NAME).collect();
        let is_taken = names.iter().any(|name| name.to_lowercase() == plain.to_lowercase());
        names.push(if plain.trim().is_empty() || is_taken { (place + 1).to_string() } else { plain });
    }
    names
}

fn write_sheet(sheet: &mut Worksheet, book: &Book, table: &Table, name: &str) -> Result<(), Problem> {
    sheet.write_string_with_format(0, 0, cut(&book.title), &Format::new().set_bold().set_font_size(14))?;
    let mut row = 1;
    for (fact, value) in &book.facts {
        sheet.write_string_with_format(row, 0, cut(fact), &Format::new().set_font_color(Color::Gray))?;
        sheet.write_string(row, 1, cut(value))?;
        row += 1;
    }
    let head = row + 1;
    let styled = Format::new().set_bold().set_font_color(Color::White).set_background_color(HEAD).set_text_wrap();
    for (place, column) in (0_u16..).zip(&table.columns) {
        let align = if column.kind == Kind::Text { FormatAlign::General } else { FormatAlign::Right };
        sheet.write_string_with_format(head, place, cut(&column.title), &styled.clone().set_align(align))?;
        sheet.set_column_width(place, width(table, usize::from(place)))?;
    }
    let first = head + 1;
    let mut below = first;
    for cells in &table.rows {
        for ((place, column), cell) in (0_u16..).zip(&table.columns).zip(cells) {
            write_cell(sheet, (below, place), cell, (column.kind, &format(column.kind)))?;
        }
        below += 1;
    }
    sheet.set_freeze_panes(first, 1)?;
    if below == first {
        return Ok(());
    }
    let last = below - 1;
    let width = u16::try_from(table.columns.len()).unwrap_or(1);
    sheet.autofilter(head, 0, last, width.saturating_sub(1))?;
    if let Some((label, sums)) = &table.total {
        write_total(sheet, table, label, sums, (first, last))?;
    }
    if let Some(chart) = &table.chart {
        let picture = picture(chart, table, name, (head, first, last));
        sheet.insert_chart(head, width + ASIDE, &picture)?;
    }
    Ok(())
}

/// The sum stands right below. What it comes to is stored beside each formula, for readers that do not calculate.
fn write_total(
    sheet: &mut Worksheet,
    table: &Table,
    label: &str,
    sums: &[Cell],
    (first, last): (u32, u32),
) -> Result<(), Problem> {
    let row = last + 1;
    for ((place, column), sum) in (0_u16..).zip(&table.columns).zip(sums) {
        let format = format(column.kind).set_bold().set_background_color(FAINT).set_border_top(FormatBorder::Thin);
        match formula(&table.columns, place, (first, last)).filter(|_| *sum != Cell::Empty) {
            Some(formula) => {
                let formula = Formula::new(formula).set_result(number(sum, column.kind).to_string());
                sheet.write_formula_with_format(row, place, formula, &format)?;
            }
            None if place == 0 => {
                sheet.write_string_with_format(row, place, cut(label), &format)?;
            }
            None => write_cell(sheet, (row, place), sum, (column.kind, &format))?,
        }
    }
    Ok(())
}

/// `SUM(C5:C34)`, and of ratios the one sum over the other.
fn formula(columns: &[Column], place: u16, (first, last): (u32, u32)) -> Option<String> {
    let sum = |place: u16| format!("SUM({}:{})", row_col_to_cell(first, place), row_col_to_cell(last, place));
    match columns.get(usize::from(place))?.total {
        Total::None => None,
        Total::Sum => Some(sum(place)),
        Total::Ratio { part, whole, times } => {
            let (part, whole) = (sum(u16::try_from(part).ok()?), sum(u16::try_from(whole).ok()?));
            let times = if times == 1 { String::new() } else { format!("*{times}") };
            Some(format!("IF({whole}=0,\"\",{part}/{whole}{times})"))
        }
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    cell: &Cell,
    (kind, format): (Kind, &Format),
) -> Result<(), Problem> {
    match cell {
        Cell::Empty => sheet.write_blank(row, place, format)?,
        Cell::Text(text) => sheet.write_string_with_format(row, place, cut(text), format)?,
        Cell::Date(day) => sheet.write_datetime_with_format(row, place, day, format)?,
        Cell::Number(_) => sheet.write_number_with_format(row, place, number(cell, kind), format)?,
    };
    Ok(())
}

/// What a spreadsheet holds of a number. A part of a hundred is one of one there.
#[expect(clippy::cast_precision_loss, reason = "spreadsheets hold nothing better; exact up to 9,007,199,254.740992")]
fn number(cell: &Cell, kind: Kind) -> f64 {
    let Cell::Number(micros) = cell else { return 0.0 };
    let units = micros.0 as f64 / UNIT as f64;
    if kind == Kind::Percent { units / 100.0 } else { units }
}

fn format(kind: Kind) -> Format {
    match kind {
        Kind::Text => Format::new(),
        Kind::Date => Format::new().set_num_format("yyyy-mm-dd").set_align(FormatAlign::Right),
        Kind::Count => Format::new().set_num_format("#,##0.##;-#,##0.##"),
        Kind::Amount => Format::new().set_num_format("#,##0.00"),
        Kind::Percent => Format::new().set_num_format("0.00%"),
    }
}

fn picture(chart: &Chart, table: &Table, name: &str, (head, first, last): (u32, u32, u32)) -> Picture {
    let mut picture = Picture::new(match chart.kind {
        ChartKind::Line => ChartType::Line,
        ChartKind::Bar => ChartType::Column,
    });
    let column = |place: usize| u16::try_from(place).unwrap_or(u16::MAX);
    let along = column(chart.along);
    for place in chart.values.iter().copied().filter(|place| *place < table.columns.len()) {
        let place = column(place);
        picture
            .add_series()
            .set_categories((name, first, along, last, along))
            .set_values((name, first, place, last, place))
            .set_name((name, head, place));
    }
    picture.title().set_name(&chart.title);
    picture.set_width(720).set_height(360);
    picture
}

/// As wide as what stands there, within reason.
fn width(table: &Table, place: usize) -> f64 {
    let title = table.columns[place].title.chars().count().min(16);
    let cell = |row: &Vec<Cell>| match &row[place] {
        Cell::Text(text) => text.chars().count(),
        Cell::Empty | Cell::Date(_) | Cell::Number(_) => 12,
    };
    let longest = table.rows.iter().take(500).map(cell).max().unwrap_or(0);
    f64::from(u16::try_from(title.max(longest).min(WIDEST)).unwrap_or(12)) + 2.0
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};
    use chrono::NaiveDate;
    use cmis_base::money::Micros;

    use crate::{Book, Cell, Chart, ChartKind, Column, Kind, Table, Total};

    fn book() -> Book {
        let column = |title: &str, kind, total| Column { title: title.to_owned(), kind, total };
        let day = |day| Cell::Date(NaiveDate::from_ymd_opt(2026, 11, day).expect("a day"));
        let number = |units: i64| Cell::Number(Micros(units * 1_000_000));
        Book {
            is_rtl: true,
            title: "=HYPERLINK(\"http://evil\")".to_owned(),
            facts: vec![("العملة".to_owned(), "SAR".to_owned())],
            tables: vec![Table {
                name: "Days/[all]".to_owned(),
                columns: vec![
                    column("Day", Kind::Date, Total::None),
                    column("Impressions", Kind::Count, Total::Sum),
                    column("Clicks", Kind::Count, Total::Sum),
                    column("CTR", Kind::Percent, Total::Ratio { part: 2, whole: 1, times: 1 }),
                ],
                rows: vec![
                    vec![day(1), number(1_000), number(10), number(1)],
                    vec![day(2), number(3_000), number(90), number(3)],
                ],
                total: Some((
                    "All".to_owned(),
                    vec![Cell::Empty, number(4_000), number(100), Cell::Number(Micros(2_500_000))],
                )),
                chart: Some(Chart { title: "x".to_owned(), kind: ChartKind::Line, along: 0, values: vec![1, 2] }),
            }],
        }
    }

    #[test]
    fn another_reader_finds_types_sums_and_formulas() {
        let file = book().xlsx().expect("a file");
        let mut read: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(file)).expect("a spreadsheet");
        assert_eq!(read.sheet_names(), ["Daysall"]);
        let range = read.worksheet_range("Daysall").expect("a sheet");
        let at = |row, column| range.get_value((row, column)).expect("a cell").clone();
        assert_eq!(at(0, 0), Data::String("=HYPERLINK(\"http://evil\")".to_owned()));
        assert!(matches!(at(4, 0), Data::DateTime(_)), "{:?}", at(4, 0));
        assert_eq!((at(4, 1), at(4, 3)), (Data::Float(1_000.0), Data::Float(0.01)));
        assert_eq!((at(6, 1), at(6, 3)), (Data::Float(4_000.0), Data::Float(0.025)));
        let formulas = read.worksheet_formula("Daysall").expect("formulas");
        assert_eq!(formulas.get_value((6, 1)).map(String::as_str), Some("SUM(B5:B6)"));
        assert_eq!(formulas.get_value((6, 3)).map(String::as_str), Some("IF(SUM(B5:B6)=0,\"\",SUM(C5:C6)/SUM(B5:B6))"));
    }
}
