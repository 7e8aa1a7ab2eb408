use crate::config::{Config, Facts, Listener, Service};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::text::Quote;

lint! {
    name: "world-writable-socket",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    // A service of a protocol that is not enabled does not start. Of a fragment it is not known which are.
    let services = if config.is_whole { config.enabled_services().to_vec() } else { config.services() };
    for service in &services {
        for listener in service.listeners().iter().filter(|listener| listener.kind != "inet_listener") {
            let found = listener.get("mode");
            let (Some(place), Some(mode)) = (config.place(&found), listener.mode()) else { continue };
            let Some(harm) = harm(config, service, listener, mode) else { continue };
            if mode & 0o002 == 0
                || is_in_closed_folder(&listener.path())
                || (service.is("lmtp") && is_built_in(&listener.path()))
            {
                continue;
            }
            let path = crate::text::clipped(&listener.path(), 80);
            let finding = findings.add(
                &LINT,
                place,
                format!("any local user can connect to the socket `{path}` of service `{}`", service.name()),
            );
            finding
                .label(format!("anyone who connects {harm}"))
                .help("Write `mode = 0660`, and `user` or `group` of the program that connects.")
                .fix_unsafe("write `0660`", [Edit::replace(place, "0660")]);
        }
    }
}

/// Postfix keeps the sockets that it connects to in folders which only it can enter.
fn is_in_closed_folder(path: &[u8]) -> bool {
    memchr::memmem::find(path, b"/private/").is_some()
        || path.starts_with(b"login/")
        || path.starts_with(b"token-login/")
}

/// Dovecot itself makes the socket `lmtp` with the mode 0666.
fn is_built_in(path: &[u8]) -> bool {
    matches!(path, b"lmtp" | b"/run/dovecot/lmtp" | b"/var/run/dovecot/lmtp")
}

/// What someone can do who connects; none where a socket is meant for everyone.
fn harm(
    config: &Config<'_>,
    service: &Service<'_>,
    listener: &Listener<'_>,
    mode: u64,
) -> Option<&'static str> {
    Some(match service.name().as_str() {
        "auth" => match auth_kind(config, listener).as_str() {
            "master" => "can look up every user and create logins",
            // With 0666 the service looks at who asks, with any other mode it trusts the mode.
            "userdb" if mode != 0o666 => "can look up every user",
            _ => return None,
        },
        "auth-worker" | "ipc" | "anvil" => "can impersonate Dovecot's own processes",
        "dict" | "dict-async" => "can read and change the contents of the dictionaries, such as quotas",
        "doveadm" => "can read and delete everyone's mail",
        "aggregator" | "replicator" => "can start and stop replication",
        "director" => "can move users to other servers",
        // The manual itself opens the sockets of `stats` to all.
        "lmtp" => "can put mail into every mailbox, past the spam filter",
        _ => return None,
    })
}

/// For whom a socket of `auth` is: in 2.3 the part of its name after the last `-` says it.
/// Source: `auth_socket_type_get()` in `auth/main.c`, 2.3.21 and 2.4.4.
fn auth_kind(config: &Config<'_>, listener: &Listener<'_>) -> Quote {
    let own = listener.get("type");
    if config.version().series == Series::V24 && !own.text.is_empty() {
        return own.shown();
    }
    let path = listener.path();
    let name = path.rsplit(|b| matches!(b, b'/' | b'-')).next().unwrap_or_default();
    crate::text::clipped(name, 40)
}
