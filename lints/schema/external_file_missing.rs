use crate::config::Facts;
use crate::document::Found;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "external-file-missing",
    severity: Advice, stage: Run, profile: Pedantic, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for external in &config.document.externals {
        // Elsewhere than next to the configuration it may well be on the server alone.
        if external.outcome != Found::Missing || !external.is_in_tree {
            continue;
        }
        let Some((first, others)) = external.named_by.split_first() else { continue };
        let path = crate::text::clipped(external.path.as_bytes(), 120);
        let message = format!("`{path}` ({}) does not exist", external.kind.describe());
        let finding = findings.add(&LINT, first.span, message);
        finding.label("looked for next to the configuration").help("Create the file, or correct the path.");
        for other in others {
            finding.also(other.span, "also named here");
        }
    }
}
