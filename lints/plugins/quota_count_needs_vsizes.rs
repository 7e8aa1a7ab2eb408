use crate::config::Facts;
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "quota-count-needs-vsizes",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // Anything that does not begin like `no` is taken as yes.
    let vsizes = config.plugin_setting("quota_vsizes");
    let is_off = |text: &[u8]| matches!(text.first(), Some(b'n' | b'N' | b'0' | b'f' | b'F'));
    if vsizes.as_ref().is_some_and(|vsizes| !is_off(&vsizes.text)) {
        return;
    }
    let roots = config.root().plugin_series("quota");
    let counts = |text: &[u8]| text == b"count" || text.starts_with(b"count:");
    let Some((key, root)) = roots.iter().find(|(_, root)| counts(&root.text)) else { return };
    let Some(assign) = root.assign else { return };
    let finding = findings.add(
        &LINT,
        config.span(assign),
        format!("`{key} = {}` needs `quota_vsizes = yes`", root.shown()),
    );
    finding.label("every session of every user fails").help("Add `quota_vsizes = yes`.");
    if let Some(off) = vsizes.and_then(|vsizes| vsizes.assign) {
        finding.also(config.span(off), "switched off here");
        finding.fix_unsafe("write `yes`", [Edit::replace(config.value_span(off), "yes")]);
    } else {
        let edits = lines::below(config, config.span(assign), "quota_vsizes = yes");
        finding.fix_unsafe("add `quota_vsizes = yes`", edits);
    }
}
