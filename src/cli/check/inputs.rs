//! From the paths on the command line to configurations.

use std::path::Path;

use crate::cli::{CheckArgs, complain, read_standard};
use crate::document::roots::{Files, Options, Root, Search, Texts, Trouble};
use crate::settings::{Finder, Wrong};
use crate::source::Tree;

/// What to lint.
#[derive(Default)]
pub(super) struct Inputs {
    /// The configurations, sorted, each once.
    pub roots: Vec<Root>,
    /// Standard input, by the name that it was given, until a session has it.
    pub texts: Texts,
    /// The paths as they were named.
    named: Vec<String>,
    /// Whether a path could not be used; it was said why.
    pub failed: bool,
    /// What was said.
    said: Vec<String>,
}

/// Where Dovecot has its configuration on this machine; this folder where there is none.
pub(in crate::cli) fn usual_place() -> String {
    let places = ["/etc/dovecot", "/usr/local/etc/dovecot"];
    let found = places.into_iter().find(|place| Path::new(place).join("dovecot.conf").exists());
    found.unwrap_or(".").to_owned()
}

impl Inputs {
    /// Finds the roots of all paths.
    ///
    /// # Errors
    /// When a settings file cannot be used.
    pub(super) fn find(args: &CheckArgs, finder: &mut Finder) -> Result<Inputs, Wrong> {
        let paths = if args.paths.is_empty() {
            vec![args.host.usual_place().unwrap_or_else(usual_place)]
        } else {
            args.paths.clone()
        };
        let mut inputs = Inputs { named: paths.clone(), ..Inputs::default() };
        let mut search = Search::new(Files::Disk);
        for path in &paths {
            let path = match args.host.place(path) {
                Ok(path) => path,
                Err(trouble) => {
                    inputs.fail(&trouble);
                    continue;
                }
            };
            let name = args.stdin_filename.as_deref().filter(|_| path == "-").unwrap_or(&path);
            finder.name(name);
            let options = finder.find(name)?.reading(name);
            let mut troubles = Vec::new();
            let found = if path == "-" {
                inputs.standard(args, &options)
            } else {
                search.find(&path, &options, &mut troubles)
            };
            for trouble in &troubles {
                inputs.fail(trouble);
            }
            match found {
                Ok(found) => inputs.roots.extend(found),
                Err(trouble) => inputs.fail(&trouble),
            }
        }
        for passed in search.passed() {
            complain(&format!("{}: skipped, {}", passed.path, passed.reason));
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

    pub(super) fn fail(&mut self, trouble: &Trouble) {
        // The search and an include say the same of a folder, once with a slash at its end.
        let path = trouble.path.strip_suffix('/').filter(|path| !path.is_empty()).unwrap_or(&trouble.path);
        let message = Trouble { path: path.to_owned(), message: trouble.message.clone() }.to_string();
        // A configuration may be read again, to fix it first and then to report on it.
        if !self.said.contains(&message) {
            complain(&message);
            self.said.push(message);
        }
        self.failed = true;
    }

    /// Standard input is a configuration, or under the name of a file that a root includes a part of that.
    fn standard(&mut self, args: &CheckArgs, options: &Options) -> Result<Vec<Root>, Trouble> {
        let name = args.stdin_filename.clone().unwrap_or_else(|| "<stdin>".to_owned());
        let bytes = read_standard(&name)?;
        let found = Search::new(Files::Disk).find(&name, options, &mut Vec::new());
        let root = found.ok().and_then(|found| found.into_iter().next());
        self.texts.insert(name.clone(), bytes);
        Ok(vec![root.unwrap_or(Root { path: name, is_whole: true })])
    }
}

#[cfg(test)]
mod tests {
    use super::{Inputs, Trouble};

    #[test]
    fn a_folder_is_said_once() {
        let mut inputs = Inputs::default();
        for path in ["d/conf.d", "d/conf.d/"] {
            inputs.fail(&Trouble { path: path.to_owned(), message: "permission denied".to_owned() });
        }
        assert_eq!(inputs.said, ["d/conf.d: permission denied"]);
    }
}
