use crate::config::{Facts, Unknown, value};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "cleartext-setting-inverted",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::Inverted = unknown.what else { continue };
        let Some(written) = config.written(problem) else { continue };
        let value = match value::boolean(written.value.as_bytes()) {
            Ok(true) => "no",
            Ok(false) => "yes",
            Err(_) => "",
        };
        let message = "`disable_plaintext_auth` became `auth_allow_cleartext`, which means the opposite";
        let finding = findings.at(&LINT, problem, message);
        finding.label("2.3 name");
        if value.is_empty() {
            finding.help("Write `auth_allow_cleartext = no` to require TLS, `yes` to allow plain text.");
            continue;
        }
        let line = format!("auth_allow_cleartext = {value}");
        finding.help(format!("Write `{line}`."));
        if written.replaceable.is_some() {
            finding
                .fix_safe(format!("write `{line}`"), [Edit::replace(written.statement.span, line.as_str())]);
        }
    }
}
