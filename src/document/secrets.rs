//! Where the secrets of a document are, and how they are taken out of what is shown of it.

use std::ops::Range;
use std::sync::OnceLock;

use super::Document;
use crate::secret::value::Manner;
use crate::secret::{self, MASK, Veil};
use crate::source::{FileId, Span};
use crate::syntax::{Joined, Part, Statement};
use crate::text::Text;

/// Lines of one place that are looked at.
const LINES: u32 = 16;

/// The longest secret that is compared letter by letter with what a message shows.
const LONGEST: u32 = 4096;

/// The secrets of all files of a document.
#[derive(Debug, Default)]
pub struct Secrets {
    /// By file.
    files: Vec<secret::Secrets>,
    veil: Veil,
}

impl Secrets {
    /// No secret at all.
    pub(super) fn none() -> &'static Secrets {
        static NONE: OnceLock<Secrets> = OnceLock::new();
        NONE.get_or_init(Secrets::default)
    }

    /// Finds them.
    pub(super) fn of(document: &Document) -> Secrets {
        let sources = &document.sources;
        let mut files: Vec<secret::Secrets> =
            sources.files().map(|(_, file)| secret::scan(&file.bytes)).collect();
        // A line that goes on in another file of the configuration.
        let joined = document.statements.iter().filter_map(|statement| statement.joined(&document.joined));
        for (file, range) in joined.filter(|joined| is_over_files(joined)).flat_map(secrets_of) {
            files[file.0 as usize].add(range);
        }
        let values = files.iter().zip(sources.files()).flat_map(|(secrets, (_, file))| {
            secrets.values().iter().map(|value| &file.bytes[value.start as usize..value.end as usize])
        });
        let veil = Veil::new(values);
        Secrets { files, veil }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.files.iter().all(|file| file.ranges().is_empty())
    }

    /// Where secrets are in a part of a file.
    fn within(&self, span: Span) -> impl Iterator<Item = Range<u32>> + '_ {
        let file = self.files.get(span.file.0 as usize);
        file.into_iter().flat_map(move |file| file.within(span.start, span.end))
    }

    /// Whether a part of a file holds a secret.
    pub fn touch(&self, span: Span) -> bool {
        self.within(span).next().is_some()
    }

    /// The bytes of a span with every letter of a secret replaced by `*`, so that places stay where they are.
    pub fn stars(&self, document: &Document, span: Span) -> Vec<u8> {
        let mut out = document.sources.bytes(span).to_vec();
        secret::star(&mut out, span.start, self.within(span));
        out
    }

    /// The bytes of a span with a word in the place of each secret.
    pub fn masked(&self, document: &Document, span: Span) -> Vec<u8> {
        let bytes = &document.sources.file(span.file).bytes;
        let mut out = Vec::new();
        let mut at = span.start;
        for secret in self.within(span) {
            let (start, end) = (secret.start.max(at), secret.end.min(span.end));
            out.extend_from_slice(&bytes[at as usize..start as usize]);
            out.extend_from_slice(MASK.as_bytes());
            at = end.max(start);
        }
        out.extend_from_slice(&bytes[at as usize..span.end as usize]);
        out
    }

    /// A part of a statement with a word in the place of each secret.
    pub fn text(&self, document: &Document, statement: &Statement, part: Part) -> Vec<u8> {
        let span = document.locate(statement, part);
        if !statement.is_continued() {
            return self.masked(document, span);
        }
        // Of a continued line, any piece may hold one.
        let bytes = document.bytes(statement, part);
        if self.is_empty() {
            return bytes.to_vec();
        }
        let joined = statement.joined(&document.joined);
        let holds_one = joined.is_some_and(|joined| !secret::scan(&joined.text).ranges().is_empty());
        if holds_one { MASK.as_bytes().to_vec() } else { bytes.to_vec() }
    }

    /// A text without the values of secrets.
    pub fn veiled(&self, text: &str) -> String {
        self.veil.over(text, false).unwrap_or_else(|| text.to_owned())
    }

    /// A text of the configuration without the values of secrets; none when it holds none.
    pub fn veil_over(&self, text: &str) -> Option<String> {
        self.veil.over(text, true)
    }

    /// The secrets on the lines of some places, as a message may show them.
    pub fn near(&self, document: &Document, spans: impl Iterator<Item = Span>) -> Vec<String> {
        let mut found = Vec::new();
        for span in spans {
            let file = document.sources.file(span.file);
            let first = file.line(span.start);
            let mut last = file.line(span.end.max(span.start)).min(first + LINES);
            let goes_on = |line: u32| {
                let range = file.line_range(line);
                file.bytes[range.start as usize..range.end as usize].trim_ascii_end().ends_with(b"\\")
            };
            while last < first + LINES && goes_on(last) {
                last += 1;
            }
            let lines = Span { start: file.line_range(first).start, end: file.line_range(last).end, ..span };
            let Some(own) = self.files.get(span.file.0 as usize) else { continue };
            let values = own.values_within(lines.start, lines.end);
            for value in values.filter(|value| value.end - value.start <= LONGEST) {
                found.extend(secret::forms(&file.bytes[value.start as usize..value.end as usize]));
            }
        }
        found.retain(|text| text.chars().any(char::is_alphanumeric));
        found.sort();
        found.dedup();
        found
    }

    /// Takes the secrets out of a text of a finding. `near` are those at its places.
    pub fn seal(&self, text: &mut Text, near: &[String]) {
        text.replace(|part, is_quote| {
            let mut part = part.to_owned();
            let is_one = |secret: &String| is_quote && shows(&part, secret);
            if near.iter().any(is_one) {
                return MASK.to_owned();
            }
            if is_quote {
                part = without_parts(&part, near);
            }
            for secret in near.iter().filter(|secret| secret.chars().count() > 3) {
                part = secret::hidden(&part, secret);
            }
            self.veil.over(&part, is_quote).unwrap_or(part)
        });
    }

    /// Whether an edit would write a secret.
    pub fn is_in_edit(&self, document: &Document, span: Span, text: &str) -> bool {
        if self.veil.is_in(text) {
            return true;
        }
        let near = self.near(document, std::iter::once(span));
        near.iter().any(|secret| {
            shows(text.trim(), secret) || secret.chars().count() > 3 && text.contains(secret.as_str())
        })
    }
}

/// A quote without what is a secret by what is before it, and without the beginning of one where it is cut off.
fn without_parts(quote: &str, near: &[String]) -> String {
    let mut out = quote.to_owned();
    for secret in secret::value::secrets(quote.as_bytes(), Manner::Value).into_iter().rev() {
        if out.is_char_boundary(secret.start) && out.is_char_boundary(secret.end) {
            out.replace_range(secret, MASK);
        }
    }
    let Some(body) = out.strip_suffix('…') else { return out };
    let cut = |secret: &String| {
        let ends = secret.char_indices().map(|(at, _)| at).filter(|at| *at > 2);
        ends.filter(|end| body.ends_with(&secret[..*end])).max()
    };
    match near.iter().filter_map(cut).max() {
        Some(length) => format!("{}{MASK}", &body[..body.len() - length]),
        None => out,
    }
}

/// Whether a text is a secret or a piece of it, by its letters: as it is written, clipped, or as Dovecot takes it.
fn shows(text: &str, secret: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let (own, secret) = (letters(text), letters(secret));
    own == secret && !own.is_empty() || own.chars().count() > 3 && secret.contains(&own)
}

/// Whether a continued line began in another file than the one in which it ends.
fn is_over_files(joined: &Joined) -> bool {
    joined.pieces.windows(2).any(|pieces| pieces[0].1 != pieces[1].1)
}

/// Where the secrets of a continued line are written.
fn secrets_of(joined: &Joined) -> Vec<(FileId, Range<u32>)> {
    let found = secret::scan(&joined.text);
    let ends = joined.pieces.iter().skip(1).map(|piece| piece.0 - 1).chain([joined.text.len() as u32]);
    let pieces = joined.pieces.iter().zip(ends);
    let places = pieces.flat_map(|((start, file, at), end)| {
        found.within(*start, end).map(move |range| {
            (*file, at + (range.start.max(*start) - start)..at + (range.end.min(end) - start))
        })
    });
    places.collect()
}
