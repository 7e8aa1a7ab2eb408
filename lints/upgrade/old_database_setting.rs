use crate::config::{Facts, Unknown};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "old-database-setting",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

/// Settings whose values are written differently in 2.4.
const CHANGED: [&str; 4] = ["hosts", "pass_attrs", "tls_require_cert", "user_attrs"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::OfDatabaseFile(rename) = unknown.what else { continue };
        let name = &unknown.name;
        let (message, help) = match rename.to {
            [] => (format!("`{name}` was removed in 2.4"), "Remove the line.".to_owned()),
            [new] if new.ends_with("_fields") => (
                format!("`{name}` became `{new} {{}}` in 2.4"),
                "Write `fields {`, a line such as `user = %{ldap:uid}` for each attribute, and `}`.".to_owned(),
            ),
            [new] if name == "hosts" => (
                format!("`hosts` is called `{new}` in 2.4"),
                format!("Write `{new} = ldap://` and the name of the server."),
            ),
            [new] if is_name(new) => {
                let (new, section) = short(new, unknown.around);
                let place = section.map_or(String::new(), |section| format!(" in `{section} {{}}`"));
                (format!("`{name}` is called `{new}` in 2.4"), format!("Write `{new}`{place}."))
            }
            _ if name == "connect" => (
                "2.4 has no `connect`: each parameter is a setting".to_owned(),
                "Write `sql_driver = mysql` and a section such as `mysql localhost {` with `user`, `password` and `dbname`.".to_owned(),
            ),
            new => (format!("`{name}` is written differently in 2.4"), format!("Use {}.", crate::text::listed(new))),
        };
        let finding = findings.at(&LINT, problem, message);
        finding.label("2.3 name");
        finding.help(help);
        if let ([new], Some(written)) = (rename.to, config.written(problem))
            && is_name(new)
            && !CHANGED.contains(&name.as_str())
            && let (new, None) = short(new, unknown.around)
        {
            let key = config.document.locate(written.statement, written.statement.key);
            finding.fix_unsafe(format!("write `{new}`"), [Edit::replace(key, new)]);
        }
    }
}

fn is_name(target: &str) -> bool {
    target.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

/// The name that is enough in a section of a database, and the section that it needs when it is another one.
fn short<'n>(new: &'n str, around: &str) -> (&'n str, Option<&'static str>) {
    for section in ["passdb", "userdb"] {
        let Some(rest) = new.strip_prefix(section).and_then(|rest| rest.strip_prefix('_')) else { continue };
        let rest = rest.strip_prefix("sql_").or(rest.strip_prefix("ldap_")).unwrap_or(rest);
        return (rest, (around != section).then_some(section));
    }
    (new, None)
}
