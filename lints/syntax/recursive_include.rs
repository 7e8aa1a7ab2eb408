use crate::config::{Config, Facts};
use crate::document::{Include, Outcome};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::syntax::Kind;

lint! {
    name: "recursive-include",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for include in &document.includes {
        let Some(statement) = document.statements.get(include.statement) else { continue };
        let (path, is_hidden) = match &include.outcome {
            Outcome::Cycle(path) => (path, false),
            Outcome::HiddenCycle(path) => (path, true),
            _ => continue,
        };
        let span = document.locate(statement, statement.value);
        let shown = crate::text::clipped(path.as_bytes(), 120);
        let finding = findings.add(&LINT, span, format!("`{shown}` is being read already"));
        finding.label("includes itself, directly or through other files");
        finding.help("Remove this include, or narrow its pattern so that it does not match this file.");
        if is_hidden && statement.kind == Kind::IncludeTry && grows(config, include, path) {
            finding.message =
                format!("`{shown}` is the same file under another name, read recursively").into();
            finding.severity(Severity::Warning).stage(Stage::Never);
        }
    }
}

/// Whether the path gets longer with every round. Dovecot then goes on until the path is too long for
/// the system, and `!include_try` hides that. A path that stays the same is recognised the second time.
fn grows(config: &Config<'_>, include: &Include, path: &str) -> bool {
    let document = config.document;
    let Some(statement) = document.statements.get(include.statement) else { return false };
    let raw = document.bytes(statement, statement.value);
    let folder = path.rfind('/').and_then(|slash| path.get(..=slash)).unwrap_or_default();
    !raw.starts_with(b"/") && [folder.as_bytes(), raw].concat() != path.as_bytes()
}
