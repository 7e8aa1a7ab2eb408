use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "syslog-facility-unknown",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let line = config.version().series;
    let group = match line {
        Series::V23 => "master",
        Series::V24 => "master_service",
    };
    let known = schema::tokens(line, "syslog_facility");
    for checked in config.checks(group) {
        let found = checked.get("syslog_facility");
        let Some(place) = config.place(&found) else { continue };
        if known.iter().any(|word| word.as_bytes() == found.text.as_ref()) {
            continue;
        }
        let shown = found.shown();
        let finding = findings.add(&LINT, place, format!("syslog has no facility `{shown}`"));
        finding.label("not a facility").stage(checked.judged);
        finding.help("Write `syslog_facility = mail`, or one of `local0` to `local7`.");
        let lower = shown.to_ascii_lowercase();
        if let Some(meant) = schema::nearest(&lower, known.iter().copied())
            && !found.is_open()
            && !found.text.is_empty()
        {
            finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(place, meant)]);
        }
    }
}
