use crate::config::{Facts, RootFlawKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "quota-root-invalid",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.loads_plugin("quota").is_none() {
        return;
    }
    for span in config.limits_as_quota_roots() {
        findings
            .add(&LINT, span, "a limit is returned as `quota`, which Dovecot reads as a quota root")
            .label("`*` is no quota backend, so every session fails")
            .help("Return the limit as `quota_rule`.");
    }
    for root in config.quota_roots() {
        let Some(flaw) = root.flaw() else { continue };
        let options = root.options();
        let range = match (&flaw.kind, options.first(), options.last()) {
            (RootFlawKind::Order(_), Some(first), Some(last)) => first.start..last.end,
            _ => flaw.range,
        };
        let Some(span) = config.locate_in(&root.found, range).or(config.place(&root.found)) else {
            continue;
        };
        let shown = root.found.shown();
        let finding =
            findings.add(&LINT, span, format!("Dovecot rejects `{} = {shown}`: {}", root.key, flaw.text));
        finding.label("every session of every user fails");
        match flaw.kind {
            RootFlawKind::Backend(Some(meant)) => {
                finding.help(format!("Write `{meant}`."));
                finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]);
            }
            RootFlawKind::Backend(None) => {
                finding.help(
                    "Write `count:User quota` with `quota_vsizes = yes`, or another of the backends `maildir`, `dirsize`, \
                     `fs`, `imapc` and `dict`; a database is `dict:User quota::proxy::NAME` with `NAME` in `dict {}`.",
                );
            }
            RootFlawKind::Option(meant) => {
                let more = meant.map(|meant| format!(" Did you mean `{meant}`?")).unwrap_or_default();
                finding.help(format!(
                    "Limits belong to `{}_rule`, the name of the quota comes before the options.{more}",
                    root.key
                ));
            }
            RootFlawKind::Order(sorted) => {
                finding.help(format!("Dovecot reads the options in one order only: write `{sorted}`."));
                finding
                    .fix_unsafe("write them in the order that Dovecot reads", [Edit::replace(span, sorted)]);
            }
            RootFlawKind::NoDict => {
                finding.help("Write `dict:NAME:USER:DICTIONARY`, such as `dict:User quota::proxy::quota`.");
            }
        }
    }
}
