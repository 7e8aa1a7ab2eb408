use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "username-chars-unrestricted",
    severity: Warning, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.everywhere("auth_username_chars") {
        let found = config.found(assign);
        if found.text.is_empty() && !found.is_open() {
            findings
                .add(
                    &LINT,
                    config.span(assign),
                    "`auth_username_chars` is empty, so user names may contain any character",
                )
                .label("names become parts of paths and queries")
                .help("Remove the line, or list the characters that your user names use.");
        }
    }
}
