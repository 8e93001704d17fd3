//! How commands show what they found: an aligned table on a terminal, plain lines with tabs in a pipe, or JSON.

use std::io::{IsTerminal, Write};

use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;

use crate::words::word;

/// How a reading command answers.
#[derive(clap::Args, Debug)]
pub struct Format {
    /// Answer as JSON
    #[arg(long)]
    pub json: bool,
}

impl Format {
    /// Shows rows. `columns` are the keys of their headings; they stand on a terminal only.
    pub fn rows<T: Serialize>(
        &self,
        rows: &[T],
        columns: &[&str],
        cells: impl Fn(&T) -> Vec<String>,
    ) -> anyhow::Result<()> {
        if self.json {
            return self.value(&rows);
        }
        let mut out = std::io::stdout().lock();
        if !out.is_terminal() {
            for row in rows {
                let line: Vec<String> = cells(row).iter().map(|cell| one_line(cell)).collect();
                writeln!(out, "{}", line.join("\t"))?;
            }
            return Ok(());
        }
        let mut table = Table::new();
        table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
        table.set_header(columns.iter().map(|key| word(key)));
        for row in rows {
            table.add_row(cells(row).iter().map(|cell| one_line(cell)));
        }
        writeln!(out, "{table}")?;
        Ok(())
    }

    /// Shows one value as JSON.
    pub fn value<T: Serialize>(&self, value: &T) -> anyhow::Result<()> {
        let mut out = std::io::stdout().lock();
        serde_json::to_writer_pretty(&mut out, value)?;
        writeln!(out)?;
        Ok(())
    }
}

/// Whether words on standard error may have colours.
pub fn has_colours() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// A time for people, in UTC to the minute.
pub fn time(at: Option<chrono::DateTime<chrono::Utc>>) -> String {
    at.map_or_else(|| "-".to_owned(), |at| at.format("%Y-%m-%d %H:%MZ").to_string())
}

/// A size for people.
pub fn bytes(size: u64) -> String {
    const UNITS: [&str; 5] = ["B", "kB", "MB", "GB", "TB"];
    let mut unit = 0;
    let mut whole = size;
    let mut rest = 0;
    while whole >= 1000 && unit + 1 < UNITS.len() {
        rest = whole % 1000 / 100;
        whole /= 1000;
        unit += 1;
    }
    if unit == 0 { format!("{whole} B") } else { format!("{whole}.{rest} {}", UNITS[unit]) }
}

/// `yes` or `no`, in the language of this run.
pub fn yes_no(yes: bool) -> String {
    word(if yes { "yes" } else { "no" })
}

fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::bytes;

    #[test]
    fn sizes_are_cut_to_one_place() {
        assert_eq!([bytes(7), bytes(1_250), bytes(3_999_999)], ["7 B", "1.2 kB", "3.9 MB"]);
    }
}
