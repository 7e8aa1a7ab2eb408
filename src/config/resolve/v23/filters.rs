//! Filters as sections of their own, after everything else.
//!
//! Source: `config_dump_human_sections()` in `doveconf.c` and `config_filter_find_subset()` in
//! `config-filter.c`, 2.3.21.

use std::borrow::Cow;
use std::net::IpAddr;

use super::{Builder, Merged};
use crate::config::resolve::effective::Node;
use crate::config::{Filter, Net, Verdict, net_name};
use crate::hash::HashMap;
use crate::schema::{self, Series};
use crate::syntax::Kind;

impl<'c> Builder<'c, '_> {
    /// The filters that set something; with a connection those that can match it.
    pub(super) fn filters(&self, connection: Option<&Filter>) -> Vec<Node<'c>> {
        let mut found: Vec<_> = self
            .config
            .filters()
            .filter(|(_, filter)| {
                connection.is_none_or(|asked| filter.judge(Series::V23, asked) != Verdict::Differs)
            })
            .collect();
        found.sort_by_key(|(_, filter)| filter.rank());
        let spelled = if found.iter().any(|(_, filter)| filter.local_name.is_some()) {
            self.spelled_names()
        } else {
            HashMap::default()
        };
        let mut nodes = Vec::new();
        for (scope, filter) in found {
            let part = Merged::root(vec![scope]);
            let mut node = self.level(schema::scope(Series::V23, "root"), &part);
            if node.entries.is_empty() && node.nodes.is_empty() {
                continue;
            }
            let opened = self.config.scope(scope).opened;
            let name = opened.and_then(|head| spelled.get(&head));
            for (index, (kind, name)) in heads(filter, name).into_iter().enumerate() {
                if index > 0 {
                    node = Node { nodes: vec![node], ..Node::default() };
                }
                node.kind = Cow::Borrowed(kind);
                node.name = Some(name);
                node.span = self.config.scope_span(scope);
            }
            nodes.push(node);
        }
        nodes
    }

    /// The name of the nearest `local_name` block around each filter's head, as it is written there.
    fn spelled_names(&self) -> HashMap<usize, Cow<'c, [u8]>> {
        let document = self.config.document;
        let mut names = HashMap::default();
        let mut stack: Vec<Option<Cow<'c, [u8]>>> = Vec::new();
        for (index, statement) in document.statements.iter().enumerate() {
            match statement.kind {
                Kind::Open => {
                    let mut name = stack.last().cloned().flatten();
                    if document.bytes(statement, statement.key) == b"local_name" {
                        name = Some(document.name(statement));
                    }
                    names.extend(name.clone().map(|name| (index, name)));
                    stack.push(name);
                }
                Kind::Close => {
                    stack.pop();
                }
                _ => {}
            }
        }
        names
    }
}

/// A network as `inet_ntop()` prints it: an address that ends in an IPv4 one with dots.
fn shown(net: &Net) -> String {
    match net.address {
        IpAddr::V6(v6) if v6.segments()[..6] == [0; 6] && v6.segments()[6] != 0 => {
            let [.., a, b, c, d] = v6.octets();
            let bits = if net.bits == 128 { String::new() } else { format!("/{}", net.bits) };
            format!("::{a}.{b}.{c}.{d}{bits}")
        }
        _ => net_name(net),
    }
}

/// The heads of a filter, the innermost first.
fn heads<'c>(filter: &'c Filter, spelled: Option<&Cow<'c, [u8]>>) -> Vec<(&'static [u8], Cow<'c, [u8]>)> {
    let mut heads: Vec<(&'static [u8], Cow<'c, [u8]>)> = Vec::new();
    let net = |net: &Net| Cow::Owned(shown(net).into_bytes());
    if let Some(name) = &filter.protocol {
        heads.push((b"protocol", Cow::Borrowed(&**name)));
    }
    if let Some(remote) = &filter.remote {
        heads.push((b"remote", net(remote)));
    }
    if let Some(name) = &filter.local_name {
        heads.push((b"local_name", spelled.cloned().unwrap_or(Cow::Borrowed(&**name))));
    }
    if let Some(local) = &filter.local {
        heads.push((b"local", net(local)));
    }
    heads
}
