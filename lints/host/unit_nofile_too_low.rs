use super::places;
use crate::capacity::DescriptorNeed;
use crate::config::Facts;
use crate::finding::{Findings, Severity};
use crate::host::unit::{Limit, Unit, UnitFile};
use crate::host::{Kind, Machine, join};
use crate::lints::lint;
use crate::source::{FileId, Span};

lint! {
    name: "unit-nofile-too-low",
    severity: Warning, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

/// What systemd gives a service of which nothing else is said.
const BUILT_IN: u64 = 1024;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let machine = places::machine(config);
    let unit = places::unit(config);
    let written = unit.and_then(|unit| unit.last("Service", "LimitNOFILE", Limit::read));
    let head = unit.filter(|unit| unit.is_whole).and_then(Unit::head);
    let of_unit = match (&written, head) {
        (Some(set), _) => Some(set.value.0),
        (None, Some(_)) => Some(machine.and_then(of_all_units).unwrap_or(BUILT_IN)),
        (None, None) => None,
    };
    let run = config.root().get("base_dir");
    let run = String::from_utf8_lossy(&run.text).into_owned();
    let running = machine.filter(|_| run.starts_with('/')).and_then(|machine| machine.running_open_files(&run));
    let Some(files) = running.or(of_unit) else { return };
    let span = written.map(|set| set.span).or(head).unwrap_or_else(|| places::first_line(config));
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

/// What systemd's own configuration gives every service.
fn of_all_units(machine: &Machine) -> Option<u64> {
    let mut places = Vec::new();
    for folder in ["/etc/systemd", "/run/systemd", "/usr/lib/systemd"] {
        places.push((String::new(), join(folder, "system.conf")));
        let parts = join(folder, "system.conf.d");
        for entry in machine.entries(&parts).into_iter().filter(|entry| entry.kind != Kind::Folder) {
            places.push((entry.name.clone(), join(&parts, &entry.name)));
        }
    }
    places.sort_by(|a, b| a.0.cmp(&b.0));
    let of = |path: &String| {
        let file = UnitFile::read(FileId(0), &machine.text(path)?);
        let lines = file.entries.into_iter().filter(|line| line.section == "Manager");
        lines.filter(|line| line.key == "DefaultLimitNOFILE").filter_map(|line| Limit::read(&line.value)).next_back()
    };
    places.iter().filter_map(|(_, path)| of(path)).next_back().map(|limit| limit.0)
}
