//! What is settled for each root, and for the run as a whole.

use crate::cli::host::HostArgs;
use crate::document::Document;
use crate::document::roots::{Options, Root};
use crate::engine::{Judging, Rules};
use crate::hash::HashMap;
use crate::settings::{Finder, Settings, Wrong};

/// The settings of a run.
pub(super) struct Settled {
    roots: HashMap<String, (Settings, Options)>,
    /// Those that count once: how to print, and whether fixes may be unsafe.
    pub(super) run: Settings,
}

impl Settled {
    /// Finds the settings of all roots.
    ///
    /// # Errors
    /// When a settings file cannot be used.
    pub(super) fn new(roots: &[Root], host: &HostArgs, finder: &mut Finder) -> Result<Settled, Wrong> {
        let mut found = HashMap::default();
        for root in roots {
            let settings = finder.find(&root.path)?;
            // For one lint, the files that nothing reads are looked for as well.
            let unread = settings.may_want(&crate::lints::hygiene::ORPHAN_CONFIG_FILE);
            let options = host.adapted(Options { unread, ..settings.reading(&root.path) });
            found.insert(root.path.clone(), (settings, options));
        }
        let first = roots.first().map(|root| &found[&root.path].0);
        let is_one = first.is_some_and(|first| found.values().all(|(other, _)| other.same_file(first)));
        let run = match first.filter(|_| is_one) {
            Some(first) => first.clone(),
            None => finder.common(roots.iter().map(|root| root.path.as_str()))?,
        };
        Ok(Settled { roots: found, run })
    }

    /// What is settled for a root.
    pub(super) fn of(&self, root: &Root) -> &Settings {
        self.roots.get(&root.path).map_or(&self.run, |(settings, _)| settings)
    }
}

impl Rules for Settled {
    fn reading(&self, root: &Root) -> Options {
        self.roots.get(&root.path).map(|(_, options)| options.clone()).unwrap_or_default()
    }

    fn judging(&self, document: &Document, root: &Root) -> Judging {
        self.of(root).judging(document)
    }
}
