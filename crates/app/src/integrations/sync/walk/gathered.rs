//! Pages of numbers that come in quick succession, to be stored together: a platform that answers at once is not held up by a commit for
//! each page. It never holds more than a few thousand rows, nor any for longer than a second: a kill costs no more than that.

use std::time::{Duration, Instant};

use cmis_connectors::platform::{Insight, Page};

/// Rows that are not held back.
const MOST_ROWS: usize = 5000;
/// How long a row waits for others. By the process's own clock: it is no time that anybody sees.
const LONGEST: Duration = Duration::from_secs(1);

/// What came and is not stored yet.
#[derive(Debug, Default)]
pub struct Gathered {
    rows: Vec<Insight>,
    pages: i32,
    since: Option<Instant>,
}

impl Gathered {
    /// Whether nothing waits.
    pub const fn is_empty(&self) -> bool {
        self.pages == 0
    }

    /// Adds a page.
    pub fn add(&mut self, rows: Vec<Insight>) {
        self.since.get_or_insert_with(Instant::now);
        self.rows.extend(rows);
        self.pages += 1;
    }

    /// Whether it has to be stored before more is asked for.
    pub fn is_due(&self) -> bool {
        self.rows.len() >= MOST_ROWS || self.since.is_some_and(|since| since.elapsed() >= LONGEST)
    }

    /// All of it as one page that `next` follows, and how many it were.
    pub fn take(&mut self, next: Option<String>) -> (Page<Insight>, i32) {
        let Self { rows, pages, .. } = std::mem::take(self);
        (Page { items: rows, next }, pages)
    }
}

#[cfg(test)]
mod tests {
    use cmis_connectors::platform::{Insight, Numbers};

    use super::{Gathered, MOST_ROWS};

    fn rows(count: usize) -> Vec<Insight> {
        let day = "2026-11-22".parse().expect("a day");
        let (campaign_id, part, numbers) = ("1".to_owned(), Vec::new(), Numbers::default());
        vec![Insight { day, campaign_id, ad_set_id: None, ad_id: None, part, numbers }; count]
    }

    #[test]
    fn pages_wait_until_there_are_many_and_are_then_one() {
        let mut gathered = Gathered::default();
        assert!(gathered.is_empty() && !gathered.is_due());
        gathered.add(rows(MOST_ROWS - 1));
        assert!(!gathered.is_empty() && !gathered.is_due());
        // an empty page is one too: its cursor leads on
        gathered.add(Vec::new());
        gathered.add(rows(1));
        assert!(gathered.is_due());
        let (page, pages) = gathered.take(Some("next".to_owned()));
        assert_eq!((page.items.len(), page.next.as_deref(), pages), (MOST_ROWS, Some("next"), 3));
        assert!(gathered.is_empty() && !gathered.is_due());
    }
}
