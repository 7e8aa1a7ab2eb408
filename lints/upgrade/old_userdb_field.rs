use crate::config::{Facts, OldField, OldFieldKind};
use crate::finding::{Findings, Stage};
use crate::lints::lint;

lint! {
    name: "old-userdb-field",
    severity: Error, stage: Never, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for field in config.old_userdb_fields() {
        let Some(span) = field.word.span else { continue };
        let key = &field.key;
        match field.kind {
            OldFieldKind::Setting => {
                let (label, help) = advice(&field);
                findings
                    .add(&LINT, span, format!("`{key}` is a 2.3 userdb field that 2.4 ignores"))
                    .label(label)
                    .help(help);
            }
            OldFieldKind::Section => {
                let message = format!("2.4 reads the userdb field `{key}` as the names of `{key}` sections");
                findings
                    .add(&LINT, span, message)
                    .stage(Stage::Run)
                    .label("no section has this name")
                    .help(format!("Remove the field, and configure a `{key} NAME {{` section instead."));
            }
            OldFieldKind::OfFile => {
                let message = format!("`{key}` is a setting of 2.3 SQL and LDAP files, not a user field");
                findings.add(&LINT, span, message).label("ignored").help(
                    "Remove it from `fields`, and set the 2.4 setting for it in the database's section.",
                );
            }
        }
    }
}

/// What comes of an old field, and what to type.
fn advice(field: &OldField<'_>) -> (&'static str, String) {
    let name = crate::text::file_name(&field.key);
    let family = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let value = field.value.as_ref().map(|word| crate::text::printable(&word.text)).unwrap_or_default();
    let write = |new: Option<String>, help: &str| match new {
        Some(new) => format!("Write {new} instead."),
        None => help.to_owned(),
    };
    match family {
        "mail" | "mail_location" | "location" => (
            "mail goes to `mail_path`",
            write(location(&value), "Return the fields `mail_driver` and `mail_path` instead."),
        ),
        "quota_rule" => (
            "sets no limit",
            write(limit(&value), "Return the field `quota_storage_size` instead, such as `2G`."),
        ),
        "quota_warning" => {
            ("no warning is sent", "Add a `warning` section to the `quota` section instead.".to_owned())
        }
        "sieve" | "sieve_dir" | "sieve_before" | "sieve_after" => (
            "no script is run for it",
            format!(
                "Set `path` in a `sieve_script` section; `%{{userdb:{name}}}` there is the value of this field."
            ),
        ),
        _ => ("ignored", "Return the 2.4 setting instead, or remove the field.".to_owned()),
    }
}

fn location(value: &str) -> Option<String> {
    let (driver, path) = value.split_once(':')?;
    let is_plain =
        !path.is_empty() && !path.contains(':') && driver.bytes().all(|b| b.is_ascii_alphanumeric());
    is_plain.then(|| format!("`mail_driver = {driver}` and `mail_path = {path}`"))
}

fn limit(value: &str) -> Option<String> {
    let (unit, amount) = value.strip_prefix("*:")?.split_once('=')?;
    let last = amount.bytes().last().filter(|_| !amount.contains(':'))?;
    match unit {
        "storage" if last.is_ascii_digit() => Some(format!("`quota_storage_size = {amount}K`")),
        "storage" if last == b'}' => None,
        "storage" | "bytes" => Some(format!("`quota_storage_size = {amount}`")),
        "messages" => Some(format!("`quota_message_count = {amount}`")),
        _ => None,
    }
}
