use crate::config::{Config, Database, Mechanism, Need};
use crate::edit::word;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "mechanism-needs-plain-password", "auth", Error, Run, Default,
    [V23, V24], fix: unsafe_only, whole: true, silent: unread, page: "mechanism_needs_plain_password.md"
}

/// Drivers that can tell whether a password is right, and do not know what it is.
const ONLY_VERIFY: [&str; 4] = ["pam", "bsdauth", "imap", "oauth2"];

fn check(config: &Config<'_>, findings: &mut Findings) {
    let mechanisms = config.mechanisms();
    let words: Vec<_> = mechanisms.iter().map(|mechanism| mechanism.word.clone()).collect();
    for (mechanism, passdb) in refused(config, &mechanisms) {
        let Some(assign) = mechanism.word.assign else { continue };
        let span = mechanism.word.span.unwrap_or_else(|| config.value_span(assign));
        let (name, driver) = (&mechanism.name, passdb.driver.shown());
        let what = match mechanism.need {
            Some(Need::Change) => "change passwords",
            _ => "give out passwords",
        };
        let finding = findings.add(
            &LINT,
            span,
            format!("the mechanism {name} needs a passdb that can {what}, and `{driver}` cannot"),
        );
        finding
            .label("the auth process dies of this, and nobody can log in")
            .help("Remove it, or use a passdb that holds passwords in clear text or in the scheme of the mechanism.");
        if let Some(head) = passdb.driver.span.or_else(|| passdb.section.span()) {
            finding.also(head, "can only tell whether a password is right");
        }
        finding.fix_unsafe("remove it", word::remove_from(config, &words, &mechanism.word));
    }
}

/// The mechanisms that no passdb can serve, each with one of the passdbs that cannot.
pub(super) fn refused<'c>(
    config: &'c Config<'_>,
    mechanisms: &[Mechanism<'c>],
) -> Vec<(Mechanism<'c>, Database<'c>)> {
    let mut refused = Vec::new();
    if !mechanisms.iter().any(|m| matches!(m.need, Some(Need::Credentials | Need::Change))) {
        return refused;
    }
    for view in config.auth_views() {
        let passdbs = view.user_passdbs();
        let Some(first) = passdbs.first() else { continue };
        let any = |drivers: &[&str]| passdbs.iter().any(|p| drivers.iter().any(|driver| p.driver.is(driver)));
        let gives = !passdbs.iter().all(|p| ONLY_VERIFY.iter().any(|driver| p.driver.is(driver)));
        let is_unknown = |p: &Database<'_>| {
            !Database::known_drivers(config, p.kind).iter().any(|driver| p.driver.is(driver))
        };
        // A module or a driver that unknown-auth-driver speaks of.
        if passdbs.iter().any(is_unknown) {
            continue;
        }
        for mechanism in mechanisms {
            let is_served = match mechanism.need {
                Some(Need::Credentials) => gives,
                Some(Need::Change) => any(&["sql"]),
                _ => true,
            };
            if !is_served {
                refused.push((mechanism.clone(), first.clone()));
            }
        }
    }
    refused
}
