use super::external::also_named;
use crate::config::{ExternalFlaw, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "external-file-required-key-missing",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // Images of containers add the address and the password of the database when they start.
    if config.document.completeness.has_written_databases() {
        return;
    }
    for flawed in config.external_flaws() {
        let ExternalFlaw::Missing(groups) = &flawed.flaw else { continue };
        let group = |keys: &&[&str]| {
            let names: Vec<String> = keys.iter().map(|key| format!("`{key}`")).collect();
            names.join(" or ")
        };
        let names: Vec<String> = groups.iter().map(group).collect();
        let place = match flawed.entry {
            Some(head) => {
                format!("`{}` of {}", crate::text::clipped(&head.key, 60), flawed.external.kind.describe())
            }
            None => flawed.external.kind.describe().to_owned(),
        };
        let finding = findings.add(&LINT, flawed.span, format!("{place} needs {}", names.join(" and ")));
        let is_top = flawed.entry.is_none();
        finding.label(if is_top { "the file begins here" } else { "not set in this section" });
        let lines: Vec<String> =
            groups.iter().filter_map(|keys| keys.first()).map(|key| format!("`{key} = …`")).collect();
        let what = if lines.len() == 1 { "the line" } else { "the lines" };
        finding.help(format!("Add {what} {}.", lines.join(" and ")));
        also_named(&flawed, finding);
    }
}
