use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "auth-failure-delay-zero",
    severity: Advice, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for found in config.places_of("auth_failure_delay") {
        let Some(assign) = found.assign.filter(|_| found.seconds() == Some(0)) else { continue };
        findings
            .add(&LINT, config.span(assign), "a failed login is answered without a delay")
            .label("passwords can be tried as fast as the network allows")
            .help("Remove the line: the default is 2 seconds.");
    }
}
