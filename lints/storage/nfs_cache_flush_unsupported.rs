use super::nfs_index_needs_fsync::refused;
use crate::config::Config;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "nfs-cache-flush-unsupported", "storage", Warning, Never, Default,
    [V23, V24], fix: unsafe_only, whole: true, page: "nfs_cache_flush_unsupported.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let mut judged = None;
    for name in ["mail_nfs_storage", "mail_nfs_index"] {
        for found in config.places_of(name) {
            let Some(assign) = found.assign.filter(|_| found.boolean() == Some(true)) else { continue };
            let span = config.span(assign);
            // What Dovecot refuses has a room of its own.
            if judged.get_or_insert_with(|| refused(config)).contains(&span) {
                continue;
            }
            findings
                .add(
                    &LINT,
                    span,
                    format!("`{name} = yes` does not make it safe to open a mailbox on two servers"),
                )
                .label("flushes the caches of NFS and still loses changes")
                .help(format!(
                    "Let each user's mail be opened on one server at a time, and set `{name} = no`."
                ))
                .fix_unsafe("remove the line", lines::remove(config, span));
        }
    }
}
