use crate::config::{Config, Reach};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "tls-not-required", "tls", Advice, Never, Audit,
    [V23, V24], fix: unsafe_only, whole: server, page: "tls_not_required.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let root = config.root();
    let ssl = root.get("ssl");
    let place = config.place(&ssl);
    let (b"yes", Some(span)) = (ssl.text.as_ref(), place.or_else(|| config.top_place())) else { return };
    if config.login_reach() < Reach::Private {
        return;
    }
    let finding = findings.add(&LINT, span, "TLS is offered, but a client may do without it");
    finding.label(if place.is_some() { "offered only" } else { "`ssl = yes` unless it is set" });
    let cleartext = root.cleartext();
    if cleartext.is_allowed {
        finding.help("Write `ssl = required`, and take away the line that allows clear text.");
    } else {
        finding.help("Write `ssl = required`.");
        if let Some(place) = place {
            finding.fix_unsafe("write `required`", [Edit::replace(place, "required")]);
        }
    }
}
