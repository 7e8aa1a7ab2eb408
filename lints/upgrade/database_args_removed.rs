use crate::config::{Facts, Unknown};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "database-args-removed",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::DatabaseArgs = unknown.what else { continue };
        let Some(written) = config.written(problem) else { continue };
        // A file of its own is what another lint is about.
        if written.value.ends_with(".conf.ext") {
            continue;
        }
        let (name, around) = (&unknown.name, unknown.around);
        let finding = findings.at(&LINT, problem, format!("2.4 has no `{name}` in `{around}`"));
        finding.label("2.3 name");
        finding.help(match name.as_str() {
            "default_fields" => "Write `fields {`, one `key = value` per line, and `}`; mark each key as `key:default`.",
            "override_fields" => "Write `fields {`, one `key = value` per line, and `}`.",
            "pass" => "Write `result_success = continue`.",
            _ => "Write the settings of the driver instead: `passwd_file_path`, `default_password_scheme`, `fields {}`, `query`, …",
        });
        if name == "pass" && written.value == "yes" {
            let edit = [Edit::replace(written.statement.span, "result_success = continue")];
            finding.fix_unsafe("write `result_success = continue`", edit);
        } else if name == "args"
            && written.replaceable.is_some()
            && let Some(parts) = written.full.as_deref().and_then(passwd_file)
        {
            finding.fix_unsafe("write the settings", lines::split(config, written.statement.span, &parts));
        }
    }
}

/// The settings of 2.4 for `scheme=SHA512-CRYPT /etc/dovecot/users`.
fn passwd_file(args: &str) -> Option<Vec<String>> {
    let (mut path, mut lines) = (None, Vec::new());
    for word in args.split(' ').filter(|word| !word.is_empty()) {
        match word.split_once('=') {
            Some(("scheme", scheme)) => lines.push(format!("default_password_scheme = {scheme}")),
            Some(("username_format", "%u")) => lines.push("auth_username_format = %{user}".to_owned()),
            Some(("username_format", "%n")) => {
                lines.push("auth_username_format = %{user | username}".to_owned());
            }
            None if word.starts_with('/') && !word.contains('%') => path = Some(word),
            _ => return None,
        }
    }
    lines.insert(0, format!("passwd_file_path = {}", path?));
    Some(lines)
}
