//! Logs of build servers take some lines for commands: `::error::` of GitHub Actions, `##[…]` there and in Azure
//! Pipelines, `##vso[…]`, `##teamcity[…]`. What comes from a configuration must not be one.

use std::borrow::Cow;
use std::io::{self, Write};

use super::output::is_regular;

/// What runs a log that knows such commands says so in one of these.
const SERVERS: [&str; 3] = ["GITHUB_ACTIONS", "TF_BUILD", "TEAMCITY_VERSION"];

/// What begins a command anywhere in a line, after `##`.
const ANYWHERE: [&[u8]; 3] = [b"[", b"vso[", b"teamcity["];

/// Whether standard output and standard error go to such a log.
pub(in crate::cli) fn is_read() -> bool {
    SERVERS.iter().any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Whether standard output goes there, and not into a file, which must hold what was asked for byte by byte.
pub(in crate::cli) fn takes_standard() -> bool {
    is_read() && !is_regular()
}

/// A line with a space in the midst of what would be a command.
fn harmless(line: &[u8]) -> Cow<'_, [u8]> {
    let blanks = line.iter().take_while(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control()).count();
    let starts = line.get(blanks..).is_some_and(|rest| rest.starts_with(b"::")).then_some(blanks + 1);
    let is_command = |at: &usize| {
        if line.get(at + 1) != Some(&b'#') {
            return false;
        }
        let rest = line.get(at + 2..).unwrap_or_default();
        ANYWHERE.iter().any(|word| rest.get(..word.len()).is_some_and(|rest| rest.eq_ignore_ascii_case(word)))
    };
    let within = memchr::memchr_iter(b'#', line).filter(is_command).map(|at| at + 1);
    let mut places = starts.into_iter().chain(within).peekable();
    if places.peek().is_none() {
        return line.into();
    }
    let mut out = Vec::with_capacity(line.len() + 1);
    let mut done = 0;
    for place in places {
        out.extend_from_slice(&line[done..place]);
        out.push(b' ');
        done = place;
    }
    out.extend_from_slice(&line[done..]);
    out.into()
}

/// A text whose lines are no commands.
pub(in crate::cli) fn harmless_text(text: &str) -> String {
    let lines = text.split_inclusive('\n').map(|line| harmless(line.as_bytes()));
    String::from_utf8_lossy(&lines.collect::<Vec<_>>().concat()).into_owned()
}

/// Writes lines that are no commands.
pub(in crate::cli) struct Harmless<W: Write> {
    inner: W,
    /// The start of a line whose end was not written yet.
    line: Vec<u8>,
}

impl<W: Write> Harmless<W> {
    pub(in crate::cli) fn new(inner: W) -> Harmless<W> {
        Harmless { inner, line: Vec::new() }
    }
}

impl<W: Write> Write for Harmless<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for part in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(part);
            if part.ends_with(b"\n") {
                self.inner.write_all(&harmless(&self.line))?;
                self.line.clear();
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.write_all(&harmless(&self.line))?;
        self.line.clear();
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_none_any_more() {
        for (line, expected) in [
            ("::error::x", ": :error::x"),
            ("  \t::stop-commands::y", "  \t: :stop-commands::y"),
            ("a ##[group]b ##[endgroup]", "a # #[group]b # #[endgroup]"),
            ("###[x]", "## #[x]"),
            ("##VSO[task.setvariable]", "# #VSO[task.setvariable]"),
            ("##teamcity[x]", "# #teamcity[x]"),
            ("a ::error::x", "a ::error::x"),
            ("## [x] ## vso", "## [x] ## vso"),
            ("listen = *, ::", "listen = *, ::"),
            ("", ""),
        ] {
            assert_eq!(harmless_text(line), expected);
            assert_eq!(harmless_text(expected), expected);
        }
    }

    #[test]
    fn a_line_may_be_written_in_pieces() {
        let mut out = Vec::new();
        let mut writer = Harmless::new(&mut out);
        for piece in [b"a\n".as_slice(), b" :", b":error", b"::x\n#", b"#[y]"] {
            assert!(writer.write_all(piece).is_ok());
        }
        assert!(writer.flush().is_ok());
        drop(writer);
        assert_eq!(String::from_utf8_lossy(&out), "a\n : :error::x\n# #[y]");
    }
}
