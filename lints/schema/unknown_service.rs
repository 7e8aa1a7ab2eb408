use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series, Version};
use crate::syntax;

lint! {
    name: "unknown-service",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    for service in config.services() {
        let is_known = service.built_in.is_some() || schema::service(version, &service.name()).is_some();
        // removed-service knows what took the place of those that 2.4 has no more.
        let is_removed = version.series == Series::V24 && schema::is_removed_service(&service.name());
        if is_known || is_removed || !service.is_named() || !service.get("executable").text.is_empty() {
            continue;
        }
        let (Some(span), Some(scope)) = (service.span(), service.sections().last()) else { continue };
        let opened = config.scope(*scope).opened.and_then(|at| config.document.statements.get(at));
        // `service = foo` is what another lint is about.
        let Some(opened) = opened.filter(|opened| opened.kind == syntax::Kind::Open) else { continue };
        let name = service.name();
        let other = match version.series {
            Series::V23 => Series::V24,
            Series::V24 => Series::V23,
        };
        if schema::service(Version::newest(other), &name).is_some() {
            findings
                .add(
                    &LINT,
                    span,
                    format!("`{name}` is a {other} service and does not exist in {}", version.series),
                )
                .label("no process uses these settings")
                .help("Remove the section.");
            continue;
        }
        let finding =
            findings.add(&LINT, span, format!("`{name}` is not a Dovecot service and has no `executable`"));
        finding.label("no process uses these settings");
        let meant = usual_slip(&name).or_else(|| {
            let folded = name.to_ascii_lowercase().replace('_', "-");
            let exact = schema::services(version).map(|s| s.name).find(|known| *known == folded);
            exact.or_else(|| schema::nearest(&name, schema::services(version).map(|s| s.name)))
        });
        let Some(meant) = meant.filter(|meant| schema::service(version, meant).is_some()) else {
            finding.help("Give the service an `executable`, or remove the section.");
            continue;
        };
        finding.help(format!("Did you mean `service {meant}`? A service of your own needs an `executable`."));
        if opened.has_name && !opened.name_quoted {
            let place = config.document.locate(opened, opened.value);
            finding.fix_unsafe(format!("write `{meant}`"), [Edit::replace(place, meant)]);
        }
    }
}

fn usual_slip(name: &str) -> Option<&'static str> {
    match name {
        "imapd" | "imaps" => Some("imap"),
        "pop3d" | "pop3s" => Some("pop3"),
        "sieve" | "managesieved" => Some("managesieve"),
        "sieve-login" => Some("managesieve-login"),
        "imaps-login" => Some("imap-login"),
        "pop3s-login" => Some("pop3-login"),
        "authd" | "dovecot-auth" => Some("auth"),
        "lmtpd" => Some("lmtp"),
        _ => None,
    }
}
