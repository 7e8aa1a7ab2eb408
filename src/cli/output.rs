use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write};

use super::ci_log::{self, Harmless};
use super::{FAILED, complain};
use crate::report::Style;
use crate::settings::Color;

/// Standard output, standard error or a file.
pub(super) enum Output {
    Standard(BufWriter<io::StdoutLock<'static>>),
    /// Standard output where a log is read that knows commands.
    Log(Harmless<BufWriter<io::StdoutLock<'static>>>),
    Error(BufWriter<io::StderrLock<'static>>),
    /// Written beside its place and moved there when it is whole.
    File {
        writer: BufWriter<File>,
        path: String,
        temporary: String,
    },
}

impl Output {
    pub(super) fn open(path: Option<&str>) -> io::Result<Output> {
        let Some(path) = path else {
            let writer = BufWriter::new(io::stdout().lock());
            let is_log = ci_log::takes_standard();
            return Ok(if is_log { Output::Log(Harmless::new(writer)) } else { Output::Standard(writer) });
        };
        let temporary = format!("{path}.{}.tmp", std::process::id());
        let writer = BufWriter::new(File::create(&temporary)?);
        Ok(Output::File { writer, path: path.to_owned(), temporary })
    }

    /// Standard output for what writes commands to a log itself.
    pub(super) fn commands() -> Output {
        Output::Standard(BufWriter::new(io::stdout().lock()))
    }

    /// Where standard output is taken by something else.
    pub(super) fn error() -> Output {
        Output::Error(BufWriter::new(io::stderr().lock()))
    }

    pub(super) fn writer(&mut self) -> &mut dyn Write {
        match self {
            Output::Standard(writer) => writer,
            Output::Log(writer) => writer,
            Output::Error(writer) => writer,
            Output::File { writer, .. } => writer,
        }
    }

    /// Ends the output. `code` stands when all was written, or when nobody reads it any more.
    pub(super) fn finish(mut self, written: io::Result<()>, code: u8) -> u8 {
        match written.and_then(|()| self.writer().flush()).and_then(|()| self.settle()) {
            Ok(()) => code,
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => code,
            Err(error) => {
                self.forget();
                complain(&format!("cannot write the output: {error}"));
                FAILED
            }
        }
    }

    fn settle(&self) -> io::Result<()> {
        match self {
            Output::Standard(_) | Output::Log(_) | Output::Error(_) => Ok(()),
            Output::File { path, temporary, .. } => std::fs::rename(temporary, path),
        }
    }

    /// Takes away what was written and did not become whole.
    fn forget(&self) {
        if let Output::File { temporary, .. } = self {
            let _ = std::fs::remove_file(temporary);
        }
    }
}

/// Whether a person reads standard output on a terminal, which bytes of a configuration may steer.
pub(super) fn is_terminal() -> bool {
    io::stdout().is_terminal()
}

/// Whether standard output is a file.
pub(super) fn is_regular() -> bool {
    std::fs::metadata("/dev/stdout").is_ok_and(|meta| meta.is_file())
}

/// How to draw for whoever reads standard output.
pub(super) fn style(color: Color, to_file: bool) -> Style {
    style_for(color, io::stdout().is_terminal() && !to_file)
}

/// How to draw for whoever reads standard error.
pub(super) fn error_style(color: Color) -> Style {
    style_for(color, io::stderr().is_terminal())
}

fn style_for(color: Color, terminal: bool) -> Style {
    let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => terminal && !dumb && !no_color,
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
