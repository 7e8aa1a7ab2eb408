use crate::config::{Facts, Listener};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "doveadm-network-without-password",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let Some(service) = config.service("doveadm") else { return };
    let is_set = |name: &str| {
        !root.get(name).text.is_empty()
            || config.everywhere(name).iter().any(|assign| !config.value_of(assign).text.is_empty())
    };
    if is_set("doveadm_password") {
        return;
    }
    let has_key = is_set("doveadm_api_key");
    for (listener, _) in service.inet_listeners() {
        let port = listener.get("port");
        let is_http = is_http(&listener);
        let (false, Some(span)) = (is_http && has_key, config.place(&port).or_else(|| listener.span()))
        else {
            continue;
        };
        let finding = findings.add(
            &LINT,
            span,
            format!("doveadm listens on port {}, but no password is set", port.shown()),
        );
        finding.label("every command is rejected");
        let names = if is_http { "`doveadm_password` or `doveadm_api_key`" } else { "`doveadm_password`" };
        finding.help(format!(
            "Set {names} at the top level, best in a file that only root can read, with `!include_try`."
        ));
    }
}

/// A listener named or typed `http` uses HTTP, any other one Dovecot's own protocol.
fn is_http(listener: &Listener<'_>) -> bool {
    listener.get("type").text.as_ref() == b"http" || listener.name.as_ref() == b"http"
}
