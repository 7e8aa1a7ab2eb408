use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::storage::spool;
use crate::schema::Series;

lint! {
    name: "inbox-path-of-mbox",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for location in config.every_mail_location() {
        let Some(path) = &location.path else { continue };
        if location.driver != "maildir"
            || spool::inside(location.inbox.as_bytes()).is_none()
            || spool::inside(&path.text).is_some()
            || config.userdbs_return("mail") != Some(false)
        {
            continue;
        }
        let Some(span) = location.inbox_span else { continue };
        let inbox = crate::text::short(location.inbox.as_bytes(), 60);
        let finding = findings.add(
            &LINT,
            span,
            format!("the INBOX is `{inbox}`, where mbox files are, but the mail is stored as Maildir"),
        );
        finding.label("a file there is not a Maildir").help(match config.version().series {
            Series::V23 => "Remove `INBOX=`, so that the INBOX is in the Maildir with the other folders.",
            Series::V24 => "Set `mail_inbox_path =` without a value, so that the INBOX is in the Maildir with the other folders.",
        });
        return;
    }
}
