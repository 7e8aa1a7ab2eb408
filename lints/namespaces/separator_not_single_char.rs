use crate::config::{Config, Facts, Found, Judged, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "separator-not-single-char",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    match config.version().series {
        Series::V23 => {
            for namespace in config.checked_sections(SectionKind::NAMESPACE) {
                judge(config, findings, &namespace.get("separator"), namespace.judged);
            }
        }
        Series::V24 => {
            for checked in config.checks("mail_namespace") {
                judge(config, findings, &checked.get("namespace_separator"), checked.judged);
            }
        }
    }
}

fn judge(config: &Config<'_>, findings: &mut Findings, found: &Found<'_>, judged: Judged) {
    let (true, Some(assign)) = (found.text.len() > 1, found.assign) else { return };
    let written = config.document.value(config.statement(assign)).text;
    findings
        .add(
            &LINT,
            config.value_span(assign),
            format!("the separator `{}` is longer than one byte", crate::text::clipped(&written, 20)),
        )
        .label("must be one ASCII character")
        .help("Write `separator = /` or `separator = .`, and the same in every namespace.")
        .stage(judged);
}
