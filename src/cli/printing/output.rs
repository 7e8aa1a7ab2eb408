use std::collections::BTreeSet;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;

use super::ci_log::{self, Harmless};
use crate::cli::Exit;
use crate::report::Style;
use crate::settings::Color;
use crate::write::{self, Destination};

/// Standard output, standard error or a file.
pub(in crate::cli) enum Output {
    Standard(BufWriter<io::StdoutLock<'static>>),
    /// Standard output where a log is read that knows commands.
    Log(Harmless<BufWriter<io::StdoutLock<'static>>>),
    Error(BufWriter<io::StderrLock<'static>>),
    File(write::Output),
}

impl Output {
    /// Standard output.
    pub(in crate::cli) fn standard() -> Output {
        let writer = BufWriter::new(io::stdout().lock());
        let is_log = ci_log::takes_standard();
        if is_log { Output::Log(Harmless::new(writer)) } else { Output::Standard(writer) }
    }

    /// Standard output for what writes commands to a log itself.
    pub(in crate::cli) fn commands() -> Output {
        Output::Standard(BufWriter::new(io::stdout().lock()))
    }

    /// Where standard output is taken by something else.
    pub(in crate::cli) fn error() -> Output {
        Output::Error(BufWriter::new(io::stderr().lock()))
    }

    /// A file of this name; standard output when there is none.
    ///
    /// # Errors
    /// When it cannot be written, with what to say.
    pub(in crate::cli) fn open(path: Option<&str>) -> Result<Output, String> {
        let Some(path) = path else { return Ok(Output::standard()) };
        match Destination::open(path) {
            Ok(Destination::Standard) => Ok(Output::standard()),
            Ok(Destination::Error) => Ok(Output::error()),
            Ok(Destination::File(file)) => Ok(Output::File(file)),
            Err(error) => Err(format!("cannot write {path}: {}", write::reason(&error))),
        }
    }

    pub(in crate::cli) fn writer(&mut self) -> &mut dyn Write {
        match self {
            Output::Standard(writer) => writer,
            Output::Log(writer) => writer,
            Output::Error(writer) => writer,
            Output::File(file) => file,
        }
    }

    /// Ends the output. `code` is when all was written, or when no one reads it any more.
    pub(in crate::cli) fn finish(mut self, written: io::Result<()>, code: Exit) -> Exit {
        let written = written.and_then(|()| self.writer().flush());
        let finished = match self {
            Output::File(file) => written.and_then(|()| file.finish()),
            Output::Standard(_) | Output::Log(_) | Output::Error(_) => written,
        };
        match finished {
            Ok(()) => code,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
            Err(error) => {
                complain(&format!("cannot write the output: {}", write::reason(&error)));
                Exit::Failed
            }
        }
    }
}

/// Prints what went wrong with dovelint itself.
pub(in crate::cli) fn complain(message: &str) {
    say(&format!("dovelint: {}\n", crate::text::shown(message)));
}

/// That a command has ended without an answer; it was said why.
#[derive(Debug)]
pub(in crate::cli) struct Stopped;

/// Says why a command ends.
pub(in crate::cli) fn stop(message: impl AsRef<str>) -> Stopped {
    complain(message.as_ref());
    Stopped
}

/// Prints on standard error, where a log of a build server may be read. That no one can read it changes nothing.
pub(in crate::cli) fn say(text: &str) {
    let mut error = io::stderr().lock();
    let _ = if ci_log::is_read() {
        error.write_all(ci_log::harmless_text(text).as_bytes())
    } else {
        error.write_all(text.as_bytes())
    };
}

/// Removes what runs that were killed have left in some folders, and says what it cannot remove.
pub(in crate::cli) fn clear(folders: &BTreeSet<PathBuf>) {
    for leftover in folders.iter().flat_map(|folder| write::clear(folder)) {
        complain(&format!(
            "{}: another program changed a file here while dovelint was killed, and this is a text of it; \
             compare it with the files next to it and remove it",
            leftover.0.display()
        ));
    }
}

/// Whether a person reads standard output on a terminal, which bytes of a configuration may steer.
pub(in crate::cli) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output is a file.
pub(in crate::cli) fn is_regular() -> bool {
    std::fs::metadata("/dev/stdout").is_ok_and(|meta| meta.is_file())
}

/// How to draw for anyone who reads standard output.
pub(in crate::cli) fn style(color: Color, to_file: bool) -> Style {
    style_for(color, io::stdout().is_terminal() && !to_file)
}

/// How to draw for anyone who reads standard error.
pub(in crate::cli) fn error_style(color: Color) -> Style {
    style_for(color, io::stderr().is_terminal())
}

fn style_for(color: Color, terminal: bool) -> Style {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let is_set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0");
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let forced = is_set("FORCE_COLOR") || is_set("CLICOLOR_FORCE");
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !no_color && (forced || (terminal && !dumb)),
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let utf8 = locale.is_some_and(|name| {
        let name = name.to_ascii_lowercase();
        name.contains("utf-8") || name.contains("utf8")
    });
    let width = terminal.then(terminal_width).flatten().unwrap_or(80).clamp(40, 120);
    Style { color, unicode: utf8 && !dumb, width }
}

fn terminal_width() -> Option<usize> {
    if let Some(columns) = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok()) {
        return Some(columns);
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}
