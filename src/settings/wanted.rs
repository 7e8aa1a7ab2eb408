use super::Level;
use super::layer::{At, Layer};
use super::merge::Local;
use crate::engine::Levels;
use crate::finding::{Lint, Severity};

/// The lint that `require-reason` runs.
const REASON: &str = "ignore-without-reason";

/// The lints that some settings want.
pub fn wanted(local: &Local<'_>) -> Levels {
    let decided = crate::lints::all().map(|lint| (lint, decide(local, lint)));
    Levels::new(decided.filter(|(_, verdict)| verdict.is_on).map(|(lint, verdict)| (lint, verdict.level)))
}

/// Whether a list names a lint, by its own name or by its group's.
enum Named {
    No,
    ByGroup,
    ByName,
}

fn named(names: &[String], lint: &Lint) -> Named {
    if names.iter().any(|name| name == lint.name) {
        Named::ByName
    } else if names.iter().any(|name| name == lint.group) {
        Named::ByGroup
    } else {
        Named::No
    }
}

impl Local<'_> {
    /// Whether a lint is to report.
    pub fn wants(&self, lint: &Lint) -> bool {
        decide(self, lint).is_on
    }
}

/// What is settled of one lint so far.
struct Verdict {
    is_on: bool,
    /// Whether someone switched it off by its name, by its group or with a level.
    is_refused: bool,
    level: Option<Severity>,
}

/// Whether a lint reports, and with which severity: from the weakest layer to the strongest, in each the name of a
/// group before that of the lint.
fn decide(local: &Local<'_>, lint: &Lint) -> Verdict {
    let mut verdict =
        Verdict { is_on: lint.profile <= local.profile().value, is_refused: false, level: None };
    let own_ignore = local.command().ignore.is_some();
    for layer in local.layers().rev() {
        // A list on the command line takes the place of those in the file.
        let is_command = std::ptr::eq(layer, local.command());
        verdict.select(layer, lint);
        let ignored = layer.ignore.as_ref().filter(|_| is_command || !own_ignore);
        for name in [lint.group, lint.name] {
            if let Some(level) = layer.lints.get(name) {
                verdict.level(level);
            }
            if ignored.is_some_and(|ignored| ignored.value.iter().any(|ignored| ignored == name)) {
                verdict.refuse();
            }
        }
    }
    if lint.name == REASON && local.require_reason().value && !verdict.is_refused {
        verdict.is_on = true;
    }
    verdict
}

impl Verdict {
    fn select(&mut self, layer: &Layer, lint: &Lint) {
        let Some(select) = layer.select.as_ref().filter(|select| !select.value.is_empty()) else { return };
        match named(&select.value, lint) {
            Named::No => self.is_on = false,
            Named::ByGroup => self.is_on = !self.is_refused,
            Named::ByName => {
                self.is_on = true;
                self.is_refused = false;
            }
        }
    }

    fn level(&mut self, level: &At<Level>) {
        match level.value.severity() {
            None => self.refuse(),
            Some(severity) => {
                *self = Verdict { is_on: true, is_refused: false, level: Some(severity) };
            }
        }
    }

    fn refuse(&mut self) {
        self.is_on = false;
        self.is_refused = true;
    }
}
