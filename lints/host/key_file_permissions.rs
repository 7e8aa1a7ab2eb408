use super::{places, tls_files};
use crate::config::Facts;
use crate::finding::{Findings, Severity};
use crate::host::{Accounts, FileKind, Machine, Status, above};
use crate::lints::lint;
use crate::text;

lint! {
    name: "key-file-permissions",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

/// The group that Debian has for the readers of keys.
const READERS: &str = "ssl-cert";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let names = tls_files::keys(config.version().series);
    let mut said: Vec<String> = Vec::new();
    for (assign, path) in tls_files::named(config, &names) {
        let Ok(status) = machine.status(&path) else { continue };
        if status.kind != FileKind::File || said.contains(&path) {
            continue;
        }
        let Some((severity, flaw)) = flaw(machine, &path, &status) else { continue };
        findings
            .add(&LINT, config.value_span(assign), format!("the key `{path}` {flaw}"))
            .severity(severity)
            .label(format!("mode {:04o}", status.mode & 0o7777))
            .help(format!("Run `chown root: {path}` and `chmod 0600 {path}`; Dovecot reads it as root."));
        said.push(path);
    }
}

fn flaw(machine: &Machine, path: &str, status: &Status) -> Option<(Severity, String)> {
    let accounts = machine.accounts();
    let mode = status.mode & 0o777;
    if mode & 0o007 != 0 {
        let severity = if is_closed(machine, path) { Severity::Advice } else { Severity::Error };
        let what = if mode & 0o002 != 0 { "can be written" } else { "can be read" };
        return Some((severity, format!("{what} by everyone (mode {mode:04o})")));
    }
    if mode & 0o040 != 0 && group_reads(accounts, status.group) {
        let group = accounts.group(status.group);
        let name =
            group.map_or_else(|| status.group.to_string(), |group| text::printable(group.name.as_bytes()));
        return Some((Severity::Error, format!("can be read by group `{name}` (mode {mode:04o})")));
    }
    if status.owner != 0 && mode & 0o200 != 0 {
        let user = accounts.user(status.owner);
        let name =
            user.map_or_else(|| status.owner.to_string(), |user| text::printable(user.name.as_bytes()));
        return Some((Severity::Error, format!("belongs to `{name}`, who can replace it")));
    }
    None
}

/// Whether somebody who should not is in a group, as far as that is known.
fn group_reads(accounts: &Accounts, gid: u32) -> bool {
    let is_reader = accounts.group(gid).is_some_and(|group| group.name == READERS);
    gid != 0 && !is_reader && accounts.is_used(gid) == Some(true)
}

/// Whether a folder above a file is closed to others.
fn is_closed(machine: &Machine, path: &str) -> bool {
    let real = machine.real(path).unwrap_or_else(|| path.to_owned());
    let mut at = real.as_str();
    while let Some(up) = above(at).filter(|up| *up != at) {
        if machine.status(up).is_ok_and(|status| status.mode & 0o001 == 0) {
            return true;
        }
        at = up;
    }
    false
}
