use crate::config::{Config, Database, Word};
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::Line;

lint! {
    "weak-password-scheme", "auth", Warning, Run, Default,
    [V23, V24], fix: none, whole: true, page: "weak_password_scheme.md"
}

/// Schemes that 2.4 refuses. Source: `password-scheme.c` and `password-scheme-crypt.c`, 2.4.4.
const REFUSED: [&str; 8] =
    ["MD5", "MD5-CRYPT", "SMD5", "PLAIN-MD4", "PLAIN-MD5", "LDAP-MD5", "HMAC-MD5", "DES-CRYPT"];

/// Schemes of any version that a stolen table gives away.
const WEAK: [&str; 12] = [
    "MD5",
    "MD5-CRYPT",
    "SMD5",
    "PLAIN-MD4",
    "PLAIN-MD5",
    "LDAP-MD5",
    "DES-CRYPT",
    "SHA",
    "SHA1",
    "LANMAN",
    "NTLM",
    "RPA",
];

fn check(config: &Config<'_>, findings: &mut Findings) {
    let line = config.version().line;
    let are_allowed = config.root().get("auth_allow_weak_schemes").boolean() == Some(true);
    for passdb in config.passdbs() {
        let Some(word) = default_scheme(config, &passdb) else { continue };
        let Some(span) = word.span else { continue };
        // A scheme may name its encoding: `PLAIN-MD5.HEX`.
        let name = word.shown().to_ascii_uppercase();
        let name = name.split('.').next().unwrap_or(&name);
        let is_refused = line == Line::V24 && !are_allowed && REFUSED.contains(&name);
        if !is_refused && !WEAK.contains(&name) {
            continue;
        }
        let message = if is_refused {
            format!("Dovecot {} refuses passwords in the weak scheme {name}", config.version())
        } else {
            format!("passwords without a prefix are taken as {name}, a weak scheme")
        };
        let finding = findings.add(&LINT, span, message);
        finding.help("Store new passwords as `{BLF-CRYPT}…`, `{SHA512-CRYPT}…` or `{ARGON2ID}…` and make one of these the default when the old ones are gone.");
        if is_refused {
            finding.severity(Severity::Error).label("users with such a password cannot log in");
        } else {
            finding.label("who steals the table has most of the passwords soon");
        }
    }
}

/// The scheme of passwords that name none, where it is written.
fn default_scheme<'c>(config: &Config<'_>, passdb: &Database<'c>) -> Option<Word<'c>> {
    if config.version().line == Line::V23 {
        let args = passdb.args();
        return args.option("scheme").and_then(|field| field.value.clone());
    }
    let found = passdb.around("passdb_default_password_scheme");
    let assign = found.assign.filter(|_| !found.is_open())?;
    Some(Word { span: Some(config.value_span(assign)), assign: Some(assign), text: found.text })
}
