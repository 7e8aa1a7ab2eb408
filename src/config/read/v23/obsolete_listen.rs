//! `listen` and `ssl_listen` of 1.x, which gave each protocol its address and port.

use super::obsolete::{PROTOCOLS, lets_through, text};
use super::{Filter, Reader};
use crate::text::words::{SPACES_COMMAS, words};

/// Dovecot looks at the characters alone. Source: `is_ipv4_address()` and `is_ipv6_address()` in `net.c`.
fn looks_like_an_address(text: &[u8]) -> bool {
    let v6 = text.strip_prefix(b"[").map_or(text, |rest| rest.strip_suffix(b"]").unwrap_or(rest));
    text.iter().all(|b| *b == b'.' || b.is_ascii_digit())
        || v6.iter().all(|b| *b == b':' || b.is_ascii_hexdigit())
}

pub(super) fn listens_on_port(value: &[u8]) -> bool {
    value.contains(&b':')
        && words(value, SPACES_COMMAS)
            .any(|address| !matches!(address, b"*" | b"::" | b"[::]") && !looks_like_an_address(address))
}

impl Reader<'_, '_> {
    pub(super) fn old_listen(&mut self, index: usize, key: &[u8], value: &[u8], filter: &Filter) {
        if value.is_empty() {
            return;
        }
        let ssl = if key == b"ssl_listen" { "s" } else { "" };
        let name = text(key);
        let mut address = value;
        let listeners = |what: &str| {
            PROTOCOLS
                .into_iter()
                .filter(|(protocol, ..)| {
                    lets_through(filter, protocol) && (ssl.is_empty() || *protocol != "sieve")
                })
                .map(|(_, service, listener)| {
                    format!("service/{service}/inet_listener/{listener}{ssl}/{what}")
                })
                .collect::<Vec<_>>()
        };
        if let Some(colon) = value.iter().rposition(|b| *b == b':').filter(|_| listens_on_port(value)) {
            self.warn_replaced(index, &format!("{name}=..:port"), "service { inet_listener { port } }");
            address = &value[..colon];
            let before = self.config.problems.len();
            for path in listeners("port") {
                self.set_path(index, &path, &value[colon + 1..]);
            }
            self.forgive(before, filter, ssl.is_empty());
        }
        if filter.is_empty() && ssl.is_empty() {
            self.apply(index, key, address);
            return;
        }
        if filter.protocol.is_none() && !filter.is_by_address() && ssl.is_empty() {
            self.set_path(index, "listen", address);
            return;
        }
        let old = format!("protocol {{ {name} }}");
        self.warn_replaced(index, &old, "service { inet_listener { address } }");
        let before = self.config.problems.len();
        for path in listeners("address") {
            self.set_path(index, &path, address);
        }
        self.forgive(before, filter, ssl.is_empty());
    }
}
