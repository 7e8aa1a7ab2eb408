use super::include_not_found::is_packaged;
use crate::config::Facts;
use crate::document::Outcome;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Kind;

lint! {
    name: "packaged-include-missing",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Fragment,
    yields_to: ["equals-in-include" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for include in &document.includes {
        let Some(statement) = document.statements.get(include.statement) else { continue };
        let is_missing = statement.kind == Kind::Include && matches!(include.outcome, Outcome::NoMatch);
        if !is_missing || !is_packaged(document, &include.pattern) {
            continue;
        }
        let pattern = crate::text::clipped(include.pattern.as_bytes(), 120);
        let path = document.locate(statement, statement.value);
        findings
            .add(&LINT, path, format!("`{pattern}` is not in this tree; Dovecot's packages install it"))
            .label("from the package, if this is copied over it")
            .help("Nothing is wrong if this tree is copied over the package's files. To check all of it, add the file, or map its folder with `--remap FROM=TO`.");
    }
}
