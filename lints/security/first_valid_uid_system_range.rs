use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "first-valid-uid-system-range",
    severity: Advice, stage: Never, profile: Audit, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.everywhere("first_valid_uid") {
        if config.found(assign).number() == Some(0) {
            findings
                .add(&LINT, config.value_span(assign), "`first_valid_uid = 0` lets system accounts have mail")
                .label("every UID except root's is allowed")
                .help("Set the UID of the user that owns the mail, or the first one of real users, such as 1000.");
        }
    }
}
