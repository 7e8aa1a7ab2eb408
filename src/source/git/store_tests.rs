use super::*;

/// A program that stands for git.
fn shell(script: &str) -> Store {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", script]);
    Store::start(command, Duration::from_secs(20)).unwrap_or_else(|failure| panic!("{failure}"))
}

#[test]
fn objects_come_one_by_one() {
    let mut store = shell("read a; printf '12ab blob 3\\na\\nb\\n'; read b; echo \"$b missing\"");
    let object = Object { name: "12ab".to_owned(), kind: "blob".to_owned(), bytes: b"a\nb".to_vec() };
    assert_eq!(store.object("HEAD"), Ok(Some(object)));
    assert_eq!(store.object("no such blob 5"), Ok(None));
    assert_eq!(store.failure(), None);
}

#[test]
fn a_name_that_is_none_is_not_asked_for() {
    let mut store = shell("exit 1");
    assert_eq!(store.object("a\nb"), Ok(None));
    assert_eq!(store.object(&"a".repeat(LONGEST_NAME + 1)), Ok(None));
}

#[test]
fn the_reason_is_the_first_line() {
    let mut store = shell("echo 'fatal: not a git repository\nmore' >&2; exit 128");
    let failure = Failure::Ended("not a git repository".to_owned());
    assert_eq!(store.object("HEAD"), Err(failure.clone()));
    assert_eq!(store.object("HEAD"), Err(failure));
}

#[test]
fn a_git_that_says_nothing_is_given_up() {
    let mut command = Command::new("/bin/sh");
    command.args(["-c", "while read a; do :; done"]);
    let mut store = Store::start(command, Duration::from_millis(1)).unwrap_or_else(|f| panic!("{f}"));
    assert_eq!(store.object("HEAD"), Err(Failure::Silent(0)));
}

#[test]
fn a_git_that_complains_without_end_is_no_trouble() {
    let script = "read a; i=0; while [ $i -lt 3000 ]; do echo 'a line of sixty characters, which is never read by anyone' \
                  >&2; i=$((i+1)); done; echo 'x missing'";
    assert_eq!(shell(script).object("x"), Ok(None));
}

#[test]
fn large_objects_are_not_taken_in() {
    let size = LARGEST_OBJECT + 1;
    let mut store = shell(&format!("read a; echo '12ab blob {size}'; while echo x; do :; done"));
    assert_eq!(store.object("x"), Err(Failure::ObjectTooLarge(size)));
    assert_eq!(store.object("y"), Err(Failure::ObjectTooLarge(size)));
}

#[test]
fn nonsense_is_no_answer() {
    for answer in ["12ab blob", "12ab blob x", "a b c d", "12ab blob -1"] {
        assert_eq!(
            shell(&format!("read a; echo '{answer}'")).object("x"),
            Err(Failure::Confused),
            "{answer}"
        );
    }
    let short = "read a; printf '12ab blob 9\\nabc\\n'";
    assert_eq!(shell(short).object("x"), Err(Failure::Ended(String::new())));
}

#[test]
fn git_is_looked_for_in_absolute_folders_alone() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let file = folder.path().join(format!("git{}", env::consts::EXE_SUFFIX));
    std::fs::write(&file, "").unwrap_or_else(|error| panic!("{error}"));
    let path = env::join_paths([Path::new("."), Path::new(""), folder.path()]).unwrap_or_default();
    assert_eq!(program(Some(&path)), Some(file));
    assert_eq!(program(Some(OsStr::new("."))), None);
}

#[test]
fn nothing_of_the_environment_names_a_repository() {
    let command = command(Path::new("/usr/bin/git"), Path::new("/srv/tree"));
    let value = |name: &str| command.get_envs().find(|(key, _)| *key == name).and_then(|(_, value)| value);
    assert_eq!(value("GIT_CEILING_DIRECTORIES"), Some(OsStr::new("/srv")));
    assert_eq!(value("GIT_ALLOW_PROTOCOL"), Some(OsStr::new("")));
    let kept = |(name, value): (&OsStr, Option<&OsStr>)| {
        name.to_string_lossy().starts_with("GIT_DIR") && value.is_some()
    };
    assert!(!command.get_envs().any(kept));
}
