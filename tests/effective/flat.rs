//! What tests of what is effective share: trees as flat lines, as `tests/effective/doveconf23.py` writes them.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeMap;

use dovelint::config::effective::{Node, Question};
use dovelint::config::{Config, Filter, Net};
use dovelint::document::Document;
use dovelint::document::roots::{self, Options, Root};
use dovelint::schema::Version;
use dovelint::source::Memory;

/// Reads the tree around a root; with a jail in which absolute paths begin.
pub fn document(path: &str, version: Version, jail: &str) -> Document {
    let root = Root { path: path.to_owned(), is_whole: true };
    let place = |folder: &str| (folder.to_owned(), format!("{jail}{folder}"));
    let remap =
        if jail.is_empty() { vec![place("/etc/dovecot")] } else { ["/etc", "/usr"].map(place).into() };
    let options = Options { version: Some(version), remap, ..Options::default() };
    roots::read(&root, &options).expect("a document")
}

/// Reads a configuration of one file that is nowhere.
pub fn document_of(text: &str, version: Version) -> Document {
    let reader = Memory::new([("/etc/dovecot/dovecot.conf", text)]);
    roots::read_from(&reader, "/etc/dovecot/dovecot.conf", Some(version)).expect("a document")
}

/// The effective values, one line for each value.
pub fn lines(document: &Document, arguments: &[String], all: bool) -> Vec<String> {
    let config = Config::new(document, true);
    let connection = (!arguments.is_empty()).then(|| connection(arguments));
    let node = config.effective(&Question { connection, all, ..Question::default() });
    let mut out = Vec::new();
    flatten(&node, "", &mut out);
    out
}

/// A connection from the arguments of `doveconf -f`.
fn connection(arguments: &[String]) -> Filter {
    let mut connection = Filter::default();
    for argument in arguments {
        let (key, value) = argument.split_once('=').expect("key=value");
        let net = || Some(Net::parse(value.as_bytes()).expect("a network"));
        match key {
            "protocol" | "service" => connection.protocol = Some(value.as_bytes().into()),
            "lname" => connection.local_name = Some(value.as_bytes().into()),
            "local" => connection.local = net(),
            "remote" => connection.remote = net(),
            other => panic!("no such filter: {other}"),
        }
    }
    connection
}

/// `service imap { client_limit = 5`; the second section with the same head gets a `#2`.
fn flatten(node: &Node<'_>, path: &str, out: &mut Vec<String>) {
    for entry in &node.entries {
        out.push(format!("{path}{} = {}", text(&entry.key), quoted(&entry.value)));
    }
    let mut heads: BTreeMap<String, usize> = BTreeMap::new();
    for node in &node.nodes {
        let mut head = text(&node.kind);
        if let Some(name) = &node.name {
            head = format!("{head} {}", head_name(&head, name));
        }
        let count = heads.entry(head.clone()).or_default();
        *count += 1;
        let number = if *count > 1 { format!("#{count} ") } else { String::new() };
        flatten(node, &format!("{path}{head} {{ {number}"), out);
    }
}

fn head_name(kind: &str, name: &[u8]) -> String {
    let is_filter = matches!(kind, "protocol" | "local" | "local_name" | "remote");
    if name.contains(&b' ') && !is_filter { format!("\"{}\"", escaped(name)) } else { text(name) }
}

/// A value in the quotes that doveconf of 2.3 sets around it where it must.
/// Source: `value_need_quote()` in `doveconf.c`, 2.3.21.
fn quoted(value: &[u8]) -> String {
    let is_white = |byte: Option<&u8>| matches!(byte, Some(b' ' | b'\t'));
    if value.contains(&b'#') || is_white(value.first()) || is_white(value.last()) {
        format!("\"{}\"", escaped(value))
    } else {
        text(value)
    }
}

fn escaped(value: &[u8]) -> String {
    let mut out = Vec::new();
    for byte in value {
        if matches!(byte, b'"' | b'\\' | b'\'') {
            out.push(b'\\');
        }
        out.push(*byte);
    }
    text(&out)
}

/// Bytes that are not UTF-8 become `\xNN`.
fn text(bytes: &[u8]) -> String {
    let mut out = String::new();
    for chunk in bytes.utf8_chunks() {
        out.push_str(chunk.valid());
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}
