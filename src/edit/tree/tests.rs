use super::*;
use crate::document;
use crate::edit;
use crate::source::Memory;

const FILE: Within = Within::File(FileIndex::FIRST);

/// A tree of one file with its document, to change.
struct Case {
    document: Document,
    tree: Tree,
}

impl Case {
    fn of(version: &str, text: &str) -> Case {
        let memory = Memory::new([("/d/d.conf", text)]);
        let document = document::read(&memory, "/d/d.conf", version.parse().expect("a version"));
        let document = document.expect("a document");
        let tree = Tree::of(&document);
        Case { document, tree }
    }

    /// The node of the statement in whose lines this text is.
    fn node(&self, text: &str) -> NodeId {
        let found = self
            .tree
            .walk(FileIndex(0))
            .find(|id| String::from_utf8_lossy(self.tree.text(*id)).contains(text));
        found.unwrap_or_else(|| panic!("no {text}"))
    }

    /// The new text; the edits give the same.
    fn text(&self) -> String {
        let text = self.tree.text_of(FileIndex(0));
        let edits = self.tree.edits().expect("UTF-8");
        let file = self.document.root;
        assert_eq!(edit::apply(&self.document.sources.file(file).bytes, file, &edits), text, "{edits:?}");
        String::from_utf8(text).expect("UTF-8")
    }

    fn edits(&self) -> Vec<(u32, u32, String)> {
        let edits = self.tree.edits().expect("UTF-8");
        edits.into_iter().map(|edit| (edit.span.start, edit.span.end, edit.text)).collect()
    }
}

fn set(text: &str, value: &Given) -> String {
    let mut case = Case::of("2.4.5", text);
    let id = case.node("k");
    case.tree.set(id, value).expect("it can be set");
    case.text()
}

#[test]
fn a_value_gets_the_quotes_that_it_needs_and_keeps_its_comment() {
    let text = |value: &str| Given::text(value);
    assert_eq!(set("  k=v  # c\n", &text("w")), "  k=w  # c\n");
    assert_eq!(set("k = v# c\r\n", &text("w")), "k = w # c\r\n");
    assert_eq!(set("k = v", &text("a # b")), "k = \"a # b\"");
    assert_eq!(set("k =\n", &text("v")), "k = v\n");
    assert_eq!(set("k=\n", &text("v")), "k=v\n");
    assert_eq!(set("k = # c\n", &text("v")), "k = v # c\n");
    assert_eq!(set("k = v # c\n", &text("")), "k =  # c\n");
    assert_eq!(set("k = v # c\n", &text("$x")), "k = \"$x\" # c\n");
    assert_eq!(set("k = v # c\n", &Given::file("/etc/x")), "k = </etc/x # c\n");
    assert_eq!(set("k = v # c\n", &Given::variables("$SET:a")), "k = $SET:a # c\n");
    // An apostrophe in a value that may not be in quotes would take the comment in.
    assert_eq!(set("  k = v # c\n", &Given::variables("$SET:a's")), "  # c\n  k = $SET:a's\n");
}

#[test]
fn several_lines_become_one() {
    assert_eq!(set("k = a \\ # one\n  b # two\nx = y\n", &Given::text("c")), "# one\nk = c # two\nx = y\n");
    assert_eq!(set("  k = <<E\n# no comment\nE\nx = y\n", &Given::text("c")), "  k = c\nx = y\n");
    assert_eq!(set("k = v # c\n", &Given::text("a\nb\n")), "# c\nk = <<END\na\nb\nEND\n");
    let mut old = Case::of("2.4.1", "k = v\n");
    let id = old.node("k");
    assert_eq!(old.tree.set(id, &Given::text("a\nb\n")), Err(Refused::Unwritable));
    assert_eq!(old.text(), "k = v\n");
}

#[test]
fn names_change_and_nothing_else() {
    let mut case = Case::of("2.4.5", "a  =  \"b\\\\\"   # c\nmailbox  x { # d\n}\n");
    let (setting, section) = (case.node("a "), case.node("mailbox"));
    case.tree.rename(setting, b"new_key").expect("a key");
    case.tree.rename_section(section, b"mailbox", Some(b"Sent Mail")).expect("a name");
    assert_eq!(case.text(), "new_key  =  \"b\\\\\"   # c\nmailbox \"Sent Mail\" { # d\n}\n");
    assert_eq!(case.edits()[0], (0, 1, "new_key".to_owned()));
    case.tree.rename_section(section, b"x", None).expect("a type");
    assert_eq!(case.tree.rename(setting, b"a = b"), Ok(()), "2.4 takes any key in quotes");
    assert_eq!(case.text(), "\"a = b\"  =  \"b\\\\\"   # c\nx { # d\n}\n");
    let mut old = Case::of("2.3.21", "a = b\n");
    let id = old.node("a");
    assert_eq!(old.tree.rename(id, b"a = b"), Err(Refused::Unwritable));
}

#[test]
fn comments_stay_or_go_with_a_statement() {
    let text = "# head\n\n# of a\n#b = c\n# about a\na = b # why\n# of c\nc = d\n";
    let after = |comments| {
        let mut case = Case::of("2.4.5", text);
        let id = case.node("a = b #");
        case.tree.remove(id, comments).expect("it goes");
        case.text()
    };
    assert_eq!(after(Comments::Take), "# head\n\n# of a\n#b = c\n# of c\nc = d\n");
    assert_eq!(after(Comments::TakeInside), "# head\n\n# of a\n#b = c\n# about a\n# of c\nc = d\n");
    assert_eq!(after(Comments::Keep), "# head\n\n# of a\n#b = c\n# about a\n# why\n# of c\nc = d\n");
}

#[test]
fn comments_of_a_section_stay_in_their_order() {
    let mut case = Case::of("2.3.21", "x = y\n  s { # 1\n    # 2\n    a = b # 3\n  } # 4\n");
    let id = case.node("s {");
    case.tree.remove(id, Comments::Keep).expect("it goes");
    assert_eq!(case.text(), "x = y\n  # 1\n  # 2\n  # 3\n  # 4\n");
}

#[test]
fn a_section_is_commented_out_as_it_stands() {
    let mut case = Case::of("2.3.21", "  s { # 1\r\n    a = b \\\r\n  c\r\n\r\n  }\r\nx = y");
    let id = case.node("s {");
    case.tree.comment_out(id).expect("it can be");
    assert_eq!(case.text(), "  # s { # 1\r\n  #   a = b \\\r\n  # c\r\n\r\n  # }\r\nx = y");
    assert_eq!(case.edits().len(), 4, "a sign in each line");
    assert!(case.tree.is_gone(id));
    assert_eq!(case.tree.comment_out(id), Err(Refused::Gone));
}

#[test]
fn new_statements_look_like_their_neighbours() {
    let mut case = Case::of("2.4.5", "a {\r\n\tb = c\r\n}\r\nd {\r\n}");
    let (a, b, d) = (case.node("a {"), case.node("b = c"), case.node("d {"));
    let new = |key: &str| New::setting(key, Given::text("v"));
    let whole = New::section("t", Some(b"u v"), vec![new("w"), New::Comment(b"note".to_vec())]);
    case.tree.insert(Place::After(b), &new("after")).expect("a place");
    case.tree.insert(Place::Start(Within::Section(d)), &whole).expect("a place");
    case.tree
        .insert(Place::Before(a), &New::lines("  first = 1\n  s {\n      x = y\n  }\n"))
        .expect("a place");
    case.tree.insert(Place::End(FILE), &New::Include { path: b"x".to_vec(), is_try: true }).expect("a place");
    assert_eq!(
        case.text(),
        "first = 1\r\ns {\r\n    x = y\r\n}\r\na {\r\n\tb = c\r\n\tafter = v\r\n}\r\nd {\r\n\tt \"u v\" {\r\n\
         \t\tw = v\r\n\t\t# note\r\n\t}\r\n}\r\n!include_try x"
    );
}

#[test]
fn what_is_put_in_one_place_stands_in_the_order_of_asking() {
    let new = |key: &str| New::setting(key, Given::text("v"));
    let mut case = Case::of("2.4.5", "a = b\nc = d\n");
    let a = case.node("a = b");
    let one = case.tree.insert(Place::After(a), &new("one")).expect("a place")[0];
    case.tree.insert(Place::After(a), &new("two")).expect("a place");
    case.tree.insert(Place::After(one), &new("of_one")).expect("a place");
    case.tree.insert(Place::After(a), &new("three")).expect("a place");
    case.tree.insert(Place::Start(FILE), &new("first")).expect("a place");
    case.tree.insert(Place::Start(FILE), &new("second")).expect("a place");
    case.tree.remove(a, Comments::Take).expect("it goes");
    case.tree.insert(Place::After(a), &new("four")).expect("its place is still there");
    assert_eq!(
        case.text(),
        "first = v\nsecond = v\none = v\nof_one = v\ntwo = v\nthree = v\nfour = v\nc = d\n"
    );
}

/// A section does not come between the parts of one line, whichever is asked for first.
#[test]
fn the_parts_of_a_statement_stay_together() {
    let parts =
        [("mail_driver", "maildir"), ("mail_path", "~/Maildir"), ("mailbox_list_visible_escape_char", "+")]
            .map(|(key, value)| New::setting(key, Given::text(value)));
    let section = New::lines("protocol imap {\n  imap_client_workarounds = tb-extra-mailbox-sep\n}");
    let expected = "# where\nmail_driver = maildir # c\nmail_path = ~/Maildir\n\
                    mailbox_list_visible_escape_char = +\nprotocol imap {\n  \
                    imap_client_workarounds = tb-extra-mailbox-sep\n}\nprotocol imap {\n}\n";
    for splits_first in [true, false] {
        let mut case = Case::of(
            "2.4.5",
            "# where\nmail_location = maildir:~/Maildir:BROKENCHAR=+ # c\nprotocol imap {\n}\n",
        );
        let id = case.node("mail_location");
        if splits_first {
            case.tree.split(id, &parts).expect("it can be split");
        }
        case.tree.insert(Place::After(id), &section).expect("a place");
        if !splits_first {
            case.tree.split(id, &parts).expect("it can be split");
        }
        assert_eq!(case.text(), expected);
    }
}

#[test]
fn a_statement_becomes_a_block_with_its_comment_at_the_head() {
    let mut case = Case::of("2.4.5", "plugin {\n  # mine\n  quota = count:U # c\n  x = y\n}\n");
    let (plugin, quota) = (case.node("plugin"), case.node("quota"));
    let block = New::section("quota", Some(b"U"), vec![New::setting("driver", Given::text("count"))]);
    case.tree.split(quota, &[block]).expect("it can be split");
    case.tree.unwrap(plugin).expect("a section");
    assert_eq!(case.text(), "# mine\nquota U { # c\n  driver = count\n}\nx = y\n");
}

#[test]
fn sections_come_and_go_around_statements() {
    let mut case = Case::of("2.3.21", "a = b\n# of c\nc = d \\\n    e\n\nf = g # f\nh = i\n");
    let (c, f) = (case.node("c = d"), case.node("f = g"));
    let section = case.tree.wrap(&[c, f], b"protocol", Some(b"imap")).expect("side by side");
    assert_eq!(
        case.text(),
        "a = b\nprotocol imap {\n  # of c\n  c = d \\\n      e\n\n  f = g # f\n}\nh = i\n"
    );
    case.tree.unwrap(section).expect("a section");
    assert_eq!(case.text(), "a = b\n# of c\nc = d \\\n    e\n\nf = g # f\nh = i\n");
    assert_eq!(case.edits(), []);
    assert_eq!(case.tree.wrap(&[f, c], b"x", None), Err(Refused::Apart));
    let mut case = Case::of("2.3.21", "s { # head\n  # in\n  a = b\n} # end\n");
    let section = case.node("s {");
    case.tree.unwrap(section).expect("a section");
    assert_eq!(case.text(), "# head\n# in\na = b\n# end\n");
}

#[test]
fn statements_move_with_their_comments() {
    let mut case =
        Case::of("2.3.21", "remote 10.0.0.5 {\n  a = 1\n}\n\n# wide\nremote 10.0.0.0/24 {\n  a = 2\n}\n");
    let (narrow, wide) = (case.node("10.0.0.5"), case.node("10.0.0.0/24"));
    case.tree.move_to(wide, Place::Above(narrow)).expect("it can move");
    assert_eq!(case.text(), "# wide\nremote 10.0.0.0/24 {\n  a = 2\n}\nremote 10.0.0.5 {\n  a = 1\n}\n\n");
    let inner = case.node("a = 1");
    case.tree.move_to(inner, Place::End(FILE)).expect("it can move");
    assert_eq!(case.tree.move_to(wide, Place::Start(Within::Section(wide))), Err(Refused::Apart));
    let other = case.tree.add_file("/d/new.conf");
    case.tree.move_to(wide, Place::End(Within::File(other))).expect("it can move");
    assert_eq!(case.text(), "remote 10.0.0.5 {\n}\n\na = 1\n");
    assert_eq!(case.tree.text_of(other), b"# wide\nremote 10.0.0.0/24 {\n  a = 2\n}\n");
}

#[test]
fn line_ends_follow_the_file_and_here_documents_do_not() {
    let mut tree = Tree::new("2.4.5".parse().expect("a version"));
    let from = tree.read_file("a", b"a = b \\\r\n  c\r\nk = <<E\r\nx\r\nE\r\n");
    let to = tree.read_file("b", b"s {\n    t = u\n}\n");
    let moving: Vec<NodeId> = tree.walk(from).collect();
    let section = tree.walk(to).next().expect("a section");
    for id in moving {
        tree.move_to(id, Place::End(Within::Section(section))).expect("it can move");
    }
    assert_eq!(tree.text_of(from), b"");
    let text = b"s {\n    t = u\n    a = b \\\n      c\n    k = <<E\r\nx\r\nE\n}\n";
    assert_eq!(String::from_utf8_lossy(&tree.text_of(to)), String::from_utf8_lossy(text));
}

#[test]
fn what_would_change_other_lines_is_refused() {
    let mut case = Case::of("2.4.5", "s {\na = b\nc = d \\\n# lost\n}\n}\nt {\nx = y \\");
    let file = FILE;
    let (t, lost, stray) = (case.node("t {"), case.node("# lost"), case.node("}"));
    assert_eq!(case.tree.what(lost), What::Lost);
    assert_eq!(case.tree.remove(lost, Comments::Take), Err(Refused::GoesOn));
    assert_eq!(case.tree.remove(stray, Comments::Take), Err(Refused::Unclosed));
    assert_eq!(case.tree.remove(t, Comments::Take), Err(Refused::Unclosed));
    assert_eq!(case.tree.insert(Place::End(file), &New::Blank), Err(Refused::Unclosed));
    let inside = Place::End(Within::Section(t));
    assert_eq!(case.tree.insert(inside, &New::Blank), Err(Refused::GoesOn));
    for (text, why) in [("s {", Refused::Unclosed), ("a = b \\", Refused::GoesOn), ("}", Refused::Unclosed)] {
        assert_eq!(case.tree.insert(Place::Start(file), &New::lines(text)), Err(why), "{text}");
    }
    assert_eq!(case.edits(), []);
}

#[test]
fn edits_are_small() {
    let mut case = Case::of("2.4.5", "a = one two\nb = c\nd = e");
    let (a, b, d) = (case.node("a ="), case.node("b ="), case.node("d ="));
    case.tree.set(a, &Given::text("one three")).expect("a value");
    assert_eq!(case.edits(), [(8, 11, "three".to_owned())]);
    case.tree.remove(b, Comments::Take).expect("it goes");
    case.tree.insert(Place::After(d), &New::setting("f", Given::text("g"))).expect("a place");
    assert_eq!(case.edits()[1..], [(12, 18, String::new()), (23, 23, "\nf = g".to_owned())]);
    case.tree.remove(d, Comments::Take).expect("it goes");
    assert_eq!(case.text(), "a = one three\nf = g");
}
