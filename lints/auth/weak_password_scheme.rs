use crate::config::{Config, Facts, password_scheme};
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::{ExternalKind, Series};
use crate::source::Span;
use crate::text::Quote;

lint! {
    name: "weak-password-scheme",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    let are_allowed = config.root().get("auth_allow_weak_schemes").boolean() == Some(true);
    for (scheme, span) in schemes(config) {
        let Some(known) = password_scheme(&scheme) else { continue };
        let name = known.name;
        let is_refused = series == Series::V24 && !are_allowed && known.is_refused;
        if !is_refused && !known.is_weak {
            continue;
        }
        let message = if is_refused {
            format!("Dovecot {} rejects passwords in the weak scheme {name}", config.version())
        } else {
            format!("passwords without a prefix are read as {name}, a weak scheme")
        };
        let finding = findings.add(&LINT, span, message);
        finding.help("Store new passwords as `{BLF-CRYPT}…`, `{SHA512-CRYPT}…` or `{ARGON2ID}…` and make one of these the default once the old ones are gone.");
        if is_refused {
            finding.severity(Severity::Error).label("users with such a password cannot log in");
        } else {
            finding.label("anyone who steals the table can crack most passwords quickly");
        }
    }
}

/// The schemes of passwords that name none, where they are written.
fn schemes(config: &Config<'_>) -> Vec<(Quote, Span)> {
    if config.version().series == Series::V24 {
        let places = config.everywhere("passdb_default_password_scheme");
        let found = places.into_iter().map(|assign| (config.found(assign), config.value_span(assign)));
        return found
            .filter(|(found, _)| !found.is_open())
            .map(|(found, span)| (found.shown(), span))
            .collect();
    }
    let mut all = Vec::new();
    for passdb in config.passdbs() {
        let args = passdb.args();
        let word = args.option("scheme").and_then(|field| field.value.clone());
        all.extend(word.and_then(|word| Some((word.shown(), word.span?))));
    }
    for external in &config.document.externals {
        if matches!(external.kind, ExternalKind::Sql | ExternalKind::Ldap)
            && let Some(entry) = external.get("default_pass_scheme")
        {
            all.push((crate::text::clipped(&entry.text, 40), entry.value_span));
        }
    }
    all
}
