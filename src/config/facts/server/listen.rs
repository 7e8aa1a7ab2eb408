//! The addresses that an inet listener binds.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::config::Config;
use crate::config::facts::server::listener::Listener;
use crate::config::facts::server::service::Service;
use crate::config::resolve::view::Found;
use crate::schema::Series;
use crate::text::words::{SPACES_COMMAS, words};

/// One address and port that a listener binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bound {
    /// The address; `*` is 0.0.0.0 and `::` is every address of IPv6.
    pub address: IpAddr,
    /// The port.
    pub port: u64,
}

impl Bound {
    /// Whether the kernel refuses to bind both. IPv4 and IPv6 never meet, as Dovecot sets `IPV6_V6ONLY`.
    /// Source: `net_listen_full()` in `net.c`, 2.3.21 and 2.4.4.
    pub fn meets(&self, other: &Bound) -> bool {
        self.port == other.port
            && self.address.is_ipv4() == other.address.is_ipv4()
            && (self.address == other.address
                || self.address.is_unspecified()
                || other.address.is_unspecified())
    }

    /// The address as a configuration has it.
    pub fn shown(&self) -> String {
        match self.address {
            IpAddr::V4(Ipv4Addr::UNSPECIFIED) => "*".to_owned(),
            IpAddr::V6(Ipv6Addr::UNSPECIFIED) => "::".to_owned(),
            other => other.to_string(),
        }
    }
}

impl<'c> Service<'c> {
    /// The setting that says on which addresses a listener of this service listens: its own, else `listen`.
    pub fn listen_of(&self, listener: &Listener<'c>) -> Found<'c> {
        match self.view.config.version().series {
            Series::V23 => {
                let own = listener.get("address");
                if own.text.is_empty() { self.view.get("listen") } else { own }
            }
            Series::V24 => self.around(listener).get("listen"),
        }
    }

    /// The port of an inet listener, and the words for the addresses on which it listens: none of it when it is
    /// switched off. With `ssl = no` nothing listens on the ports that begin with TLS.
    /// Source: `service_create_inet_listeners()` in `master/service.c`, 2.3.21 and 2.4.4.
    pub(super) fn listens_on(&self, listener: &Listener<'c>) -> Option<(u64, Vec<Vec<u8>>)> {
        let port =
            listener.get("port").number().filter(|port| listener.kind == "inet_listener" && *port > 0)?;
        if listener.get("ssl").boolean() == Some(true) && self.view.config.is_without_tls() {
            return None;
        }
        let texts = match self.view.config.version().series {
            Series::V23 => vec![self.listen_of(listener).text],
            Series::V24 => self.addresses(listener),
        };
        let addresses = texts.iter().flat_map(|text| words(text, SPACES_COMMAS));
        Some((port, addresses.map(<[u8]>::to_vec).collect()))
    }

    /// How many sockets a listener opens when the server starts: one for each address of an inet listener, none for
    /// one that is switched off. Those with `%{pid}` belong to the processes themselves.
    /// Source: `service_create_listeners()` in `master/service.c`, 2.3.21 and 2.4.4.
    pub fn sockets(&self, listener: &Listener<'c>) -> usize {
        if listener.kind != "inet_listener" {
            let is_per_process = memchr::memmem::find(&listener.path(), b"%{pid}").is_some();
            return usize::from(listener.mode() != Some(0) && !is_per_process && !listener.path().is_empty());
        }
        self.listens_on(listener).map_or(0, |(_, addresses)| addresses.len())
    }

    /// What a listener binds, as far as it is certain: names wait for the DNS.
    pub fn bound(&self, listener: &Listener<'c>) -> Vec<Bound> {
        let Some((port, words)) = self.listens_on(listener) else { return Vec::new() };
        words.iter().filter_map(|word| address(word)).map(|address| Bound { address, port }).collect()
    }
}

impl Config<'_> {
    /// Whether `ssl = no` switches TLS off for everyone.
    pub fn is_without_tls(&self) -> bool {
        self.root().get("ssl").text.eq_ignore_ascii_case(b"no")
    }
}

fn address(word: &[u8]) -> Option<IpAddr> {
    match word {
        b"*" => Some(Ipv4Addr::UNSPECIFIED.into()),
        b"::" | b"[::]" => Some(Ipv6Addr::UNSPECIFIED.into()),
        _ => {
            let text = str::from_utf8(word).ok()?;
            let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
            bare.unwrap_or(text).parse().ok()
        }
    }
}
