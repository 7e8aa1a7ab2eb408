use crate::config::{Checked, Config, Facts};
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::{self, Series};

lint! {
    name: "cache-field-name-invalid",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
    refuses: Sometimes,
}

const LISTS: [&str; 3] = ["mail_cache_fields", "mail_always_cache_fields", "mail_never_cache_fields"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks_of_setting("mail_cache_fields") {
        for list in LISTS {
            judge(config, findings, &checked, list);
        }
    }
}

fn judge(config: &Config<'_>, findings: &mut Findings, checked: &Checked<'_>, list: &str) {
    let version = config.version();
    let words = checked.view.words(list);
    // Versions before 2.3.17 took any header name.
    let is_refused = version.series == Series::V24 || version.patch >= 17;
    // A check of 2.4 sees the built-in fields too, whatever the configuration sets.
    let built_in = schema::find(schema::scope(version.series, "root"), list.as_bytes())
        .map_or("", |setting| setting.default(version));
    let fields = schema::tokens(version.series, "mail_cache_fields");
    for word in &words {
        let Some(span) = word.span else { continue };
        let shown = crate::text::clipped(&word.text, 40);
        if version.series == Series::V24 && word.text.as_ref() == b"*" {
            if words.len() > 1 || !built_in.is_empty() {
                findings
                    .add(&LINT, span, format!("`{list}` combines `*` with other fields"))
                    .label("`*` must be the only field")
                    .help("Remove the `*`.")
                    .severity(Severity::Error)
                    .stage(checked.judged);
            }
            continue;
        }
        if let Some(header) = header(&word.text) {
            let is_valid = |b: &u8| (33..=126).contains(b) && *b != b':';
            if is_refused && !header.iter().all(is_valid) {
                findings
                    .add(&LINT, span, format!("`{shown}` is not the name of a header"))
                    .label("Dovecot rejects this name")
                    .help("Write `hdr.` and the name of the header without its colon.")
                    .severity(Severity::Error)
                    .stage(checked.judged);
            }
            continue;
        }
        let lower = shown.to_ascii_lowercase();
        if lower.starts_with("hdr.") || fields.contains(&lower.as_str()) {
            continue;
        }
        let finding = findings.add(&LINT, span, format!("there is no cache field `{shown}`"));
        finding.label("never matches");
        match schema::nearest(&lower, fields.iter().copied()) {
            Some(meant) => finding
                .help(format!("Write `{meant}`."))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
            None => finding.help("Remove the word; a header is written as `hdr.NAME`."),
        };
    }
}

/// The name after `hdr.`.
fn header(text: &[u8]) -> Option<&[u8]> {
    let (prefix, name) = text.split_at_checked(4)?;
    prefix.eq_ignore_ascii_case(b"hdr.").then_some(name)
}
