//! What `upgrade` would make of configurations of 2.3 that are judged as 2.4.

use std::rc::Rc;

use super::settled::Settled;
use crate::config::Config;
use crate::document::roots::{self, Options};
use crate::engine::{RootReport, Rules};
use crate::report::plural;
use crate::schema::{Series, Version};
use crate::upgrade::{self, Wanted};

/// One line for each configuration that 2.3 accepts, and that has no version line of 2.4.
pub(super) fn lines(reports: &[RootReport], settled: &Settled) -> Vec<String> {
    reports.iter().filter_map(|report| line(report, settled)).collect()
}

fn line(report: &RootReport, settled: &Settled) -> Option<String> {
    let document = &report.document;
    if !report.root.is_whole || document.version.series != Series::V24 || document.begins_with_version() {
        return None;
    }
    let options = Options { version: Some(Version::newest(Series::V23)), ..settled.reading(&report.root) };
    let old = roots::read(&report.root, &options).ok()?;
    let config = Config::new(&old, true);
    let path = crate::text::shown(&report.root.path);
    if old.completeness.not_read().next().is_some()
        || upgrade::section_of_1(&old).is_some()
        || upgrade::unreadable(&config).is_some()
    {
        let guessed = Options { version: None, ..options };
        let is_old = roots::read(&report.root, &guessed).is_ok_and(|read| read.version.series == Series::V23);
        return is_old.then(|| {
            format!(
                "{path}: a 2.3 configuration that cannot be upgraded as it is; `dovelint upgrade` says what must be \
                 fixed first"
            )
        });
    }
    let root = report.root.clone();
    let wanted = Wanted::new(Rc::new(move |path| roots::fetch(&root, &options, path)));
    let upgrade = upgrade::upgrade(&config, &wanted);
    let counts = upgrade.counts;
    Some(format!(
        "{path}: a 2.3 configuration; `dovelint upgrade` converts it: {} of {} automatically, {} to make",
        counts.statements - counts.commented,
        plural(counts.statements, "statement", "statements"),
        plural(upgrade.decisions.len(), "decision", "decisions"),
    ))
}
