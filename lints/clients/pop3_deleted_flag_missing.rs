use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "pop3-deleted-flag-missing",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("pop3") {
        let found = checked.get("pop3_delete_type");
        let is_flag = found.text.as_ref() == b"flag";
        let (true, true, Some(place)) =
            (is_flag, checked.get("pop3_deleted_flag").text.is_empty(), config.place(&found))
        else {
            continue;
        };
        findings
            .add(&LINT, place, "`pop3_delete_type = flag` needs a `pop3_deleted_flag`")
            .label("no flag given")
            .help("Add `pop3_deleted_flag = '$POP3Deleted'` in the same scope.")
            .stage(checked.judged);
    }
}
