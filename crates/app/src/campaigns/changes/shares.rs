//! Sharing an amount out so that nothing of it is lost. Pure.

use cmis_base::{currency::minor_places, money::Micros};

/// The smallest amount of a currency, in micros.
pub fn smallest(currency: &str) -> i64 {
    10_i64.pow(6 - minor_places(currency).min(6))
}

/// Parts of an amount in proportion to weights, in whole minor units of its currency, which add up to the amount: what is left over after
/// rounding down goes to those that lost most by it, the first ones first. Equal parts where all weights are 0. None without any weight.
pub fn shares(amount: Micros, weights: &[i64], currency: &str) -> Vec<Micros> {
    let unit = i128::from(smallest(currency));
    let all_zero = weights.iter().all(|weight| *weight <= 0);
    let weight = |weight: &i64| if all_zero { 1 } else { i128::from((*weight).max(0)) };
    let total: i128 = weights.iter().map(weight).sum();
    if total == 0 {
        return Vec::new();
    }
    let units = i128::from(amount.0) / unit;
    let mut parts: Vec<(i128, i128)> =
        weights.iter().map(|it| (units * weight(it) / total, units * weight(it) % total)).collect();
    let mut left = units - parts.iter().map(|(part, _)| part).sum::<i128>();
    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(parts[at].1));
    for at in order {
        if left == 0 {
            break;
        }
        parts[at].0 += 1;
        left -= 1;
    }
    // no part is larger than the amount, which fits
    parts.into_iter().map(|(part, _)| Micros(i64::try_from(part * unit).unwrap_or(i64::MAX))).collect()
}

#[cfg(test)]
mod tests {
    use cmis_base::money::Micros;
    use proptest::prelude::*;

    use super::{shares, smallest};

    fn units(amount: i64) -> Micros {
        Micros(amount * 1_000_000)
    }

    #[test]
    fn what_is_left_over_goes_to_the_first_ones() {
        let thirds = shares(units(100), &[1, 1, 1], "SAR");
        assert_eq!(thirds, [Micros(33_340_000), Micros(33_330_000), Micros(33_330_000)]);
        assert_eq!(shares(units(10), &[1, 1, 1], "JPY"), [units(4), units(3), units(3)]);
        assert_eq!(shares(Micros(1_000), &[1, 3], "KWD"), [Micros(0), Micros(1_000)]);
        assert_eq!(shares(units(9), &[0, 0], "USD"), [Micros(4_500_000), Micros(4_500_000)]);
        assert_eq!(shares(units(9), &[], "USD"), []);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(
            units in 0_i64..1_000_000_000_000,
            weights in proptest::collection::vec(0_i64..i64::MAX / 2, 1..40),
            currency in prop_oneof!["SAR", "JPY", "KWD"],
        ) {
            let unit = smallest(&currency);
            let amount = Micros(units * unit);
            let parts = shares(amount, &weights, &currency);
            prop_assert_eq!(parts.iter().map(|part| part.0).sum::<i64>(), amount.0);
            prop_assert!(parts.iter().all(|part| part.0 >= 0 && part.0 % unit == 0));
        }
    }
}
