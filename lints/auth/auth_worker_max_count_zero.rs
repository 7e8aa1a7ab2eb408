use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "auth-worker-max-count-zero", "auth", Error, Parse, Default,
    [V23], fix: none, whole: true, page: "auth_worker_max_count_zero.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for checked in config.checks("auth") {
        let found = checked.get("auth_worker_max_count");
        let (Some(0), Some(place)) = (found.number(), config.place(&found)) else { continue };
        findings
            .add(&LINT, place, "`auth_worker_max_count` is 0")
            .label("Dovecot refuses 0 here")
            .help("Write `auth_worker_max_count = 30`, the default.")
            .stage(checked.judged);
    }
}
