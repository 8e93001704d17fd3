//! Tables as files that people open elsewhere: values that somebody else worked out go in, a file comes out. Knows no database and no words.

mod csv;
mod table;
mod xlsx;

pub use table::{Book, Cell, Chart, ChartKind, Column, Kind, Table, Total};

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The spreadsheet could not be written.
    #[error("the spreadsheet could not be written: {0}")]
    Xlsx(#[from] rust_xlsxwriter::XlsxError),
    /// The text could not be written.
    #[error("the text could not be written: {0}")]
    Csv(#[from] ::csv::Error),
}

impl Book {
    /// Adds another one's tables behind its own.
    pub fn extend(&mut self, other: Self) {
        self.tables.extend(other.tables);
    }

    /// As CSV (RFC 4180), UTF-8 with its mark, which spreadsheet programs need to read Arabic: the first table alone.
    pub fn csv(&self) -> Result<Vec<u8>, Problem> {
        self.tables.first().map_or_else(|| Ok(Vec::new()), csv::write)
    }

    /// As a spreadsheet (Office Open XML): a sheet for each table, typed cells, totals as formulas, native charts.
    pub fn xlsx(&self) -> Result<Vec<u8>, Problem> {
        xlsx::write(self)
    }
}
