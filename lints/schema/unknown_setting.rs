use crate::config::{Facts, ProblemKind, Unknown};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "unknown-setting",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    yields_to: ["old-metric-filter" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let ProblemKind::UnknownSetting { section, .. } = &problem.kind else { continue };
        let Unknown::Name { meant } = unknown.what else { continue };
        // missing-key-name and smart-quotes-or-nbsp say what is really wrong.
        if unknown.name.is_empty() || crate::text::lookalike(unknown.name.as_bytes()).is_some() {
            continue;
        }
        let place = if section.is_empty() { String::new() } else { format!(" in `{section}`") };
        let finding = findings.at(&LINT, problem, format!("unknown setting `{}`{place}", unknown.name));
        finding.label("no setting of this name here");
        match meant {
            Some(meant) => finding
                .help(format!("Did you mean `{meant}`?"))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(problem.span, meant)]),
            None => {
                finding.help("Remove the line, or look the name up in the manual of this Dovecot version.")
            }
        };
    }
}
