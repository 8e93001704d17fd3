//! CSV, safe to open: words that a spreadsheet program would take for a formula begin with an apostrophe.

use crate::{Cell, Kind, Problem, Table};

/// What spreadsheet programs tell UTF-8 by.
const MARK: &[u8] = b"\xef\xbb\xbf";
/// What a formula begins with, in one program or another.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// A table with its names on top, without the sum below: whoever reads it would count that in.
pub fn write(table: &Table) -> Result<Vec<u8>, Problem> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(MARK.to_vec());
    writer.write_record(table.columns.iter().map(|column| harmless(&column.title)))?;
    for row in &table.rows {
        writer.write_record(row.iter().zip(&table.columns).map(|(cell, column)| text(cell, column.kind)))?;
    }
    writer.into_inner().map_err(|error| Problem::Csv(error.into_error().into()))
}

fn text(cell: &Cell, kind: Kind) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) => harmless(text),
        Cell::Date(day) => day.to_string(),
        Cell::Number(number) if kind == Kind::Percent => format!("{number}%"),
        Cell::Number(number) => number.to_string(),
    }
}

fn harmless(text: &str) -> String {
    if text.trim_start_matches(' ').starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use cmis_base::money::Micros;

    use super::harmless;
    use crate::{Cell, Column, Kind, Table, Total};

    #[test]
    fn words_that_look_like_formulas_are_words() {
        for hostile in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0"] {
            assert!(harmless(hostile).starts_with('\''), "{hostile:?}");
        }
        assert_eq!(harmless("حملة الصيف"), "حملة الصيف");
    }

    #[test]
    fn what_is_written_can_be_read_again() {
        let column = |title: &str, kind| Column { title: title.to_owned(), kind, total: Total::None };
        let table = Table {
            name: "x".to_owned(),
            columns: vec![column("Name, \"all\"", Kind::Text), column("CTR", Kind::Percent)],
            rows: vec![
                vec![Cell::Text("one\ntwo".to_owned()), Cell::Number(Micros(2_500_000))],
                vec![Cell::Text("=1+1".to_owned()), Cell::Empty],
            ],
            total: None,
            chart: None,
        };
        let file = super::write(&table).expect("a file");
        let text = String::from_utf8(file).expect("text");
        let text = text.strip_prefix('\u{feff}').expect("its mark");
        assert_eq!(text, "\"Name, \"\"all\"\"\",CTR\r\n\"one\ntwo\",2.5%\r\n'=1+1,\r\n");
    }
}
