use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "log-thrown-away",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.everywhere("log_path") {
        let found = config.found(assign);
        if found.text.as_ref() == b"/dev/null" {
            findings
                .add(&LINT, config.value_span(assign), "`log_path = /dev/null` discards all errors")
                .label("failures leave no trace")
                .help("Write `log_path = syslog`, or a file; to log less, set `info_log_path = /dev/null`.");
        }
    }
}
