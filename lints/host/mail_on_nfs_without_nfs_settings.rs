use super::places;
use crate::config::{Facts, Folder, Purpose, ROOT};
use crate::edit::lines;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::text::listed;

lint! {
    name: "mail-on-nfs-without-nfs-settings",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Machine,
}

/// File systems that several machines may write.
const SHARED: [&str; 10] =
    ["nfs", "nfs4", "cifs", "smb3", "fuse.glusterfs", "fuse.sshfs", "ceph", "fuse.ceph", "9p", "lustre"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let folders = config.mail_folders();
    let shared =
        |folder: &&Folder| machine.filesystem(&folder.path).filter(|kind| SHARED.contains(&kind.as_str()));
    let has_index = folders.iter().any(|folder| folder.purpose == Purpose::Index);
    // Without a place of their own, indexes are where the mail is.
    let is_index = |folder: &&Folder| {
        folder.purpose == Purpose::Index || (!has_index && folder.purpose == Purpose::Mail)
    };
    let is_mail = |folder: &&Folder| matches!(folder.purpose, Purpose::Mail | Purpose::Inbox);
    let find = |is_it: &dyn Fn(&&Folder) -> bool| {
        folders.iter().filter(is_it).find_map(|folder| Some((folder, shared(&folder)?)))
    };
    let root = config.root();
    let mut lacks: Vec<&str> = Vec::new();
    let index = find(&is_index);
    let Some((folder, kind)) = index.clone().or_else(|| find(&is_mail)) else { return };
    if index.is_some() && root.get("mmap_disable").boolean() != Some(true) {
        lacks.push("mmap_disable = yes");
    }
    if root.get("mail_fsync").text.as_ref() != b"always" {
        lacks.push("mail_fsync = always");
    }
    if lacks.is_empty() {
        return;
    }
    let what = if index.is_some() { "indexes and mail" } else { "mail" };
    let finding = findings.add(
        &LINT,
        folder.span.unwrap_or_else(|| places::first_line(config)),
        format!("{what} in `{}` on {kind} need {}", folder.path, listed(&lacks)),
    );
    finding.label(format!("on {kind}")).help(format!("Add {}.", listed(&lacks)));
    if index.is_none() {
        finding.severity(Severity::Advice);
    }
    // Settings of the top level can be after another one there.
    let is_at =
        |span| config.assigns_in(ROOT).find(|assign| config.span(assign).to(span) == config.span(assign));
    if let Some(assign) = folder.span.and_then(is_at) {
        let edits = lines::below(config, config.span(assign), &lacks.join("\n"));
        finding.fix_unsafe(format!("add {}", listed(&lacks)), edits);
    }
}
