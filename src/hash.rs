//! Maps and sets whose keys come from what is read. Their hash has a seed of its own in each run, so that no one
//! can choose names which all land in one place.

use foldhash::fast::RandomState;

/// A map with a seed of its own.
pub type HashMap<K, V> = std::collections::HashMap<K, V, RandomState>;
/// A set with a seed of its own.
pub type HashSet<K> = std::collections::HashSet<K, RandomState>;

#[cfg(test)]
mod tests {
    use std::hash::BuildHasher;

    use super::*;

    /// 64 names of 16 bytes that end in the same 8, which one step of `FxHash` brings to one value.
    #[test]
    fn names_that_collide_without_a_seed_do_not() {
        let end = [0x44, 0x73, 0x70, 0x03, 0x2e, 0x8a, 0x19, 0x13];
        let names = (0..64_u64).map(|n| [n.to_le_bytes(), end].concat());
        let state = RandomState::default();
        let hashes: HashSet<u64> = names.map(|name| state.hash_one(name)).collect();
        assert_eq!(hashes.len(), 64);
        let other = RandomState::default();
        assert_ne!(state.hash_one("namespace"), other.hash_one("namespace"));
    }
}
