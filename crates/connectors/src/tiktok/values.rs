//! How TikTok writes numbers, money, times and ids: numbers of reports as strings, `-` where there is none; budgets as JSON numbers of
//! currency units; times without an offset, in UTC.

use chrono::{DateTime, NaiveDateTime, Utc};
use cmis_base::money::Micros;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::Value;

use crate::platform::problem::{Class, Problem};

/// Text, or a number with the digits that it came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text(pub String);

impl Text {
    /// What it says; none for `-`, TikTok's word for what it does not tell.
    pub fn told(&self) -> Option<&str> {
        Some(self.0.as_str()).filter(|text| !text.is_empty() && *text != "-")
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        match Value::deserialize(from)? {
            Value::String(text) => Ok(Self(text)),
            Value::Number(number) => Ok(Self(number.to_string())),
            _ => Err(D::Error::custom("neither text nor a number")),
        }
    }
}

/// Whether it can be an id of TikTok's: digits.
pub(super) fn is_id(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// An id that is sent.
pub(super) fn id(text: &str) -> Result<&str, Problem> {
    if is_id(text) { Ok(text) } else { Err(Problem::new(Class::NotFound, "bad_id", "Not an id of TikTok's")) }
}

/// An id that came.
pub(super) fn given_id(text: Text) -> Result<String, Problem> {
    if is_id(&text.0) { Ok(text.0) } else { Err(Problem::unreadable("An id does not read")) }
}

/// A whole number; none where TikTok tells none.
pub(super) fn count(text: Option<&Text>) -> Result<Option<i64>, Problem> {
    let unreadable = || Problem::unreadable("A count does not read");
    amount(text)?.map(|count| count.to_minor(0).map_err(|_| unreadable())).transpose()
}

/// An amount in units, or a count in millionths; none where TikTok tells none.
pub(super) fn amount(text: Option<&Text>) -> Result<Option<Micros>, Problem> {
    let unreadable = |_| Problem::unreadable("A number does not read");
    text.and_then(Text::told).map(|text| Micros::parse(text).map_err(unreadable)).transpose()
}

/// A time; none where TikTok tells none.
pub(super) fn time(text: Option<&Text>) -> Result<Option<DateTime<Utc>>, Problem> {
    let read = |text| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S");
    let unreadable = |_| Problem::unreadable("A time does not read");
    text.and_then(Text::told).map(|text| Ok(read(text).map_err(unreadable)?.and_utc())).transpose()
}

/// A time that is sent.
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%d %H:%M:%S").to_string()
}

/// A list as it stands in a query: JSON.
pub(super) fn json_list<T: AsRef<str>>(items: &[T]) -> String {
    Value::from_iter(items.iter().map(AsRef::as_ref)).to_string()
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use cmis_base::money::Micros;

    use super::{Text, amount, count, is_id, time, written};

    fn text(text: &str) -> Text {
        Text(text.to_owned())
    }

    #[test]
    fn a_dash_is_nothing_and_nothing_else_is() {
        for nothing in ["-", ""] {
            assert_eq!(amount(Some(&text(nothing))), Ok(None));
            assert_eq!(count(Some(&text(nothing))), Ok(None));
            assert_eq!(time(Some(&text(nothing))), Ok(None));
        }
        assert_eq!(amount(Some(&text("20.000"))), Ok(Some(Micros(20_000_000))));
        assert_eq!(count(Some(&text("5830"))), Ok(Some(5830)));
        for wrong in ["--", "many", "1,5", "0x1", "NaN"] {
            assert!(amount(Some(&text(wrong))).is_err() && count(Some(&text(wrong))).is_err(), "{wrong}");
        }
    }

    #[test]
    fn times_are_utc() {
        let read = time(Some(&text("2022-03-30 21:23:52")));
        assert_eq!(read, Ok(DateTime::from_timestamp(1_648_675_432, 0)));
        assert_eq!(read.map(|at| at.map(written)), Ok(Some("2022-03-30 21:23:52".to_owned())));
        for wrong in ["2022-03-30", "2022-03-30T21:23:52Z", "2022-13-30 21:23:52", "1648675432"] {
            assert!(time(Some(&text(wrong))).is_err(), "{wrong}");
        }
    }

    #[test]
    fn ids_are_digits() {
        assert!(is_id("1728545382536225"));
        for wrong in ["", "12a", "1/2", "-1", "١٢", "1\u{0}", &"1".repeat(33)] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }
}
