use crate::config::{Config, Database, DatabaseKind, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "users-can-be-masters",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for view in config.auth_views() {
        let users = view.user_passdbs();
        for master in view.databases(DatabaseKind::Passdb) {
            // A filter of names is there to say who is a master.
            if !master.is_on("master")
                || master.is_on("deny")
                || !master.get("username_filter").text.is_empty()
            {
                continue;
            }
            let Some(asked) = source(config, &master) else { continue };
            let is_same = |user: &&Database<'_>| {
                user.driver.text == master.driver.text
                    && !user.is_on("deny")
                    && source(config, user).as_ref() == Some(&asked)
            };
            let Some(user) = users.iter().find(is_same) else { continue };
            let Some(span) = master.section.span() else { continue };
            let finding = findings.add(
                &LINT,
                span,
                "every user is a master user, and can log in to the mailbox of any other user",
            );
            finding
                .label("asks the same database as the passdb of the users")
                .help("Give master users a file of their own, or name them with `username_filter`.");
            if let Some(place) = user.section.span().filter(|place| *place != span) {
                finding.also(place, "the users are here");
            }
        }
    }
}

/// What a passdb asks: a file, a service of PAM; none for those whose query may tell the two apart.
fn source(config: &Config<'_>, passdb: &Database<'_>) -> Option<Vec<u8>> {
    let text = match (config.version().series, passdb.driver.text.as_ref()) {
        (_, b"passwd" | b"shadow") => return Some(Vec::new()),
        (Series::V23, b"passwd-file") => passdb.args().target?.text,
        (Series::V23, b"pam") => passdb.args().target.map(|word| word.text).unwrap_or_default(),
        (Series::V24, b"passwd-file") => {
            Some(passdb.around("passwd_file_path"))
                .filter(|path| !path.text.is_empty() && !path.is_open())?
                .text
        }
        (Series::V24, b"pam") => passdb.around("passdb_pam_service_name").text,
        _ => return None,
    };
    Some(text.into_owned())
}
