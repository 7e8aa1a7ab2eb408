//! Whether a configuration shows what some lints find.

use super::settled::roots_at;
use crate::cli::ReadingArgs;
use crate::config::Config;
use crate::document::roots;
use crate::engine;

/// A finding that explains a message of the log.
pub(in crate::cli) struct Cause {
    /// The lint.
    pub(in crate::cli) lint: &'static str,
    /// The file and the line.
    pub(in crate::cli) place: String,
    /// What it says.
    pub(in crate::cli) message: String,
}

/// What these lints find in a configuration, in the order of its files.
///
/// # Errors
/// When the configuration cannot be found or read.
pub(in crate::cli) fn find(path: &str, names: &[&str]) -> Result<Vec<Cause>, String> {
    let mut finder = ReadingArgs::default().finder();
    let mut troubles = Vec::new();
    let found = roots_at(path, &mut finder, &mut troubles).map_err(|trouble| trouble.to_string())?;
    let mut causes = Vec::new();
    for (root, options) in found {
        let document = roots::read(&root, &options).map_err(|trouble| trouble.to_string())?;
        let config = Config::new(&document, root.is_whole);
        let findings = engine::judge(&config, |lint| names.contains(&lint.name));
        causes.extend(findings.into_iter().filter(|finding| finding.ignored.is_none()).map(|finding| {
            Cause {
                lint: finding.lint.name,
                place: document.place(finding.span),
                message: finding.message.to_string(),
            }
        }));
    }
    Ok(causes)
}
