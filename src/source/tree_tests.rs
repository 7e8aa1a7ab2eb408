#![allow(clippy::expect_used, reason = "a test may stop")]

use super::*;
use std::os::unix::fs::symlink;

/// `repo` with `.git`, `conf/a.conf` and links in and out, next to `other/secret`.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for path in ["repo/.git", "repo/conf", "other", "plain/conf"] {
        fs::create_dir_all(folder.path().join(path)).expect("a folder");
    }
    for path in ["repo/conf/a.conf", "other/secret"] {
        fs::write(folder.path().join(path), "").expect("a file");
    }
    for (link, target) in [
        ("repo/out", "../other"),
        ("repo/in", "conf"),
        ("repo/conf/up", "../conf/a.conf"),
        ("repo/gone", "../nosuch"),
        ("repo/loop", "loop"),
        ("link", "repo"),
    ] {
        symlink(target, folder.path().join(link)).expect("a link");
    }
    folder
}

#[test]
fn a_path_is_judged_by_where_it_leads() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path);
    let tree = Tree::around(&at("repo/conf")).expect("a tree");
    assert!(tree.is_repository());
    for path in
        ["repo", "repo/conf/a.conf", "repo/in/a.conf", "repo/conf/up", "repo/in/../conf/new", "repo/x/y"]
    {
        assert!(tree.holds(&at(path)), "{path}");
    }
    for path in [
        "other/secret",
        "repo/out/secret",
        "repo/../other/secret",
        "repo/gone",
        "repo/out",
        "nosuch",
        "",
        "repo/loop",
    ] {
        assert!(!tree.holds(&at(path)), "{path}");
    }
    assert!(!tree.holds(Path::new("/etc/passwd")));
    assert!(Tree::around(&at("repo/out")).is_err(), "a link leads out of a repository");
}

#[test]
fn a_file_stands_for_its_folder() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path);
    assert!(!Tree::default().holds(&at("repo")), "nothing holds nothing");
    for path in ["repo/conf/a.conf", "repo/conf", "link/conf/a.conf", "repo/in/"] {
        let tree = Tree::default().with_folder_of(&at(path));
        assert!(tree.holds(&at("repo/conf/a.conf")), "{path}");
        assert!(!tree.holds(&at("repo/x")) && !tree.holds(&at("repo/conf/../x")), "{path}");
    }
}

#[test]
fn the_way_to_a_tree_may_lead_over_a_link() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path);
    let tree = Tree::around(&at("link/conf")).expect("a tree");
    assert!(tree.holds(&at("link/conf/a.conf")) && tree.holds(&at("repo/conf/a.conf")));
    assert!(!tree.holds(&at("link/out/secret")));
}

#[test]
fn a_tree_grows_to_a_folder_above_it() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path);
    symlink("plain", at("named")).expect("a link");
    let tree = || Tree::around(&at("plain/conf")).expect("a tree");
    let grown = tree().widened(&at("plain/conf/../../plain"));
    assert!(grown.holds(&at("plain/x")) && grown.holds(&at("plain/conf/x")) && !grown.holds(&at("other")));
    for named in ["named", "other", "plain/conf", "plain/conf/deeper", "nosuch", "repo/../named"] {
        assert!(!tree().widened(&at(named)).holds(&at("plain/x")), "{named}");
    }
    assert!(!tree().widened(Path::new("/")).holds(&at("plain/x")), "everything is no tree");
    let repository = Tree::around(&at("repo/conf")).expect("a tree").widened(folder.path());
    assert!(!repository.holds(&at("other/secret")), "a repository is a tree by itself");
    // Only root may give a folder away.
    if std::os::unix::fs::chown(at("plain"), Some(1), None).is_ok() {
        assert!(!tree().widened(folder.path()).holds(&at("other/secret")), "that of another user");
    }
}

#[test]
fn links_may_lead_nowhere() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path);
    let tree = Tree::around(&at("repo/conf")).expect("a tree").without_links();
    assert!(tree.holds(&at("repo/conf/a.conf")) && !tree.holds(&at("repo/conf/up")));
    assert!(!tree.holds(&at("repo/in/a.conf")));
}

#[test]
fn without_a_repository_a_folder_is_kept_to() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path);
    let tree = Tree::around(&at("plain/conf")).expect("a tree");
    assert!(!tree.is_repository() && tree.holds(&at("plain/conf/x")) && !tree.holds(&at("plain/x")));
    assert!(tree.with(&at("other")).holds(&at("other/secret")));
}

#[test]
fn on_another_machine_a_path_leads_where_it_leads_there() {
    let folder = folder();
    let at = |path: &str| folder.path().join(path);
    for (link, target) in [
        ("plain/whole", "/conf"),
        ("plain/conf/up", "../../../../other"),
        ("plain/conf/out", "/../../other/secret"),
        ("plain/one", "/two"),
        ("plain/two", "/one"),
    ] {
        symlink(target, at(link)).expect("a link");
    }
    fs::write(at("plain/conf/a.conf"), "").expect("a file");
    let tree = Tree::of_machine(&at("plain")).expect("a tree");
    let real = fs::canonicalize(at("plain")).expect("a path");
    for (path, expected) in [
        ("plain/whole/a.conf", "conf/a.conf"),
        ("plain/whole/../conf/a.conf", "conf/a.conf"),
        ("plain/conf/up/secret", "other/secret"),
        ("plain/conf/out", "other/secret"),
        ("plain/../../conf", "conf"),
        ("plain", ""),
    ] {
        assert_eq!(tree.resolve(&at(path)).ok(), Some(real.join(expected)), "{path}");
    }
    for path in ["plain/one", "plain/nosuch/../conf", "plain/conf/a.conf/../a.conf", "other/secret"] {
        assert!(!tree.holds(&at(path)), "{path}");
    }
}
