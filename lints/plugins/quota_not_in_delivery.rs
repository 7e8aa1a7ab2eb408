use crate::config::{Facts, ROOT};
use crate::edit::word;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "quota-not-in-delivery",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    // Where the top level loads it, protocol-plugins-replace-global is about those that drop it.
    if !root.knows_plugins() || root.has_plugin("quota") || !config.sets_list(root.scopes(), "protocols") {
        return;
    }
    let Some(quota) = config.protocol_view(b"imap").plugin("quota") else { return };
    // `dovecot-lda` needs no protocol; a list of its own says that it is used.
    let is_enabled = root.enables("lmtp");
    let name = if is_enabled { "lmtp" } else { "lda" };
    let delivery = config.protocol_view(name.as_bytes());
    let is_used = is_enabled
        || delivery.plugins().iter().any(|word| word.assign.is_some_and(|assign| assign.scope != ROOT));
    if !is_used || !delivery.knows_plugins() || delivery.has_plugin("quota") {
        return;
    }
    let Some(span) = quota.span else { return };
    let message = format!("`quota` is loaded for imap but not for {name}, which delivers the mail");
    let finding = findings.add(&LINT, span, message);
    finding
        .label("only mail stored by clients is counted")
        .help("Load `quota` in the global `mail_plugins` instead, for all protocols.");
    finding.fix_unsafe("load `quota` at the top level", word::append(config, "mail_plugins", "quota"));
}
