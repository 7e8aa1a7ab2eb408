use crate::config::Facts;
use crate::config::value::{self, Flaw};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "invalid-boolean",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values().filter(|bad| *bad.flaw == Flaw::Boolean) {
        let (key, value) = (&bad.written.key, &bad.written.value);
        let message = if value.is_empty() {
            format!("`{key}` is a boolean but has no value")
        } else {
            format!("invalid boolean `{value}` for `{key}`")
        };
        let finding = findings.at(&LINT, bad.problem, message);
        finding.label("neither `yes` nor `no`");
        let meant = value::meant_boolean(value).or_else(|| schema::nearest(value, ["yes", "no"]));
        let Some(meant) = meant else {
            finding.help(format!("Write `{key} = yes` or `{key} = no`."));
            continue;
        };
        finding.help(format!("Write `{key} = {meant}`."));
        let Some(span) = bad.written.replaceable else { continue };
        let edit = [Edit::replace(span, meant)];
        match value::meant_boolean(value) {
            Some(_) => finding.fix_safe(format!("write `{meant}`"), edit),
            None => finding.fix_unsafe(format!("write `{meant}`"), edit),
        };
    }
}
