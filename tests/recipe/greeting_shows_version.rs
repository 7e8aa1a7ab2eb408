use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "greeting-shows-version",
    severity: Advice, stage: Never, profile: Audit, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for greeting in config.places_of("login_greeting") {
        let Some(assign) = greeting.assign.filter(|_| names_version(&greeting.text)) else { continue };
        let value = config.value_span(assign);
        findings
            .add(&LINT, value, "the greeting tells every client which version of Dovecot this is")
            .label("a version")
            .help("Write a greeting without a version.")
            .fix_unsafe("write `Ready.`", [Edit::replace(value, "Ready.")]);
    }
}

/// Whether a text holds a number with two points.
fn names_version(text: &[u8]) -> bool {
    text.split(u8::is_ascii_whitespace).any(|word| {
        let is_number = |part: &[u8]| !part.is_empty() && part.iter().all(u8::is_ascii_digit);
        let parts: Vec<&[u8]> = word.split(|b| *b == b'.').collect();
        parts.len() == 3 && parts.iter().all(|part| is_number(part))
    })
}
