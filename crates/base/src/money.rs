//! Money: a whole number of millionths (micros) of a currency's unit. Read and written digit by digit, never through a float.

use std::{fmt, iter::Sum};

use serde::{Deserialize, Serialize};

/// Micros in a unit.
pub const UNIT: i64 = 1_000_000;
/// Decimal places of a micro.
const PLACES: usize = 6;

/// An amount in micros; the currency stands beside it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Micros(pub i64);

/// Text or a number that is no amount, or one too large to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an amount of money that can be held")]
pub struct BadAmount;

impl Micros {
    /// Reads `12.34`, `-0.5`, `1e-7` in units. Beyond six places it is rounded, half to even.
    pub fn parse(text: &str) -> Result<Self, BadAmount> {
        let (number, exponent) = match text.split_once(['e', 'E']) {
            Some((number, exponent)) => (number, exponent.parse::<i32>().map_err(|_| BadAmount)?),
            None => (text, 0),
        };
        let (is_negative, digits) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !is_number(whole) || !is_number(fraction) || digits.len() > 64 {
            return Err(BadAmount);
        }
        let mut value: i128 = 0;
        for digit in whole.bytes().chain(fraction.bytes()).skip_while(|digit| *digit == b'0') {
            value = value.checked_mul(10).and_then(|it| it.checked_add(i128::from(digit - b'0'))).ok_or(BadAmount)?;
        }
        let places = i64::try_from(fraction.len()).map_err(|_| BadAmount)? - i64::from(exponent);
        let micros = scaled(value, i64::try_from(PLACES).map_err(|_| BadAmount)? - places)?;
        i64::try_from(if is_negative { -micros } else { micros }).map(Self).map_err(|_| BadAmount)
    }

    /// From a currency's minor units, of which there are 10^`places` in one.
    pub fn from_minor(minor: i64, places: u32) -> Result<Self, BadAmount> {
        let micros = scaled(i128::from(minor), 6 - i64::from(places))?;
        i64::try_from(micros).map(Self).map_err(|_| BadAmount)
    }

    /// In minor units, of which there are 10^`places` in one, rounded half to even.
    pub fn to_minor(self, places: u32) -> Result<i64, BadAmount> {
        i64::try_from(scaled(i128::from(self.0), i64::from(places) - 6)?).map_err(|_| BadAmount)
    }

    /// The sum, if it can be held.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).map(Self)
    }
}

/// `value` × 10^`by`, rounded half to even.
fn scaled(value: i128, by: i64) -> Result<i128, BadAmount> {
    let factor = |by: i64| u32::try_from(by).ok().and_then(|by| 10_i128.checked_pow(by));
    if by >= 0 {
        return match value {
            0 => Ok(0),
            _ => factor(by).and_then(|factor| value.checked_mul(factor)).ok_or(BadAmount),
        };
    }
    // what is too small to be told from nothing
    let Some(factor) = factor(-by) else { return Ok(0) };
    let (down, rest) = (value.div_euclid(factor), value.rem_euclid(factor));
    // the other way from the next one: twice the rest may be more than can be held
    let left = factor - rest;
    let rounds_up = rest > left || (rest == left && down % 2 != 0);
    Ok(down + i128::from(rounds_up))
}

/// In units, with no more places than needed: `12.34`, `-0.5`, `3`.
impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.unsigned_abs() / UNIT.unsigned_abs(), self.0.unsigned_abs() % UNIT.unsigned_abs());
        let sign = if self.0 < 0 { "-" } else { "" };
        let fraction = format!("{rest:06}");
        match fraction.trim_end_matches('0') {
            "" => write!(f, "{sign}{whole}"),
            fraction => write!(f, "{sign}{whole}.{fraction}"),
        }
    }
}

impl Sum for Micros {
    /// Saturates: a sum that cannot be held is no longer money.
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        Self(amounts.fold(0, |sum, amount| sum.saturating_add(amount.0)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BadAmount, Micros};

    #[test]
    fn amounts_are_read_as_platforms_write_them() {
        let read = |text: &str| Micros::parse(text).map(|amount| amount.0);
        assert_eq!(read("12.34"), Ok(12_340_000));
        assert_eq!(read("20.000"), Ok(20_000_000));
        assert_eq!(read("-0.5"), Ok(-500_000));
        assert_eq!(read("1e-5"), Ok(10));
        assert_eq!(read("1.5E3"), Ok(1_500_000_000));
        assert_eq!(read("0.0000005"), Ok(0));
        assert_eq!(read("0.0000015"), Ok(2));
        assert_eq!(read("1e-400"), Ok(0));
        // as many digits as can be held, all of them rounded
        assert_eq!(read(&format!("{}e-44", "9".repeat(38))), Ok(1));
        assert_eq!(read(&format!("-{}e-44", "9".repeat(38))), Ok(-1));
        for wrong in ["", ".", "-", "1,5", "0x1", "NaN", "1e", "9223372036855", "1e40", "١٢"] {
            assert_eq!(read(wrong), Err(BadAmount), "{wrong}");
        }
    }

    #[test]
    fn minor_units_have_the_places_of_their_currency() {
        assert_eq!(Micros::from_minor(10_050, 2), Ok(Micros(100_500_000)));
        assert_eq!(Micros::from_minor(10_050, 0), Ok(Micros(10_050_000_000)));
        assert_eq!(Micros::from_minor(10_050, 3), Ok(Micros(10_050_000)));
        assert_eq!(Micros(1_005_000).to_minor(2), Ok(100));
        assert_eq!(Micros(1_015_000).to_minor(2), Ok(102));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_the_same(amount: i64) {
            prop_assert_eq!(Micros::parse(&Micros(amount).to_string()), Ok(Micros(amount)));
        }

        #[test]
        fn minor_units_go_there_and_back(minor in -1_000_000_000_000_i64..1_000_000_000_000, places in 0_u32..4) {
            prop_assert_eq!(Micros::from_minor(minor, places).and_then(|amount| amount.to_minor(places)), Ok(minor));
        }

        #[test]
        fn no_text_breaks_it(text: String) {
            let _ = Micros::parse(&text);
        }
    }
}
