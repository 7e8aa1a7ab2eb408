//! The objects of a repository, as one `git cat-file --batch` hands them out.

use std::env;
use std::ffi::{OsStr, OsString};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::Duration;

use super::inspect::inspect;

/// The largest object that is read, in bytes. A configuration of a million settings has 17 MB.
pub const LARGEST_OBJECT: u64 = 64 << 20;
/// How much is read of a revision in all, in bytes.
pub const MOST_BYTES: u64 = 256 << 20;
/// How many objects of a revision are read.
pub const MOST_OBJECTS: u32 = 200_000;
/// How long git may take for one answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest line of an answer: a name of at most [`LONGEST_NAME`] and what git says of it.
const LONGEST_HEAD: u64 = LONGEST_NAME as u64 + 256;
/// The longest name of an object that is asked for.
pub const LONGEST_NAME: usize = 4096;
/// How much of what git complains about is kept.
const LONGEST_REASON: u64 = 4096;

/// What git gets in place of what the repository's own `config` says: nothing that could start a program. Git
/// takes no notice of those that it does not know yet.
const CONFIG: [&str; 8] = [
    // A folder of the tree that looks like a repository without a working copy is none.
    "safe.bareRepository=explicit",
    "protocol.allow=never",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.sshCommand=false",
    "core.askPass=",
    "credential.helper=",
    // What is larger is handed on piece by piece.
    "core.bigFileThreshold=1m",
];

/// The same said by the environment, for what `config` cannot say or older versions of git do not know.
const ENVIRONMENT: [(&str, &str); 6] = [
    // An object that is not there is not fetched.
    ("GIT_NO_LAZY_FETCH", "1"),
    // No protocol is allowed, whatever `protocol.NAME.allow` says.
    ("GIT_ALLOW_PROTOCOL", ""),
    ("GIT_NO_REPLACE_OBJECTS", "1"),
    ("GIT_OPTIONAL_LOCKS", "0"),
    ("GIT_TERMINAL_PROMPT", "0"),
    ("LC_ALL", "C"),
];

/// How the complaints of git begin that name files and nothing that is in them.
const REASONS: [&str; 10] = [
    "detected dubious ownership",
    "not a git repository",
    "bad config line",
    "unknown repository extension",
    "Expected git repo version",
    "invalid gitfile format",
    "cannot change to",
    "unable to access",
    "unable to read current working directory",
    "cannot open",
];

/// An object.
#[derive(Debug, PartialEq, Eq)]
pub struct Object {
    /// Its name, in hexadecimal digits.
    pub name: String,
    /// Its type: `blob`, `tree`.
    pub kind: String,
    pub bytes: Vec<u8>,
}

/// Why nothing more can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// There is no `git` command.
    #[error("reading a revision needs the `git` command, which is not installed")]
    NotInstalled,
    /// It could not be started.
    #[error("cannot run git: {0}")]
    NotStarted(String),
    /// It ended, and why.
    #[error("{}", if .0.is_empty() { "git cannot read this repository; `git fsck` says more".to_owned() } else { format!("git says: {}", .0) })]
    Ended(String),
    /// It gave no answer in this many seconds.
    #[error("git did not answer in {0} seconds")]
    Silent(u64),
    /// A file of the repository is one that git would not come back from, and why.
    #[error("the repository cannot be read: {0}: {1}")]
    Unsound(String, String),
    /// It answered what is no answer.
    #[error("git gave an invalid answer")]
    Confused,
    /// An object is larger than [`LARGEST_OBJECT`].
    #[error(
        "a file of this revision has {0} bytes; of a revision, files up to {most} MiB are read",
        most = LARGEST_OBJECT >> 20
    )]
    ObjectTooLarge(u64),
    /// There is more than [`MOST_BYTES`] or [`MOST_OBJECTS`].
    #[error(
        "this revision is too large: at most {MOST_OBJECTS} files and folders and {} MiB of it are read",
        MOST_BYTES >> 20
    )]
    TooMuch,
}

/// A running `git cat-file --batch`. Once it has failed, every further question gets the same failure.
#[derive(Debug)]
pub struct Store {
    child: Child,
    questions: ChildStdin,
    answers: Receiver<Result<Option<Object>, Failure>>,
    complaints: Receiver<String>,
    patience: Duration,
    bytes: u64,
    objects: u32,
    failure: Option<Failure>,
}

impl Store {
    /// Starts git for the repository whose working copy is at `top`.
    ///
    /// # Errors
    /// When there is no git to start.
    pub fn open(top: &Path) -> Result<Store, Failure> {
        let git = program(env::var_os("PATH").as_deref()).ok_or(Failure::NotInstalled)?;
        let (send, inspected) = sync_channel(1);
        let (own, folder) = (git.clone(), top.to_owned());
        // A thread looks, as a file system may not answer.
        thread::spawn(move || send.send(inspect(&folder, |file| includes(&own, file))));
        inspected.recv_timeout(PATIENCE).map_err(|_| Failure::Silent(PATIENCE.as_secs()))??;
        Store::start(command(&git, top), PATIENCE)
    }

    fn start(mut command: Command, patience: Duration) -> Result<Store, Failure> {
        let failed = |error: io::Error| Failure::NotStarted(error.to_string());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let (Some(questions), Some(out), Some(err)) =
            (child.stdin.take(), child.stdout.take(), child.stderr.take())
        else {
            return Err(Failure::Confused);
        };
        // Threads read, so that a git that says nothing, or too much, stops no one.
        let (send, answers) = sync_channel(1);
        thread::spawn(move || hand_on(out, &send));
        let (send, complaints) = sync_channel(1);
        thread::spawn(move || listen(err, &send));
        let (bytes, objects, failure) = (0, 0, None);
        Ok(Store { child, questions, answers, complaints, patience, bytes, objects, failure })
    }

    /// The object of a name, of a revision too; none when the repository does not hold it.
    ///
    /// # Errors
    /// When nothing more can be read.
    pub fn object(&mut self, name: &str) -> Result<Option<Object>, Failure> {
        if name.len() > LONGEST_NAME || name.contains(['\n', '\r', '\0']) {
            return Ok(None);
        }
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        self.ask(name).inspect_err(|failure| {
            self.failure = Some(failure.clone());
            self.stop();
        })
    }

    /// Why nothing more can be read, when that is so.
    pub fn failure(&self) -> Option<&Failure> {
        self.failure.as_ref()
    }

    fn ask(&mut self, name: &str) -> Result<Option<Object>, Failure> {
        // When git has ended, what it said before comes out below.
        let _ = self.questions.write_all(format!("{name}\n").as_bytes());
        let answer = match self.answers.recv_timeout(self.patience) {
            Ok(Err(Failure::Ended(_))) | Err(RecvTimeoutError::Disconnected) => Err(self.end()),
            Ok(answer) => answer,
            Err(RecvTimeoutError::Timeout) => Err(Failure::Silent(self.patience.as_secs())),
        }?;
        self.objects += 1;
        self.bytes += answer.as_ref().map_or(0, |object| object.bytes.len() as u64);
        if self.bytes > MOST_BYTES || self.objects > MOST_OBJECTS {
            return Err(Failure::TooMuch);
        }
        Ok(answer)
    }

    /// What git said before it ended.
    fn end(&mut self) -> Failure {
        let reason = self.complaints.recv_timeout(self.patience).unwrap_or_default();
        Failure::Ended(reason)
    }

    fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Hands on one answer after the other, until there is none or no one asks any more.
fn hand_on(out: ChildStdout, answers: &SyncSender<Result<Option<Object>, Failure>>) {
    let mut out = BufReader::new(out);
    loop {
        let answer = answer(&mut out);
        let is_last = answer.is_err();
        if answers.send(answer).is_err() || is_last {
            return;
        }
    }
}

/// Reads one answer: `NAME TYPE SIZE`, the object and a line feed, or `ASKED missing`.
fn answer(out: &mut impl BufRead) -> Result<Option<Object>, Failure> {
    let ended = |_| Failure::Ended(String::new());
    let mut head = Vec::new();
    out.by_ref().take(LONGEST_HEAD).read_until(b'\n', &mut head).map_err(ended)?;
    let Some(head) = head.strip_suffix(b"\n") else {
        return Err(if head.is_empty() { Failure::Ended(String::new()) } else { Failure::Confused });
    };
    if [b" missing".as_slice(), b" ambiguous", b" excluded"].iter().any(|end| head.ends_with(end)) {
        return Ok(None);
    }
    let head = std::str::from_utf8(head).map_err(|_| Failure::Confused)?;
    let mut words = head.split(' ');
    let (Some(name), Some(kind), Some(size), None) = (words.next(), words.next(), words.next(), words.next())
    else {
        return Err(Failure::Confused);
    };
    let size: u64 = size.parse().map_err(|_| Failure::Confused)?;
    if size > LARGEST_OBJECT {
        return Err(Failure::ObjectTooLarge(size));
    }
    let mut bytes = Vec::new();
    out.by_ref().take(size + 1).read_to_end(&mut bytes).map_err(ended)?;
    if bytes.len() as u64 != size + 1 || bytes.pop() != Some(b'\n') {
        return Err(Failure::Ended(String::new()));
    }
    Ok(Some(Object { name: name.to_owned(), kind: kind.to_owned(), bytes }))
}

/// Keeps the first line of what git complains about, and lets it say the rest to no one.
fn listen(mut err: ChildStderr, complaints: &SyncSender<String>) {
    let mut said = Vec::new();
    let _ = err.by_ref().take(LONGEST_REASON).read_to_end(&mut said);
    let first = said.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let first = crate::text::printable(first);
    // Who does not ask any more is gone, and the rest is no one's.
    let _ = complaints.send(reason(first.strip_prefix("fatal: ").unwrap_or(&first)));
    let _ = io::copy(&mut err, &mut io::sink());
}

/// A complaint of git as it may be shown. Others repeat lines of files, which may be those that a link leads to.
fn reason(said: &str) -> String {
    let is_known = REASONS.iter().any(|known| said.starts_with(known));
    if is_known { said.trim_end_matches(':').to_owned() } else { String::new() }
}

/// Git as it is installed: a relative folder in `PATH` may be in the tree that is read.
fn program(path: Option<&OsStr>) -> Option<PathBuf> {
    let name = format!("git{}", env::consts::EXE_SUFFIX);
    let folders = env::split_paths(path.unwrap_or(OsStr::new("/usr/local/bin:/usr/bin:/bin")));
    folders.filter(|folder| folder.is_absolute()).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

/// Git for the repository whose working copy is at `top`, and for no other one: not for one that the
/// environment names, as it does in a hook, and not for one around it.
fn command(git: &Path, top: &Path) -> Command {
    let mut command = plain(git, top);
    command.args(["cat-file", "--batch"]);
    command
}

/// Git for one file in the form of its `config`, in no repository: which other files it includes.
fn includes(git: &Path, file: &Path) -> Command {
    let mut command = plain(git, Path::new("/"));
    command.args(["config", "--no-includes", "--null", "--file"]).arg(file);
    command.args(["--get-regexp", r"^include(if\..*)?\.path$"]);
    command
}

/// Git in a folder, without what could start a program.
fn plain(git: &Path, top: &Path) -> Command {
    let mut command = Command::new(git);
    let is_of_git = |name: &OsString| name.as_encoded_bytes().starts_with(b"GIT_");
    for name in env::vars_os().map(|(name, _)| name).filter(is_of_git) {
        command.env_remove(name);
    }
    command.envs(ENVIRONMENT).env("GIT_CEILING_DIRECTORIES", top.parent().unwrap_or(top));
    command.arg("-C").arg(top);
    for setting in CONFIG {
        command.args(["-c", setting]);
    }
    command
}

#[cfg(test)]
#[path = "store_tests.rs"]
mod tests;
