use crate::config::{Facts, ProblemKind, Unknown};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "unknown-section",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let ProblemKind::UnknownSection { section } = &problem.kind else { continue };
        let Unknown::Name { meant } = unknown.what else { continue };
        let place = if section.is_empty() { String::new() } else { format!(" in `{section}`") };
        let finding = findings.at(&LINT, problem, format!("unknown section `{}`{place}", unknown.name));
        finding.label("no section of this type here");
        let is_section = |name: &&str| {
            let version = config.version();
            match version.series {
                Series::V23 => {
                    schema::scopes_with(version, name.as_bytes()).iter().any(|s| s.kind(version).is_section())
                }
                Series::V24 => schema::find(schema::scope(Series::V24, "root"), name.as_bytes())
                    .is_some_and(|setting| setting.kind(version).is_section()),
            }
        };
        match meant.filter(is_section) {
            Some(meant) => finding
                .help(format!("Did you mean `{meant}`?"))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(problem.span, meant)]),
            None => finding.help("Remove the section, or look its type up in the manual of this version."),
        };
    }
}
