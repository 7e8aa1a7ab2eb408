use crate::config::{Database, Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "database-server-unset",
    severity: Error, stage: Run, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Incomplete,
    yields_to: ["external-driver-config" anywhere, "database-args-removed" anywhere, "old-database-setting" anywhere],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut said = Vec::new();
    for database in config.passdbs().into_iter().chain(config.userdbs()) {
        let Some((lacks, help)) = lack(&database).filter(|(lacks, _)| !said.contains(lacks)) else {
            continue;
        };
        let Some(span) = database.section.span() else { continue };
        findings
            .add(&LINT, span, format!("this `{}` needs {lacks}, which is not set", database.kind.name()))
            .label("auth does not start, and no one can log in")
            .help(help);
        said.push(lacks);
    }
}

/// What a database cannot be reached without, and what to write.
fn lack(database: &Database<'_>) -> Option<(&'static str, &'static str)> {
    let is_empty = |name: &str| {
        let found = database.around(name);
        found.text.is_empty() && !found.is_open()
    };
    if database.driver.is("ldap") {
        return is_empty("ldap_uris")
            .then_some(("`ldap_uris`", "Add `ldap_uris = ldap://` and the name of the server."));
    }
    if !database.driver.is("sql") {
        return None;
    }
    if is_empty("sql_driver") {
        return Some((
            "`sql_driver`",
            "Add `sql_driver = sqlite`, or `mysql` or `pgsql` with a section for the server.",
        ));
    }
    let lacks = |kind| database.section.outward().sections(kind).is_empty();
    match database.around("sql_driver").text.as_ref() {
        b"mysql" if lacks(SectionKind::MYSQL) => {
            Some(("a section `mysql`", "Add `mysql HOST {` with `user`, `password` and `dbname`."))
        }
        b"pgsql" if lacks(SectionKind::PGSQL) => {
            Some(("a section `pgsql`", "Add `pgsql HOST {` with `parameters { user = …` and `dbname`."))
        }
        _ => None,
    }
}
