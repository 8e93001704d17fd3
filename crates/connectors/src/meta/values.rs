//! How Meta writes numbers, money and times: counts and amounts as strings of digits, here and there as numbers; times with an offset
//! that has no colon.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

use crate::platform::problem::Problem;

/// Text, or a number with the digits that it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text(pub String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("neither text nor a number")),
        }
    }
}

/// Whether it can be an id of Meta's.
pub(super) fn is_id(text: &str) -> bool {
    (1..=128).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// A whole number; what is no count is told by `what`.
pub(super) fn count(text: &str, what: &str) -> Result<i64, Problem> {
    amount(text, what)?.to_minor(0).map_err(|_| Problem::unreadable(what))
}

/// An amount in units, or a count in millionths.
pub(super) fn amount(text: &str, what: &str) -> Result<Micros, Problem> {
    Micros::parse(text).map_err(|_| Problem::unreadable(what))
}

/// A time; none for what is at or before the epoch, which is how Meta writes "not set".
pub(super) fn time(text: &str) -> Result<Option<DateTime<Utc>>, Problem> {
    let time = DateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%z")
        .or_else(|_| DateTime::parse_from_rfc3339(text))
        .map_err(|_| Problem::unreadable("A time does not read"))?;
    Ok(Some(time.to_utc()).filter(|time| time.timestamp() > 0))
}

/// As Meta takes a time.
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S+0000").to_string()
}

/// Decimal places of a budget. Meta has a table of its own (Marketing API, "Currency codes", offsets 1 and 100), which is not ISO 4217:
/// the forint and the Taiwan dollar have none, the dinars have two.
pub(super) fn budget_places(currency: &str) -> u32 {
    match currency {
        "CLP" | "COP" | "CRC" | "HUF" | "IDR" | "ISK" | "JPY" | "KRW" | "PYG" | "TWD" | "VND" => 0,
        _ => 2,
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::{count, time, written};

    #[test]
    fn times_have_an_offset_with_or_without_a_colon() {
        let noon = DateTime::from_timestamp(1_785_585_600, 0);
        for text in [
            "2026-08-01T12:00:00+0000",
            "2026-08-01T12:00:00+00:00",
            "2026-08-01T15:00:00+0300",
            "2026-08-01T12:00:00Z",
        ] {
            assert_eq!(time(text), Ok(noon), "{text}");
        }
        assert_eq!(noon.map(written).as_deref(), Some("2026-08-01T12:00:00+0000"));
        assert_eq!(time("1969-12-31T15:59:59-0800"), Ok(None));
        for text in ["", "2026-08-01", "1785585600", "2026-13-01T12:00:00+0000", "2026-08-01T12:00:00"] {
            assert!(time(text).is_err(), "{text}");
        }
    }

    #[test]
    fn counts_are_whole_numbers() {
        assert_eq!(count("1234", ""), Ok(1234));
        assert_eq!(count("2.0", ""), Ok(2));
        assert!(count("many", "").is_err());
    }
}
