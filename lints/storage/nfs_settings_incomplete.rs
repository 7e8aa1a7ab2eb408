use crate::config::Facts;
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    name: "nfs-settings-incomplete",
    severity: Warning, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let (mmap, fsync) = (root.get("mmap_disable"), root.get("mail_fsync"));
    let is_on = |name: &str| root.get(name).boolean() == Some(true);
    let without_mmap = mmap.boolean() == Some(true);
    // Without both, `mail_nfs_index` is refused.
    if without_mmap == (fsync.text.as_ref() == b"always") || is_on("mail_nfs_index") {
        return;
    }
    let is_nfs = is_on("mail_nfs_storage");
    let (own, other, own_text, other_text) = if without_mmap {
        (mmap, fsync, "mmap_disable = yes", "mail_fsync = always")
    } else {
        (fsync, mmap, "mail_fsync = always", "mmap_disable = yes")
    };
    // Who writes both may have decided, and so may who asks a local disk for the utmost.
    let is_decided = other.assign.is_some();
    let Some(assign) = own.assign.filter(|_| !other.is_open()) else { return };
    let finding = findings.add(
        &LINT,
        config.span(assign),
        format!("`{own_text}` is for NFS, which also needs `{other_text}`"),
    );
    finding
        .label("only half of what NFS needs")
        .help(format!("Also set `{other_text}` if the mail is on NFS; otherwise remove this line."));
    if let Some(other) = other.assign {
        finding.also(config.span(other), "not what NFS needs");
    }
    if !is_nfs && (!without_mmap || is_decided) {
        finding.severity(Severity::Advice);
    }
}
