//! What the lints of the files next to a configuration of 2.3 say.

use crate::config::Flawed;
use crate::finding::Finding;

/// Shows what makes Dovecot read the file.
pub(super) fn also_named(flawed: &Flawed<'_>, finding: &mut Finding) {
    if let Some(by) = flawed.external.named_by.first() {
        finding.also(by.span, "this names the file");
    }
}
