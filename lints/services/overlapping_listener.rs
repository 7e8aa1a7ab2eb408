use crate::config::{Bound, Config, Listener, Service};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "overlapping-listener", "services", Error, Start, Default,
    [V23, V24], fix: none, whole: true, page: "overlapping_listener.md"
}

/// A listener with what it binds, and the same as text, which is how Dovecot compares.
struct Socket<'s, 'c> {
    service: &'s Service<'c>,
    listener: Listener<'c>,
    bound: Vec<Bound>,
    words: Vec<Vec<u8>>,
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let Some(checks) = config.top_check() else { return };
    let mut seen: Vec<Socket<'_, '_>> = Vec::new();
    for (service, _) in checks.enabled() {
        for listener in service.listeners() {
            let bound = service.bound(&listener);
            let shares = [listener.get("reuse_port"), service.get("reuse_port")];
            if bound.is_empty() || shares.iter().any(|shares| shares.boolean() == Some(true)) {
                continue;
            }
            let words = service.addresses(&listener).iter().map(|word| word.to_vec()).collect();
            let socket = Socket { service, listener, bound, words };
            let other = seen.iter().find_map(|other| {
                let same_text = other.words.iter().any(|word| socket.words.contains(word));
                let pair = socket
                    .bound
                    .iter()
                    .find_map(|b| other.bound.iter().find(|other| b.meets(other)).map(|other| (*b, *other)));
                // The same text is what Dovecot notices itself, as duplicate-listener says.
                pair.filter(|_| !same_text).map(|pair| (other, pair))
            });
            if let Some((other, (here, there))) = other {
                report(config, findings, (&socket, here), (other, there));
            }
            seen.push(socket);
        }
    }
}

fn report(
    config: &Config<'_>,
    findings: &mut Findings,
    (socket, here): (&Socket<'_, '_>, Bound),
    (other, there): (&Socket<'_, '_>, Bound),
) {
    let place = |socket: &Socket<'_, '_>| {
        let address = socket.service.listen_of(&socket.listener).assign;
        let own = address.filter(|assign| socket.listener.sections.contains(&assign.scope));
        let port = socket.listener.get("port").assign;
        own.or(port).map(|assign| config.span(assign)).or(socket.listener.span())
    };
    let (first, second) = (place(other), place(socket));
    let Some(span) = second.or(first) else { return };
    let name = |socket: &Socket<'_, '_>, at: Bound| {
        let of = format!("of `service {}`", socket.service.name());
        format!("`{}` {of} (`{}`)", crate::text::clipped(&socket.listener.name, 40), at.shown())
    };
    let message = format!("{} and {} both bind port {}", name(other, there), name(socket, here), here.port);
    let finding = findings.add(&LINT, span, message);
    finding
        .label("Dovecot does not start")
        .help("Give one of them another port, or both addresses of which none covers the other.");
    if let Some(first) = first.filter(|first| *first != span) {
        finding.also(first, "the other one");
    }
}
