use super::external::also_named;
use crate::config::{ExternalFlaw, Facts};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "external-file-unknown-key",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for flawed in config.external_flaws() {
        let Some(entry) = flawed.entry else { continue };
        let key = crate::text::clipped(&entry.key, 60);
        let kind = flawed.external.kind.describe();
        let place = if entry.section.is_empty() { String::new() } else { format!(" in `{}`", entry.section) };
        let (message, meant) = match flawed.flaw {
            ExternalFlaw::UnknownKey(meant) => (format!("{kind} has no setting `{key}`{place}"), meant),
            ExternalFlaw::UnknownSection(meant) => (format!("{kind} has no section `{key}`{place}"), meant),
            ExternalFlaw::NewerKey(setting) => {
                let message = format!(
                    "`{key}` was added in Dovecot 2.3.{}, but you are checking against {}",
                    setting.added(),
                    config.version()
                );
                (message, None)
            }
            _ => continue,
        };
        let finding = findings.add(&LINT, flawed.span, message);
        finding.label("Dovecot stops reading here");
        match meant {
            Some(meant) => finding
                .help(format!("Did you mean `{meant}`?"))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(flawed.span, meant)]),
            None => finding.help("Remove the line, or look the name up in the manual of this kind of file."),
        };
        also_named(&flawed, finding);
    }
}
