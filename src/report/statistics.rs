use std::collections::BTreeMap;
use std::io::{self, Write};

use super::RootReport;

/// How often each lint reports, the most frequent first.
///
/// # Errors
/// When `out` cannot be written.
pub fn statistics(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    let mut counts: BTreeMap<&str, (usize, &str)> = BTreeMap::new();
    for finding in reports.iter().flat_map(RootReport::counting) {
        counts.entry(finding.lint.name).or_insert((0, finding.severity.as_str())).0 += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|(name, (count, _))| (std::cmp::Reverse(*count), *name));
    for (name, (count, severity)) in rows {
        writeln!(out, "{count:>6}  {severity:<7}  {name}")?;
    }
    Ok(())
}
