use std::rc::Rc;

use super::{Judging, Levels, Rules};
use crate::config::LintOptions;
use crate::document::Document;
use crate::document::roots::{Options, Root};
use crate::finding::Lint;
use crate::lints;
use crate::schema::Version;

/// The same rules for every configuration.
#[derive(Debug, Clone)]
pub struct Uniform {
    /// How each is read.
    pub reading: Options,
    /// What the people who run the servers have said about them.
    pub options: LintOptions,
    /// Whether comments in the text may leave findings out.
    pub suppressions: bool,
    levels: Rc<Levels>,
}

impl Uniform {
    /// All lints that are wanted, with their own severities, for a version; without one, it is found for each.
    pub fn new(version: Option<Version>, wanted: impl Fn(&Lint) -> bool) -> Uniform {
        let lints = lints::all().filter(|lint| wanted(lint)).map(|lint| (lint, None));
        Uniform {
            reading: Options { version, ..Options::default() },
            options: LintOptions::default(),
            suppressions: true,
            levels: Rc::new(Levels::new(lints)),
        }
    }
}

impl Rules for Uniform {
    fn reading(&self, _: &Root) -> Options {
        self.reading.clone()
    }

    fn judging(&self, document: &Document, _: &Root) -> Judging {
        let files = document.sources.files().count();
        Judging {
            options: self.options.clone(),
            levels: vec![Rc::clone(&self.levels); files],
            suppressions: self.suppressions,
        }
    }
}
