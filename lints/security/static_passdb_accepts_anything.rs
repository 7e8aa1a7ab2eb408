use crate::config::{Config, Database, Facts, Field};
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::lints::security::passdb;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "static-passdb-accepts-anything",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

/// Fields and settings by which someone else asks for the password, or which limit who may come.
const ELSEWHERE: [&str; 6] = ["proxy", "proxy_maybe", "host", "noauthenticate", "nologin", "master"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let by_certificate = root.get("auth_ssl_require_client_cert").boolean() == Some(true);
    let is_external =
        root.words("auth_mechanisms").iter().all(|word| word.text.eq_ignore_ascii_case(b"external"));
    if by_certificate || is_external || config.is_old_in("passdb") {
        return;
    }
    for database in config.passdbs() {
        let fields = database.fields();
        if !database.driver.is("static") || is_limited(&database, &fields) {
            continue;
        }
        let Some(opening) = opening(config, &database, &fields) else { continue };
        let Some(span) = opening.span.or_else(|| database.section.span()) else { continue };
        let finding = findings.add(&LINT, span, opening.message);
        if let Some(nets) = fields.iter().find(|field| field.is("allow_nets")) {
            finding.severity(Severity::Warning);
            if let Some(span) = nets.span() {
                finding.also(span, "only from these networks");
            }
        }
        finding.label(opening.label).help(
            "Use a database with a password for each user, such as `passwd-file`, `pam` or `sql`; if a backend checks the password, add `proxy` and `host`.",
        );
    }
}

struct Opening {
    message: &'static str,
    label: &'static str,
    span: Option<Span>,
}

fn is_limited(database: &Database<'_>, fields: &[Field<'_>]) -> bool {
    let goes_on = database.get("result_success").text.starts_with(b"continue") || database.is_on("pass");
    let is_special = database.is_on("master") || database.is_on("deny") || goes_on;
    passdb::is_limited(database)
        || is_special
        || ELSEWHERE.iter().any(|name| fields.iter().any(|field| field.is(name)))
}

/// By what anyone gets in.
fn opening(config: &Config<'_>, database: &Database<'_>, fields: &[Field<'_>]) -> Option<Opening> {
    let free = "no password is needed";
    if let Some(field) = fields.iter().find(|field| field.is("nopassword") && field.text() != b"no") {
        return Some(Opening { message: "every password is accepted", label: free, span: field.span() });
    }
    let (text, span) = match config.version().series {
        Series::V23 => {
            let field = fields.iter().find(|field| field.is("password"));
            (field.map(|field| field.text().to_vec()), field.and_then(Field::span))
        }
        Series::V24 => {
            let found = database.around("passdb_static_password");
            let text = (found.assign.is_some()).then(|| found.text.to_vec());
            (text, config.place(&found))
        }
    };
    let (message, label) = match text.as_deref() {
        Some(b"") => ("the empty password is accepted for every user", free),
        Some(text) if config.only_variable(text).is_some_and(|only| only.name == "password") => {
            ("every password is accepted, as it is compared with itself", "any password is correct")
        }
        Some(text) if !text.contains(&b'%') && !text.contains(&b'$') => {
            ("one password opens every mailbox", "every user knows everyone's password")
        }
        _ => return None,
    };
    Some(Opening { message, label, span })
}
