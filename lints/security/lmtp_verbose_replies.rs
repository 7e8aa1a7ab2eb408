use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "lmtp-verbose-replies",
    severity: Advice, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in config.places_of("lmtp_verbose_replies") {
        let Some(assign) = found.assign.filter(|_| found.boolean() == Some(true)) else { continue };
        findings
            .add(&LINT, config.span(assign), "LMTP tells its clients about internal errors")
            .label("paths and user names may end up in bounces")
            .help("Remove the line; the log has the same text.");
    }
}
