use super::{RANGES_23, RANGES_24, REFUSED_ZEROS_23, REFUSED_ZEROS_24, Series, Version};

/// What a setting takes at least and at most, where that is less than its type allows.
#[derive(Debug)]
pub struct Range {
    /// The setting.
    pub setting: &'static str,
    /// The struct whose check refuses anything else.
    pub in_struct: &'static str,
    /// The least value, 0 where there is none.
    pub least: u64,
    /// The greatest value, `u64::MAX` where there is none.
    pub most: u64,
}

/// A setting that may not be 0, which meant no limit in 2.3.
#[derive(Debug)]
pub struct RefusedZero {
    /// The setting.
    pub setting: &'static str,
    /// The struct whose check refuses it.
    pub in_struct: &'static str,
    pub(super) since: u8,
    /// What to write for no limit; nothing where the default is meant.
    pub instead: Option<&'static str>,
}

/// The settings of a series with a least or a greatest value, sorted by name.
pub fn ranges(series: Series) -> &'static [Range] {
    match series {
        Series::V23 => RANGES_23,
        Series::V24 => RANGES_24,
    }
}

/// The settings that may not be 0 in this version, sorted by name.
pub fn refused_zeros(version: Version) -> impl Iterator<Item = &'static RefusedZero> {
    let all = match version.series {
        Series::V23 => REFUSED_ZEROS_23,
        Series::V24 => REFUSED_ZEROS_24,
    };
    all.iter().filter(move |zero| version.patch >= zero.since)
}
