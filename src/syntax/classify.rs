//! Logical lines to statements, by the grammar.

use pest::Parser;
use pest::iterators::Pair;
use pest_derive::Parser;

use super::{Kind, Part, Statement};
use crate::schema::Series;
use crate::source::Span;

#[derive(Parser)]
#[grammar = "../grammar.pest"]
struct Grammar;

#[expect(clippy::expect_used, reason = "the grammar is total: its last alternative matches any line")]
pub(super) fn parse(rule: Rule, text: &str) -> impl Iterator<Item = Pair<'_, Rule>> {
    Grammar::parse(rule, text).expect("every line matches").filter(|pair| pair.as_rule() != Rule::EOI)
}

/// Appends text for the grammar's eyes. It needs UTF-8, so every byte that is none becomes DEL, which means
/// as little to the grammar; the white space that only 2.4 knows becomes spaces. Offsets stay.
pub(super) fn push_classifiable(text: &mut String, bytes: &[u8], series: Series) {
    let start = text.len();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(chunk.invalid().iter().map(|_| '\x7f'));
    }
    if series == Series::V24 && memchr::memchr3(b'\r', 0x0b, 0x0c, bytes).is_some() {
        let blank = text.split_off(start).replace(['\r', '\x0b', '\x0c'], " ");
        text.push_str(&blank);
    }
}

/// The statement that a pair of the grammar is; `place` says where an offset of the text is.
pub(super) fn statement(
    pair: &Pair<'_, Rule>,
    place: impl Fn(u32) -> u32,
    span: Span,
    joined: u32,
) -> Statement {
    let part = |pair: &Pair<'_, Rule>| {
        let inner = pair.as_span();
        Part { start: place(inner.start() as u32), end: place(inner.end() as u32) }
    };
    let whole = part(pair);
    let mut out = Statement {
        kind: Kind::Malformed,
        key_quoted: false,
        name_quoted: false,
        has_name: false,
        span,
        key: whole,
        value: Part { start: whole.end, end: whole.end },
        mark: whole.end,
        joined,
    };
    out.kind = match pair.as_rule() {
        Rule::entry_23 | Rule::entry_24 | Rule::setting_24 => Kind::Setting,
        Rule::close_23 | Rule::close_24 => Kind::Close,
        Rule::include_23 | Rule::include_24 => Kind::Include,
        Rule::include_try_23 | Rule::include_try_24 => Kind::IncludeTry,
        Rule::group => Kind::Group,
        _ => return out,
    };
    for inner in pair.clone().into_inner() {
        let here = part(&inner);
        match inner.as_rule() {
            Rule::key | Rule::label => {
                out.key = here;
            }
            Rule::quoted_key => {
                out.key_quoted = true;
                out.key = inner.into_inner().next().map_or(here, |word| part(&word));
            }
            Rule::bare | Rule::group_name => {
                out.value = here;
                out.has_name = true;
            }
            Rule::quoted_name => {
                out.value = here;
                out.has_name = true;
                out.name_quoted = true;
            }
            Rule::value => {
                out.value = here;
            }
            Rule::path => {
                out.key = Part { start: whole.start, end: here.start };
                out.value = here;
            }
            Rule::brace => {
                out.mark = here.start;
                if out.kind == Kind::Setting {
                    out.kind = Kind::Open;
                }
            }
            Rule::rest => out.kind = Kind::Garbage,
            _ => {}
        }
    }
    if matches!(out.kind, Kind::Open | Kind::Group | Kind::Garbage) && !out.has_name {
        out.value = Part { start: out.mark, end: out.mark };
    }
    out
}
