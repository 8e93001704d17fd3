//! Rows of numbers with our ids: summed where a platform tells one thing twice, and small enough to be kept page by page. Pure.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};
use uuid::Uuid;

/// What a row is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// The day of the account's zone.
    pub day: NaiveDate,
    /// The ad; its ad set or campaign where there are no ads to tell apart.
    pub object: Uuid,
    /// `age=25-34;gender=female`; empty without a split.
    pub part: String,
}

/// What is always counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Impressions, clicks, spend in micros.
    pub always: [i64; 3],
    /// Conversions in millionths, their value in micros, leads, video views, engagements; none where the platform does not count it.
    pub additive: [Option<i64>; 5],
    /// People: not additive.
    pub reach: Option<i64>,
}

impl Counts {
    /// Adds what the platform told of the same thing once more. Who was reached twice nobody knows.
    fn add(&mut self, other: &Self) {
        for (sum, more) in self.always.iter_mut().zip(other.always) {
            *sum = sum.saturating_add(more);
        }
        for (sum, more) in self.additive.iter_mut().zip(other.additive) {
            *sum = match (*sum, more) {
                (Some(sum), Some(more)) => Some(sum.saturating_add(more)),
                (sum, more) => sum.or(more),
            };
        }
        self.reach = None;
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is about.
    pub key: Key,
    /// The campaign.
    pub campaign: Uuid,
    /// 1 campaign, 2 ad set, 3 ad.
    pub level: i16,
    /// The numbers.
    pub counts: Counts,
}

/// Sums up rows of one key, which keep the place of the first.
pub fn merged(rows: impl IntoIterator<Item = Row>) -> Vec<Row> {
    let mut places: HashMap<Key, usize> = HashMap::new();
    let mut merged: Vec<Row> = Vec::new();
    for row in rows {
        match places.get(&row.key) {
            Some(place) => merged[*place].counts.add(&row.counts),
            None => {
                places.insert(row.key.clone(), merged.len());
                merged.push(row);
            }
        }
    }
    merged
}

/// Rows as bytes, about a hundred each.
pub fn encode(rows: &[Row]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(rows.len() * 110);
    for Row { key, campaign, level, counts } in rows {
        bytes.extend(key.day.num_days_from_ce().to_be_bytes());
        bytes.extend(key.object.as_bytes());
        bytes.extend(campaign.as_bytes());
        bytes.extend(level.to_be_bytes());
        let part = key.part.as_bytes();
        let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
        bytes.extend(length.to_be_bytes());
        bytes.extend(&part[..usize::from(length)]);
        for count in counts.always {
            bytes.extend(count.to_be_bytes());
        }
        for count in counts.additive.into_iter().chain([counts.reach]) {
            bytes.push(u8::from(count.is_some()));
            if let Some(count) = count {
                bytes.extend(count.to_be_bytes());
            }
        }
    }
    bytes
}

/// Bytes that are no rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a kept page of numbers cannot be read")]
pub struct BadPage;

/// Rows of bytes.
///
/// # Errors
/// For anything that [`encode`] did not make.
pub fn decode(mut bytes: &[u8]) -> Result<Vec<Row>, BadPage> {
    let mut rows = Vec::with_capacity(bytes.len() / 100);
    while !bytes.is_empty() {
        let day = NaiveDate::from_num_days_from_ce_opt(i32::from_be_bytes(take(&mut bytes)?)).ok_or(BadPage)?;
        let object = Uuid::from_bytes(take(&mut bytes)?);
        let campaign = Uuid::from_bytes(take(&mut bytes)?);
        let level = i16::from_be_bytes(take(&mut bytes)?);
        let length = usize::from(u16::from_be_bytes(take(&mut bytes)?));
        let (part, rest) = bytes.split_at_checked(length).ok_or(BadPage)?;
        bytes = rest;
        let part = std::str::from_utf8(part).map_err(|_| BadPage)?.to_owned();
        let mut counts = Counts::default();
        for count in &mut counts.always {
            *count = i64::from_be_bytes(take(&mut bytes)?);
        }
        for count in counts.additive.iter_mut().chain([&mut counts.reach]) {
            *count = match take::<1>(&mut bytes)? {
                [0] => None,
                _ => Some(i64::from_be_bytes(take(&mut bytes)?)),
            };
        }
        rows.push(Row { key: Key { day, object, part }, campaign, level, counts });
    }
    Ok(rows)
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Result<[u8; N], BadPage> {
    let (taken, rest) = bytes.split_first_chunk::<N>().ok_or(BadPage)?;
    *bytes = rest;
    Ok(*taken)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Counts, Key, Row, decode, encode, merged};

    fn row(object: u128, part: &str, spend: i64, leads: Option<i64>) -> Row {
        let day = "2026-11-22".parse().expect("a day");
        let counts = Counts { always: [10, 1, spend], additive: [None, None, leads, None, Some(2)], reach: Some(9) };
        let key = Key { day, object: Uuid::from_u128(object), part: part.to_owned() };
        Row { key, campaign: Uuid::from_u128(1), level: 3, counts }
    }

    #[test]
    fn what_is_told_twice_is_summed_and_its_reach_is_unknown() {
        let rows =
            merged([row(1, "age=unknown", 5, None), row(2, "", 7, None), row(1, "age=unknown", i64::MAX, Some(3))]);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].counts.always, [20, 2, i64::MAX]);
        assert_eq!(rows[0].counts.additive, [None, None, Some(3), None, Some(4)]);
        assert_eq!((rows[0].counts.reach, rows[1].counts.reach), (None, Some(9)));
    }

    #[test]
    fn kept_pages_come_back_as_they_were_and_bad_ones_do_no_harm() {
        let rows = vec![row(1, "country=السعودية", -5, Some(3)), row(2, "", i64::MIN, None)];
        let bytes = encode(&rows);
        assert_eq!(decode(&bytes), Ok(rows));
        assert_eq!(decode(&[]), Ok(Vec::new()));
        for end in 1..bytes.len() {
            // cut anywhere it is refused, or holds the first row alone
            assert!(decode(&bytes[..end]).map_or(true, |rows| rows.len() < 2));
        }
        assert!(decode(&[0xff; 200]).is_err());
    }
}
