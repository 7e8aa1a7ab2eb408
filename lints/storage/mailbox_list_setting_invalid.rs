use crate::config::{Checked, Config, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mailbox-list-setting-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

const ESCAPES: [&str; 2] = ["mailbox_list_visible_escape_char", "mailbox_list_storage_escape_char"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("mail_storage") {
        for name in ESCAPES {
            let found = checked.view.get(name);
            if found.text.len() > 1 && !found.is_open() {
                report(
                    config,
                    findings,
                    &checked,
                    name,
                    "is longer than one byte",
                    "Write a single character, such as `~`.",
                );
            }
        }
        if checked.get("mailbox_root_directory_name").text.contains(&b'/') {
            report(
                config,
                findings,
                &checked,
                "mailbox_root_directory_name",
                "contains a `/`",
                "Write the name of one directory, such as `mailboxes`.",
            );
        }
        let prefix = checked.get("mailbox_list_index_prefix");
        if prefix.text.contains(&b'/')
            && !prefix.text.starts_with(b"/")
            && checked.get("mail_index_path").text.is_empty()
        {
            report(
                config,
                findings,
                &checked,
                "mailbox_list_index_prefix",
                "is a relative path, but `mail_index_path` is not set in the same scope",
                "Set `mail_index_path` with it, or write an absolute path or a bare file name.",
            );
        }
    }
}

fn report(
    config: &Config<'_>,
    findings: &mut Findings,
    checked: &Checked<'_>,
    name: &str,
    flaw: &str,
    help: &str,
) {
    let Some(place) = config.place(&checked.view.get(name)) else { return };
    findings
        .add(&LINT, place, format!("`{name}` {flaw}"))
        .label(flaw.split(',').next().unwrap_or(flaw))
        .help(help)
        .stage(checked.judged);
}
