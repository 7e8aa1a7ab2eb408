use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "vsz-limit-too-low",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

const LEAST: u64 = 1024 * 1024;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    for checks in config.master_checks() {
        for (service, judged) in checks.enabled() {
            // 2.3 does not judge the default.
            let found = if series == Series::V23 { service.get("vsz_limit") } else { service.vsz_limit() };
            let (Some(size), Some(assign)) = (found.size(), found.assign) else { continue };
            // In 2.4, zero-means-error-in-2.4 reports a zero.
            if size >= LEAST || size == 0 {
                continue;
            }
            let span = config.value_span(assign);
            let shown = found.shown();
            let finding = findings.add(
                &LINT,
                span,
                format!("a `vsz_limit` of {size} bytes is too low for any process"),
            );
            finding.stage(judged).label("Dovecot requires at least 1 MB");
            let is_bare = shown.bytes().all(|b| b.is_ascii_digit());
            if is_bare && (16..=65536).contains(&size) {
                finding
                    .help(format!("Write the unit: `{shown}M`."))
                    .fix_unsafe(format!("write `{shown}M`"), [Edit::replace(span, format!("{shown}M"))]);
            } else {
                finding.help("Write a size with its unit, such as `256M`.");
            }
        }
    }
}
