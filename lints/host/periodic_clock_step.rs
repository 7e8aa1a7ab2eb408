use super::places;
use crate::config::Facts;
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    name: "periodic-clock-step",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(system) = places::system(config).filter(|_| !places::is_container(config)) else { return };
    for job in system.jobs() {
        findings
            .add(
                &LINT,
                job.span,
                format!(
                    "`{}` sets the clock back at once; Dovecot's imap and pop3 processes then end, and no new ones \
                     start for as long, up to three minutes",
                    job.program.as_str()
                ),
            )
            .label("runs again and again")
            .help("Remove it, and run chrony or ntpd instead, which slow the clock down.");
    }
    for clock in system.clocks().iter().filter(|_| config.options.is_pedantic) {
        let (message, help) = if clock.is_chrony {
            (
                "chrony may set the clock back at once at any time",
                "Write `makestep 1.0 3`, which lets it do so only at the start.",
            )
        } else {
            (
                "ntpd sets the clock back at once when it is off by more than 128 ms",
                "Write `tinker step 0`, or start ntpd with `-x`.",
            )
        };
        findings.add(&LINT, clock.span, message).severity(Severity::Advice).help(help);
    }
}
