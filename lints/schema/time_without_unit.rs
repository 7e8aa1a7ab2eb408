use crate::config::Facts;
use crate::config::value::Flaw;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Kind;

lint! {
    name: "time-without-unit",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values().filter(|bad| *bad.flaw == Flaw::TimeUnit) {
        let (key, value) = (&bad.written.key, bad.written.value.trim());
        let unit = if bad.kind == Kind::TimeMsecs { "ms" } else { "s" };
        let finding = findings.at(&LINT, bad.problem, format!("`{key} = {value}` needs a time unit"));
        finding
            .label("no unit")
            .help(format!("Write `{key} = {value}{unit}`, or another unit: ms, s, m (minutes), h, d or w."));
        let Some(span) = bad.written.replaceable else { continue };
        let edit = [Edit::replace(span, format!("{value}{unit}"))];
        if bad.kind == Kind::TimeMsecs {
            finding.fix_unsafe(format!("write `{value}{unit}`"), edit);
        } else {
            // Before 2.3 a bare number counted seconds.
            finding.fix_safe(format!("write `{value}{unit}`"), edit);
        }
    }
}
