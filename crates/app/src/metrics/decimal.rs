//! Numbers with a fraction in JSON, written from whole numbers and never through a float.

use cmis_base::money::{Micros, UNIT};
use serde::{Serialize, Serializer, ser::Error};
use serde_json::value::RawValue;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        RefOr,
        schema::{ObjectBuilder, Schema, Type},
    },
};

/// A number in millionths: `12.34` in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Decimal(pub Micros);

impl Decimal {
    /// From millionths.
    pub const fn millionths(value: i64) -> Self {
        Self(Micros(value))
    }

    /// A whole number, if it can be held.
    pub fn whole(count: i64) -> Option<Self> {
        count.checked_mul(UNIT).map(Self::millionths)
    }

    /// `part` / `whole`, rounded half to even to `places`. None without a whole, and where it cannot be held.
    pub fn ratio(part: i128, whole: i128, places: u32) -> Option<Self> {
        let step = 10_i128.checked_pow(places)?;
        let units = divided(part.checked_mul(step)?, whole)?;
        i64::try_from(units.checked_mul(i128::from(UNIT) / step)?).ok().map(Self::millionths)
    }

    /// An amount in micros over a count, to the micro.
    pub fn each(micros: i64, count: i128) -> Option<Self> {
        Self::ratio(i128::from(micros), count.checked_mul(i128::from(UNIT))?, 6)
    }
}

/// A quotient, rounded half to even.
fn divided(part: i128, whole: i128) -> Option<i128> {
    if whole <= 0 {
        return None;
    }
    let (down, rest) = (part.div_euclid(whole), part.rem_euclid(whole));
    let left = whole - rest;
    Some(down + i128::from(rest > left || (rest == left && down % 2 != 0)))
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_string(self.0.to_string()).map_err(S::Error::custom)?.serialize(serializer)
    }
}

impl PartialSchema for Decimal {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new().schema_type(Type::Number).into()
    }
}

impl ToSchema for Decimal {
    fn name() -> std::borrow::Cow<'static, str> {
        "Decimal".into()
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    fn written(value: Option<Decimal>) -> String {
        serde_json::to_string(&value).expect("JSON")
    }

    #[test]
    fn ratios_are_rounded_half_to_even_and_written_digit_by_digit() {
        assert_eq!(written(Decimal::ratio(4_500_000, 1_250_000, 2)), "3.6");
        assert_eq!(written(Decimal::ratio(215_000, 45_000, 2)), "4.78");
        assert_eq!(written(Decimal::ratio(100, 800, 2)), "0.12");
        assert_eq!(written(Decimal::ratio(300, 800, 2)), "0.38");
        assert_eq!(written(Decimal::ratio(-1, 3, 2)), "-0.33");
        assert_eq!(written(Decimal::ratio(5, 0, 2)), "null");
        assert_eq!(written(Decimal::each(18_500_000_000, 45_000)), "0.411111");
        assert_eq!(written(Some(Decimal::millionths(9_223_372_036_854_775_807))), "9223372036854.775807");
    }
}
