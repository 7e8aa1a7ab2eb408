use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "quota-rule-invalid",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for rule in config.quota_rules() {
        let Some(flaw) = rule.rule_flaw() else { continue };
        let Some(span) = config.locate_in(&rule.found, flaw.range).or(config.place(&rule.found)) else {
            continue;
        };
        let shown = rule.found.shown();
        let finding =
            findings.add(&LINT, span, format!("Dovecot rejects `{} = {shown}`: {}", rule.key, flaw.text));
        finding.label("every session of every user fails");
        match flaw.meant {
            Some(meant) => {
                finding.help(format!("Write `{meant}`."));
                finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]);
            }
            None => {
                finding.help("Write `MAILBOX:LIMIT`, such as `*:storage=1G`, `*:messages=10000`, `Trash:storage=+10%%` or `Spam:ignore`.");
            }
        }
    }
}
