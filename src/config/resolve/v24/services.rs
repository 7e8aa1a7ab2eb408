//! The built-in services, which `doveconf SETTING` shows next to what the configuration says of them.

use std::borrow::Cow;

use crate::config::resolve::effective::{Entry, Node, Origin};
use crate::schema::{self, Line, Version, find};

/// Adds to the top level what Dovecot has built in for services and nothing sets.
pub(super) fn add(root: &mut Node<'_>, version: Version) {
    for service in schema::services(version) {
        let node = child(root, "service", service.name);
        let is_known = |key: &str| {
            let name = format!("service_{key}");
            find(schema::scope(Line::V24, "root"), name.as_bytes()).is_some_and(|s| s.known_to(version))
        };
        // What is 0 there is not built in for this service, but what it is for all.
        fill(node, service.values(version).filter(|(key, value)| *value != "0" && is_known(key)));
        for listener in service.listeners(version) {
            // The name in the head is not repeated.
            let is_unnamed = |(key, _): &(&str, &str)| !matches!(*key, "path" | "name");
            let own = |(key, value)| {
                let path = format!("{}/{}/{key}", listener.kind, listener.name);
                (key, service.value(&path, version).unwrap_or(value))
            };
            fill(child(node, listener.kind, listener.name), listener.values().filter(is_unnamed).map(own));
        }
    }
}

fn child<'n, 'c>(node: &'n mut Node<'c>, kind: &'static str, name: &'static str) -> &'n mut Node<'c> {
    let is_it =
        |child: &Node<'_>| *child.kind == *kind.as_bytes() && child.name.as_deref() == Some(name.as_bytes());
    let at = node.nodes.iter().position(is_it).unwrap_or_else(|| {
        let name = Some(Cow::Borrowed(name.as_bytes()));
        node.nodes.push(Node { kind: Cow::Borrowed(kind.as_bytes()), name, ..Node::default() });
        node.nodes.len() - 1
    });
    &mut node.nodes[at]
}

fn fill(node: &mut Node<'_>, values: impl Iterator<Item = (&'static str, &'static str)>) {
    for (key, value) in values {
        if !node.entries.iter().any(|entry| *entry.key == *key.as_bytes()) {
            let (key, value) = (Cow::Borrowed(key.as_bytes()), Cow::Borrowed(value.as_bytes()));
            node.entries.push(Entry { key, value, origin: Origin::Default });
        }
    }
    node.entries.sort_by(|a, b| a.key.cmp(&b.key));
}
