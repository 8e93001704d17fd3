//! Numbers of ads by day and hour: a window replaces what was there of it, at once, whether it came on one page or on many.
//!
//! It must never add to what an earlier sync stored, and never hold more than a few pages in memory.

pub mod queries;
pub mod rows;

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use cmis_base::{
    id::{Id, Ids, SyncRun},
    money::Micros,
};
use cmis_connectors::platform::{Insight, Numbers};
use cmis_db::Conn;
use sqlx::error::DatabaseError;
use uuid::Uuid;

use self::{
    queries::Place,
    rows::{Counts, Key, Row},
};
use super::objects::{self, Names, clean, queries::Owner};

/// The longest part of a split that is kept: it stands in a key.
const LONGEST_PART: usize = 300;

/// The rows of a page with our ids. What no list showed gets a place of its own. Days outside of the window are left out: they would stay
/// when the window is replaced.
pub async fn resolve(
    conn: &mut Conn,
    ids: &Ids,
    place: Place,
    page: Vec<Insight>,
    now: DateTime<Utc>,
) -> Result<Vec<Row>, sqlx::Error> {
    let inside = |insight: &Insight| (place.window.from..=place.window.to).contains(&insight.day);
    let (page, outside): (Vec<_>, Vec<_>) = page.into_iter().partition(inside);
    if !outside.is_empty() {
        tracing::warn!(account = %place.account, rows = outside.len(), "numbers of days that nobody asked for");
    }
    let names: Vec<_> = page.iter().map(Names::of).collect();
    let found = objects::find(conn, ids, Owner { org: place.org, account: place.account, now }, &names).await?;
    let row = |insight: &Insight| {
        let campaign = *found.campaigns.get(&insight.campaign_id)?;
        let by = |map: &HashMap<String, Uuid>, name: &Option<String>| map.get(name.as_ref()?).copied();
        let (level, object) = match (by(&found.ads, &insight.ad_id), by(&found.ad_sets, &insight.ad_set_id)) {
            (Some(ad), _) => (3, ad),
            (None, Some(ad_set)) => (2, ad_set),
            (None, None) => (1, campaign),
        };
        let key = Key { day: insight.day, object, part: part(&insight.part) };
        Some(Row { key, campaign, level, counts: counts(&insight.numbers) })
    };
    Ok(rows::merged(page.iter().filter_map(row)))
}

fn part(words: &[(&'static str, String)]) -> String {
    let words: Vec<String> = words.iter().map(|(name, value)| format!("{name}={}", clean(value))).collect();
    words.join(";").chars().take(LONGEST_PART).collect()
}

fn counts(numbers: &Numbers) -> Counts {
    let Numbers { impressions, clicks, spend, conversions, conversion_value, leads, video_views, engagements, reach } =
        *numbers;
    let value = conversion_value.map(|Micros(value)| value);
    Counts {
        always: [impressions, clicks, spend.0],
        additive: [conversions, value, leads, video_views, engagements],
        reach,
    }
}

/// A page of a window.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// The run that reads it.
    pub run: Id<SyncRun>,
    /// Pages of the window that are kept already.
    pub before: i32,
    /// Whether it is the last.
    pub is_last: bool,
    /// Its rows.
    pub rows: &'a [Row],
}

/// Stores a page: the last one replaces the window with all of them, the others are kept for it. The rows that the window got.
pub async fn store(conn: &mut Conn, place: Place, page: Page<'_>) -> anyhow::Result<usize> {
    if !page.is_last {
        queries::keep_page(conn, place, page.run, page.before + 1, &rows::encode(page.rows)).await?;
        return Ok(0);
    }
    queries::hold(conn, place).await?;
    queries::clear(conn, place).await?;
    // that two pages tell of one thing is rare, and looking for it in each row takes as long as storing it
    queries::mark(conn).await?;
    let stored = match fill(conn, place, page, Twice::Fails).await {
        Err(Unfilled::Database(error)) if is_twice(&error) => {
            queries::back_to_mark(conn).await?;
            fill(conn, place, page, Twice::IsSummed).await?
        }
        filled => filled?,
    };
    match place.split {
        0 => queries::roll_up(conn, place).await?,
        1..=4 => queries::roll_up_parts(conn, place).await?,
        // hours are told as they are
        _ => {}
    }
    if page.before > 0 {
        queries::forget_pages(conn, place.org, page.run, place.account).await?;
    }
    Ok(stored)
}

/// What becomes of something that two pages tell of.
#[derive(Clone, Copy, Debug)]
enum Twice {
    Fails,
    IsSummed,
}

/// Why a window was not filled.
#[derive(Debug, thiserror::Error)]
enum Unfilled {
    #[error(transparent)]
    Database(#[from] sqlx::Error),
    #[error("a kept page is gone")]
    Gone,
    #[error(transparent)]
    Bad(#[from] rows::BadPage),
}

fn is_twice(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(DatabaseError::is_unique_violation)
}

/// Stores all pages of a window that was cleared; how many rows they have.
async fn fill(conn: &mut Conn, place: Place, page: Page<'_>, twice: Twice) -> Result<usize, Unfilled> {
    let mut stored = page.rows.len();
    for number in 1..=page.before {
        let kept = queries::page(conn, place, page.run, number).await?.ok_or(Unfilled::Gone)?;
        let kept = rows::decode(&kept)?;
        stored += kept.len();
        insert(conn, place, &kept, twice).await?;
    }
    insert(conn, place, page.rows, twice).await?;
    Ok(stored)
}

async fn insert(conn: &mut Conn, place: Place, rows: &[Row], twice: Twice) -> Result<(), sqlx::Error> {
    match twice {
        Twice::Fails => queries::insert(conn, place, rows).await,
        Twice::IsSummed => queries::add(conn, place, rows).await,
    }
}
