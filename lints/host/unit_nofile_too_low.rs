use super::places;
use crate::capacity::DescriptorNeed;
use crate::config::Facts;
use crate::finding::{Findings, Severity};
use crate::host::System;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "unit-nofile-too-low",
    severity: Warning, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let machine = places::machine(config);
    let limit = places::system(config).and_then(System::open_files);
    let of_unit = limit.as_ref().map(|set| set.value);
    let run = config.root().get("base_dir");
    let run = String::from_utf8_lossy(&run.text).into_owned();
    let running =
        machine.filter(|_| run.starts_with('/')).and_then(|machine| machine.running_open_files(&run));
    let Some(files) = running.or(of_unit) else { return };
    let span = limit.map_or_else(|| places::first_line(config), |set| set.span);
    let Some(server) = places::server(config) else { return };
    let (warned, needed, master) =
        (server.descriptor_warning(), server.descriptor_need(), server.master_descriptors());
    let most = warned.descriptors.max(master).max(needed.as_ref().map_or(0, |need| need.descriptors));
    let Some((severity, message)) = judged(files, &warned, needed.as_ref(), master) else { return };
    let is_stale = running.is_some() && of_unit.is_some_and(|of_unit| of_unit > files);
    add(findings, span, severity, message, most, is_stale.then_some(files));
}

fn judged(
    files: u64,
    warned: &DescriptorNeed,
    needed: Option<&DescriptorNeed>,
    master: u64,
) -> Option<(Severity, String)> {
    if files < master {
        let message = format!(
            "with {files} file descriptors the master, which needs {master} to start all services, stays up and \
             answers no one"
        );
        return Some((Severity::Error, message));
    }
    if files < warned.descriptors {
        let DescriptorNeed { descriptors: wanted, because, .. } = warned;
        let message = format!(
            "fd limit (ulimit -n) is lower than required under max. load ({files} < {wanted}), because of {because}"
        );
        return Some((Severity::Warning, message));
    }
    let need = needed.filter(|need| files < need.descriptors)?;
    let DescriptorNeed { descriptors: wanted, because, clients, is_login } = need;
    let message = if *is_login {
        format!(
            "Dovecot does not warn about {files} file descriptors, and a login process with {clients} TLS sessions \
             needs {wanted}: two for each"
        )
    } else {
        format!(
            "Dovecot does not warn about {files} file descriptors, and `{because}` with {clients} clients needs {wanted}"
        )
    };
    Some((Severity::Warning, message))
}

fn add(
    findings: &mut Findings,
    span: Span,
    severity: Severity,
    message: String,
    most: u64,
    stale: Option<u64>,
) {
    let enough = most.div_ceil(1024) * 1024;
    let finding = findings.add(&LINT, span, message);
    finding.severity(severity);
    match stale {
        Some(files) => finding.help(format!(
            "The running Dovecot has {files}, less than the unit gives: restart it. A reload keeps the limit."
        )),
        None => finding.help(format!(
            "Write `LimitNOFILE={enough}` or more in a drop-in, then run `systemctl daemon-reload` and restart Dovecot. \
             limits.conf and PAM do not apply."
        )),
    };
}
