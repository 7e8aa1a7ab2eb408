use super::demand::too_low;
use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "auth-client-limit-too-low",
    severity: Warning, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    too_low(config, findings, &LINT, "auth");
}
