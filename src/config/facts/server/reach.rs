//! From where the listeners of a service can be reached.

use std::net::IpAddr;

use crate::config::facts::server::listener::Listener;
use crate::config::facts::server::service::Service;
use crate::config::resolve::view::{Found, View};
use crate::config::{Config, Net};
use crate::schema::Series;

/// From where a listener can be reached; the wider, the greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// From nowhere: it has no port, or its address cannot be judged.
    Nowhere,
    /// From this machine.
    Machine,
    /// From a private network, such as `10.0.0.0/8` or `fd00::/8`.
    Private,
    /// From any network that the machine has.
    World,
}

impl Reach {
    /// The reach of what listens on an address; a name is looked up when the server starts.
    fn of(address: &[u8]) -> Reach {
        if matches!(address, b"*" | b"::" | b"[::]" | b"0.0.0.0") {
            return Reach::World;
        }
        match Net::parse(address) {
            Ok(net) if net.address.is_unspecified() => Reach::World,
            Ok(net) if is_loopback(net.address) => Reach::Machine,
            Ok(net) if net.is_private() => Reach::Private,
            Ok(_) => Reach::World,
            Err(_) if address.eq_ignore_ascii_case(b"localhost") => Reach::Machine,
            Err(_) => Reach::Nowhere,
        }
    }
}

fn is_loopback(address: IpAddr) -> bool {
    address.is_loopback()
        || matches!(address, IpAddr::V6(v6) if v6.to_ipv4_mapped().is_some_and(|v4| v4.is_loopback()))
}

/// Networks of which no address is routed on the internet: RFC 1918, 3927, 4193, 6598 and this machine.
const PRIVATE: [&str; 9] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "fc00::/7",
    "fe80::/10",
    "::1",
];

impl Net {
    /// Whether it is in a network that is not routed on the internet.
    pub fn is_private(&self) -> bool {
        let is_inside = |outer: Net| outer.bits <= self.bits && outer.holds(self);
        PRIVATE.iter().any(|net| Net::parse(net.as_bytes()).is_ok_and(is_inside))
    }
}

impl<'c> Service<'c> {
    /// From where one of its listeners can be reached over the network.
    pub fn reach(&self, listener: &Listener<'c>) -> Reach {
        let words = self.listens_on(listener).map(|(_, words)| words);
        words.iter().flatten().map(|word| Reach::of(word)).max().unwrap_or(Reach::Nowhere)
    }

    /// Its listeners with an address and a port, and from where each can be reached.
    pub fn inet_listeners(&self) -> Vec<(Listener<'c>, Reach)> {
        let reached = self.listeners().into_iter().map(|listener| {
            let reach = self.reach(&listener);
            (listener, reach)
        });
        reached.filter(|(_, reach)| *reach > Reach::Nowhere).collect()
    }
}

impl Config<'_> {
    /// What allows passwords in plain text without TLS, and the value that refuses them.
    pub fn cleartext_setting(&self) -> (&'static str, &'static str) {
        match self.version().series {
            Series::V23 => ("disable_plaintext_auth", "yes"),
            Series::V24 => ("auth_allow_cleartext", "no"),
        }
    }

    /// Whether every login that other machines can reach goes through a proxy that uses the PROXY protocol.
    pub fn logins_by_haproxy(&self) -> bool {
        let services = self.enabled_services();
        let mut reached =
            services.iter().filter(|service| service.is_login()).flat_map(Service::inet_listeners);
        reached.all(|(listener, reach)| {
            reach <= Reach::Machine || listener.get("haproxy").boolean() == Some(true)
        })
    }

    /// Whether any listener believes the PROXY protocol.
    pub fn has_haproxy(&self) -> bool {
        let services = self.enabled_services();
        let mut listeners = services.iter().flat_map(Service::inet_listeners);
        listeners.any(|(listener, _)| listener.get("haproxy").boolean() == Some(true))
    }

    /// From where mail clients can log in.
    pub fn login_reach(&self) -> Reach {
        self.reach_of_logins(|_| true)
    }

    /// From where mail clients can connect without TLS, to log in so or to begin it then.
    pub fn cleartext_login_reach(&self) -> Reach {
        self.reach_of_logins(|listener| listener.get("ssl").boolean() != Some(true))
    }

    fn reach_of_logins(&self, counts: impl Fn(&Listener<'_>) -> bool) -> Reach {
        let services = self.enabled_services();
        let listeners =
            services.iter().filter(|service| service.is_login()).flat_map(Service::inet_listeners);
        let reached = listeners.filter(|(listener, _)| counts(listener)).map(|(_, reach)| reach);
        reached.max().unwrap_or(Reach::Nowhere)
    }
}

/// Whether passwords may cross the network without TLS.
#[derive(Debug, Clone)]
pub struct Cleartext<'c> {
    /// Whether they may.
    pub is_allowed: bool,
    /// The setting that says so.
    pub found: Found<'c>,
}

impl<'c> View<'c> {
    /// Whether passwords may cross the network without TLS; the setting has another name in each series.
    pub fn cleartext(&self) -> Cleartext<'c> {
        let (name, refused) = self.config.cleartext_setting();
        let found = self.get(name);
        let is_allowed = found.boolean().is_some_and(|value| value != (refused == "yes"));
        Cleartext { is_allowed, found }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for (address, reach) in [
            ("*", Reach::World),
            ("::", Reach::World),
            ("192.0.2.1", Reach::World),
            ("127.0.0.1", Reach::Machine),
            ("::1", Reach::Machine),
            ("localhost", Reach::Machine),
            ("10.0.0.1", Reach::Private),
            ("fd00::1", Reach::Private),
            ("mail.example.com", Reach::Nowhere),
        ] {
            assert_eq!(Reach::of(address.as_bytes()), reach, "{address}");
        }
    }

    #[test]
    fn a_wide_network_is_not_private() {
        let is_private = |text: &str| Net::parse(text.as_bytes()).is_ok_and(|net| net.is_private());
        assert!(is_private("10.1.0.0/16"));
        assert!(!is_private("10.0.0.0/7"));
        assert!(!is_private("0.0.0.0/0"));
    }
}
