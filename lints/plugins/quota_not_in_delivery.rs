use crate::config::Facts;
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
    let delivery = config.protocol_view(b"lmtp");
    let is_enabled = root.protocols().iter().any(|name| name.as_ref() == b"lmtp");
    if !is_enabled || !delivery.knows_plugins() || delivery.has_plugin("quota") {
        return;
    }
    let Some(span) = quota.span else { return };
    let finding =
        findings.add(&LINT, span, "`quota` is loaded for imap but not for lmtp, which delivers the mail");
    finding
        .label("only mail stored by clients is counted")
        .help("Load `quota` in the global `mail_plugins` instead, for all protocols.");
    finding.fix_unsafe("load `quota` at the top level", word::append(config, "mail_plugins", "quota"));
}
