//! What is settled for each root, and for the run as a whole.

use crate::document::Document;
use crate::document::roots::{Options, Root};
use crate::engine::{Judging, Rules};
use crate::hash::HashMap;
use crate::settings::{Finder, RootRules, Settings, Wrong};

/// The settings of a run.
pub(super) struct Settled {
    roots: HashMap<String, RootRules>,
    /// Those that count once: how to print, and whether fixes may be unsafe.
    pub(super) run: Settings,
}

impl Settled {
    /// Finds the settings of all roots.
    ///
    /// # Errors
    /// When a settings file cannot be used.
    pub(super) fn new(roots: &[Root], finder: &mut Finder) -> Result<Settled, Wrong> {
        let mut found = HashMap::default();
        for root in roots {
            let rules = RootRules::new(finder.find(&root.path)?, &root.path);
            found.insert(root.path.clone(), rules);
        }
        let first = roots.first().map(|root| &found[&root.path].settings);
        let is_one = first.is_some_and(|first| found.values().all(|other| other.settings.same_file(first)));
        let run = match first.filter(|_| is_one) {
            Some(first) => first.clone(),
            None => finder.common(roots.iter().map(|root| root.path.as_str()))?,
        };
        Ok(Settled { roots: found, run })
    }

    /// What is settled for a root.
    pub(super) fn of(&self, root: &Root) -> &Settings {
        self.roots.get(&root.path).map_or(&self.run, |rules| &rules.settings)
    }
}

impl Rules for Settled {
    fn reading(&self, root: &Root) -> Options {
        self.roots.get(&root.path).map(|rules| rules.reading(root)).unwrap_or_default()
    }

    fn judging(&self, document: &Document, root: &Root) -> Judging {
        self.of(root).judging(document)
    }
}
