use crate::finding::{Lint, Severity};
use crate::hash::HashMap;

/// Which lints run, and how seriously their findings are taken.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Levels {
    levels: HashMap<&'static str, Option<Severity>>,
}

impl Levels {
    /// These lints, each with the severity that its findings get in place of their own.
    pub fn new(lints: impl IntoIterator<Item = (&'static Lint, Option<Severity>)>) -> Levels {
        let lints = lints.into_iter();
        let mut levels = HashMap::default();
        levels.reserve(lints.size_hint().1.unwrap_or_default());
        levels.extend(lints.map(|(lint, severity)| (lint.name, severity)));
        Levels { levels }
    }

    /// Whether a lint runs.
    pub fn has(&self, lint: &Lint) -> bool {
        self.levels.contains_key(lint.name)
    }

    /// The severity that the findings of a lint get in place of their own.
    pub fn severity(&self, lint: &Lint) -> Option<Severity> {
        self.levels.get(lint.name).copied().flatten()
    }
}
