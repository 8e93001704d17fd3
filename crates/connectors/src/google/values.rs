//! Values as Google writes them (JSON of proto3): 64-bit integers and ids as text, doubles as numbers or as `"NaN"`.

use std::fmt;

use cmis_base::money::Micros;
use serde::{Deserialize, Deserializer, de};

/// An int64, as text or as a number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Whole(pub i64);

impl<'de> Deserialize<'de> for Whole {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(WholeVisitor)
    }
}

struct WholeVisitor;

impl de::Visitor<'_> for WholeVisitor {
    type Value = Whole;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a 64-bit integer")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Whole, E> {
        text.parse().map(Whole).map_err(|_| E::custom("not a 64-bit integer"))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Whole, E> {
        Ok(Whole(number))
    }

    fn visit_u64<E: de::Error>(self, number: u64) -> Result<Whole, E> {
        i64::try_from(number).map(Whole).map_err(|_| E::custom("not a 64-bit integer"))
    }
}

/// A double in millionths, read digit by digit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Millionths(pub i64);

impl<'de> Deserialize<'de> for Millionths {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = match serde_json::Value::deserialize(from)? {
            serde_json::Value::Number(number) => number.to_string(),
            serde_json::Value::String(text) => text,
            _ => return Err(de::Error::custom("not a number")),
        };
        Micros::parse(&text).map(|amount| Self(amount.0)).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Millionths, Whole};

    #[test]
    fn integers_come_as_text_and_as_numbers() {
        for text in [r#""5000000""#, "5000000"] {
            assert_eq!(serde_json::from_str::<Whole>(text).expect(text), Whole(5_000_000));
        }
        for wrong in [r#""""#, r#""1.5""#, "1.5", "18446744073709551615", "true", "{}", "null"] {
            assert!(serde_json::from_str::<Whole>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn doubles_become_millionths_by_their_digits() {
        for (text, millionths) in
            [("3.0", 3_000_000), ("0.1", 100_000), ("1e-3", 1_000), ("0.333333333", 333_333), (r#""2.5""#, 2_500_000)]
        {
            assert_eq!(serde_json::from_str::<Millionths>(text).expect(text), Millionths(millionths));
        }
        for wrong in [r#""NaN""#, r#""Infinity""#, "1e300", "[]"] {
            assert!(serde_json::from_str::<Millionths>(wrong).is_err(), "{wrong}");
        }
    }
}
