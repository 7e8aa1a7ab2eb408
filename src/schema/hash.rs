//! Where a name may be in the index of a scope. The build script, which fills the index, has this file too.
//!
//! A tree of a few files asks for a name some 4,000 times, so that a hash that withstands chosen keys would take
//! a seventh of the whole run; the keys here are the names of Dovecot's settings.

/// A slot that holds no setting.
pub(super) const EMPTY: u16 = u16::MAX;

/// The slots to look at for a name, one after the other, in an index whose size is a power of two.
pub(super) fn slots(name: &[u8], size: usize) -> impl Iterator<Item = usize> {
    // The step of FxHash, with words of the same size and order on every machine.
    let step = |hash: u64, word: u64| (hash.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    let (words, rest) = name.as_chunks();
    let hash = words.iter().fold(0, |hash, word| step(hash, u64::from_le_bytes(*word)));
    let last = rest.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
    let hash = step(hash, last);
    // The upper half is mixed best.
    let first = (hash >> 32) as usize;
    (0..size).map(move |step| (first + step) & (size - 1))
}
