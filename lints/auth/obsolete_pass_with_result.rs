use crate::config::{Facts, SectionKind};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "obsolete-pass-with-result",
    severity: Error, stage: Parse, profile: Default, series: [V23],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for section in config.checked_sections(SectionKind::PASSDB) {
        let (pass, result) = (section.get("pass"), section.get("result_success"));
        if pass.boolean() != Some(true) || result.text.as_ref() == b"return-ok" {
            continue;
        }
        let (Some(assign), Some(place)) = (pass.assign, config.place(&result)) else { continue };
        findings
            .add(&LINT, config.span(assign), "`pass = yes` cannot be used together with `result_success`")
            .label("means `result_success = continue`")
            .also(place, format!("but this is `{}`", result.shown()))
            .help("Remove the line `pass = yes`.")
            .fix_unsafe("remove `pass = yes`", lines::remove(config, config.span(assign)))
            .stage(section.judged);
    }
}
