use super::places;
use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "time-wait-sync-disabled",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

/// Each ends when the clock is set, and `time-sync.target` waits for it.
const WAITING: [&str; 5] = [
    "systemd-time-wait-sync.service",
    "chrony-wait.service",
    "ntp-wait.service",
    "ntpsec-wait.service",
    "ntpd-wait.service",
];

const CLOCKS: [&str; 8] = [
    "systemd-timesyncd.service",
    "chrony.service",
    "chronyd.service",
    "ntp.service",
    "ntpd.service",
    "ntpsec.service",
    "openntpd.service",
    "ptp4l.service",
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let (Some(unit), Some(machine)) = (places::unit(config), places::machine(config)) else { return };
    if machine.is_container() {
        return;
    }
    let wanted = machine.wanted();
    let is_masked =
        |name: &str| machine.target(&format!("/etc/systemd/system/{name}")).as_deref() == Some("/dev/null");
    let is_on = |name: &str| wanted.contains(name) && !is_masked(name);
    // Without a clock service, the host of a virtual machine sets it.
    if WAITING.iter().any(|name| is_on(name)) || !CLOCKS.iter().any(|name| is_on(name)) {
        return;
    }
    let ordered = unit.after().into_iter().rev().find(|after| after.value == "time-sync.target");
    let Some(span) = ordered.map(|after| after.span).or_else(|| unit.head()) else { return };
    let service = if is_on("chrony.service") || is_on("chronyd.service") {
        "chrony-wait.service"
    } else if is_on("ntpsec.service") {
        "ntpsec-wait.service"
    } else {
        "systemd-time-wait-sync.service"
    };
    findings
        .add(&LINT, span, "nothing makes `time-sync.target` wait until the clock is set")
        .label("reached as soon as the clock service has started")
        .help(format!("Run `systemctl enable {service}`."));
}
