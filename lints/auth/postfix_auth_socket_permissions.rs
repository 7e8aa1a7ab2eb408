use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::postfix::shut_out;

lint! {
    name: "postfix-auth-socket-permissions",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    shut_out(config, findings, &LINT, "auth", "SMTP AUTH fails for every client");
}
