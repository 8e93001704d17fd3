//! What is to be written.

use chrono::NaiveDate;
use cmis_base::money::Micros;

/// Tables that belong together.
#[derive(Clone, Debug)]
pub struct Book {
    /// Whether it is read from right to left.
    pub is_rtl: bool,
    /// What it is, one line.
    pub title: String,
    /// What it is of: the days, the currency.
    pub facts: Vec<(String, String)>,
    /// The tables; the first one is what matters most.
    pub tables: Vec<Table>,
}

/// A table.
#[derive(Clone, Debug)]
pub struct Table {
    /// What it is called; cut where a spreadsheet cannot hold it.
    pub name: String,
    /// What its rows are made of.
    pub columns: Vec<Column>,
    /// As many cells each as there are columns.
    pub rows: Vec<Vec<Cell>>,
    /// What the sum below is called, and what it comes to in each column; none without one.
    pub total: Option<(String, Vec<Cell>)>,
    /// A picture of it.
    pub chart: Option<Chart>,
}

/// What stands in a column.
#[derive(Clone, Debug)]
pub struct Column {
    /// What it is called.
    pub title: String,
    /// Of which kind its cells are.
    pub kind: Kind,
    /// How the sum below follows from what is above it.
    pub total: Total,
}

/// Of which kind cells are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Words.
    Text,
    /// A day.
    Date,
    /// A number of things.
    Count,
    /// An amount of money or a ratio.
    Amount,
    /// A part of a hundred.
    Percent,
}

/// How a sum follows from the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Total {
    /// Not at all.
    None,
    /// It is their sum.
    Sum,
    /// It is the sum of one column over that of another, so many times.
    Ratio {
        /// The place of the column that is divided.
        part: usize,
        /// The place of the column that divides.
        whole: usize,
        /// How many times: a thousand for a cost per thousand.
        times: u32,
    },
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: not counted, or nothing to divide by.
    Empty,
    /// Words. They are never read as a formula.
    Text(String),
    /// A day.
    Date(NaiveDate),
    /// A number, to the millionth.
    Number(Micros),
}

/// A picture of a table.
#[derive(Clone, Debug)]
pub struct Chart {
    /// What it is called.
    pub title: String,
    /// How it is drawn.
    pub kind: ChartKind,
    /// The place of the column that names what is drawn.
    pub along: usize,
    /// The places of the columns that are drawn.
    pub values: Vec<usize>,
}

/// How a picture is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Over time.
    Line,
    /// Side by side.
    Bar,
}
