use crate::config::{Checked, Config, Facts};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "attachment-option-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

const OPTIONS: [&str; 4] = ["add-flags", "add-flags-on-save", "no-flags-on-fetch", "exclude-inlined"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let hash = match config.version().series {
        Series::V23 => "mail_attachment_hash",
        Series::V24 => "mail_ext_attachment_hash",
    };
    for checked in config.checks_of_setting("mail_attachment_detection_options") {
        options(config, findings, &checked);
        let found = checked.get(hash);
        let (Some(flaw), Some(place)) = (hash_flaw(&found.text), config.place(&found)) else { continue };
        findings
            .add(&LINT, place, format!("`{hash}` {flaw}"))
            .label("not a format for the name of an attachment")
            .help(format!("Write `{hash} = %{{sha1}}`, the default."))
            .stage(checked.judged);
    }
}

fn options(config: &Config<'_>, findings: &mut Findings, checked: &Checked<'_>) {
    for word in checked.view.blank_words("mail_attachment_detection_options") {
        let known = OPTIONS.iter().any(|option| option.as_bytes() == word.text.as_ref());
        let (false, Some(span)) = (known || word.text.starts_with(b"content-type="), word.span) else {
            continue;
        };
        let shown = crate::text::clipped(&word.text, 40);
        let finding =
            findings.add(&LINT, span, format!("`mail_attachment_detection_options` has no option `{shown}`"));
        finding.label("unknown option").stage(checked.judged);
        let meant = schema::nearest(&shown.to_ascii_lowercase(), OPTIONS);
        match meant {
            Some(meant) if !config.document.sources.bytes(span).is_empty() => finding
                .help(format!("Write `{meant}`."))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
            _ => finding.help(
                "Valid options are `add-flags`, `no-flags-on-fetch`, `exclude-inlined` and `content-type=TYPE`.",
            ),
        };
    }
}

/// Source: `hash_format_string_analyze()` in `hash-format.c`, 2.3.21 and 2.4.4.
fn hash_flaw(text: &[u8]) -> Option<&'static str> {
    if text.contains(&b'/') {
        return Some("contains a `/`");
    }
    let mut rest = text;
    while let Some(at) = memchr::memchr(b'%', rest) {
        rest = rest.get(at + 1..).unwrap_or_default();
        rest = rest.strip_prefix(b"B").or_else(|| rest.strip_prefix(b"X")).unwrap_or(rest);
        let Some(inner) = rest.strip_prefix(b"{") else { return Some("has a `%` without a `{`") };
        let Some(end) = memchr::memchr(b'}', inner) else { return Some("has a `{` without a `}`") };
        let (hash, after) = inner.split_at(end);
        let mut parts = hash.splitn(2, |b| *b == b':');
        let Some(size) = parts.next().and_then(schema::digest_bits) else {
            return Some("names an unknown hash algorithm");
        };
        if let Some(bits) = parts.next()
            && !crate::config::value::number(bits, u64::from(size)).is_ok_and(|n| n > 0 && n % 8 == 0)
        {
            return Some("has a wrong number of bits");
        }
        rest = after;
    }
    text.contains(&b'-').then_some("contains a `-`")
}
