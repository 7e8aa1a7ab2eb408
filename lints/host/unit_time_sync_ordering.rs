use super::places;
use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "unit-time-sync-ordering",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(unit) = places::unit(config).filter(|unit| unit.is_whole) else { return };
    let is_ordered = unit.after().iter().any(|after| after.value == "time-sync.target");
    if is_ordered || places::is_container(config) {
        return;
    }
    let last = unit.lines("Unit", "After").last().map(|entry| entry.span);
    let Some(span) = last.or_else(|| unit.head()) else { return };
    findings
        .add(&LINT, span, "Dovecot may start before the clock is set")
        .label("`time-sync.target` is not among these")
        .help(
            "Add a drop-in with `[Unit]` and `After=time-sync.target`, and enable systemd-time-wait-sync.service \
             (with chrony: chrony-wait.service).",
        );
}
