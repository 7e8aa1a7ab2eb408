use super::{places, tls_files};
use crate::config::{Facts, View};
use crate::finding::{Findings, Severity};
use crate::host::{Certificate, Machine, Moment, PublicKey, private_key};
use crate::lints::lint;

lint! {
    name: "certificate-expired-or-mismatched",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

const DAY: i64 = 24 * 60 * 60;

/// From so many days before the end on it is time to ask why no new one has come.
const SOON: i64 = 14;

struct Flaw {
    severity: Severity,
    message: String,
    help: &'static str,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let series = config.version().series;
    let pairs = tls_files::certificates(series).into_iter().zip(tls_files::keys(series));
    for (name, key) in pairs {
        for (assign, path) in tls_files::named(config, &[name]) {
            let Some(certificate) = machine.file(&path).and_then(|bytes| Certificate::first(&bytes)) else {
                continue;
            };
            let view = config.view(assign.scope);
            let flaw = time(&certificate, machine.now(), &path)
                .or_else(|| mismatch(config, machine, &view, key, &certificate, &path))
                .or_else(|| weak(&certificate.key, &path))
                .or_else(|| soon(&certificate, machine.now(), &path));
            if let Some(flaw) = flaw {
                findings
                    .add(&LINT, config.value_span(assign), flaw.message)
                    .severity(flaw.severity)
                    .help(flaw.help);
            }
        }
    }
}

const RENEW: &str = "Renew it, then run `doveadm reload`, and find out why it was not renewed before.";

fn day(moment: Moment) -> String {
    moment.to_string().chars().take("2026-12-01".len()).collect()
}

fn time(certificate: &Certificate, now: i64, path: &str) -> Option<Flaw> {
    let message = if certificate.until.0 < now {
        format!("the certificate `{path}` has expired on {}", day(certificate.until))
    } else if certificate.from.0 > now {
        format!("the certificate `{path}` is valid only from {} on", day(certificate.from))
    } else {
        return None;
    };
    Some(Flaw { severity: Severity::Error, message, help: RENEW })
}

fn soon(certificate: &Certificate, now: i64, path: &str) -> Option<Flaw> {
    let days = (certificate.until.0 - now) / DAY;
    let message = format!("the certificate `{path}` expires on {}", day(certificate.until));
    (days < SOON).then_some(Flaw { severity: Severity::Warning, message, help: RENEW })
}

fn mismatch(
    config: &Facts<'_>,
    machine: &Machine,
    view: &View<'_>,
    key: &'static str,
    certificate: &Certificate,
    path: &str,
) -> Option<Flaw> {
    let key = tls_files::path(config, &view.get(key))?;
    let own = private_key(&machine.file(&key)?)?;
    if own == certificate.key || certificate.key == PublicKey::Other {
        return None;
    }
    Some(Flaw {
        severity: Severity::Error,
        message: format!("`{key}` is not the key of the certificate `{path}`: no TLS at all"),
        help: "Name the key with which this certificate was requested.",
    })
}

fn weak(key: &PublicKey, path: &str) -> Option<Flaw> {
    let least = match key {
        PublicKey::Rsa(_) => 2048,
        PublicKey::Ec(_) => 224,
        PublicKey::Other => return None,
    };
    let bits = key.bits().filter(|bits| *bits < least)?;
    Some(Flaw {
        severity: Severity::Error,
        message: format!(
            "the {} key of the certificate `{path}` has {bits} bits: OpenSSL 3 refuses it at security level 2, as \
             distributions set it, so there is no TLS at all",
            key.name()
        ),
        help: "Request a new certificate with an RSA key of 2048 bits or an EC key of 256.",
    })
}
