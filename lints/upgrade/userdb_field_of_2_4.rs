use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "userdb-field-of-2.4",
    severity: Error, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (key, span) in config.new_userdb_fields() {
        let (label, help) = if key.starts_with("quota_") {
            ("sets no limit", "Return the field `quota_rule` instead, such as `*:storage=2G`.")
        } else {
            ("mail goes to `mail_location`", "Return the field `mail` instead, such as `maildir:~/Maildir`.")
        };
        findings
            .add(&LINT, span, format!("`{key}` is a 2.4 userdb field that {} ignores", config.version()))
            .label(label)
            .help(help);
    }
}
