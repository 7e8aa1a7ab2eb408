use super::Settings;
use crate::document::Document;
use crate::document::roots::{Options, Root};
use crate::engine::{Judging, Rules};

/// What is settled for one configuration: the rules by which the engine reads and judges it.
#[derive(Debug, Clone)]
pub struct RootRules {
    /// The settings.
    pub settings: Settings,
    reading: Options,
}

impl RootRules {
    /// What some settings mean for the configuration at a path.
    pub fn new(settings: Settings, path: &str) -> RootRules {
        // For one lint, the files that nothing reads are looked for as well.
        let unread = settings.may_want(&crate::lints::hygiene::ORPHAN_CONFIG_FILE);
        let reading = Options { unread, ..settings.reading(path) };
        RootRules { settings, reading }
    }
}

impl Rules for RootRules {
    fn reading(&self, _: &Root) -> Options {
        self.reading.clone()
    }

    fn judging(&self, document: &Document, _: &Root) -> Judging {
        self.settings.judging(document)
    }
}
