use crate::config::{Facts, ROOT};
use crate::edit::lines;
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;

lint! {
    name: "full-filesystem-access",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let name = "mail_full_filesystem_access";
    for assign in config.everywhere(name) {
        if config.found(assign).boolean() != Some(true) {
            continue;
        }
        let own = config.view(assign.scope).plugin("acl");
        let acl = own.or_else(|| (assign.scope == ROOT).then(|| config.loads_plugin("acl")).flatten());
        let (message, label) = match &acl {
            Some(_) => {
                (format!("`{name}` and the plugin `acl` exclude each other"), "every session ends at once")
            }
            None => (
                "clients may open any file that the user may read as a mailbox".to_owned(),
                "even `/etc/passwd` is accepted as a folder name",
            ),
        };
        let finding = findings.add(&LINT, config.value_span(assign), message);
        finding
            .label(label)
            .help("Remove the line; use a `namespace` for folders elsewhere.")
            .fix_unsafe("remove the line", lines::remove(config, config.span(assign)));
        if let Some(acl) = acl {
            finding.severity(Severity::Error).stage(Stage::Run);
            if let Some(span) = acl.span {
                finding.also(span, "the plugin is loaded here");
            }
        }
    }
}
