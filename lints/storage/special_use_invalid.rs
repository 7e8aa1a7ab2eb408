use crate::config::{Config, Facts, Judged, SectionKind};
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::{self, Series};
use crate::source::Span;

lint! {
    name: "special-use-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.version().series == Series::V24 {
        for checked in config.checks("mailbox") {
            for word in checked.view.words("mailbox_special_use") {
                let Some(span) = word.span else { continue };
                judge(config, findings, &word.text, span, checked.judged);
            }
        }
        return;
    }
    for namespace in config.checked_sections(SectionKind::NAMESPACE) {
        for mailbox in namespace.sections(SectionKind::MAILBOX) {
            for word in mailbox.words("special_use") {
                let Some(span) = word.span else { continue };
                judge(config, findings, &word.text, span, mailbox.judged);
            }
        }
    }
}

fn judge(config: &Config<'_>, findings: &mut Findings, word: &[u8], span: Span, judged: Judged) {
    let series = config.version().series;
    let known = schema::tokens(series, "special_use_flags");
    if known.iter().any(|flag| flag.as_bytes().eq_ignore_ascii_case(word)) {
        return;
    }
    let shown = crate::text::clipped(word, 30);
    let finding = findings.add(&LINT, span, format!("`{shown}` is not a special-use flag"));
    finding.label("not recognised by mail clients");
    match series {
        Series::V23 => finding.stage(judged),
        Series::V24 => finding.severity(Severity::Warning),
    };
    let bare = shown.trim_start_matches('\\').to_ascii_lowercase();
    let same = known.iter().find(|flag| flag.trim_start_matches('\\').eq_ignore_ascii_case(&bare));
    let meant = match bare.as_str() {
        "spam" => Some("\\Junk"),
        "bin" | "deleted" => Some("\\Trash"),
        _ => same.copied(),
    };
    match meant {
        Some(meant) => finding
            .help(format!("Write `special_use = {meant}`."))
            .fix_safe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
        None => finding.help(format!("Write one of `{}`.", known.join("`, `"))),
    };
}
