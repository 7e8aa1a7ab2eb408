use super::places;
use crate::config::{Facts, Folder, Purpose};
use crate::finding::Findings;
use crate::host::unit::{Rule, Sandbox, Sort, Unit, Way};
use crate::host::{Machine, above, is_below};
use crate::lints::lint;
use crate::text::listed;

lint! {
    name: "unit-sandbox-hides-mail",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

const RELOAD: &str = "then run `systemctl daemon-reload` and restart Dovecot.";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(unit) = places::unit(config) else { return };
    let machine = places::machine(config);
    let mut sandbox = Sandbox::of(unit);
    for rule in sandbox.rules.iter_mut().filter(|_| machine.is_some()) {
        rule.path = real(machine, &rule.path);
    }
    hidden(config, &sandbox, findings);
    if let Some(machine) = machine {
        missing(unit, machine, findings);
    }
}

/// Where a path leads, as far as it is there.
fn real(machine: Option<&Machine>, path: &str) -> String {
    let Some(machine) = machine else { return path.to_owned() };
    let mut at = path;
    loop {
        if let Some(real) = machine.real(at) {
            return format!("{}{}", real.trim_end_matches('/'), &path[at.trim_end_matches('/').len()..]);
        }
        match above(at).filter(|up| *up != at) {
            Some(up) => at = up,
            None => return path.to_owned(),
        }
    }
}

fn hidden(config: &Facts<'_>, sandbox: &Sandbox, findings: &mut Findings) {
    let machine = places::machine(config);
    // By the line that hides them.
    let mut found: Vec<(&Rule, Vec<Folder>)> = Vec::new();
    for folder in config.written_folders() {
        let path = real(machine, &folder.path);
        let Some(rule) = sandbox.hides(&path).filter(|rule| rule.span.is_some()) else { continue };
        // What is below may be opened one by one.
        if folder.is_above && sandbox.opens_below(&path) {
            continue;
        }
        match found.iter_mut().find(|(known, _)| known.span == rule.span && known.way == rule.way) {
            Some((_, folders)) => folders.push(folder),
            None => found.push((rule, vec![folder])),
        }
    }
    for (rule, mut folders) in found {
        let Some(span) = rule.span else { continue };
        let all = folders.clone();
        let is_inside = |folder: &Folder| {
            all.iter().any(|other| other.path != folder.path && is_below(&folder.path, &other.path))
        };
        folders.retain(|folder| !is_inside(folder));
        let mut paths: Vec<&str> = folders.iter().map(|folder| folder.path.as_str()).collect();
        paths.dedup();
        let (one, more) = match rule.way {
            Way::ReadOnly | Way::Writable => ("is read-only for", "are read-only for"),
            Way::Empty => ("is an empty folder to", "are empty folders to"),
            Way::Unreachable => ("cannot be reached by", "cannot be reached by"),
        };
        let verb = if paths.len() == 1 { one } else { more };
        let finding = findings.add(&LINT, span, format!("{} {verb} Dovecot", listed(&paths)));
        finding.help(help(rule, &folders));
        for folder in folders.iter().filter(|folder| folder.span.is_some()) {
            if let Some(span) = folder.span {
                finding.also(span, format!("Dovecot writes `{}`", folder.path));
            }
        }
    }
}

/// What works against a rule: not always `ReadWritePaths=`.
fn help(rule: &Rule, folders: &[Folder]) -> String {
    let paths: Vec<&str> = folders.iter().map(|folder| folder.path.as_str()).collect();
    let joined = paths.join(" ");
    match (rule.sort, rule.way) {
        (Sort::Home, Way::Unreachable) => format!(
            "Nothing opens a folder inside: write `ProtectHome=no`, or `ProtectHome=tmpfs` with `BindPaths={joined}`; {RELOAD}"
        ),
        (_, Way::Unreachable) => {
            format!("Nothing opens a folder inside: remove `{}` from the list; {RELOAD}", rule.path)
        }
        (_, Way::Empty) => format!("Write `BindPaths={joined}`; {RELOAD}"),
        _ if paths.contains(&rule.path.as_str()) => format!(
            "Where both name the same path, the stricter wins: name the folders below `{}` in `ReadWritePaths=`, or weaken this line; {RELOAD}",
            rule.path
        ),
        _ => {
            let is_run = |folder: &&Folder| folder.purpose == Purpose::Run && folder.path == "/run/dovecot";
            let run = folders.iter().any(|folder| is_run(&folder));
            let others: Vec<&str> =
                folders.iter().filter(|folder| !is_run(folder)).map(|folder| folder.path.as_str()).collect();
            let lines = match (run, others.is_empty()) {
                (true, true) => "`RuntimeDirectory=dovecot`".to_owned(),
                (true, false) => {
                    format!("`RuntimeDirectory=dovecot` and `ReadWritePaths={}`", others.join(" "))
                }
                _ => format!("`ReadWritePaths={}`", others.join(" ")),
            };
            format!("Write {lines}; {RELOAD}")
        }
    }
}

/// Lists of paths of which each must be there.
const LISTS: [&str; 8] = [
    "ReadWritePaths",
    "ReadWriteDirectories",
    "ReadOnlyPaths",
    "ReadOnlyDirectories",
    "InaccessiblePaths",
    "InaccessibleDirectories",
    "BindPaths",
    "BindReadOnlyPaths",
];

fn missing(unit: &Unit, machine: &Machine, findings: &mut Findings) {
    // What is made when the machine or the service starts may be missing while neither runs.
    let is_made =
        |path: &str| ["/run", "/var/run", "/dev", "/proc", "/sys"].iter().any(|made| is_below(path, made));
    for set in unit.paths(&LISTS) {
        let path = &set.value.source;
        if set.value.is_optional || is_made(path) || machine.lacks(path) != Some(true) {
            continue;
        }
        findings
            .add(&LINT, set.span, format!("`{path}` does not exist, so systemd does not start Dovecot"))
            .stage(crate::finding::Stage::Start)
            .help(format!("Create it, or write `-{path}`."));
    }
}
