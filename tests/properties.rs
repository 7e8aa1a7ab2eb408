//! What holds for any bytes: no panic, spans inside their files, every statement covered.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use dovelint::config::effective::{Node, Question, Side, Trees, differences};
use dovelint::config::{Config, Filter, Net};
use dovelint::document::{self, Document};
use dovelint::edit;
use dovelint::engine;
use dovelint::report::{self, Pair, ShowStyle, Showing, Style, Why};
use dovelint::schema::Version;
use dovelint::source::{Memory, Span};
use proptest::prelude::*;

mod seed;

const VERSIONS: [&str; 6] = ["2.3.13", "2.3.19", "2.3.21", "2.4.1", "2.4.4", "2.4.5"];

/// Pieces of configurations, so that random texts reach deep.
const PIECES: [&str; 44] = [
    "service imap {\n",
    "}\n",
    "protocol imap {\n",
    "local 10.0.0.0/8 {\n",
    "local_name a.example.com {\n",
    "remote ::1 {\n",
    "namespace inbox {\n",
    "passdb {\n",
    "passdb sql {\n",
    "plugin {\n",
    "mail_plugins {\n",
    "unix_listener x {\n",
    "group @a b {\n",
    "@a = b\n",
    "!include conf.d/*.conf\n",
    "!include_try x.conf\n",
    "!include d.conf\n",
    "ssl = yes\n",
    "ssl = \"a\\\"b\"\n",
    "mail_plugins = $mail_plugins quota\n",
    "mail_plugins = $SET:mail_plugins acl\n",
    "a = it's # b\n",
    "a = b \\\n",
    "# note\n",
    "\n",
    "\\\n",
    "dovecot_config_version = 2.4.0\n",
    "dovecot_storage_version = 2.4.0\n",
    "ssl_cert = <<END\n",
    "END\n",
    "mail_home = %{user | lower}\n",
    "mail_path = %{\n",
    "protocols = imap smtp\n",
    "default_vsz_limit = 1\n",
    "service/imap/client_limit = 5\n",
    "a b c\n",
    "x {\n",
    "= y\n",
    "\0",
    "\r\n",
    "\u{feff}",
    "client_limit = 5\n",
    "login_processes_count = 3\n",
    "auth default {\n",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        6 => prop::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn read(root: &[u8], included: &[u8], version: &str) -> Document {
    let version: Version = version.parse().expect("a version");
    let reader = Memory::new([("/d/d.conf", root), ("/d/conf.d/a.conf", included), ("/d/x.conf", included)]);
    document::read(&reader, "/d/d.conf", version).expect("a document")
}

fn inside(document: &Document, span: Span) {
    let size = document.sources.file(span.file).bytes.len() as u32;
    assert!(span.start <= span.end && span.end <= size, "{span:?} lies outside its {size} bytes");
}

fn connection() -> impl Strategy<Value = Filter> {
    let net = || {
        let some = prop::sample::select(&["10.1.2.3", "::1", "0.0.0.0/0"][..]);
        prop::option::of(some).prop_map(|text| text.and_then(|text| Net::parse(text.as_bytes()).ok()))
    };
    let name = |names: &'static [&'static str]| {
        prop::option::of(prop::sample::select(names)).prop_map(|name| name.map(|name| name.as_bytes().into()))
    };
    let parts = (name(&["imap", "pop3", "nosuch"]), name(&["a.example.com", ""]), net(), net());
    parts.prop_map(|(protocol, local_name, local, remote)| Filter { protocol, local_name, local, remote })
}

/// Everything that `show`, `show --why` and `diff` print about one configuration, or two.
fn print_what_is_in_force(first: &Document, second: &Document, connection: &Filter) -> usize {
    let mut out = Vec::new();
    let how = ShowStyle { style: Style { color: false, unicode: true, width: 80 }, raw: false };
    let configs = [first, second].map(|document| Config::new(document, true));
    let ask = |question: &Question| configs.each_ref().map(|config| config.effective(question));
    let (set, all) = (ask(&Question::default()), ask(&Question { all: true, ..Question::default() }));
    let asked = Some(connection.clone());
    let for_one = ask(&Question { connection: asked.clone(), ..Question::default() });
    let all_for_one = ask(&Question { connection: asked, all: true, ..Question::default() });
    for (at, config) in configs.iter().enumerate() {
        let trees = [&set[at], &for_one[at], &all[at], &all_for_one[at]];
        let showings = trees.map(|tree: &Node<'_>| Showing { config, tree: tree.clone(), by_path: false });
        // To write out every default again and again takes long and says little.
        report::show(&showings[..2], how, &mut out).expect("memory takes it");
        report::show_json(&showings, &mut out).expect("memory takes it");
        let leaves = all_for_one[at].leaves(config.version());
        let with_values =
            leaves.into_iter().filter(|leaf| leaf.entry.is_some_and(|entry| !entry.is_default()));
        let whys: Vec<Why<'_, '_>> =
            with_values.map(|leaf| Why { config, places: config.places(&leaf, connection), leaf }).collect();
        report::why(&whys, how, &mut out).expect("memory takes it");
        report::why_json(&whys, &mut out).expect("memory takes it");
    }
    let trees = configs.each_ref().map(Trees::new);
    let (a, b) = (Side::new(&trees[0]), Side::new(&trees[1]));
    let pair = Pair {
        a: Some(("a".to_owned(), &configs[0])),
        b: Some(("b".to_owned(), &configs[1])),
        differences: differences(&a, &b),
    };
    report::difference(std::slice::from_ref(&pair), how, &mut out).expect("memory takes it");
    report::difference_json(&[report::JsonPair::new(&pair)], &mut out).expect("memory takes it");
    out.len()
}

proptest! {
    #![proptest_config(seed::cases(Some(40)))]

    #[test]
    fn what_is_in_force_can_be_shown(
        first in text(),
        second in text(),
        versions in prop::array::uniform2(prop::sample::select(&VERSIONS[..])),
        connection in connection(),
    ) {
        let (first, second) = (read(&first, &second, versions[0]), read(&second, b"ssl = no\n", versions[1]));
        prop_assert!(print_what_is_in_force(&first, &second, &connection) > 0);
    }

    #[test]
    fn any_bytes_can_be_shown(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        version in prop::sample::select(&VERSIONS[..]),
        connection in connection(),
    ) {
        let document = read(&bytes, &bytes, version);
        prop_assert!(print_what_is_in_force(&document, &document, &connection) > 0);
    }
}

proptest! {
    #![proptest_config(seed::cases(Some(400)))]

    #[test]
    fn any_text_can_be_read_and_judged(root in text(), included in text(), version in prop::sample::select(&VERSIONS[..])) {
        let document = read(&root, &included, version);
        for statement in &document.statements {
            inside(&document, statement.span);
            for part in [statement.key, statement.value] {
                inside(&document, document.locate(statement, part));
            }
        }
        for note in &document.notes {
            inside(&document, note.span);
        }
        let config = Config::new(&document, true);
        for finding in engine::judge(&config, |_| true) {
            inside(&document, finding.span);
            for label in &finding.labels {
                inside(&document, label.span);
            }
            for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
                inside(&document, edit.span);
            }
        }
    }

    #[test]
    fn every_line_is_a_statement_a_comment_or_blank(root in text(), version in prop::sample::select(&VERSIONS[..])) {
        // Without here documents and what is lost on purpose, each byte that is no space belongs to something.
        let root: Vec<u8> = root.into_iter().filter(|b| !matches!(b, 0 | b'<' | b'\\' | 0x0b | 0x0c)).collect();
        let document = read(&root, b"", version);
        let mut covered = vec![false; root.len()];
        let spans = document.statements.iter().map(|s| s.span).chain(document.notes.iter().map(|n| n.span));
        for span in spans.filter(|span| span.file == document.root) {
            covered[span.range()].fill(true);
        }
        for (at, byte) in root.iter().enumerate() {
            prop_assert!(covered[at] || byte.is_ascii_whitespace(), "byte {at} ({byte}) belongs to nothing");
        }
    }

    #[test]
    fn fixes_give_a_text_that_can_be_read(root in text(), version in prop::sample::select(&VERSIONS[..])) {
        let document = read(&root, b"", version);
        let config = Config::new(&document, true);
        for finding in engine::judge(&config, |_| true) {
            for fix in &finding.fixes {
                let fixed = edit::apply(&root, document.root, &fix.edits);
                let again = read(&fixed, b"", version);
                let lines = fixed.split(|b| *b == b'\n').count();
                prop_assert!(again.statements.len() <= lines, "a line is one statement at most");
            }
        }
    }
}
