use super::output::Output;
use super::settled::roots_at;
use super::{CLEAN, FAILED, ReadingArgs, complain};
use crate::document::{Document, Found, Outcome};
use crate::roots;
use crate::syntax::Kind;
use crate::text;

pub(super) fn run(paths: &[String], reading: &ReadingArgs) -> u8 {
    let mut finder = reading.finder();
    let mut failed = false;
    let mut listed = String::new();
    for path in paths {
        let documents = match roots_at(path, &mut finder) {
            Ok(found) => found.iter().map(|(root, options)| roots::read(root, options)).collect(),
            Err(trouble) => vec![Err(trouble)],
        };
        for document in documents {
            match document {
                Ok(document) => listed.push_str(&document.secrets().veiled(&list(&document))),
                Err(trouble) => {
                    complain(&format!("{}: {}", trouble.path, trouble.message));
                    failed = true;
                }
            }
        }
    }
    let code = if failed { FAILED } else { CLEAN };
    match Output::open(None) {
        Ok(mut output) => {
            let written = output.writer().write_all(listed.as_bytes());
            output.finish(written, code)
        }
        Err(_) => FAILED,
    }
}

/// The files in the order of reading, indented by depth, each with the line that asked for it; then the
/// includes that gave nothing.
fn list(document: &Document) -> String {
    let mut out = String::new();
    for read in &document.reads {
        let file = document.sources.file(read.file);
        let indent = "  ".repeat(read.depth as usize);
        let why = match read.by.map(|by| &document.includes[by]) {
            None => match document.externals.first().filter(|external| external.named_by.is_empty()) {
                Some(external) => format!("{} of Dovecot {}", external.kind.describe(), document.version),
                None => format!("main file, read as Dovecot {}", document.version),
            },
            Some(include) => {
                let statement = &document.statements[include.statement];
                let directive = text::printable(document.bytes(statement, statement.key));
                let pattern = document.secrets().text(document, statement, statement.value);
                let pattern = text::short(&pattern, 80);
                format!("{}: {} {pattern}", document.place(statement.span), directive.trim_end())
            }
        };
        let note = if file.is_folder { " (a folder: read as an empty file)" } else { "" };
        out.push_str(&format!("{indent}{}{note}\n{indent}    {why}\n", text::shown(&file.shown)));
    }
    for external in &document.externals {
        let Some(by) = external.named_by.first() else { continue };
        let statement = &document.statements[by.statement];
        let key = text::short(document.bytes(statement, statement.key), 80);
        let place = document.place(statement.span);
        let what = match &external.outcome {
            Found::Read(_) | Found::Seen => {
                let kind = external.kind.describe();
                out.push_str(&format!(
                    "{}\n    {place}: {kind}, named by `{key}`\n",
                    text::shown(&external.shown)
                ));
                continue;
            }
            Found::Missing => "nothing there".to_owned(),
            Found::Unreadable(reason) => reason.clone(),
        };
        out.push_str(&format!(
            "not read: {} ({place}: named by `{key}`, {what})\n",
            text::shown(&external.shown)
        ));
    }
    for include in &document.includes {
        let statement = &document.statements[include.statement];
        let what = match &include.outcome {
            Outcome::Files(files) if !files.is_empty() => continue,
            Outcome::Files(_) => "could not be opened".to_owned(),
            Outcome::NoMatch if statement.kind == Kind::IncludeTry => {
                "nothing there, which is allowed".to_owned()
            }
            Outcome::NoMatch => "nothing there, which Dovecot refuses".to_owned(),
            Outcome::Missing(path) => format!("{} leads nowhere", text::shown(path)),
            Outcome::Cycle(path) | Outcome::HiddenCycle(path) => {
                format!("{} includes itself", text::shown(path))
            }
            Outcome::Unreadable(path) => format!("{} cannot be read", text::shown(path)),
        };
        out.push_str(&format!(
            "not read: {} ({}: {what})\n",
            text::shown(&include.pattern),
            document.place(statement.span)
        ));
    }
    out
}
