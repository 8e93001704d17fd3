//! Snapchat's ids: UUIDs. Each is the world's number in another dress, there and back without a table; never a source of secrets.

use crate::world::hash::mix;

/// The bits of the number in a UUID: those after the variant.
const LOW: u64 = (1 << 62) - 1;

/// The UUID of a number of the world.
pub fn uuid(number: u64) -> String {
    let high = mix(0x5eed, &[number]);
    let low = (number ^ mask(high)) & LOW;
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        (low >> 48) | 0x8000,
        low & 0xffff_ffff_ffff,
    )
}

/// The number behind a UUID; none if it is none of ours.
pub fn number(text: &str) -> Option<u64> {
    if text.len() != 36 || !text.is_ascii() {
        return None;
    }
    let bits = |from: usize, to: usize| u64::from_str_radix(text.get(from..to)?, 16).ok();
    // the version replaces four bits of the first half, which the mask does not read
    let high = (bits(0, 8)? << 32) | (bits(9, 13)? << 16) | bits(15, 18)?;
    let low = ((bits(19, 23)? & 0x3fff) << 48) | bits(24, 36)?;
    let number = (low ^ mask(high)) & LOW;
    uuid(number).eq_ignore_ascii_case(text).then_some(number)
}

fn mask(high: u64) -> u64 {
    mix(high & !0xf000, &[])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{LOW, number, uuid};

    proptest! {
        #[test]
        fn a_number_comes_back_from_its_uuid(given in 0..=LOW, junk in "\\PC{36}") {
            let text = uuid(given);
            prop_assert_eq!(number(&text), Some(given));
            prop_assert_eq!(number(&text.to_uppercase()), Some(given));
            prop_assert_eq!(number(&junk), None);
        }
    }

    #[test]
    fn what_only_looks_like_one_is_none() {
        for text in ["", "3b0fbace-04b4-4f04-a425-33b5e0af1dd0", "+b0fbace-04b4-4f04-a425-33b5e0af1dd0", "123"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
