use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "auth-cache-size-tiny",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("auth") {
        let found = checked.get("auth_cache_size");
        let Some(assign) = found.assign else { continue };
        let place = config.value_span(assign);
        // 2.3 reads a bare number as megabytes, and has changed the value already.
        let written = config.document.value(config.statement(assign)).text;
        let is_bare = !written.is_empty() && written.iter().all(u8::is_ascii_digit);
        let is_converted = config.version().series == Series::V23 && is_bare && written != found.text;
        let Some(bytes) = found.size() else { continue };
        if !is_converted && !(1..1024).contains(&bytes) {
            continue;
        }
        let shown = crate::text::clipped(&written, 30);
        let unit = if is_bare { " bytes" } else { "" };
        let finding = findings.add(
            &LINT,
            place,
            format!("an `auth_cache_size` of {shown}{unit} is too small to hold anything"),
        );
        finding.label("bytes, not megabytes").stage(checked.judged);
        if is_converted {
            finding.severity(Severity::Warning);
            finding.message =
                format!("`auth_cache_size = {shown}` has no unit; Dovecot reads it as {shown} MB").into();
        }
        if is_bare {
            finding.help(format!("Write `auth_cache_size = {shown}M`."));
            let (title, edit) = (format!("write `{shown}M`"), [Edit::replace(place, format!("{shown}M"))]);
            if is_converted {
                finding.fix_same(title, edit);
            } else {
                finding.fix_safe(title, edit);
            }
        } else {
            finding.help("Write a size with its unit, such as `auth_cache_size = 10M`.");
        }
    }
}
