use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config::{Bound, Config, Facts, Listener, Service};
use crate::finding::Findings;
use crate::hash::{HashMap, HashSet};
use crate::lints::lint;

lint! {
    name: "overlapping-listener",
    severity: Error, stage: Start, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

type Words = Vec<Vec<u8>>;

/// A listener with what it binds, and the same as text, which is how Dovecot compares.
struct Socket<'s, 'c> {
    service: &'s Service<'c>,
    listener: Listener<'c>,
    bound: Vec<Bound>,
    words: Words,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let checks = config.top_check();
    let mut seen = Seen::default();
    for (service, _) in checks.enabled() {
        for listener in service.listeners() {
            let bound = service.bound(&listener);
            let shares = [listener.get("reuse_port"), service.get("reuse_port")];
            if bound.is_empty() || shares.iter().any(|shares| shares.boolean() == Some(true)) {
                continue;
            }
            let words = service.addresses(&listener).iter().map(|word| word.to_vec()).collect();
            let socket = Socket { service, listener, bound, words };
            if let Some((other, (here, there))) = seen.first_met(&socket) {
                report(config, findings, (&socket, here), (other, there));
            }
            seen.add(socket);
        }
    }
}

/// The sockets so far, by port and address.
#[derive(Default)]
struct Seen<'s, 'c> {
    sockets: Vec<Socket<'s, 'c>>,
    /// Those that bind and say the same meet the same others, so the first of them is enough.
    known: HashSet<(Vec<(IpAddr, u64)>, Words)>,
    by_address: HashMap<(u64, IpAddr), Vec<usize>>,
    by_port: HashMap<(u64, bool), Vec<usize>>,
}

impl<'s, 'c> Seen<'s, 'c> {
    fn add(&mut self, socket: Socket<'s, 'c>) {
        let bound = socket.bound.iter().map(|bound| (bound.address, bound.port)).collect();
        if !self.known.insert((bound, socket.words.clone())) {
            return;
        }
        let index = self.sockets.len();
        for Bound { address, port } in &socket.bound {
            self.by_address.entry((*port, *address)).or_default().push(index);
            self.by_port.entry((*port, address.is_ipv4())).or_default().push(index);
        }
        self.sockets.push(socket);
    }

    /// The first socket that cannot be bound next to this one, with what each binds there.
    fn first_met(&self, socket: &Socket<'_, '_>) -> Option<(&Socket<'s, 'c>, (Bound, Bound))> {
        let first = socket.bound.iter().filter_map(|bound| {
            let any = match bound.address {
                IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
                IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
            };
            let lists = if bound.address == any {
                [self.by_port.get(&(bound.port, bound.address.is_ipv4())), None]
            } else {
                [bound.address, any].map(|address| self.by_address.get(&(bound.port, address)))
            };
            // The same text is what Dovecot notices itself, as duplicate-listener says.
            let differs =
                |index: &&usize| !self.sockets[**index].words.iter().any(|word| socket.words.contains(word));
            lists.into_iter().flatten().filter_map(|list| list.iter().find(differs)).min()
        });
        let other = &self.sockets[*first.min()?];
        let pair = socket
            .bound
            .iter()
            .find_map(|b| other.bound.iter().find(|other| b.meets(other)).map(|other| (*b, *other)));
        Some((other, pair?))
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
        // 2.3 counts listeners without a name; a person looks for the line.
        let is_number = socket.listener.name.iter().all(u8::is_ascii_digit);
        let head = socket.listener.span().filter(|_| is_number);
        let which = match head {
            Some(head) => format!("the listener {of} at {}", config.document.place(head)),
            None => format!("`{}` {of}", crate::text::clipped(&socket.listener.name, 40)),
        };
        format!("{which} (`{}`)", at.shown())
    };
    let message = format!("{} and {} both bind port {}", name(other, there), name(socket, here), here.port);
    let finding = findings.add(&LINT, span, message);
    finding.label("Dovecot does not start").help("Use different ports, or addresses that do not overlap.");
    if let Some(first) = first.filter(|first| *first != span) {
        finding.also(first, "the other one");
    }
}
