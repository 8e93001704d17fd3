//! Chance that is the same for the same seed: a mixing of whole numbers. Never a source of secrets.

/// Mixes the parts into the seed; equal input, equal output, on every machine.
pub fn mix(seed: u64, parts: &[u64]) -> u64 {
    parts.iter().fold(step(seed), |state, part| step(state ^ part.wrapping_mul(0x9E37_79B9_7F4A_7C15)))
}

/// A number from `low` to `high`, both included.
pub const fn between(hash: u64, low: i64, high: i64) -> i64 {
    low + ((hash >> 1) as i64) % (high - low + 1)
}

/// The finishing step of splitmix64.
const fn step(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
