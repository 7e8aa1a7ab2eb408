use crate::config::Facts;
use crate::edit::word;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "compression-not-in-delivery",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let (plugin, is_saving) = match config.version().series {
        Series::V23 => ("zlib", root.plugin_setting("zlib_save").is_some_and(|found| !found.text.is_empty())),
        Series::V24 => ("mail_compress", !root.get("mail_compress_write_method").text.is_empty()),
    };
    // Where the top level loads it, protocol-plugins-replace-global is about those that drop it.
    let is_enabled = root.enables("lmtp");
    if !is_saving || !is_enabled || !root.knows_plugins() || root.has_plugin(plugin) {
        return;
    }
    let delivery = config.protocol_view(b"lmtp");
    if !delivery.knows_plugins() || delivery.has_plugin(plugin) {
        return;
    }
    let Some(span) = config.protocol_view(b"imap").plugin(plugin).and_then(|word| word.span) else { return };
    let message = format!("`{plugin}` is loaded for imap but not for lmtp, so new mail is not compressed");
    let finding = findings.add(&LINT, span, message);
    finding
        .label("only mail stored by clients is compressed")
        .help(format!("Load `{plugin}` in the global `mail_plugins` instead, for all protocols."));
    finding.fix_unsafe(
        format!("load `{plugin}` at the top level"),
        word::append(config, "mail_plugins", plugin),
    );
}
