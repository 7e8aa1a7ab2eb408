//! What other programs do in the very moments between the steps.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::PathBuf;
use std::rc::Rc;

use tempfile::TempDir;

use super::place::Place;
use super::refusal::Refusal;
use super::replace::{Exchanged, Target, replace};
use super::{clear, leftover};

const BEFORE: &[u8] = b"old\n";
const AFTER: &[u8] = b"new\n";

/// A folder with one file.
struct Case {
    folder: TempDir,
    path: PathBuf,
    place: Rc<Place>,
}

impl Case {
    fn new() -> Case {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("dovecot.conf");
        fs::write(&path, BEFORE).expect("a file");
        let place = Rc::new(Place::existing(&path).expect("a place"));
        Case { folder, path, place }
    }

    fn target(&self) -> Target<'static> {
        Target::open(&self.place, BEFORE).expect("it is what was read")
    }

    fn exchanged(&self) -> Exchanged<'static> {
        let target = self.target();
        let draft = target.draft(AFTER).expect("a draft");
        target.exchange(draft, AFTER).expect("it is what was read")
    }

    fn append(&self, text: &str) -> File {
        let mut file = File::options().append(true).open(&self.path).expect("the file");
        file.write_all(text.as_bytes()).expect("an end");
        file
    }

    fn text(&self) -> String {
        fs::read_to_string(&self.path).expect("the file")
    }

    fn names(&self) -> usize {
        fs::read_dir(self.folder.path()).expect("the folder").count()
    }
}

#[test]
fn what_changed_before_the_exchange_stays() {
    let case = Case::new();
    let target = case.target();
    let draft = target.draft(AFTER).expect("a draft");
    case.append("line\n");
    assert!(matches!(target.exchange(draft, AFTER), Err(Refusal::Changed)));
    assert_eq!((case.text().as_str(), case.names()), ("old\nline\n", 1));
}

#[test]
fn a_file_that_took_its_place_stays() {
    let case = Case::new();
    let target = case.target();
    let draft = target.draft(AFTER).expect("a draft");
    fs::write(case.folder.path().join("other"), BEFORE).expect("a file");
    fs::rename(case.folder.path().join("other"), &case.path).expect("it moves");
    assert!(matches!(target.exchange(draft, AFTER), Err(Refusal::Changed)), "though its text is the same");
}

#[test]
fn what_is_appended_to_the_old_file_goes_to_the_new_one() {
    let case = Case::new();
    let target = case.target();
    let draft = target.draft(AFTER).expect("a draft");
    let mut late = File::options().append(true).open(&case.path).expect("the file");
    let exchanged = target.exchange(draft, AFTER).expect("unchanged");
    late.write_all(b"line\n").expect("an end");
    drop(late);
    exchanged.settle().expect("both are kept");
    assert_eq!((case.text().as_str(), case.names()), ("new\nline\n", 1));
}

#[test]
fn whoever_keeps_the_file_open_is_waited_for_and_then_yielded_to() {
    let case = Case::new();
    let target = case.target();
    let draft = target.draft(AFTER).expect("a draft");
    let mut late = File::options().append(true).open(&case.path).expect("the file");
    let exchanged = target.exchange(draft, AFTER).expect("unchanged");
    assert!(matches!(exchanged.settle(), Err(Refusal::InUse)));
    late.write_all(b"line\n").expect("an end");
    assert_eq!((case.text().as_str(), case.names()), ("old\nline\n", 1));
}

#[test]
fn another_edit_of_the_old_file_is_put_back_with_what_came_to_the_new_one() {
    let case = Case::new();
    let mut early = File::options().write(true).open(&case.path).expect("the file");
    let exchanged = case.exchanged();
    early.write_all(b"odd\n").expect("an edit");
    drop(early);
    case.append("line\n");
    assert!(matches!(exchanged.settle(), Err(Refusal::Changed)));
    assert_eq!((case.text().as_str(), case.names()), ("odd\nline\n", 1));
}

#[test]
fn no_text_is_removed_that_cannot_be_put_back() {
    let case = Case::new();
    let mut early = File::options().write(true).open(&case.path).expect("the file");
    let exchanged = case.exchanged();
    early.write_all(b"odd\n").expect("an edit");
    fs::write(&case.path, "other\n").expect("another edit");
    let Err(Refusal::Kept(kept)) = exchanged.settle() else { panic!("nothing was kept") };
    let texts = [case.text(), fs::read_to_string(&kept).expect("the kept file")];
    assert_eq!(texts, ["odd\n", "other\n"]);
    let unknown = clear(case.folder.path());
    assert_eq!(unknown.first().map(|unknown| unknown.0.file_name()), Some(kept.file_name()));
}

#[test]
fn leftovers_are_removed_when_no_run_uses_them() {
    let case = Case::new();
    let name = |text: String| case.folder.path().join(text);
    let half = name(leftover::draft(1));
    fs::write(&half, "ha").expect("a half draft");
    for text in [BEFORE, AFTER] {
        fs::write(name(leftover::swap(text.len() as u64, BEFORE, AFTER)), text).expect("a whole one");
    }
    symlink("dovecot.conf", name(leftover::draft(2))).expect("a link");
    fs::write(case.folder.path().join(".dovelint-note.tmp"), "").expect("a file of another kind");
    let target = case.target();
    let live = target.draft(AFTER).expect("a draft");
    assert!(clear(case.folder.path()).is_empty());
    assert!(!half.exists() && live.path().exists());
    assert_eq!(case.names(), 4, "the file, the live draft, the link and the note");
    drop(live);
    assert_eq!(case.names(), 3);
}

#[test]
fn links_and_other_names_are_kept() {
    let case = Case::new();
    let link = case.folder.path().join("link.conf");
    symlink("dovecot.conf", &link).expect("a link");
    replace(&link, BEFORE, AFTER).expect("it is replaced");
    assert!(link.is_symlink());
    assert_eq!(case.text(), "new\n");
    fs::hard_link(&case.path, case.folder.path().join("other.conf")).expect("another name");
    assert!(matches!(replace(&case.path, AFTER, BEFORE), Err(Refusal::Linked)));
    assert_eq!(case.text(), "new\n");
}
