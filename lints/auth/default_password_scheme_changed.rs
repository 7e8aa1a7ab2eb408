use crate::config::{Database, Facts};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "default-password-scheme-changed",
    severity: Warning, stage: Never, profile: Pedantic, series: [V24],
    fix: None, needs: Whole, silent: Incomplete,
}

/// The patch version of 2.4 whose defaults are the new ones.
const CHANGED: u8 = 3;

/// Drivers whose default follows the general one; `ldap` and `passwd` had CRYPT all along.
const DRIVERS: [&str; 2] = ["sql", "passwd-file"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.config_patch().is_none_or(|patch| patch < CHANGED) {
        return;
    }
    let version = config.root().get("dovecot_config_version");
    let is_changed = |passdb: &&Database<'_>| DRIVERS.iter().any(|driver| passdb.driver.is(driver));
    for passdb in config.passdbs().iter().filter(is_changed) {
        let is_set = passdb.around("passdb_default_password_scheme").assign.is_some();
        let query = passdb.around("passdb_sql_query");
        if is_set || adds_a_prefix(&query.text) {
            continue;
        }
        let Some(span) = passdb.section.span() else { continue };
        let message = "passwords without a prefix in this passdb are read as CRYPT; before 2.4.3 they were read as PLAIN";
        let finding = findings.add(&LINT, span, message);
        finding
            .label("no `default_password_scheme`")
            .help("Set it explicitly: `default_password_scheme = PLAIN`, or `CRYPT` if all have a prefix or were made by crypt.");
        if let Some(assign) = version.assign {
            finding.also(config.span(assign), "chooses the defaults of this version");
        }
    }
}

/// Whether the query puts `{SCHEME}` in front of the password, which `%{` does not.
fn adds_a_prefix(query: &[u8]) -> bool {
    crate::syntax::literals(query).any(|text| text.contains(&b'{'))
}
