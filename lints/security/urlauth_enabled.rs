use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "urlauth-enabled",
    severity: Warning, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in config.places_of("imap_urlauth_host") {
        let Some(assign) = found.assign.filter(|_| !found.text.is_empty()) else { continue };
        findings
            .add(&LINT, config.span(assign), "URLAUTH is on, which the manual calls broken")
            .label("others can fetch mail with a URL")
            .help("Remove the line.");
    }
}
