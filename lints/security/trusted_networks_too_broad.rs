use crate::config::{Facts, Net, Reach};
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    name: "trusted-networks-too-broad",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

/// Shorter prefixes of public networks are whole providers.
const SHORTEST: (u8, u8) = (16, 32);

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for name in ["login_trusted_networks", "haproxy_trusted_networks"] {
        for scope in config.scopes_with_list(name) {
            for word in config.view(scope).words(name) {
                let own = word.assign.filter(|assign| assign.scope == scope).and(word.span);
                let (Some(span), Ok(net)) = (own, Net::parse(&word.text)) else { continue };
                let shortest = if net.address.is_ipv4() { SHORTEST.0 } else { SHORTEST.1 };
                if net.is_private() || net.bits >= shortest {
                    continue;
                }
                let whole = if net.bits == 0 { "the whole internet" } else { "a large part of the internet" };
                let finding = findings
                    .add(&LINT, span, format!("`{name}` trusts {whole}: `{}`", word.shown()))
                    .label(if name.starts_with("login") {
                        "these clients may claim any address and need no TLS"
                    } else {
                        "these clients may claim any address"
                    })
                    .help("List only the proxies or webmail servers, such as `192.0.2.10`, or their own network.");
                let counts = match name {
                    "login_trusted_networks" => config.login_reach() == Reach::World,
                    _ => config.has_haproxy(),
                };
                if net.bits == 0 && counts {
                    finding.severity(Severity::Error);
                }
            }
        }
    }
}
