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
                .add(&LINT, config.value_span(assign), "`log_path = /dev/null` throws all errors away")
                .label("nobody will know why something fails")
                .help("Write `log_path = syslog`, or a file; to have less in the log set `info_log_path = /dev/null`.");
        }
    }
}
