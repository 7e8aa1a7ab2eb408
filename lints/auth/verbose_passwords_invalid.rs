use crate::config::Facts;
use crate::config::value;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "verbose-passwords-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("auth") {
        let found = checked.get("auth_verbose_passwords");
        let (Some(flaw), Some(place)) = (flaw(&found.text), config.place(&found)) else { continue };
        findings
            .add(&LINT, place, format!("`auth_verbose_passwords` is `{}`: {flaw}", found.shown()))
            .label(flaw)
            .help("Write `auth_verbose_passwords = no`, or `sha1:6` for the start of a hash.")
            .stage(checked.judged);
    }
}

fn flaw(text: &[u8]) -> Option<&'static str> {
    let mut parts = text.splitn(2, |b| *b == b':');
    let word = parts.next().unwrap_or_default();
    if let Some(length) = parts.next()
        && !value::number(length, u64::from(u32::MAX)).is_ok_and(|length| length > 0)
    {
        return Some("the length after the colon is not a number above 0");
    }
    let known: [&[u8]; 4] = [b"no", b"yes", b"plain", b"sha1"];
    (!known.contains(&word)).then_some("only `no`, `plain`, `sha1` and `yes` are allowed")
}
