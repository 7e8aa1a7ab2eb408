use crate::config::{Config, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "ldap-bind-userdn-ignored",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let (dn, bind) = match config.version().series {
        Series::V23 => ("auth_bind_userdn", "auth_bind"),
        Series::V24 => ("bind_userdn", "bind"),
    };
    for span in places(config) {
        findings
            .add(&LINT, span, format!("`{dn}` is set, but without `{bind} = yes` nothing uses it"))
            .label("ignored")
            .help(format!("Add `{bind} = yes`, or remove this line."));
    }
}

fn places(config: &Config<'_>) -> Vec<Span> {
    let mut places = Vec::new();
    if config.version().series == Series::V23 {
        for external in &config.document.externals {
            let binds =
                external.get("auth_bind").is_some_and(|entry| !entry.text.eq_ignore_ascii_case(b"no"));
            let dn = external.get("auth_bind_userdn").filter(|entry| !entry.text.is_empty());
            // An included file may set it.
            let has_include =
                external.entries.iter().any(|entry| entry.kind == crate::syntax::EntryKind::Include);
            if !binds && !has_include {
                places.extend(dn.map(|entry| entry.key_span));
            }
        }
        return places;
    }
    for passdb in config.passdbs().into_iter().filter(|passdb| passdb.driver.is("ldap")) {
        let dn = passdb.around("passdb_ldap_bind_userdn");
        if !dn.text.is_empty() && passdb.around("passdb_ldap_bind").boolean() == Some(false) {
            places.extend(config.place(&dn));
        }
    }
    places
}
