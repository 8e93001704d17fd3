//! How Snapchat writes ids, whole numbers and times. Money is whole numbers of micros, in every currency; nothing passes through a float.

use chrono::{DateTime, Utc};
use cmis_base::money::Micros;
use serde::{Deserialize, Deserializer, de::Error};
use serde_json::{Map, Value};

use crate::platform::problem::{Class, Problem};

/// A whole number: as such, with places that are all zero, or as text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = match Value::deserialize(from)? {
            Value::Number(number) => number.to_string(),
            Value::String(text) => text,
            _ => return Err(D::Error::custom("no number")),
        };
        let whole = text
            .split_once('.')
            .map_or(text.as_str(), |(whole, rest)| if rest.bytes().all(|byte| byte == b'0') { whole } else { "" });
        whole.parse().map(Self).map_err(|_| D::Error::custom("not a whole number"))
    }
}

impl Whole {
    /// As money; what is nothing is not set.
    pub fn set(self) -> Option<Micros> {
        (self.0 > 0).then_some(Micros(self.0))
    }
}

/// The id, if it is a UUID: the one form in which an id goes into an address.
pub(super) fn id(id: &str) -> Result<&str, Problem> {
    if is_id(id) { Ok(id) } else { Err(Problem::new(Class::Invalid, "bad_id", "Snapchat's ids are UUIDs")) }
}

/// Whether it is a UUID as Snapchat writes it.
pub(super) fn is_id(text: &str) -> bool {
    let is_right = |(at, byte): (usize, u8)| match at {
        8 | 13 | 18 | 23 => byte == b'-',
        _ => byte.is_ascii_hexdigit(),
    };
    text.len() == 36 && text.bytes().enumerate().all(is_right)
}

/// An id that a row must have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Id(pub String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        if is_id(&text) { Ok(Self(text)) } else { Err(D::Error::custom("no id")) }
    }
}

/// Reads a row; `what` is told where it does not read, and nothing of what it held.
pub(super) fn read<T: for<'de> Deserialize<'de>>(row: Map<String, Value>, what: &str) -> Result<T, Problem> {
    serde_json::from_value(Value::Object(row)).map_err(|_| Problem::unreadable(what))
}

/// As Snapchat takes a time.
pub(super) fn written(time: DateTime<Utc>) -> String {
    time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Whole, is_id};

    #[test]
    fn numbers_are_whole_however_they_are_written() {
        let read = |text: &str| serde_json::from_str::<Whole>(text).ok().map(|it| it.0);
        assert_eq!(read("1230000"), Some(1_230_000));
        assert_eq!(read("1230000.0"), Some(1_230_000));
        assert_eq!(read("\"50000000\""), Some(50_000_000));
        assert_eq!(read("9223372036854775807"), Some(i64::MAX));
        assert_eq!(read("-5"), Some(-5));
        for wrong in ["1.5", "9223372036854775808", "1e300", "\"\"", "\"1,5\"", "null", "true", "[]", "\".0\""] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ids_are_uuids_and_nothing_else() {
        assert!(is_id("3b0fbace-04b4-4f04-a425-33b5e0af1dd0"));
        for wrong in [
            "",
            "3b0fbace04b44f04a42533b5e0af1dd0",
            "{3b0fbace-04b4-4f04-a425-33b5e0af1dd0}",
            "3b0fbace-04b4-4f04-a425-33b5e0af1dd0/ads",
            "3b0fbace-04b4-4f04-a425-33b5e0af1d/.",
            "../../../../../../../../../../../../",
        ] {
            assert!(!is_id(wrong), "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_an_id_needs_no_encoding(text in "\\PC{36}|[0-9a-f/-]{36}") {
            let is_harmless = text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
            prop_assert!(!is_id(&text) || is_harmless);
        }
    }
}
