use super::places;
use crate::config::{Facts, Folder, Purpose};
use crate::finding::{Findings, Severity};
use crate::host::is_below;
use crate::host::unit::{Sandbox, boolean};
use crate::lints::lint;

lint! {
    name: "mail-in-private-tmp",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: System,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(unit) = places::unit(config).filter(|unit| unit.has_private_tmp()) else { return };
    let line =
        unit.last("Service", "PrivateTmp", |text| boolean(text).or((text == "disconnected").then_some(true)));
    // What a package ships is not certain while only a drop-in is known.
    let Some(line) = line else { return };
    let sandbox = Sandbox::of(unit);
    let is_bound = |path: &str| sandbox.rules.iter().any(|rule| rule.is_bound && is_below(path, &rule.path));
    let is_temporary = |folder: &Folder| {
        ["/tmp", "/var/tmp"].iter().any(|place| is_below(&folder.path, place)) && !is_bound(&folder.path)
    };
    let folders: Vec<Folder> = config.mail_folders().into_iter().filter(is_temporary).collect();
    let is_mail = |folder: &&Folder| !matches!(folder.purpose, Purpose::Index | Purpose::Volatile);
    let (folder, severity, what) = match folders.iter().find(is_mail) {
        Some(folder) => (folder, Severity::Error, "mail in"),
        None => match folders.iter().find(|folder| folder.purpose == Purpose::Index) {
            Some(folder) => (folder, Severity::Warning, "the indexes in"),
            None => return,
        },
    };
    let is_one = severity == Severity::Error;
    let finding = findings.add(
        &LINT,
        folder.span.unwrap_or_else(|| places::first_line(config)),
        format!(
            "{what} {} {} deleted when Dovecot is restarted: the unit has PrivateTmp=true",
            folder.path,
            if is_one { "is" } else { "are" }
        ),
    );
    finding.severity(severity).also(line.span, "gives Dovecot a `/tmp` of its own, gone when it stops").help(
        if is_one {
            "Keep mail under /srv or /var/vmail."
        } else {
            "Keep indexes under /var/lib or with the mail; they are built again, which takes time."
        },
    );
}
