use crate::config::{Config, Database, DatabaseKind, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "userdb-never-asked",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for view in config.auth_views() {
        let userdbs = view.databases(DatabaseKind::Userdb);
        let Some(first) = userdbs.iter().position(|userdb| answers_all(config, userdb)) else { continue };
        for later in userdbs.iter().skip(first + 1).filter(|later| is_for_users(config, later)) {
            let Some(span) = later.section.span() else { continue };
            let message = "no user is looked up in this userdb: the `static` one before it knows everyone";
            let finding = findings.add(&LINT, span, message);
            finding.label("what it says about users is never used");
            if let Some(head) = userdbs[first].section.span() {
                finding.also(head, "answers for every user, because of `allow_all_users`");
            }
            finding.help("Move the `static` userdb to the end, or remove the one that is not needed.");
        }
    }
}

/// Whether a userdb knows every user, so that none after it is asked.
fn answers_all(config: &Config<'_>, userdb: &Database<'_>) -> bool {
    // Without it one user is known and another is not, as the passdbs say.
    let allows_all = match config.version().series {
        Series::V23 => userdb
            .args()
            .option("allow_all_users")
            .is_some_and(|option| option.value.is_none() || option.text().eq_ignore_ascii_case(b"yes")),
        Series::V24 => userdb.around("userdb_static_allow_all_users").boolean() == Some(true),
    };
    userdb.driver.is("static")
        && allows_all
        && userdb.get("skip").text.as_ref() == b"never"
        && userdb.get("result_success").text.starts_with(b"return")
}

/// Whether a userdb is there for users one by one, and not to list them for `doveadm -A`, which `static` cannot.
fn is_for_users(config: &Config<'_>, userdb: &Database<'_>) -> bool {
    if ["prefetch", "static"].iter().any(|driver| userdb.driver.is(driver)) || !userdb.fields().is_empty() {
        return true;
    }
    let is_24 = config.version().series == Series::V24;
    userdb.driver.is("sql")
        && if is_24 {
            let is_set = |name: &str| !userdb.around(name).text.is_empty();
            is_set("userdb_sql_query") && !is_set("userdb_sql_iterate_query")
        } else {
            userdb
                .external()
                .is_some_and(|file| file.get("user_query").is_some() && file.get("iterate_query").is_none())
        }
}
