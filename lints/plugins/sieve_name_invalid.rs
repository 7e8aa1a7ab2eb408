use crate::config::{Facts, SectionKind, value};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "sieve-name-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for script in config.checked_sections(SectionKind::SIEVE_SCRIPT) {
        let is_put_off = value::has_variable(&script.name);
        if let (false, false, Some(span)) = (is_put_off, is_name(&script.name), script.span()) {
            findings
                .add(&LINT, span, format!("`{}` cannot be the name of a script storage", script.shown()))
                .label("a `/` or a control character in it")
                .help("Use a plain word as its name, and the path as `path` inside.")
                .stage(script.judged);
        }
    }
    for checked in config.checks("sieve_storage") {
        for name in ["sieve_script_name", "sieve_script_storage"] {
            let found = checked.get(name);
            let (false, false, Some(place)) = (found.is_open(), is_name(&found.text), config.place(&found))
            else {
                continue;
            };
            findings
                .add(&LINT, place, format!("`{}` cannot be the name of a script", found.shown()))
                .label("a `/` or a control character in it")
                .help("Write the name without its folder; the path of a script is `sieve_script_path`.")
                .stage(checked.judged);
        }
    }
}

/// Source: `sieve_script_name_is_valid()` in `sieve-script.c` of Pigeonhole, 2.4.4.
fn is_name(text: &[u8]) -> bool {
    let is_bad = |c: char| c == '/' || c.is_control() || matches!(c, '\u{ff}' | '\u{2028}' | '\u{2029}');
    str::from_utf8(text).is_ok_and(|text| !text.contains(is_bad))
}
