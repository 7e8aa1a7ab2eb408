//! The built-in services, which `doveconf SETTING` shows next to what the configuration says of them.

use std::borrow::Cow;

use crate::config::resolve::effective::{Entry, Keys, Node, Origin};
use crate::schema::{self, Series, Version, find};

/// Adds to the top level what Dovecot has built in for services and nothing sets, or some of it.
pub(super) fn add(root: &mut Node<'_>, version: Version, only: Option<&Keys>) {
    let is_wanted = |section: &str, key: &str| only.is_none_or(|only| only.has_in(section, key));
    for service in schema::services(version) {
        let node = child(root, "service", service.name);
        let is_known = |key: &str| {
            let name = format!("service_{key}");
            find(schema::scope(Series::V24, "root"), name.as_bytes()).is_some_and(|s| s.known_to(version))
        };
        // What is 0 there is not built in for this service, but what it is for all.
        let own = service.values(version).filter(|(key, value)| *value != "0" && is_known(key));
        fill(node, own.filter(|(key, _)| is_wanted("service", key)));
        for listener in service.listeners(version) {
            // The name in the head is not repeated.
            let is_unnamed = |(key, _): &(&str, &str)| !matches!(*key, "path" | "name");
            let wanted = |(key, _): &(&str, &str)| is_wanted(listener.kind, key);
            let own = |(key, value)| {
                let path = format!("{}/{}/{key}", listener.kind, listener.name);
                (key, service.value(&path, version).unwrap_or(value))
            };
            let values = listener.values().filter(is_unnamed).filter(wanted).map(own);
            fill(child(node, listener.kind, listener.name), values);
        }
    }
    if only.is_some() {
        let services = root.nodes.iter_mut().filter(|node| *node.kind == *b"service");
        services.for_each(|service| service.nodes.retain(has_any));
        root.nodes.retain(has_any);
    }
}

/// Whether a node is of the configuration, or has one of the defaults that are wanted.
fn has_any(node: &Node<'_>) -> bool {
    node.span.is_some() || !node.entries.is_empty() || !node.nodes.is_empty()
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
