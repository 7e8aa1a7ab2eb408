use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "nfs-cache-flush-unsupported",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
    yields_to: ["nfs-index-needs-fsync" here, "nfs-index-needs-mmap-disable" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for name in ["mail_nfs_storage", "mail_nfs_index"] {
        for found in config.places_of(name) {
            let Some(assign) = found.assign.filter(|_| found.boolean() == Some(true)) else { continue };
            let span = config.span(assign);
            findings
                .add(
                    &LINT,
                    span,
                    format!("`{name} = yes` does not make it safe to open a mailbox on two servers"),
                )
                .label("flushes NFS caches but still loses changes")
                .help(format!(
                    "Let each user's mail be opened on one server at a time, and set `{name} = no`."
                ))
                .fix_unsafe("remove the line", lines::remove(config, span));
        }
    }
}
