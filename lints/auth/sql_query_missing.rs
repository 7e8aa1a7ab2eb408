use crate::config::{Database, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "sql-query-missing",
    severity: Error, stage: Run, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Incomplete,
    yields_to: ["external-driver-config" anywhere],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let lacks = |database: &Database<'_>, name: &str| {
        let found = database.around(name);
        found.text.is_empty() && !found.is_open()
    };
    // A query by its name of 2.3 is what another lint is about.
    if config.is_old_in("passdb") || config.is_old_in("userdb") {
        return;
    }
    for passdb in config.passdbs().into_iter().filter(|passdb| passdb.driver.is("sql")) {
        if let (true, Some(span)) = (lacks(&passdb, "passdb_sql_query"), passdb.section.span()) {
            findings
                .add(&LINT, span, "this SQL passdb has no query")
                .label("every login fails")
                .help("Add `query = SELECT username AS user, password FROM users WHERE …`.");
        }
    }
    for userdb in config.userdbs().into_iter().filter(|userdb| userdb.driver.is("sql")) {
        let lacks_all = lacks(&userdb, "userdb_sql_query") && lacks(&userdb, "userdb_sql_iterate_query");
        if let (true, Some(span)) = (lacks_all, userdb.section.span()) {
            findings
                .add(&LINT, span, "this SQL userdb has no query")
                .label("no user is found")
                .help("Add `query = SELECT home, uid, gid FROM users WHERE …`.");
        }
    }
}
