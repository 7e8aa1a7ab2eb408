//! How properties are tried: the same cases in each run, so that what lands depends on the change alone. With
//! `PROPTEST_RNG_SEED` set, other ones.

use proptest::test_runner::{Config, RngSeed};

/// So many cases; as many as `PROPTEST_CASES` says without a number.
pub fn cases(cases: Option<u32>) -> Config {
    let usual = Config::default();
    let own = Config { cases: cases.unwrap_or(usual.cases), failure_persistence: None, ..usual };
    if std::env::var_os("PROPTEST_RNG_SEED").is_some() {
        own
    } else {
        Config { rng_seed: RngSeed::Fixed(1), ..own }
    }
}
