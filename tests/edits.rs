//! What holds for the tree that fixes and conversions change: an untouched one writes back what was read, a changed one
//! reads back as exactly what was asked for.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::collections::BTreeMap;

mod seed;

use dovelint::document::{self, Document};
use dovelint::edit::{self, Comments, FileIndex, Given, New, NodeId, Place, Reading, Tree, What, Within};
use dovelint::schema::Version;
use dovelint::source::Memory;
use dovelint::syntax::{Form, Kind, NoteKind};
use proptest::prelude::*;

const VERSIONS: [&str; 6] = ["2.3.13", "2.3.19", "2.3.21", "2.4.1", "2.4.4", "2.4.5"];

/// Lines of a sound configuration, and of one that is not.
const PIECES: [&str; 34] = [
    "service imap {\n",
    "service imap { # head\n",
    "  }\n",
    "}\n",
    "} # end\n",
    "protocol imap {\n",
    "\tmailbox \"Sent Mail\" {\n",
    "group @a b {\n",
    "!include conf.d/*.conf\n",
    "!include_try x.conf # maybe\n",
    "ssl = yes\n",
    "  ssl = \"a\\\"b\"   # why\n",
    "mail_plugins = $mail_plugins quota\n",
    "mail_plugins = $SET:mail_plugins acl # it's\n",
    "a = it's # b\n",
    "a = b \\\n",
    "a = b \\ # one\n  c # two\n",
    "    # note\n",
    "# note \\\n",
    "#ssl = no\n",
    "\n",
    "  \n",
    "\\\n",
    "ssl_cert = <<END\n  # body\nEND\n",
    "END\n",
    "ssl_key = </etc/key\n",
    "service/imap/client_limit = 5\n",
    "\"a b\" = c\n",
    "a b c\n",
    "x { y = z }\n",
    "= y\n",
    "\0 x\n",
    "k =# glued\n",
    "last = line",
];

const VALUES: [&str; 13] = [
    "yes",
    "",
    "a # b",
    "it's",
    "$x",
    "<f",
    " padded ",
    "a \"quote\"",
    "C:\\x",
    "a\nb\n",
    "\u{fc}ml\u{e4}ut",
    "{",
    "}",
];

fn text() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        8 => prop::sample::select(&PIECES[..]).prop_map(|piece| piece.as_bytes().to_vec()),
        1 => prop::collection::vec(any::<u8>(), 0..12),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The same with CR LF.
fn maybe_crlf() -> impl Strategy<Value = Vec<u8>> {
    (text(), any::<bool>()).prop_map(|(text, is_crlf)| if is_crlf { crlf(&text) } else { text })
}

fn crlf(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in text.split_inclusive(|b| *b == b'\n') {
        let line = line.strip_suffix(b"\n").map_or((line, false), |line| (line, true));
        out.extend_from_slice(line.0.strip_suffix(b"\r").unwrap_or(line.0));
        out.extend_from_slice(if line.1 { b"\r\n" } else { b"" });
    }
    out
}

fn read(files: &[(&str, &[u8])], version: Version) -> Document {
    let files: Vec<(String, Vec<u8>)> =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.to_vec())).collect();
    document::read(&Memory::new(files), "/d/d.conf", version).expect("a document")
}

/// What Dovecot takes from a line, without its comments.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Taken {
    kind: Kind,
    key: Vec<u8>,
    name: Option<Vec<u8>>,
    value: Vec<u8>,
    /// Whether the value is text, has variables, or is a file.
    form: Option<Form>,
}

fn form(form: Form) -> Option<Form> {
    matches!(form, Form::Variable | Form::File).then_some(form)
}

impl From<Reading> for Taken {
    fn from(read: Reading) -> Taken {
        Taken { kind: read.kind, key: read.key, name: read.name, value: read.value, form: form(read.form) }
    }
}

/// The statements that the real reader takes from a configuration, in reading order.
fn statements(document: &Document) -> Vec<Taken> {
    let version = document.version;
    let statement = |(index, statement): (usize, &dovelint::syntax::Statement)| {
        let value = document.value(statement);
        let raw = document.bytes(statement, statement.value);
        let name = if statement.name_quoted {
            dovelint::syntax::unescape(version, raw).0.into_owned()
        } else {
            raw.to_vec()
        };
        let key = document.key(statement).into_owned();
        let (key, value, form) = match statement.kind {
            Kind::Setting => match document.heredoc(index) {
                Some(heredoc) => (key, document.sources.bytes(heredoc.body).to_vec(), None),
                None => (key, value.text.to_vec(), form(value.form)),
            },
            Kind::Include | Kind::IncludeTry => (key.trim_ascii_end().to_vec(), raw.to_vec(), None),
            _ => (key, Vec::new(), None),
        };
        Taken { kind: statement.kind, key, name: statement.has_name.then_some(name), value, form }
    };
    document.statements.iter().enumerate().map(statement).collect()
}

/// All that the real reader takes from a text: its statements in order, and its comments by how often each is there.
fn taken(text: &[u8], version: Version) -> (Vec<Taken>, BTreeMap<Vec<u8>, usize>) {
    let document = read(&[("/d/d.conf", text)], version);
    let mut comments = BTreeMap::new();
    for note in document.notes.iter().filter(|note| note.kind == NoteKind::Comment) {
        let text = document.sources.bytes(note.span).trim_ascii_end().to_vec();
        *comments.entry(text).or_default() += 1;
    }
    (statements(&document), comments)
}

/// A change that is tried; numbers choose among the nodes that there are.
#[derive(Debug, Clone)]
enum Change {
    Set(usize, Given),
    Rename(usize, &'static str),
    RenameSection(usize, &'static str, Option<&'static str>),
    Remove(usize, Comments),
    CommentOut(usize),
    Insert(usize, u8, New),
    Move(usize, usize, u8),
    Split(usize, Vec<New>),
    Wrap(usize, usize),
    Unwrap(usize),
}

fn given() -> impl Strategy<Value = Given> {
    prop::sample::select(&VALUES[..]).prop_map(|value| match value {
        "$x" => Given::variables(value),
        "<f" => Given::file("f"),
        _ => Given::text(value),
    })
}

fn new() -> impl Strategy<Value = New> {
    let key = || prop::sample::select(&["new", "new_key", "a/b", "n k"][..]);
    let setting = || (key(), given()).prop_map(|(key, value)| New::setting(key, value));
    prop_oneof![
        4 => setting(),
        1 => (prop::option::of(prop::sample::select(&["n", "a b"][..])), prop::collection::vec(setting(), 0..3))
            .prop_map(|(name, inner)| New::section("sec", name.map(str::as_bytes), inner)),
        1 => Just(New::Comment(b"new comment".to_vec())),
        1 => Just(New::Blank),
    ]
}

fn change() -> impl Strategy<Value = Change> {
    let node = || any::<usize>();
    let comments = prop::sample::select(&[Comments::Take, Comments::TakeInside, Comments::Keep][..]);
    let key = prop::sample::select(&["renamed", "a b", "x#y", "=", ""][..]);
    let name = prop::option::of(prop::sample::select(&["n", "a b", "\"", ""][..]));
    prop_oneof![
        (node(), given()).prop_map(|(id, value)| Change::Set(id, value)),
        (node(), key.clone()).prop_map(|(id, key)| Change::Rename(id, key)),
        (node(), key, name).prop_map(|(id, key, name)| Change::RenameSection(id, key, name)),
        (node(), comments).prop_map(|(id, comments)| Change::Remove(id, comments)),
        node().prop_map(Change::CommentOut),
        (node(), any::<u8>(), new()).prop_map(|(id, place, new)| Change::Insert(id, place, new)),
        (node(), node(), any::<u8>()).prop_map(|(id, to, place)| Change::Move(id, to, place)),
        (node(), prop::collection::vec(new(), 1..4)).prop_map(|(id, new)| Change::Split(id, new)),
        (node(), 1_usize..4).prop_map(|(id, count)| Change::Wrap(id, count)),
        node().prop_map(Change::Unwrap),
    ]
}

/// A tree with what is to be read from it.
struct Model {
    tree: Tree,
    version: Version,
    known: BTreeMap<NodeId, Taken>,
    comments: BTreeMap<Vec<u8>, usize>,
}

impl Model {
    fn new(tree: Tree, text: &[u8], version: Version) -> Model {
        let ids: Vec<NodeId> = tree.walk(FileIndex::FIRST).collect();
        let known = ids.iter().filter_map(|id| Some((*id, Taken::from(tree.read(*id)?)))).collect();
        Model { comments: taken(text, version).1, tree, version, known }
    }

    /// Takes comments away from those that are to be there.
    fn without(&mut self, text: &[u8]) {
        for (comment, count) in taken(text, self.version).1 {
            let left = self.comments[&comment] - count;
            self.comments.insert(comment, left);
        }
        self.comments.retain(|_, count| *count > 0);
    }

    fn with(&mut self, comment: &[u8]) {
        *self.comments.entry(comment.to_vec()).or_default() += 1;
    }

    /// Notes what is to be read from new nodes.
    fn note(&mut self, ids: &[NodeId], new: &[New]) {
        assert_eq!(ids.len(), new.len());
        for (id, new) in ids.iter().zip(new) {
            match new {
                New::Setting { key, value } => {
                    let setting = Model::setting(key, value);
                    self.known.insert(*id, setting);
                }
                New::Section { kind, name, inner } => {
                    let (key, name) = (kind.clone(), name.clone());
                    let head = Taken { kind: Kind::Open, key, name, value: Vec::new(), form: None };
                    self.known.insert(*id, head);
                    let children: Vec<NodeId> = self.tree.children(Within::Section(*id)).collect();
                    self.note(&children, inner);
                }
                New::Comment(text) => self.with(&[b"# ", &text[..]].concat()),
                _ => {}
            }
        }
    }

    fn setting(key: &[u8], value: &Given) -> Taken {
        let raw = VALUES.iter().find(|raw| {
            let own = match **raw {
                "$x" => Given::variables("$x"),
                "<f" => Given::file("f"),
                raw => Given::text(raw),
            };
            own == *value
        });
        let raw = raw.expect("a value of this test");
        let (value, form) = match *raw {
            "$x" => (&b"$x"[..], Some(Form::Variable)),
            "<f" => (&b"f"[..], Some(Form::File)),
            raw => (raw.as_bytes(), None),
        };
        Taken { kind: Kind::Setting, key: key.to_vec(), name: None, value: value.to_vec(), form }
    }

    fn place(&self, id: NodeId, place: u8) -> Place {
        let within = match self.tree.what(id) {
            What::Section => Within::Section(id),
            _ => self.tree.parent(id),
        };
        match place % 5 {
            0 => Place::Before(id),
            1 => Place::Above(id),
            2 => Place::After(id),
            3 => Place::Start(within),
            _ => Place::End(within),
        }
    }

    /// Tries a change; one that is refused changes nothing.
    fn apply(&mut self, change: &Change) {
        let ids: Vec<NodeId> = self.tree.walk(FileIndex::FIRST).collect();
        if ids.is_empty() {
            return;
        }
        let node = |number: &usize| ids[number % ids.len()];
        let before = self.tree.text_of(FileIndex::FIRST);
        let was_done = match change {
            Change::Set(id, value) => {
                let done = self.tree.set(node(id), value).is_ok();
                if done {
                    let key = self.known[&node(id)].key.clone();
                    self.known.insert(node(id), Model::setting(&key, value));
                }
                done
            }
            Change::Rename(id, key) => {
                let done = self.tree.rename(node(id), key.as_bytes()).is_ok();
                if done {
                    self.known.get_mut(&node(id)).expect("a setting").key = key.as_bytes().to_vec();
                }
                done
            }
            Change::RenameSection(id, kind, name) => {
                let name = name.map(str::as_bytes);
                let done = self.tree.rename_section(node(id), kind.as_bytes(), name).is_ok();
                if done {
                    let head = self.known.get_mut(&node(id)).expect("a section");
                    (head.key, head.name) = (kind.as_bytes().to_vec(), name.map(<[u8]>::to_vec));
                }
                done
            }
            Change::Remove(id, comments) => {
                let (text, above) = (self.tree.whole_text(node(id)), self.tree.comments_above(node(id)));
                let above: Vec<Vec<u8>> = above.iter().map(|id| self.tree.whole_text(*id)).collect();
                let done = self.tree.remove(node(id), *comments).is_ok();
                if done && *comments != Comments::Keep {
                    self.without(&text);
                }
                if done && *comments == Comments::Take {
                    for text in &above {
                        self.without(text);
                    }
                }
                done
            }
            Change::CommentOut(id) => {
                let text = self.tree.whole_text(node(id));
                let made = self.tree.comment_out(node(id));
                if let Ok(made) = &made {
                    self.without(&text);
                    for (id, line) in made.iter().zip(text.split(|b| *b == b'\n')) {
                        let (new, line) = (self.tree.text(*id).trim_ascii().to_vec(), line.trim_ascii());
                        let sign: &[u8] = if line.starts_with(b"#") { b"" } else { b"# " };
                        let rest = new.strip_prefix(sign).unwrap_or(&new);
                        assert_eq!(rest.trim_ascii(), line, "the old line can be read in the comment");
                        if let Some(comment) = taken(&new, self.version).1.into_keys().next() {
                            self.with(&comment);
                        }
                    }
                }
                made.is_ok()
            }
            Change::Insert(id, place, new) => {
                let made = self.tree.insert(self.place(node(id), *place), new);
                if let Ok(made) = &made {
                    self.note(made, std::slice::from_ref(new));
                }
                made.is_ok()
            }
            Change::Move(id, to, place) => {
                let place = self.place(node(to), *place);
                self.tree.move_to(node(id), place).is_ok()
            }
            Change::Split(id, new) => {
                let made = self.tree.split(node(id), new);
                if let Ok(made) = &made {
                    self.known.remove(&node(id));
                    self.note(made, new);
                }
                made.is_ok()
            }
            Change::Wrap(id, count) => {
                let siblings: Vec<NodeId> = self.tree.children(self.tree.parent(node(id))).collect();
                let at = siblings.iter().position(|other| *other == node(id)).expect("it is there");
                let some: Vec<NodeId> = siblings[at..].iter().copied().take(*count).collect();
                let made = self.tree.wrap(&some, b"wrapped", Some(b"a b"));
                if let Ok(made) = made {
                    let (key, name) = (b"wrapped".to_vec(), Some(b"a b".to_vec()));
                    let head = Taken { kind: Kind::Open, key, name, value: Vec::new(), form: None };
                    self.known.insert(made, head);
                }
                made.is_ok()
            }
            Change::Unwrap(id) => self.tree.unwrap(node(id)).is_ok(),
        };
        if !was_done {
            assert_eq!(self.tree.text_of(FileIndex::FIRST), before, "{change:?} was refused");
        }
    }

    /// What is to be read from the tree, in its order.
    fn expected(&self) -> Vec<Taken> {
        let close =
            Taken { kind: Kind::Close, key: b"}".to_vec(), name: None, value: Vec::new(), form: None };
        let mut all = Vec::new();
        let file = Within::File(FileIndex::FIRST);
        let mut stack: Vec<Option<NodeId>> = self.tree.children(file).rev().map(Some).collect();
        while let Some(next) = stack.pop() {
            let Some(id) = next else {
                all.push(close.clone());
                continue;
            };
            all.extend(self.known.get(&id).cloned());
            if self.tree.has_close(id) {
                stack.push(None);
            }
            stack.extend(self.tree.children(Within::Section(id)).rev().map(Some));
        }
        all
    }
}

fn files_below(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() {
            files_below(&entry, found);
        } else {
            found.push(entry);
        }
    }
}

#[test]
fn every_file_of_the_tests_is_written_back() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    for folder in ["tests/cases", "tests/effective", "tests/fmt", "tests/variants", "examples"] {
        files_below(&root.join(folder), &mut files);
    }
    assert!(files.len() > 100);
    for path in files {
        // Some links of the cases lead nowhere.
        let Ok(text) = std::fs::read(&path) else { continue };
        for version in ["2.3.19", "2.4.5"] {
            let mut tree = Tree::new(version.parse().expect("a version"));
            let file = tree.read_file("a", &text);
            assert_eq!(tree.text_of(file), text, "{}", path.display());
        }
    }
}

proptest! {
    #![proptest_config(seed::cases(Some(400)))]

    #[test]
    fn an_untouched_tree_writes_back_what_was_read(
        root in maybe_crlf(),
        included in maybe_crlf(),
        version in prop::sample::select(&VERSIONS[..]),
    ) {
        let version = version.parse().expect("a version");
        let files = [("/d/d.conf", &root[..]), ("/d/conf.d/a.conf", &included[..]), ("/d/x.conf", b"")];
        let document = read(&files, version);
        let tree = Tree::of(&document);
        for file in tree.files() {
            let source = document.sources.files().find(|(_, source)| source.shown == tree.path(file));
            prop_assert_eq!(&tree.text_of(file), &source.expect("the file").1.bytes);
            prop_assert!(!tree.is_changed(file));
        }
        prop_assert_eq!(tree.edits(), Ok(Vec::new()));
    }

    #[test]
    fn changes_read_back_and_nothing_else_does(
        root in maybe_crlf(),
        changes in prop::collection::vec(change(), 0..8),
        version in prop::sample::select(&VERSIONS[..]),
    ) {
        let version: Version = version.parse().expect("a version");
        let document = read(&[("/d/d.conf", &root)], version);
        let mut model = Model::new(Tree::of(&document), &root, version);
        prop_assert_eq!(model.expected(), taken(&root, version).0);
        for change in &changes {
            model.apply(change);
            let text = model.tree.text_of(FileIndex::FIRST);
            let (statements, comments) = taken(&text, version);
            let shown = String::from_utf8_lossy(&text).into_owned();
            prop_assert_eq!(statements, model.expected(), "{:?} gives {}", change, shown);
            prop_assert_eq!(&comments, &model.comments, "{:?} gives {}", change, shown);
        }
        let text = model.tree.text_of(FileIndex::FIRST);
        if let Ok(edits) = model.tree.edits() {
            prop_assert_eq!(edit::apply(&root, document.root, &edits), text);
            for two in edits.windows(2) {
                prop_assert!(two[0].span.end < two[1].span.start, "edits are apart: {:?}", edits);
            }
        }
    }

    #[test]
    fn line_ends_are_kept(
        root in text(),
        changes in prop::collection::vec(change(), 0..8),
        version in prop::sample::select(&["2.3.21", "2.4.4"][..]),
    ) {
        let version: Version = version.parse().expect("a version");
        let root = crlf(&root);
        prop_assume!(root.contains(&b'\n'));
        let document = read(&[("/d/d.conf", &root)], version);
        let mut model = Model::new(Tree::of(&document), &root, version);
        for change in &changes {
            model.apply(change);
        }
        let text = model.tree.text_of(FileIndex::FIRST);
        prop_assert_eq!(crlf(&text), text);
    }

    #[test]
    fn nothing_goes_on_in_what_comes_or_goes(
        texts in prop::array::uniform3(maybe_crlf()),
        node in any::<usize>(),
        place in any::<u8>(),
        is_new in any::<bool>(),
        version in prop::sample::select(&VERSIONS[..]),
    ) {
        let version: Version = version.parse().expect("a version");
        let paths = ["/d/d.conf", "/d/conf.d/a.conf", "/d/x.conf"];
        let files = |texts: &[Vec<u8>]| -> Document {
            let files: Vec<(&str, &[u8])> = paths.into_iter().zip(texts.iter().map(Vec::as_slice)).collect();
            read(&files, version)
        };
        let document = files(&texts);
        let mut tree = Tree::of(&document);
        let nodes: Vec<NodeId> = tree.files().flat_map(|file| tree.walk(file).collect::<Vec<_>>()).collect();
        if nodes.is_empty() {
            return Ok(());
        }
        let id = nodes[node % nodes.len()];
        let within = if tree.what(id) == What::Section { Within::Section(id) } else { tree.parent(id) };
        let place = [Place::Before(id), Place::Above(id), Place::After(id), Place::Start(within), Place::End(within)]
            [usize::from(place) % 5];
        let changed = if is_new {
            let setting = New::setting("new_key", Given::text("new value"));
            tree.insert(place, &setting).ok().map(|_| {
                let (key, value) = (b"new_key".to_vec(), b"new value".to_vec());
                Taken { kind: Kind::Setting, key, name: None, value, form: None }
            })
        } else {
            let old = tree.read(id).map(Taken::from).filter(|_| matches!(tree.what(id), What::Setting | What::Malformed));
            old.filter(|_| tree.comment_out(id).is_ok())
        };
        if changed.is_none() {
            return Ok(());
        }
        let texts: Vec<Vec<u8>> = paths
            .iter()
            .zip(&texts)
            .map(|(path, text)| tree.file(path).map_or(text.clone(), |file| tree.text_of(file)))
            .collect();
        let others = |document: &Document| -> Vec<Taken> {
            statements(document).into_iter().filter(|own| Some(own) != changed.as_ref()).collect()
        };
        prop_assert_eq!(others(&files(&texts)), others(&document));
    }
}
