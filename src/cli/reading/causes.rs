//! Whether a configuration shows what some lints find.

use super::settled::roots_at;
use crate::cli::{ReadingArgs, complain};
use crate::document::Document;
use crate::document::roots::{Options, Root};
use crate::engine::{Checked, Judging, RootReport, Rules, Session, Uniform};
use crate::hash::HashMap;
use crate::lints;

/// What a configuration shows of the causes of a message.
#[derive(Debug, Default)]
pub(in crate::cli) struct Causes {
    /// What was found, in the order of the files.
    pub(in crate::cli) found: Vec<Cause>,
    /// The lints that look at a unit or a machine, of which nothing is known.
    pub(in crate::cli) not_asked: Vec<&'static str>,
}

/// A finding that explains a message of the log.
#[derive(Debug)]
pub(in crate::cli) struct Cause {
    /// The lint.
    pub(in crate::cli) lint: &'static str,
    /// The file and the line.
    pub(in crate::cli) place: String,
    /// What it says.
    pub(in crate::cli) message: String,
}

/// Why no cause of a message was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Missing {
    /// None of its pages is that of a lint.
    NoLint,
    /// The configuration does not have what its lints find.
    NotShown,
    /// Some of its lints could not be asked.
    NotAsked,
}

/// Where a cause may be that a configuration does not show.
pub(in crate::cli) const MACHINE: &str = "The machine may: `dovelint --host` looks at it.";

impl Causes {
    /// Why none was found for a message with some pages.
    pub(in crate::cli) fn missing(&self, pages: &[&str]) -> Missing {
        if pages.iter().any(|page| self.not_asked.contains(page)) {
            Missing::NotAsked
        } else if pages.iter().any(|page| lints::find(page).is_some()) {
            Missing::NotShown
        } else {
            Missing::NoLint
        }
    }
}

/// Some lints, asked of each configuration as its own settings say that it is read.
struct Asking {
    reading: HashMap<String, Options>,
    lints: Uniform,
}

impl Rules for Asking {
    fn reading(&self, root: &Root) -> Options {
        self.reading.get(&root.path).cloned().unwrap_or_default()
    }

    fn judging(&self, document: &Document, root: &Root) -> Judging {
        self.lints.judging(document, root)
    }
}

/// What these lints find at a path. What can be read only in part is said on standard error.
///
/// # Errors
/// When no configuration can be found or read.
pub(in crate::cli) fn find(path: &str, names: &[&str]) -> Result<Causes, String> {
    let mut finder = ReadingArgs::default().finder();
    let mut troubles = Vec::new();
    let found = roots_at(path, &mut finder, &mut troubles).map_err(|trouble| trouble.to_string())?;
    let roots: Vec<Root> = found.iter().map(|(root, _)| root.clone()).collect();
    let asking = Asking {
        reading: found.into_iter().map(|(root, options)| (root.path, options)).collect(),
        lints: Uniform::new(None, |lint| names.contains(&lint.name)),
    };
    let Checked { reports, troubles: unread } = Session::new(&asking).check(&roots);
    troubles.extend(unread);
    if reports.is_empty()
        && let Some(trouble) = troubles.first()
    {
        return Err(trouble.to_string());
    }
    for trouble in troubles {
        complain(&trouble.to_string());
    }
    let asked = names.iter().filter_map(|name| lints::find(name));
    let not_asked = asked.filter(|lint| !reports.iter().all(|report| lint.needs.are_known(&report.document)));
    Ok(Causes {
        not_asked: not_asked.map(|lint| lint.name).collect(),
        found: reports.iter().flat_map(of_report).collect(),
    })
}

fn of_report(report: &RootReport) -> impl Iterator<Item = Cause> + '_ {
    report.counting().map(|finding| Cause {
        lint: finding.lint.name,
        place: report.document.place(finding.span),
        message: finding.message.to_string(),
    })
}
