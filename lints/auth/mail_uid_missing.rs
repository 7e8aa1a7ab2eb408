use crate::config::{Database, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mail-uid-missing",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
    yields_to: ["userdb-field-misspelled" anywhere, "database-args-removed" anywhere],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let userdbs = config.userdbs();
    if userdbs.is_empty() || !config.knows_userdb_fields() {
        return;
    }
    for (key, part) in [("uid", "user"), ("gid", "group")] {
        let setting = format!("mail_{key}");
        let gives_none = |userdb: &Database<'_>| userdb.lacks_field(&[key, &setting]);
        // Where group 0 is allowed, no one asks for another one.
        let is_asked = key == "uid" || config.root().get("first_valid_gid").number() != Some(0);
        if !is_asked
            || !config.mail_starts_as_root(part)
            || !userdbs.iter().all(gives_none)
            || config.places_that_set(&setting).next().is_some()
        {
            continue;
        }
        let Some(span) = userdbs.first().and_then(|userdb| userdb.section.span()) else { return };
        let upper = key.to_ascii_uppercase();
        let message = format!("users have no {upper}: this userdb returns none, and `{setting}` is not set");
        findings.add(&LINT, span, message).label("every login ends with an error").help(
            "Set `mail_uid` and `mail_gid` to the user and the group that own the mail, such as `vmail`.",
        );
        return;
    }
}
