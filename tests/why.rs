//! `show` and `show --why` say the same: the place that a value comes from is the first one of `--why`.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fmt::Write as _;

mod common;
mod seed;

use common::each_case;
use dovelint::config::effective::{Leaf, Origin, Place, Question, Reason};
use dovelint::config::{Assign, Config, Filter, Net};
use dovelint::document::Document;
use dovelint::document::roots;
use dovelint::schema::Version;
use dovelint::source::Memory;
use proptest::prelude::*;

const VERSIONS: [&str; 4] = ["2.3.13", "2.3.19", "2.4.1", "2.4.5"];

fn asked(protocol: &str, local_name: &str, remote: &str) -> Filter {
    let text = |text: &str| (!text.is_empty()).then(|| text.as_bytes().into());
    let remote = Net::parse(remote.as_bytes()).ok();
    Filter { protocol: text(protocol), local_name: text(local_name), remote, ..Filter::default() }
}

fn connections() -> [Filter; 5] {
    [
        Filter::default(),
        asked("imap", "", ""),
        asked("", "imap1.example.com", ""),
        asked("lmtp", "", "10.1.2.3"),
        asked("pop3", "imap1.example.com", "192.168.1.2"),
    ]
}

/// What is wrong with what `--why` says of one value.
fn flaw(config: &Config<'_>, leaf: &Leaf<'_, '_>, set: &Assign, places: &[Place<'_>]) -> Option<String> {
    let at = |assign: &Assign| (assign.statement, assign.scope, assign.key);
    let winners: Vec<_> = places.iter().filter(|place| place.wins).map(|place| at(place.assign)).collect();
    let mut all: Vec<_> =
        places.iter().map(|place| (at(place.assign), place.group_use.map(|b| b.statement))).collect();
    all.sort_unstable();
    let is_double = all.windows(2).any(|pair| pair[0] == pair[1]);
    let first = places.first()?;
    let is_sound = winners == [at(set)]
        && at(first.assign) == at(set)
        && !is_double
        && !matches!(first.reason, Reason::OtherConnection | Reason::Replaced(_) | Reason::Unused);
    let places: Vec<_> = places
        .iter()
        .map(|place| {
            (config.document.place(config.span(place.assign)), place.wins, format!("{:?}", place.reason))
        })
        .collect();
    (!is_sound).then(|| {
        format!("{}: set at {}, why: {places:#?}", leaf.name(), config.document.place(config.span(set)))
    })
}

/// What `show` and `--why` say differently for a connection.
fn disagreements(document: &Document, connection: &Filter) -> (usize, String) {
    let config = Config::new(document, true);
    let (mut wrong, mut count) = (String::new(), 0);
    for resolved in [true, false] {
        let question = Question { connection: Some(connection.clone()), resolved, ..Question::default() };
        let tree = config.effective(&question);
        for leaf in tree.leaves(config.version()) {
            let Some(Origin::Set(set)) = leaf.entry.map(|entry| entry.origin) else { continue };
            count += 1;
            let places = config.places(&leaf, connection);
            if places.is_empty() {
                let _ = writeln!(wrong, "{}: no place", leaf.name());
            } else if let Some(flaw) = flaw(&config, &leaf, set, &places) {
                let _ = writeln!(wrong, "{connection:?} {flaw}");
            }
        }
    }
    (count, wrong)
}

#[test]
fn in_every_case() {
    let (mut wrong, mut count) = (String::new(), 0);
    each_case(&VERSIONS, |path, version, document| {
        for connection in connections() {
            let (more, said) = disagreements(document, &connection);
            count += more;
            if !said.is_empty() {
                let _ = writeln!(wrong, "{path} {version}: {said}");
            }
        }
    });
    assert!(count > 10_000, "only {count} values");
    assert!(wrong.is_empty(), "{wrong}");
}

const HEADS: [&str; 17] = [
    "protocol imap",
    "protocol !imap",
    "protocol pop3",
    "local_name imap?.example.com",
    "local_name i*.example.com",
    "local_name *.ex?mple.com",
    "local_name imap1.example.com",
    "local_name other.example.com",
    "remote 10.0.0.0/8",
    "remote 10.1.0.0/16",
    "remote 0.0.0.0/0",
    "local 192.168.0.0/16",
    "namespace inbox",
    "service imap",
    "passdb sql",
    "group @g one",
    "mail_plugins",
];

const SETTINGS: [&str; 16] = [
    "mail_max_userip_connections = 7",
    "mail_max_userip_connections = 8",
    "ssl_min_protocol = TLSv1.2",
    "ssl_min_protocol = TLSv1.3",
    "mail_plugins = quota",
    "mail_plugins = $mail_plugins acl",
    "mail_plugins = $SET:mail_plugins fts",
    "acl = yes",
    "acl = no",
    "service/imap/client_limit = 5",
    "client_limit = 6",
    "separator = /",
    "driver = sql",
    "@g = one",
    "ssl_server_cert_file = /a",
    "mail_home = /home/%u",
];

#[derive(Debug, Clone)]
enum Piece {
    Line(&'static str),
    Section(&'static str, Vec<Piece>),
}

fn write(pieces: &[Piece], out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Line(line) => {
                let _ = writeln!(out, "{line}");
            }
            Piece::Section(head, inner) => {
                let _ = writeln!(out, "{head} {{");
                write(inner, out);
                out.push_str("}\n");
            }
        }
    }
}

fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let line = prop::sample::select(&SETTINGS[..]).prop_map(Piece::Line);
    let piece = line.prop_recursive(3, 24, 5, |inner| {
        (prop::sample::select(&HEADS[..]), prop::collection::vec(inner, 0..5))
            .prop_map(|(head, inner)| Piece::Section(head, inner))
    });
    prop::collection::vec(piece, 0..10)
}

proptest! {
    #![proptest_config(seed::cases(None))]

    #[test]
    fn in_filters_of_all_kinds(pieces in pieces(), version in prop::sample::select(&VERSIONS[..])) {
        let mut text = String::new();
        if version.starts_with("2.4") {
            text.push_str("dovecot_config_version = 2.4.1\ndovecot_storage_version = 2.4.1\n");
        }
        write(&pieces, &mut text);
        let version: Version = version.parse().expect("a version");
        let reader = Memory::new([("/d/dovecot.conf", text.as_str())]);
        let document = roots::read_from(&reader, "/d/dovecot.conf", Some(version)).expect("a document");
        for connection in connections() {
            let (_, wrong) = disagreements(&document, &connection);
            prop_assert!(wrong.is_empty(), "{version}\n{text}\n{wrong}");
        }
    }
}
