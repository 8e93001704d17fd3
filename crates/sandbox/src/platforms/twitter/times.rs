//! Times as the Ads API takes them: ISO 8601 with a zone, or a day alone, which begins where the account is.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::core::call::day;

/// Reads `2026-05-19T07:00:00Z`, `…-0700`, `…-07:00`, `…-07`, `2026-05-19T07:00Z` or `2026-05-19`, which `begin` knows the start of.
pub fn parse(text: &str, begin: impl Fn(NaiveDate) -> DateTime<Utc>) -> Option<DateTime<Utc>> {
    let Some((date, rest)) = text.split_once('T') else { return day(text).map(begin) };
    let date = day(date)?;
    let place = rest.find(['Z', '+', '-'])?;
    let (time, zone) = (rest.get(..place)?, rest.get(place..)?);
    let time = match time.len() {
        8 => NaiveTime::parse_from_str(time, "%H:%M:%S").ok()?,
        5 => NaiveTime::parse_from_str(time, "%H:%M").ok()?,
        _ => return None,
    };
    let offset = FixedOffset::east_opt(offset(zone)?)?;
    Some(date.and_time(time).and_local_timezone(offset).single()?.to_utc())
}

/// Seconds east of Greenwich.
fn offset(zone: &str) -> Option<i32> {
    if zone == "Z" {
        return Some(0);
    }
    let (sign, digits) = zone.split_at_checked(1)?;
    let sign = match sign {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let digits = digits.replacen(':', "", 1);
    let is_digits = digits.bytes().all(|it| it.is_ascii_digit());
    let number: i32 = digits.parse().ok().filter(|_| is_digits)?;
    match digits.len() {
        2 => Some(sign * number * 3_600),
        4 => Some(sign * (number / 100 * 3_600 + number % 100 * 60)),
        _ => None,
    }
}

/// Whether it is a whole hour.
pub fn is_whole_hour(at: DateTime<Utc>) -> bool {
    at.timestamp() % 3_600 == 0
}

/// The day that begins at an instant: as the account's zone has it that day, or by the zone's offset of today, which is what X's page
/// on time zones asks for. None if it is no midnight by either.
pub fn day_that_begins(
    at: DateTime<Utc>,
    now: DateTime<Utc>,
    zone: chrono_tz::Tz,
    begin: impl Fn(NaiveDate) -> DateTime<Utc>,
) -> Option<NaiveDate> {
    let local = at.with_timezone(&zone).date_naive();
    if begin(local) == at {
        return Some(local);
    }
    let today = now.with_timezone(&zone);
    let offset = today.naive_local() - today.naive_utc();
    let by_today = at.naive_utc().checked_add_signed(offset)?;
    (by_today.time() == NaiveTime::MIN).then(|| by_today.date())
}

/// The hours from one instant to another, as instants.
pub fn hours(from: DateTime<Utc>, to: DateTime<Utc>) -> impl Iterator<Item = DateTime<Utc>> {
    let count = (to - from).num_hours().max(0);
    (0..count).filter_map(move |hour| from.checked_add_signed(TimeDelta::hours(hour)))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};
    use chrono_tz::Tz;

    use super::{day_that_begins, parse};
    use crate::platforms::twitter::nodes::{midnight, stamp};

    fn read(text: &str) -> Option<String> {
        parse(text, |day| midnight(Tz::Asia__Tokyo, day)).map(stamp)
    }

    #[test]
    fn every_documented_zone_is_read_and_nothing_else() {
        for zone in ["Z", "+0000", "-00:00", "+00"] {
            assert_eq!(read(&format!("2026-05-19T07:00:00{zone}")).as_deref(), Some("2026-05-19T07:00:00Z"), "{zone}");
        }
        assert_eq!(read("2017-07-10T08:00:00-0800").as_deref(), Some("2017-07-10T16:00:00Z"));
        assert_eq!(read("2026-05-19").as_deref(), Some("2026-05-18T15:00:00Z"));
        for text in ["", "T", "2026-05-19T", "2026-05-19T07:00:00", "2026-13-01", "2026-05-19T25:00:00Z", "x-05-19T1Z"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read("2026-05-19T07:00:00+99999"), None);
    }

    #[test]
    fn a_day_begins_by_its_own_offset_or_by_that_of_today() {
        let zone = Tz::America__New_York;
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let winter = at("2026-11-21T12:00:00Z");
        let day =
            |text: &str| day_that_begins(at(text), winter, zone, |day| midnight(zone, day)).map(|day| day.to_string());
        assert_eq!(day("2026-07-01T04:00:00Z").as_deref(), Some("2026-07-01"));
        assert_eq!(day("2026-07-01T05:00:00Z").as_deref(), Some("2026-07-01"));
        assert_eq!(day("2026-07-01T06:00:00Z"), None);
        assert_eq!(day("2026-12-01T05:00:00Z").as_deref(), Some("2026-12-01"));
        assert_eq!(day("2026-12-01T04:00:00Z"), None);
    }
}
