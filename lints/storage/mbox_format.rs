use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mbox-format",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for location in config.every_mail_location() {
        let Some(span) = location.span.filter(|_| location.driver == "mbox") else { continue };
        findings
            .add(
                &LINT,
                span,
                "mbox stores a whole folder in one file, which is slow to modify and easily corrupted",
            )
            .label("mbox")
            .help("Plan to move to Maildir or sdbox with `doveadm sync`.");
    }
}
