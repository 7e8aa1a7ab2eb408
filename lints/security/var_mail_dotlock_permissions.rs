use crate::config::{Facts, MailLocation, ROOT};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "var-mail-dotlock-permissions",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let is_shared = |place: &MailLocation<'_>| {
        let path = place.inbox.as_str();
        place.driver == "mbox" && (path.starts_with("/var/mail/") || path.starts_with("/var/spool/mail/"))
    };
    let Some(place) = root.mail_locations().into_iter().find(is_shared) else { return };
    let Some(span) = place.span else { return };
    let locks = root.words("mbox_write_locks").iter().any(|word| word.text.as_ref() == b"dotlock");
    let group = root.get("mail_privileged_group");
    let has_group =
        !group.text.is_empty() || root.words("mail_access_groups").iter().any(|word| word.assign.is_some());
    if !locks || has_group {
        return;
    }
    let inbox = &place.inbox;
    let finding = findings.add(
        &LINT,
        place.inbox_span.unwrap_or(span),
        format!("Dovecot is in no group that may create dotlocks for `{inbox}`"),
    );
    finding
        .label("`mbox_write_locks` requires dotlocks")
        .help("Set `mail_privileged_group = mail`, the group that owns `/var/mail`.");
    if let Some(empty) = group.assign.filter(|assign| assign.scope == ROOT) {
        let edit = Edit::replace(config.span(empty), "mail_privileged_group = mail");
        finding.fix_unsafe("write `mail_privileged_group = mail`", [edit]);
        return;
    }
    let name = match config.version().series {
        Series::V23 => "mail_location",
        Series::V24 => "mail_driver",
    };
    if let Some(assign) = root.get(name).assign.filter(|assign| config.value_span(assign) == span) {
        let edits = lines::below(config, config.span(assign), "mail_privileged_group = mail");
        finding.fix_unsafe("add `mail_privileged_group = mail`", edits);
    }
}
