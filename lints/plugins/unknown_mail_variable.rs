use crate::config::{Facts, Found};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;
use crate::syntax::percent_variables;

lint! {
    name: "unknown-mail-variable",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.assigns().iter().filter(|assign| !config.is_replaced(assign)) {
        let name = config.key_name(assign.key);
        let is_expanded = config.is_in_list(assign.key, "plugin")
            || matches!(name.as_ref(), b"mail_location" | b"namespace/location");
        let found = config.found(assign);
        if is_expanded && found.text.contains(&b'%') {
            check_value(config, &found, findings);
        }
    }
}

fn check_value(config: &Facts<'_>, found: &Found<'_>, findings: &mut Findings) {
    for variable in percent_variables(&found.text).filter(|variable| !variable.is_long) {
        // Other signs, and capitals, may belong to something that is filled in before Dovecot reads the file.
        let &[letter] = variable.name else { continue };
        let is_known = schema::upgrade_variables("mail").is_some_and(|mail| mail.letter(letter).is_some());
        let is_sign = matches!(letter, b' ' | b',' | b';' | b'/' | b':');
        if !is_sign && (!letter.is_ascii_lowercase() || is_known) {
            continue;
        }
        let start = variable.range.start;
        let Some(span) = config.locate_in(found, variable.range) else { continue };
        if is_sign {
            let finding = findings.add(
                &LINT,
                span,
                "a `%` that is not doubled begins a variable, so every login fails",
            );
            finding.label("not a variable").help("Write `%%` for a percent sign.");
            if let Some(sign) = config.locate_in(found, start..start + 1) {
                finding.fix_unsafe("write `%%`", [Edit::replace(sign, "%%")]);
            }
            continue;
        }
        let shown = char::from(letter);
        findings
            .add(&LINT, span, format!("there is no variable `%{shown}` for mail, so every login fails"))
            .label("unknown variable")
            .help("Use one that mail processes know, such as `%u`, `%n`, `%d` or `%h`; write `%%` for a percent sign.");
    }
}
