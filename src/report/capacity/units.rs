//! Numbers as people write them.

/// `2.9 GiB` of MiB.
pub(super) fn gib(mib: u64) -> String {
    if mib < 1024 { format!("{mib} MiB") } else { format!("{} GiB", tenths(mib, 1024)) }
}

/// A quotient with one digit after the point, and none for whole numbers.
fn tenths(value: u64, by: u64) -> String {
    let tenths = (value * 10 + by / 2) / by;
    if tenths.is_multiple_of(10) {
        (tenths / 10).to_string()
    } else {
        format!("{}.{}", tenths / 10, tenths % 10)
    }
}

/// A number of connections of each user: `3`, `0.25`.
pub(super) fn plain(number: f64) -> String {
    let text = format!("{number:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A share as percent: `80 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{} %", plain(share * 100.0))
}

/// A number that is not known to the last digit when it is large.
pub(super) fn count(number: u64) -> String {
    if number >= 10_000_000 { "more than 10 million".to_owned() } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(gib(4922), "4.8 GiB");
        assert_eq!(gib(8192), "8 GiB");
        assert_eq!(gib(999), "999 MiB");
        assert_eq!(plain(3.0), "3");
        assert_eq!(plain(0.25), "0.25");
        assert_eq!(percent(1.0), "100 %");
    }
}
