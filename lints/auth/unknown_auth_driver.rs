use crate::config::{Database, Facts};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{Series, nearest};

lint! {
    name: "unknown-auth-driver",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// SQL servers, which are the driver of the driver `sql`.
const SQL: [&str; 8] =
    ["mysql", "pgsql", "postgres", "postgresql", "sqlite", "sqlite3", "mariadb", "cassandra"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for database in config.passdbs().into_iter().chain(config.userdbs()) {
        let driver = &database.driver;
        let known = Database::known_drivers(config, database.kind);
        let is_open = driver.text.iter().any(|b| matches!(b, b'$' | b'%'));
        if driver.text.is_empty() || is_open || known.iter().any(|name| driver.is(name)) {
            continue;
        }
        let Some(span) = driver.span.or_else(|| database.section.span()) else { continue };
        let kind = database.kind.name();
        let name = driver.shown();
        let finding = findings.add(&LINT, span, format!("unknown {kind} driver `{name}`"));
        finding.label("the auth process crashes on start, so no one can log in");
        match meant(&name, &known) {
            Some(meant) => {
                let server = SQL.contains(&name.to_ascii_lowercase().as_str());
                finding.help(match (server, config.version().series) {
                    (true, Series::V23) => {
                        "Write `sql`, and name the server with `driver =` in the file of `args`.".to_owned()
                    }
                    (true, Series::V24) => format!("Write `sql`, and set `sql_driver = {name}`."),
                    (false, _) => format!("Did you mean `{meant}`?"),
                });
                // A section's name may be used elsewhere; a written driver is nothing else.
                if driver.assign.is_some() {
                    finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]);
                }
            }
            None => {
                finding.help(match (name.as_str(), config.version().series) {
                    ("pam", _) => "Use the driver `passwd`: PAM knows passwords, not homes.".to_owned(),
                    ("prefetch", _) => "Only a userdb can be `prefetch`.".to_owned(),
                    ("shadow", _) => "Use `pam`, or `passwd`, which reads /etc/shadow as well.".to_owned(),
                    ("dict" | "checkpassword", Series::V24) => "it was removed in 2.4; use `lua`, `sql`, `ldap` or `passwd-file`.".to_owned(),
                    (_, Series::V24) if driver.assign.is_none() => format!("Add the driver in this section, for example `driver = passwd-file`; otherwise the section's name is used. This version supports {}.", known.join(", ")),
                    _ => format!("This version supports {}.", known.join(", ")),
                });
            }
        }
    }
}

/// The driver that was meant: the server of a SQL database, another case, other dashes, or mistyped.
fn meant(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let lower = name.to_ascii_lowercase();
    if SQL.contains(&lower.as_str()) {
        return Some("sql");
    }
    let bare = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let same = known.iter().copied().find(|known| bare(known) == bare(&lower));
    same.or_else(|| nearest(&lower, known.iter().copied()))
}
