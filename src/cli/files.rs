use super::printing::output::Output;
use super::reading::revision;
use super::reading::settled::roots_with;
use super::{Exit, ReadingArgs, complain};
use crate::document::roots::{self, Files, Search, Trouble};
use crate::document::{Document, Found, Outcome};
use crate::hash::HashSet;
use crate::settings::Finder;
use crate::syntax::Kind;
use crate::text;

pub(super) fn run(paths: &[String], reading: &ReadingArgs) -> Exit {
    let mut finder = reading.finder();
    let mut failed = false;
    let mut listed = String::new();
    let mut search = Search::new(Files::Disk);
    let mut seen = HashSet::default();
    for path in paths {
        for document in documents(path, &mut finder, &mut search, &mut seen) {
            match document {
                Ok(document) => listed.push_str(&document.secrets().veiled(&list(&document))),
                Err(trouble) => {
                    complain(&trouble.to_string());
                    failed = true;
                }
            }
        }
    }
    for passed in search.passed().iter().chain(search.skipped()) {
        listed.push_str(&format!("skipped: {} ({})\n", text::shown(&passed.path), passed.reason));
    }
    let code = if failed { Exit::Failed } else { Exit::Clean };
    let mut output = Output::standard();
    let written = output.writer().write_all(listed.as_bytes());
    output.finish(written, code)
}

/// What a path stands for, on the disk or at a revision. A configuration on the disk is there once, however many of its
/// files were named.
fn documents(
    path: &str,
    finder: &mut Finder,
    search: &mut Search<'_>,
    seen: &mut HashSet<String>,
) -> Vec<Result<Document, Trouble>> {
    if let Some(read) = revision::read(path, finder) {
        return match read {
            Ok(found) => found.into_iter().map(|(_, document)| Ok(document)).collect(),
            Err(trouble) => vec![Err(trouble)],
        };
    }
    let mut troubles = Vec::new();
    let found = roots_with(search, path, finder, &mut troubles);
    let mut documents: Vec<_> = troubles.into_iter().map(Err).collect();
    match found {
        Ok(found) => {
            let new = found.iter().filter(|(root, _)| seen.insert(root.path.clone()));
            documents.extend(new.map(|(root, options)| roots::read(root, options)));
        }
        Err(trouble) => documents.push(Err(trouble)),
    }
    documents
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
                Some(external) => format!("{} of {}", external.kind.describe(), document.read_as()),
                None => format!("main file, read as {}", document.read_as()),
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
            Found::Missing => "not found".to_owned(),
            Found::NotRead(reason) => reason.to_string(),
        };
        out.push_str(&format!(
            "not read: {} ({place}: named by `{key}`; {what})\n",
            text::shown(&external.shown)
        ));
    }
    for include in &document.includes {
        let statement = &document.statements[include.statement];
        let what = match &include.outcome {
            Outcome::Files(_) | Outcome::NotRead => continue,
            Outcome::NoMatch if statement.kind == Kind::IncludeTry => "optional, not found".to_owned(),
            Outcome::NoMatch => "not found, which Dovecot rejects".to_owned(),
            Outcome::Missing(path) => format!("broken link {}", text::shown(path)),
            Outcome::Cycle(path) | Outcome::HiddenCycle(path) => {
                format!("{} includes itself", text::shown(path))
            }
        };
        out.push_str(&format!(
            "not read: {} ({}: {what})\n",
            text::shown(&include.pattern),
            document.place(statement.span)
        ));
    }
    for unread in document.completeness.not_read() {
        let statement = &document.statements[document.includes[unread.include].statement];
        let others = if unread.others == 0 { String::new() } else { format!(" and {} more", unread.others) };
        out.push_str(&format!(
            "not read: {}{others} ({}: {})\n",
            text::shown(&unread.path),
            document.place(statement.span),
            unread.reason
        ));
    }
    out
}
