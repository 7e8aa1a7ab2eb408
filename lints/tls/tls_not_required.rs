use crate::config::{Config, Facts, Reach, ScopeKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "tls-not-required",
    severity: Advice, stage: Never, profile: Audit, series: [V23, V24],
    fix: Unsafe, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let ssl = root.get("ssl");
    let place = config.place(&ssl);
    if config.login_reach() < Reach::Private {
        return;
    }
    if ssl.text.as_ref() == b"required" {
        return in_filters(config, findings);
    }
    let (b"yes", Some(span)) = (ssl.text.as_ref(), place.or_else(|| config.top_place())) else { return };
    let finding = findings.add(&LINT, span, "TLS is optional for clients");
    finding.label(if place.is_some() { "optional" } else { "`ssl` is not set, and `yes` is its default" });
    let cleartext = root.cleartext();
    if cleartext.is_allowed {
        finding.help("Write `ssl = required`, and remove the line that allows cleartext logins.");
    } else {
        finding.help("Write `ssl = required`.");
        if let Some(place) = place {
            finding.fix_unsafe("write `required`", [Edit::replace(place, "required")]);
        }
    }
}

/// Filters that take back what the top level asks for.
fn in_filters(config: &Config<'_>, findings: &mut Findings) {
    for assign in config.everywhere("ssl") {
        let is_filter = matches!(config.scope(assign.scope).kind, ScopeKind::Filter(_));
        if !is_filter || config.found(assign).text.as_ref() != b"yes" {
            continue;
        }
        let place = config.value_span(assign);
        findings
            .add(&LINT, place, "TLS is optional for clients")
            .label("optional in this filter")
            .help("Write `ssl = required`, or remove the line.")
            .fix_unsafe("write `required`", [Edit::replace(place, "required")]);
    }
}
