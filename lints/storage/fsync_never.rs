use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "fsync-never",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut seen: Option<u32> = None;
    for protocol in ["lmtp", "lda"] {
        let fsync = config.protocol_view(protocol.as_bytes()).get("mail_fsync");
        let Some(assign) = fsync.assign.filter(|_| fsync.text.as_ref() == b"never") else { continue };
        // The top level counts for both.
        if seen.replace(assign.statement) == Some(assign.statement) {
            continue;
        }
        let span = config.span(assign);
        findings
            .add(&LINT, span, "`mail_fsync = never` loses mail that was accepted shortly before a crash")
            .label("delivered mail is not synced to disk")
            .help("Set `mail_fsync = optimized`; `never` is acceptable only in `protocol imap`.")
            .fix_unsafe("write `optimized`", [Edit::replace(span, "mail_fsync = optimized")]);
    }
}
