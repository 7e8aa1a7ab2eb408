use super::{places, walks};
use crate::config::Facts;
use crate::finding::Findings;
use crate::host::{Accounts, Found, Machine};
use crate::lints::lint;
use crate::text;

lint! {
    name: "var-mail-group-permissions",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

const SETGID: u32 = 0o2000;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    for walk in walks::of_spools(config) {
        let start = &walk.walked.start;
        if machine.status(start).is_ok_and(|status| status.mode & SETGID != 0) {
            continue;
        }
        let files: Vec<&Found> =
            walk.walked.at_start().filter(|file| fails(config, machine.accounts(), file)).collect();
        let Some(first) = files.first() else { continue };
        let group = group_name(machine, first.status.group);
        let shown = machine.shown(&first.path, start);
        findings
            .add(
                &LINT,
                walk.folder.span.unwrap_or_else(|| places::first_line(config)),
                format!(
                    "INBOX of {} cannot be opened: Dovecot may not give its index folder to group `{group}`",
                    places::and_more(&shown, files.len())
                ),
            )
            .label(format!(
                "mode {:04o}, group `{group}`, in a folder without the setgid bit",
                first.status.mode & 0o777
            ))
            .help(format!(
                "Run `chmod 0600 {start}/*` and let the delivery agent write so, or run `chmod g+s {start}`. \
                 `mail_access_groups = {group}` would let users read each other's mail."
            ));
    }
}

fn group_name(machine: &Machine, gid: u32) -> String {
    let known = machine.accounts().group(gid);
    known.map_or_else(|| gid.to_string(), |group| text::printable(group.name.as_bytes()))
}

/// Whether Dovecot would have to give a new folder a group that it is not in.
fn fails(config: &Facts<'_>, accounts: &Accounts, file: &Found) -> bool {
    let mode = file.status.mode;
    if (mode >> 3) & 7 == mode & 7 {
        return false;
    }
    let root = config.root();
    let number = |name: &[u8]| {
        let name = str::from_utf8(name).ok()?;
        name.parse().ok().or_else(|| accounts.group_named(name).map(|group| group.gid))
    };
    let own = root.get("mail_gid").text;
    // Where the group of the process is not known, nothing is.
    let own =
        if own.is_empty() { accounts.user(file.status.owner).map(|user| user.gid) } else { number(&own) };
    let others = root.words("mail_access_groups");
    own.is_some_and(|own| own != file.status.group)
        && !others.iter().any(|word| number(&word.text).is_none_or(|gid| gid == file.status.group))
}
