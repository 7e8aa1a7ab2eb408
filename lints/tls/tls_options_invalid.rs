use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "tls-options-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    let known: &[&str] = match series {
        Series::V23 => &["no_ticket", "compression", "no_compression"],
        Series::V24 => &["no_ticket", "compression"],
    };
    for checked in config.checks("ssl") {
        if series == Series::V23 && checked.get("ssl").text.as_ref() == b"no" {
            continue;
        }
        for word in checked.view.words("ssl_options") {
            let Some(span) = word.span else { continue };
            let shown = crate::text::clipped(&word.text, 40);
            let lower = shown.to_ascii_lowercase();
            if lower == "compression" {
                findings
                    .add(&LINT, span, "TLS compression leaks what it encrypts")
                    .label("the CRIME attack")
                    .help("Remove the word `compression`.")
                    .severity(Severity::Warning)
                    .stage(Stage::Never);
            }
            if known.contains(&lower.as_str()) {
                continue;
            }
            let finding = findings.add(&LINT, span, format!("`ssl_options` has no option `{shown}`"));
            finding.label("unknown option").stage(checked.judged);
            match schema::nearest(&lower, known.iter().copied()) {
                Some(meant) => finding
                    .help(format!("Write `{meant}`."))
                    .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
                None => finding.help("Remove the word; the only useful option is `no_ticket`."),
            };
        }
    }
}
