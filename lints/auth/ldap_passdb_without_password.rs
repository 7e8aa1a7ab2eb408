use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "ldap-passdb-without-password",
    severity: Error, stage: Run, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Unread,
}

/// Fields that give a password, or let users in without one.
const ENOUGH: [&str; 5] = ["password", "password_noscheme", "nopassword", "noauthenticate", "passdb_import"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.is_old_in("passdb") {
        return;
    }
    for passdb in config.passdbs().into_iter().filter(|passdb| passdb.driver.is("ldap")) {
        let bind = passdb.around("passdb_ldap_bind");
        let imports = passdb.around("passdb_fields_import_all");
        // One that only adds fields after another passdb asks for no password.
        let is_second = ["skip", "master", "deny"].iter().any(|key| passdb.get(key).assign.is_some())
            || !passdb.section.list_words("mechanisms_filter").is_empty();
        if bind.boolean() != Some(false)
            || imports.assign.is_some() && imports.boolean() != Some(false)
            || passdb.gives(&ENOUGH)
            || is_second
        {
            continue;
        }
        let Some(span) = passdb.section.span() else { continue };
        let finding = findings.add(
            &LINT,
            span,
            "this LDAP passdb does not bind as the user, and its `fields` have no `password`",
        );
        finding.label("every login fails").help(
            "Add `bind = yes`, so that the LDAP server checks the password, or `password = %{ldap:userPassword}` to `fields`.",
        );
        if let Some(place) = config.place(&bind) {
            finding.also(place, "no bind");
        }
    }
}
