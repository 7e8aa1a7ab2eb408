use crate::config::{Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "config-version-unsupported",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for problem in config.problems() {
        let ProblemKind::VersionUnsupported = &problem.kind else { continue };
        let Some(written) = config.written(problem) else { continue };
        let (value, version) = (&written.value, config.version());
        let message = if value.is_empty() {
            format!("`{}` has no value", written.key)
        } else {
            format!("`{value}` is not a configuration version supported by {version}")
        };
        let finding = findings.at(&LINT, problem, message);
        finding.label("not a supported version");
        let meant = match value.as_str() {
            "2.4" => "2.4.0",
            _ if value.starts_with("2.3") => {
                finding.help("2.4 cannot read a 2.3 configuration: convert it, then write `2.4.0`.");
                continue;
            }
            _ => "2.4.0",
        };
        finding.help(format!(
            "Write `{meant}`: three numbers, the version of the oldest server that reads this configuration."
        ));
        if let Some(span) = written.replaceable {
            finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]);
        }
    }
}
