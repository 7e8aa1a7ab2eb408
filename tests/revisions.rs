//! `PATH@REV` on repositories of strangers: nothing of them is run, and reading them ends.

#![allow(clippy::expect_used, reason = "a test that cannot go on says why by panicking")]

mod runs;

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use runs::{code, command, dovelint, err, out, tree, write};
use tempfile::TempDir;

fn git_with(folder: &Path, args: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new("git")
        .args([
            "-c",
            "user.name=Someone",
            "-c",
            "user.email=someone@example.com",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("git runs");
    child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
    child.wait_with_output().expect("it ends")
}

fn git(folder: &Path, args: &[&str]) -> String {
    let output = git_with(folder, args, b"");
    assert!(output.status.success(), "git {args:?}: {}", err(&output));
    out(&output).trim_end().to_owned()
}

fn commit(folder: &Path) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "-q", "-m", "all"]);
}

/// A repository in which these files are committed.
fn repository(files: &[(&str, &str)]) -> TempDir {
    let folder = tree(files);
    git(folder.path(), &["init", "-q", "-b", "main"]);
    commit(folder.path());
    folder
}

/// The commands that read revisions.
fn commands(path: &str) -> [Vec<&str>; 3] {
    [vec!["show", path], vec!["diff", path, "."], vec!["show", path, "--why", "ssl"]]
}

/// All commands say in one line why they cannot go on.
#[track_caller]
fn refused(folder: &Path, path: &str, words: &str) {
    for args in commands(path) {
        let output = dovelint(folder, &args);
        assert_eq!(code(&output), 2, "{args:?}: {}", err(&output));
        assert!(err(&output).contains(words), "{args:?}: {}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{args:?}: {}", err(&output));
        assert_eq!(out(&output), "", "{args:?}");
    }
}

/// A folder that git takes for a repository, and that fetches what it lacks by running a command.
fn trap(folder: &Path, mark: &Path) {
    let place = folder.display();
    let config = format!(
        "[core]\nrepositoryformatversion = 1\nbare = false\nworktree = .\n[extensions]\npartialClone = e\n\
         [protocol \"file\"]\nallow = always\n[remote \"e\"]\nurl = {place}\npromisor = true\n\
         uploadpack = \"touch {}; false\"\n",
        mark.display()
    );
    let commit = "ba05a8a5ce7cc8b5a1a5ee5e1c3a2b6c9d2a1f00\n";
    write(
        folder,
        &[
            ("objects/info/keep", ""),
            ("refs/heads/keep/keep", ""),
            ("HEAD", "ref: refs/heads/main\n"),
            ("refs/heads/main", commit),
            ("config", &config),
            ("dovecot.conf", "mail_debug = yes\n"),
        ],
    );
}

#[test]
fn a_folder_that_looks_like_a_repository_is_none() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let mark = at.join("run");
    trap(&at.join("work/conf"), &mark);
    // The trap is one: git itself falls into it.
    let _ = git_with(&at.join("work/conf"), &["rev-parse", "--verify", "HEAD^{commit}"], b"");
    assert!(mark.exists(), "git no longer does this by itself");
    fs::remove_file(&mark).expect("a mark");
    for in_repository in [false, true] {
        if in_repository {
            git(&at.join("work"), &["init", "-q", "-b", "main"]);
            commit(&at.join("work"));
        }
        for (place, path) in
            [("work", "conf@HEAD"), ("work/conf", "@HEAD"), ("work", "conf/dovecot.conf@HEAD")]
        {
            for args in commands(path) {
                let output = dovelint(&at.join(place), &args);
                assert!(!mark.exists(), "{args:?}: {}{}", out(&output), err(&output));
                assert_eq!(code(&output) == 2, !in_repository, "{args:?}: {}", err(&output));
            }
        }
    }
}

/// What a repository says in its `config` is not done, and what it lacks is not fetched.
#[test]
fn the_config_of_a_repository_starts_nothing() {
    let folder =
        repository(&[("dovecot.conf", "!include a.conf\nssl = no\n"), ("a.conf", "mail_debug = yes\n")]);
    let at = folder.path();
    let mark = at.join("run");
    let run = format!("touch {}; false", mark.display());
    let script = at.join(".git/script");
    fs::write(&script, format!("#!/bin/sh\n{run}\n")).expect("a script");
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).expect("a mode");
    let script = script.to_string_lossy().into_owned();
    let lacking = git(at, &["rev-parse", "HEAD:a.conf"]);
    fs::remove_file(at.join(".git/objects").join(&lacking[..2]).join(&lacking[2..])).expect("an object");
    let hooks = at.join(".git/hooks-of-the-tree");
    fs::create_dir(&hooks).expect("a folder");
    for hook in ["reference-transaction", "post-index-change", "pre-auto-gc", "fsmonitor-watchman"] {
        fs::copy(&script, hooks.join(hook)).expect("a hook");
    }
    for (key, value) in [
        ("core.repositoryformatversion", "1"),
        ("extensions.partialClone", "e"),
        ("remote.e.url", at.to_str().expect("UTF-8")),
        ("remote.e.promisor", "true"),
        ("remote.e.uploadpack", &run),
        ("protocol.allow", "always"),
        ("protocol.file.allow", "always"),
        ("protocol.ext.allow", "always"),
        ("core.hooksPath", hooks.to_str().expect("UTF-8")),
        ("core.fsmonitor", &script),
        ("core.sshCommand", &script),
        ("core.gitProxy", &script),
        ("core.askPass", &script),
        ("core.editor", &script),
        ("core.pager", &script),
        ("core.alternateRefsCommand", &script),
        ("credential.helper", &script),
        ("diff.external", &script),
        ("diff.trap.textconv", &script),
        ("filter.trap.smudge", &script),
        ("filter.trap.process", &script),
        ("uploadpack.packObjectsHook", &script),
        ("alias.cat-file", &format!("!{script}")),
        ("gpg.program", &script),
        ("pager.cat-file", &script),
        ("include.path", "/etc/hostname-that-is-not-there"),
    ] {
        git(at, &["config", key, value]);
    }
    write(at, &[(".gitattributes", "*.conf filter=trap diff=trap\n")]);
    for url in [at.to_str().expect("UTF-8"), "ext::sh -c false", "ssh://example.invalid/x", "git://[::1]:1/x"]
    {
        git(at, &["config", "remote.e.url", url]);
        for args in commands("dovecot.conf@HEAD") {
            let output = dovelint(at, &args);
            assert!(!mark.exists(), "{url} {args:?}: {}{}", out(&output), err(&output));
            assert_eq!(code(&output), 2, "what is lacking is said: {}", err(&output));
            assert!(err(&output).contains("a.conf"), "{}", err(&output));
        }
    }
    // It is a trap indeed.
    git(at, &["config", "remote.e.url", at.to_str().expect("UTF-8")]);
    let _ = git_with(at, &["cat-file", "blob", &lacking], b"");
    assert!(mark.exists(), "git no longer does this by itself");
}

/// Which repository is read depends on where the path is: in a hook, git names another one.
#[test]
fn the_environment_names_no_repository() {
    let own = repository(&[("dovecot.conf", "mail_debug = yes\n")]);
    let other = repository(&[("dovecot.conf", "mail_debug = no\n")]);
    let path = own.path().join("dovecot.conf");
    let path = path.to_str().expect("UTF-8");
    let git_dir = other.path().join(".git");
    let output = command(other.path(), &["diff", &format!("{path}@HEAD"), path])
        .env("GIT_DIR", &git_dir)
        .env("GIT_WORK_TREE", other.path())
        .env("GIT_INDEX_FILE", git_dir.join("index"))
        .env("GIT_OBJECT_DIRECTORY", git_dir.join("objects"))
        .env("GIT_COMMON_DIR", &git_dir)
        .env("GIT_NAMESPACE", "other")
        .env("GIT_CONFIG_COUNT", "1")
        .env("GIT_CONFIG_KEY_0", "core.worktree")
        .env("GIT_CONFIG_VALUE_0", other.path())
        .output()
        .expect("dovelint runs");
    assert_eq!((code(&output), out(&output), err(&output)), (0, String::new(), String::new()));
}

#[test]
fn links_end() {
    let folder = tree(&[
        ("c/dovecot.conf", "!include part/*.conf\nssl = no\n"),
        ("c/real/a.conf", "mail_debug = yes\n"),
    ]);
    let at = folder.path();
    for (link, target) in [
        ("c/a", "."),
        ("c/b", "."),
        ("c/up", ".."),
        ("c/part", "b/a/b/real"),
        ("c/real/loop.conf", "loop.conf"),
        ("c/one", "other"),
        ("c/other", "one"),
        ("linked", "c"),
    ] {
        symlink(target, at.join(link)).expect("a link");
    }
    git(at, &["init", "-q", "-b", "main"]);
    commit(at);
    for path in [".@HEAD", "c@HEAD", "linked@HEAD", "c/a/b/a/b@HEAD", "linked/up/c/dovecot.conf@HEAD"] {
        let output = dovelint(at, &["show", path]);
        let text = out(&output);
        assert_eq!(text.matches("mail_debug = yes").count(), 1, "{path}: {text}{}", err(&output));
        assert_eq!(text.matches(", Dovecot 2.3").count(), 1, "each configuration once: {text}");
    }
    refused(at, "c/one@HEAD", "no such file or folder at this revision");
}

/// What a commit links to outside of itself is not looked for in today's working copy.
#[test]
fn a_link_is_that_of_the_revision() {
    let folder = tree(&[("old.conf", "ssl = no\n"), ("new.conf", "ssl = required\n")]);
    let at = folder.path();
    symlink("old.conf", at.join("dovecot.conf")).expect("a link");
    git(at, &["init", "-q", "-b", "main"]);
    commit(at);
    fs::remove_file(at.join("dovecot.conf")).expect("a link");
    symlink("new.conf", at.join("dovecot.conf")).expect("a link");
    assert!(out(&dovelint(at, &["show", "dovecot.conf@HEAD"])).contains("ssl = no"));
}

/// A `git` that notes each start of it.
fn noting(folder: &Path) -> String {
    let bin = folder.join("bin");
    let log = folder.join("starts");
    let script = format!(
        "#!/bin/sh\necho \"$*\" >>{}\nPATH=/usr/local/bin:/usr/bin:/bin exec git \"$@\"\n",
        log.display()
    );
    write(folder, &[("bin/git", &script)]);
    fs::set_permissions(bin.join("git"), fs::Permissions::from_mode(0o755)).expect("a mode");
    bin.to_string_lossy().into_owned()
}

#[test]
fn one_git_reads_a_whole_revision() {
    let mut files: Vec<(String, String)> =
        (0..200).map(|n| (format!("conf.d/{n:03}.conf"), format!("# {n}\n"))).collect();
    files.push(("dovecot.conf".to_owned(), "!include conf.d/*.conf\nssl = no\n".to_owned()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = repository(&files);
    let bin = tempfile::tempdir().expect("a folder");
    let path = noting(bin.path());
    let output =
        command(folder.path(), &["show", ".@HEAD"]).env("PATH", &path).output().expect("dovelint runs");
    assert_eq!((code(&output), err(&output)), (0, String::new()));
    let starts = fs::read_to_string(bin.path().join("starts")).expect("a log");
    assert_eq!(starts.lines().count(), 1, "{starts}");
}

#[test]
fn a_git_in_the_tree_is_not_run() {
    let folder = repository(&[("dovecot.conf", "ssl = no\n")]);
    let at = folder.path();
    noting(at);
    for path in ["bin:/usr/bin:/bin", ":/usr/bin:/bin"] {
        let output = command(&at.join("bin"), &["show", "../dovecot.conf@HEAD"]).env("PATH", path).output();
        assert!(out(&output.expect("dovelint runs")).contains("ssl = no"));
        assert!(!at.join("starts").exists(), "{path}");
    }
}

#[test]
fn a_git_that_fails_is_one_clear_message() {
    let folder = repository(&[("dovecot.conf", "!include conf.d/*.conf\n"), ("conf.d/a.conf", "ssl = no\n")]);
    let bin = tempfile::tempdir().expect("a folder");
    for (script, words) in [
        ("echo 'fatal: not a git repository: x' >&2; exit 128", "git says: not a git repository: x"),
        // What it says of other troubles may be a line of any file.
        ("echo 'fatal: unexpected line in .git/packed-refs: secret' >&2; exit 128", "`git fsck` says more"),
        ("exit 0", "git cannot read this repository"),
        ("read a; echo hello", "git gave an invalid answer"),
        ("read a; echo \"$a missing\"", "is not a revision"),
        ("read a; printf '%040d tree 5000000000\\n' 0", "files up to 64 MiB"),
        // The first answer is right: an empty folder. Then it ends.
        ("read a; printf '%040d tree 0\\n\\n' 0; exit 0", "no such file or folder at this revision"),
    ] {
        write(bin.path(), &[("git", &format!("#!/bin/sh\n{script}\n"))]);
        fs::set_permissions(bin.path().join("git"), fs::Permissions::from_mode(0o755)).expect("a mode");
        let output = command(folder.path(), &["show", "dovecot.conf@HEAD"])
            .env("PATH", bin.path())
            .output()
            .expect("it runs");
        assert_eq!((code(&output), out(&output)), (2, String::new()), "{script}: {}", err(&output));
        assert!(err(&output).contains(words), "{script}: {}", err(&output));
        assert_eq!(err(&output).lines().count(), 1, "{script}: {}", err(&output));
    }
}

/// Few objects stand for 3^20 folders, each with a configuration in it.
#[test]
fn folders_that_stand_for_many_are_too_many() {
    let folder = repository(&[("dovecot.conf", "ssl = no\n")]);
    let at = folder.path();
    let nest = |entries: &dyn Fn(&str) -> String, levels: u32| {
        let mut inner = git(at, &["rev-parse", "HEAD^{tree}"]);
        for _ in 0..levels {
            let made = git_with(at, &["mktree"], entries(&inner).as_bytes());
            out(&made).trim_end().clone_into(&mut inner);
        }
        let commit = git(at, &["commit-tree", "-m", "nested", &inner]);
        git(at, &["update-ref", "refs/heads/nested", &commit]);
    };
    nest(&|inner| ["a", "b", "c"].map(|name| format!("040000 tree {inner}\t{name}\n")).concat(), 20);
    refused(at, ".@nested", "more than 10,000 configurations");
    // What is in it can be read.
    let inner = "a/b/c/a/b/c/a/b/c/a/b/c/a/b/c/a/b/c/a/b@nested";
    assert!(out(&dovelint(at, &["show", inner])).contains("ssl = no"));
    let long = "d".repeat(200);
    nest(&|inner| format!("040000 tree {inner}\t{long}\n"), 30);
    refused(at, ".@nested", "name a folder further down");
}

#[test]
fn a_large_file_is_refused() {
    let folder = repository(&[("dovecot.conf", "!include large.conf\nssl = no\n")]);
    let at = folder.path();
    let large = fs::File::create(at.join("large.conf")).expect("a file");
    large.set_len((64 << 20) + 1).expect("a size");
    commit(at);
    refused(at, "dovecot.conf@HEAD", "has 67108865 bytes");
}

#[test]
fn a_revision_is_no_option_and_no_second_question() {
    let folder = repository(&[("dovecot.conf", "ssl = no\n")]);
    let at = folder.path();
    for revision in
        ["--batch-all-objects", "-h", "--filters", "HEAD\nHEAD", "HEAD:dovecot.conf", "HEAD^{tree}", " "]
    {
        refused(at, &format!("dovecot.conf@{revision}"), "is not a revision of the repository");
    }
    let long = "a".repeat(5000);
    refused(at, &format!("dovecot.conf@{long}"), "is not a revision of the repository");
    for revision in ["HEAD^{commit}", "main@{0}", "HEAD~0", "main"] {
        let output = dovelint(at, &["show", &format!("dovecot.conf@{revision}")]);
        assert_eq!((code(&output), err(&output)), (0, String::new()), "{revision}");
    }
}

/// What git would wait for, or read for ever.
#[test]
fn what_has_no_end_is_not_opened() {
    let fifo = |path: &Path| {
        let _ = fs::remove_file(path);
        let made = Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
        assert!(made.success(), "{}", path.display());
    };
    let zero = |path: &Path| {
        let _ = fs::remove_file(path);
        symlink("/dev/zero", path).expect("a link");
    };
    let kernel = |path: &Path| {
        let _ = fs::remove_file(path);
        symlink("/proc/kmsg", path).expect("a link");
    };
    let huge = |path: &Path| {
        let file = fs::File::create(path).expect("a file");
        file.set_len(3 << 30).expect("a size");
    };
    let names = [
        "config",
        "config.worktree",
        "HEAD",
        "commondir",
        "packed-refs",
        "shallow",
        "info/grafts",
        "refs/heads/main",
        "logs/HEAD",
        "objects/info/alternates",
        "objects/info/commit-graph",
        "objects/info/commit-graphs/commit-graph-chain",
        "objects/pack/multi-pack-index",
        "objects/pack/pack-0123456789012345678901234567890123456789.idx",
        "objects/ab/0123456789012345678901234567890123456789",
    ];
    for name in names {
        for (make, words) in [
            (&fifo as &dyn Fn(&Path), "not a regular file"),
            (&zero, "not a regular file"),
            (&kernel, "kernel file"),
        ] {
            let folder = repository(&[("dovecot.conf", "ssl = no\n")]);
            let path = folder.path().join(".git").join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            make(&path);
            refused(folder.path(), "dovecot.conf@HEAD", words);
            refused(folder.path(), "dovecot.conf@HEAD", name);
        }
    }
    for name in &names[..9] {
        let folder = repository(&[("dovecot.conf", "ssl = no\n")]);
        huge(&folder.path().join(".git").join(name));
        refused(folder.path(), "dovecot.conf@HEAD", "larger than");
    }
}

/// What a `config` includes is looked at as it is, however it is written.
#[test]
fn includes_of_the_config_end() {
    let folder = repository(&[("dovecot.conf", "ssl = no\n"), ("git/plain", "[user]\nname = x\n")]);
    let at = folder.path();
    let config = fs::read_to_string(at.join(".git/config")).expect("a config");
    let fifo = at.join("git/fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().expect("mkfifo runs").success());
    write(at, &[("git/more", "[include]\npath = fifo\n"), ("git/loop", "[include]\npath = loop\n")]);
    for text in [
        "[include]\npath = ../git/fifo\n",
        "[INCLUDE] PATH = \"../git/fi\\\nfo\"\n",
        "[includeIf \"onbranch:**\"]\npath = ../git/fifo\n",
        "[core][include]path=../git/more\n",
        &format!("[include]\npath = {}\n", fifo.display()),
        "[include]\npath = ../git/loop\n",
    ] {
        fs::write(at.join(".git/config"), format!("{config}{text}")).expect("a config");
        let words = if text.contains("loop") { "git cannot read" } else { "not a regular file" };
        refused(at, "dovecot.conf@HEAD", words);
    }
    for text in ["[include]\npath = ../git/plain\n", "[include]\npath = nosuch\n", "# [include]\n"] {
        fs::write(at.join(".git/config"), format!("{config}{text}")).expect("a config");
        let output = dovelint(at, &["show", "dovecot.conf@HEAD"]);
        assert_eq!(code(&output), 0, "{text}: {}", err(&output));
    }
}

/// Working copies beside the repository, objects that are elsewhere, a socket of git: they are read as before.
#[test]
fn unusual_repositories_are_read() {
    let folder = repository(&[("dovecot.conf", "ssl = no\n")]);
    let at = folder.path();
    let _socket =
        std::os::unix::net::UnixListener::bind(at.join(".git/fsmonitor--daemon.ipc")).expect("a socket");
    git(at, &["branch", "other"]);
    git(at, &["worktree", "add", "-q", "beside", "other"]);
    git(at, &["clone", "-q", "--shared", ".", "shared"]);
    for path in ["dovecot.conf@HEAD", "beside/dovecot.conf@HEAD", "shared/dovecot.conf@HEAD"] {
        let output = dovelint(at, &["show", path]);
        assert_eq!(code(&output), 0, "{path}: {}", err(&output));
        assert!(out(&output).contains("ssl = no"), "{path}: {}", out(&output));
    }
    // Each of them may be the trap.
    for (path, place) in [
        ("beside/dovecot.conf@HEAD", ".git/worktrees/beside/HEAD"),
        ("beside/dovecot.conf@HEAD", ".git/packed-refs"),
        ("shared/dovecot.conf@HEAD", "shared/.git/objects/pack/x.idx"),
    ] {
        let place = at.join(place);
        let kept = fs::read(&place).ok();
        let _ = fs::remove_file(&place);
        assert!(Command::new("mkfifo").arg(&place).status().expect("mkfifo runs").success());
        refused(at, path, "not a regular file");
        fs::remove_file(&place).expect("a FIFO");
        if let Some(kept) = kept {
            fs::write(&place, kept).expect("a file");
        }
    }
    let objects = at.join("evil/pack");
    fs::create_dir_all(&objects).expect("a folder");
    assert!(Command::new("mkfifo").arg(objects.join("x.idx")).status().expect("mkfifo runs").success());
    for line in ["../../evil\n".to_owned(), format!("\"{}\"\n", at.join("evil").display())] {
        fs::write(at.join(".git/objects/info/alternates"), line).expect("alternates");
        refused(at, "dovecot.conf@HEAD", "not a regular file");
    }
}

/// A link in a repository leads to a file of this machine, of which git repeats a line.
#[test]
fn complaints_repeat_no_line_of_a_file() {
    let secret = tree(&[
        ("secret", "one two three\nof-this-machine\n"),
        ("value", "[core]\nbigFileThreshold = of-this-machine\ncompression = of-this-machine\n"),
    ]);
    let (plain, value) = (secret.path().join("secret"), secret.path().join("value"));
    for name in [
        "packed-refs",
        "HEAD",
        "config",
        "commondir",
        "refs/heads/main",
        "shallow",
        "info/grafts",
        "objects/info/alternates",
    ] {
        for target in [&plain, &value] {
            let folder = repository(&[("dovecot.conf", "ssl = no\n")]);
            let place = folder.path().join(".git").join(name);
            fs::create_dir_all(place.parent().expect("a folder")).expect("a folder");
            if name == "packed-refs" {
                fs::remove_file(folder.path().join(".git/refs/heads/main")).expect("a branch");
            }
            let _ = fs::remove_file(&place);
            symlink(target, &place).expect("a link");
            for args in commands("dovecot.conf@HEAD") {
                let output = dovelint(folder.path(), &args);
                let said = out(&output) + &err(&output);
                assert!(
                    !said.contains("of-this-machine") && !said.contains("one two"),
                    "{name} {args:?}: {said}"
                );
            }
        }
    }
}
