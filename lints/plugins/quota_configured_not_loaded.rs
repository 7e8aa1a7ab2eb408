use crate::config::{Facts, SectionKind};
use crate::edit::word;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "quota-configured-not-loaded",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    if config.version().series == Series::V24 {
        return check_24(config, findings);
    }
    let Some((key, found)) = ["quota", "quota_rule"]
        .into_iter()
        .find_map(|key| Some((key, root.plugin_setting(key).filter(|found| !found.text.is_empty())?)))
    else {
        return;
    };
    let Some(assign) = found.assign else { return };
    if !config.knows_all_plugins() || config.loads_plugin("quota").is_some() {
        return;
    }
    let finding = findings.add(
        &LINT,
        config.span(assign),
        format!("`{key}` is set, but no list of `mail_plugins` has `quota`: nothing is counted or limited"),
    );
    finding.label("not read by anything");
    finding.help("Add `quota` to the global `mail_plugins`, and `imap_quota` to those of `protocol imap`.");
    finding.fix_unsafe("load `quota`", word::append(config, "mail_plugins", "quota"));
}

fn check_24(config: &Facts<'_>, findings: &mut Findings) {
    if !config.knows_all_plugins() || config.loads_plugin("quota").is_some() {
        return;
    }
    let Some(span) =
        config.root().sections(SectionKind::QUOTA).first().and_then(crate::config::Section::span)
    else {
        return;
    };
    findings
        .add(&LINT, span, "there is a `quota` section, but no list of `mail_plugins` has `quota`: nothing is counted or limited")
        .label("not read by anything")
        .help("Load the plugin: `mail_plugins {` with the line `quota = yes` at the top level, and `imap_quota = yes` in that of `protocol imap`.");
}
