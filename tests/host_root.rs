//! `--host-root DIR`: the configuration of another machine is read as that machine would follow its paths.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;

use runs::{code, dovelint, err, out, tree};
use tempfile::TempDir;

/// A setting that no Dovecot knows, so that what was read shows in the findings.
fn marked(mark: &str) -> String {
    format!("protocols = imap\n{mark} = yes\n")
}

/// An image, and beside it files of this machine at the paths that its links name.
fn image(files: &[(&str, &str)], links: &[(&str, &str)]) -> TempDir {
    let folder = tree(files);
    for (link, target) in links {
        let link = folder.path().join(link);
        fs::create_dir_all(link.parent().expect("a folder")).expect("a folder");
        symlink(target.replace("HERE", folder.path().to_str().expect("UTF-8")), link).expect("a link");
    }
    folder
}

/// The commands that read the configuration of an image.
const COMMANDS: [&[&str]; 4] = [
    &["check", "--host-root", "image"],
    &["check", "--host-root", "image", "--format", "json"],
    &["capacity", "--host-root", "image"],
    &["facts", "--host-root", "image"],
];

#[track_caller]
fn reads(folder: &Path, args: &[&str], mark: &str) {
    let output = dovelint(folder, &[&["check", "--host-root", "image"], args].concat());
    let said = out(&output) + &err(&output);
    assert!(said.contains(mark), "{args:?}: {said}");
    for args in COMMANDS {
        let output = dovelint(folder, args);
        let said = out(&output) + &err(&output);
        assert!(!said.contains("of_this_machine"), "{args:?}: {said}");
        assert!(!said.contains("no such file") && !said.contains("outside the tree"), "{args:?}: {said}");
    }
}

#[test]
fn absolute_links_lead_into_the_image() {
    let theirs = marked("of_the_image");
    let ours = marked("of_this_machine");
    // The folder, a folder above it, the main file, a chain over both, with `..` beyond the root.
    for links in [
        &[("image/etc/dovecot", "HERE/srv/dovecot")][..],
        &[("image/etc", "HERE/srv/etc")],
        &[("image/etc/dovecot/dovecot.conf", "HERE/srv/dovecot/dovecot.conf")],
        &[("image/etc/dovecot", "/one"), ("image/one", "two"), ("image/two", "HERE/srv/dovecot")],
        &[("image/etc/dovecot", "/../../../../../../../../../../../HERE/srv/dovecot")],
        &[("image/etc/dovecot", "../../../../../../../../../../../HERE/srv/dovecot")],
    ] {
        let folder =
            image(&[("srv/dovecot/dovecot.conf", &ours), ("srv/etc/dovecot/dovecot.conf", &ours)], links);
        let inside = folder.path().strip_prefix("/").expect("an absolute path");
        for place in ["srv/dovecot", "srv/etc/dovecot"] {
            let place = folder.path().join("image").join(inside).join(place);
            fs::create_dir_all(&place).expect("a folder");
            fs::write(place.join("dovecot.conf"), &theirs).expect("a file");
        }
        reads(folder.path(), &[], "of_the_image");
        reads(folder.path(), &["image/etc/dovecot"], "of_the_image");
        reads(folder.path(), &["image/etc/dovecot/dovecot.conf"], "of_the_image");
        reads(folder.path(), &["image/../image/etc/dovecot/"], "of_the_image");
    }
}

#[test]
fn includes_over_links_are_those_of_the_image() {
    let main = "protocols = imap\n!include conf.d/*.conf\n!include /usr/share/dovecot/c.conf\n!include ../../../../up.conf\n";
    let folder = image(
        &[
            ("image/etc/dovecot/dovecot.conf", main),
            ("image/srv/conf.d/a.conf", "of_the_image_a = yes\n"),
            ("image/srv/b.conf", "of_the_image_b = yes\n"),
            ("image/srv/share/c.conf", "of_the_image_c = yes\n"),
            ("image/up.conf", "of_the_image_d = yes\n"),
            ("up.conf", "of_this_machine = yes\n"),
        ],
        &[
            ("image/etc/dovecot/conf.d", "/srv/conf.d"),
            ("image/srv/conf.d/b.conf", "/srv/b.conf"),
            ("image/usr/share/dovecot", "/srv/share"),
        ],
    );
    for mark in ["of_the_image_a", "of_the_image_b", "of_the_image_c", "of_the_image_d"] {
        reads(folder.path(), &[], mark);
    }
}

/// What is not in the image is not there, whatever this machine has at that path.
#[test]
fn a_link_to_what_the_image_has_not_leads_nowhere() {
    for (link, target) in [
        ("image/etc/dovecot", "HERE/srv"),
        ("image/etc/dovecot/dovecot.conf", "HERE/srv/dovecot.conf"),
        ("image/etc/dovecot", "../../srv"),
        ("image/etc/dovecot", "/etc/dovecot"),
    ] {
        let files = [
            ("srv/dovecot.conf", "of_this_machine = yes\n"),
            ("srv/dovelint.toml", "of_this_machine = 1\n"),
            ("image/keep", ""),
        ];
        let folder = image(&files, &[(link, target)]);
        for args in COMMANDS {
            for path in [None, Some("image/etc/dovecot"), Some("image/etc/dovecot/dovecot.conf")] {
                let args: Vec<&str> = args.iter().copied().chain(path).collect();
                let output = dovelint(folder.path(), &args);
                let said = out(&output) + &err(&output);
                assert!(!said.contains("of_this_machine"), "{args:?}: {said}");
                assert_eq!(code(&output), 2, "{args:?}: {said}");
                assert_eq!(err(&output).lines().count(), 1, "{args:?}: {said}");
            }
        }
    }
}

/// As the kernel would not follow them either.
#[test]
fn chains_of_links_end() {
    let main = "protocols = imap\n!include long/a.conf\n!include longer/a.conf\n";
    let folder = image(
        &[("image/etc/dovecot/dovecot.conf", main), ("image/end/a.conf", "of_the_image = yes\n")],
        &[("image/etc/dovecot/long", "/l1"), ("image/etc/dovecot/longer", "/l0"), ("image/l39", "/end")],
    );
    for number in 0..39 {
        let link = folder.path().join(format!("image/l{number}"));
        symlink(format!("/l{}", number + 1), link).expect("a link");
    }
    let output = dovelint(folder.path(), &["check", "--host-root", "image"]);
    let said = out(&output) + &err(&output);
    assert!(said.contains("of_the_image"), "{said}");
    assert!(said.contains("refers back to itself"), "{said}");
    let folder = image(&[("image/keep", "")], &[("image/etc/dovecot", "/a"), ("image/a", "/etc/dovecot")]);
    for args in COMMANDS {
        let output = dovelint(folder.path(), args);
        assert_eq!(code(&output), 2, "{args:?}");
        assert!(err(&output).contains("refers back to itself"), "{args:?}: {}", err(&output));
    }
}

/// A configuration that is not in the image is read where it is; what it names by absolute paths is in the image.
#[test]
fn a_configuration_beside_the_image_stays_where_it_is() {
    let folder = image(
        &[
            (
                "conf/dovecot.conf",
                "protocols = imap\n!include /srv/a.conf\n!include b.conf\n!include c.conf\n",
            ),
            ("conf/b.conf", "of_the_folder = yes\n"),
            ("image/real/a.conf", "of_the_image = yes\n"),
            ("secret.conf", "of_this_machine = yes\n"),
        ],
        &[("image/srv", "/real"), ("conf/c.conf", "HERE/secret.conf")],
    );
    let output = dovelint(folder.path(), &["check", "--host-root", "image", "conf"]);
    let said = out(&output) + &err(&output);
    assert!(said.contains("of_the_image") && said.contains("of_the_folder"), "{said}");
    assert!(!said.contains("of_this_machine") && said.contains("outside the tree"), "{said}");
}
