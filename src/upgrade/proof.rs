//! The result is read again, as 2.4 reads it.

use super::Upgrade;
use crate::config::Config;
use crate::document::Document;
use crate::engine::refusal_besides;

/// What these lints find may be there on the server: files that the tree names and does not hold.
const ELSEWHERE: [&str; 2] = ["file-value-unreadable", "include-not-found"];

/// What doveconf of 2.3 refuses in the old tree, which cannot be upgraded then.
pub fn unreadable(document: &Document, is_whole: bool) -> Option<String> {
    refusal_besides(&Config::new(document, is_whole), &ELSEWHERE)
}

/// Whether Dovecot reads the new tree; what it would refuse, if anything.
///
/// # Errors
/// The place and the reason, which are a mistake of dovelint.
pub fn proven(upgrade: &Upgrade, again: &Document, is_whole: bool) -> Result<(), String> {
    if let Some(failure) = upgrade.failures.first() {
        return Err(failure.clone());
    }
    let config = Config::new(again, is_whole);
    match refusal_besides(&config, &ELSEWHERE) {
        Some(refusal) => Err(refusal),
        None => Ok(()),
    }
}
