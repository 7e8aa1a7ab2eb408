use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "imap-quota-not-loaded",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let imap = config.protocol_view(b"imap");
    if !config.enabled_among(&["imap"]) || !imap.knows_plugins() || imap.has_plugin("imap_quota") {
        return;
    }
    let Some(span) = imap.plugin("quota").and_then(|word| word.span) else { return };
    findings
        .add(
            &LINT,
            span,
            "`imap` loads `quota` but not `imap_quota`, so clients cannot show how full a mailbox is",
        )
        .label("usage is counted but not shown")
        .help(match config.version().series {
            Series::V23 => "Write `mail_plugins = $mail_plugins imap_quota` in `protocol imap {}`.",
            Series::V24 => "Write `mail_plugins {` with the line `imap_quota = yes` in `protocol imap {}`.",
        });
}
