//! From the paths on the command line to configurations.

use std::path::Path;

use super::settled::Settled;
use crate::cli::{CheckArgs, complain, read_standard};
use crate::document::Document;
use crate::roots::{self, Options, Root, Search, Texts, Total};
use crate::settings::{Finder, Wrong};
use crate::source::Tree;

/// What to lint.
#[derive(Default)]
pub(super) struct Inputs {
    /// The configurations, sorted, each once.
    pub roots: Vec<Root>,
    /// Standard input, by the name that it was given.
    pub texts: Texts,
    /// The paths as they were named.
    named: Vec<String>,
    /// Whether a path could not be used; it was said why.
    pub failed: bool,
    /// What was said.
    said: Vec<String>,
}

impl Inputs {
    /// Finds the roots of all paths.
    ///
    /// # Errors
    /// When a settings file cannot be used.
    pub(super) fn find(args: &CheckArgs, finder: &mut Finder) -> Result<Inputs, Wrong> {
        let mut inputs = Inputs { named: args.paths.clone(), ..Inputs::default() };
        let mut search = Search::default();
        for path in &args.paths {
            let name = args.stdin_filename.as_deref().filter(|_| path == "-").unwrap_or(path);
            let options = finder.find(name)?.reading(name);
            let mut troubles = Vec::new();
            let found = if path == "-" {
                inputs.standard(args, &options)
            } else {
                search.find(path, &options, &mut troubles)
            };
            for trouble in &troubles {
                inputs.fail(trouble);
            }
            match found {
                Ok(found) => inputs.roots.extend(found),
                Err(trouble) => inputs.fail(&trouble),
            }
        }
        inputs.roots.sort();
        inputs.roots.dedup();
        Ok(inputs)
    }

    /// What fixes may change: what is in the folders that were named, and in those of the configurations.
    pub(super) fn tree(&self) -> Tree {
        let paths = self.named.iter().chain(self.roots.iter().map(|root| &root.path));
        paths.fold(Tree::default(), |tree, path| tree.with_folder_of(Path::new(path)))
    }

    pub(super) fn fail(&mut self, trouble: &roots::Trouble) {
        let message = format!("{}: {}", trouble.path, trouble.message);
        // A configuration may be read again, to fix it first and then to report on it.
        if !self.said.contains(&message) {
            complain(&message);
            self.said.push(message);
        }
        self.failed = true;
    }

    /// Standard input is a configuration, or under the name of a file that a root includes a part of that.
    fn standard(&mut self, args: &CheckArgs, options: &Options) -> Result<Vec<Root>, roots::Trouble> {
        let name = args.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned());
        let bytes = read_standard(&name)?;
        let found = Search::default().find(&name, options, &mut Vec::new());
        let root = found.ok().and_then(|found| found.into_iter().next());
        self.texts.insert(name.clone(), bytes);
        Ok(vec![root.unwrap_or(Root { path: name, is_whole: true })])
    }

    /// Reads the configurations that can be read.
    pub(super) fn documents(&mut self, settled: &Settled, shows_secrets: bool) -> Vec<(Root, Document)> {
        let mut documents = Vec::with_capacity(self.roots.len());
        let mut total = Total::default();
        for root in std::mem::take(&mut self.roots) {
            match roots::read_over(&self.texts, &root, &settled.reading_whole(&root)) {
                Ok(mut document) => {
                    document.shows_secrets = shows_secrets;
                    if let Err(limit) = total.add(&document) {
                        self.fail(&roots::Trouble { path: root.path, message: limit.to_string() });
                        break;
                    }
                    // What was not to be read is a finding and nothing else.
                    for file in document.unreadable().into_iter().filter(|file| file.is_failure) {
                        complain(&format!("{}: {}", file.path, file.reason));
                        self.failed = true;
                    }
                    documents.push((root, document));
                }
                Err(trouble) => self.fail(&trouble),
            }
        }
        self.roots = documents.iter().map(|(root, _)| root.clone()).collect();
        documents
    }
}
