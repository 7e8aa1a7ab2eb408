use crate::config::{Facts, Reach};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "haproxy-without-trusted-networks",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let name = "haproxy_trusted_networks";
    let is_set = !config.root().words(name).is_empty()
        || config.scopes_with_list(name).iter().any(|scope| !config.view(*scope).words(name).is_empty());
    if is_set {
        return;
    }
    for service in config.enabled_services() {
        for (listener, reach) in service.inet_listeners() {
            let found = listener.get("haproxy");
            let (Some(true), Some(place)) = (found.boolean(), config.place(&found)) else { continue };
            let port = listener.get("port").shown();
            let from = if reach == Reach::Machine { "127.0.0.1" } else { "192.0.2.10" };
            findings
                .add(&LINT, place, format!("port {port} rejects every connection: no proxy is trusted"))
                .label("`haproxy_trusted_networks` is empty")
                .help(format!("Add `{name} = {from}` at the top level, with the address of your proxy."));
        }
    }
}
