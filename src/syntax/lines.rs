//! Physical lines: where the comment starts, where white space ends, whether the line continues.

use memchr::{memchr, memchr3};

use crate::schema::Series;

/// What is left of a physical line. Offsets are relative to the slice that was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut {
    /// The statement text, without white space around it and without a continuation's backslash.
    pub start: usize,
    /// One past the statement text.
    pub end: usize,
    /// Nothing but white space or a comment.
    pub skipped: bool,
    /// Ends in a backslash.
    pub continues: bool,
    /// Where a comment starts, if there is one.
    pub comment: Option<usize>,
    /// The `#` of the comment is glued to the text before it.
    pub glued: bool,
    /// A quote that is never closed and has a `#` after it.
    pub open_quote: Option<usize>,
    /// Where a NUL cuts the line off.
    pub nul: Option<usize>,
    /// One past the physical line, its line feed and CR left out.
    pub line_end: usize,
}

pub(crate) fn is_white(series: Series, byte: u8) -> bool {
    match series {
        Series::V23 => matches!(byte, b' ' | b'\t'),
        // What isspace() knows in the C locale, minus the line feed that never gets here.
        Series::V24 => matches!(byte, b' ' | b'\t' | b'\r' | 0x0b | 0x0c),
    }
}

/// Cuts one physical line; `bytes` is the line without its line feed.
pub(crate) fn cut(series: Series, bytes: &[u8]) -> Cut {
    cut_before(series, bytes, memchr(0, bytes))
}

/// Cuts one physical line at its first NUL, if it has one.
pub(crate) fn cut_before(series: Series, bytes: &[u8], nul: Option<usize>) -> Cut {
    let line_end = if bytes.last() == Some(&b'\r') { bytes.len() - 1 } else { bytes.len() };
    let text = &bytes[..nul.unwrap_or(line_end)];
    let start = text.iter().position(|b| !is_white(series, *b)).unwrap_or(text.len());
    let mut cut = Cut {
        start,
        end: text.len(),
        skipped: false,
        continues: false,
        comment: None,
        glued: false,
        open_quote: None,
        nul,
        line_end,
    };
    if start == text.len() || text[start] == b'#' {
        cut.skipped = true;
        cut.comment = (start < text.len()).then_some(start);
        cut.end = start;
        return cut;
    }
    find_comment(series, text, &mut cut);
    while cut.end > cut.start && is_white(series, text[cut.end - 1]) {
        cut.end -= 1;
    }
    if cut.end > cut.start && text[cut.end - 1] == b'\\' {
        cut.continues = true;
        cut.end -= 1;
        while cut.end > cut.start && is_white(series, text[cut.end - 1]) {
            cut.end -= 1;
        }
    }
    cut
}

/// Looks for the `#` outside quotes. The scan knows nothing of keys and values: any `'` or `"` opens a
/// quoted part, also an apostrophe inside a word.
fn find_comment(series: Series, text: &[u8], cut: &mut Cut) {
    let mut at = cut.start;
    while let Some(found) = memchr3(b'#', b'"', b'\'', &text[at..]) {
        at += found;
        if text[at] == b'#' {
            cut.comment = Some(at);
            cut.glued = at > 0 && !is_white(series, text[at - 1]);
            cut.end = at;
            return;
        }
        let quote = text[at];
        let opened = at;
        at += 1;
        loop {
            match memchr::memchr2(quote, b'\\', &text[at..]) {
                None => {
                    if memchr(b'#', &text[opened..]).is_some() {
                        cut.open_quote = Some(opened);
                    }
                    return;
                }
                Some(found) if text[at + found] == quote => {
                    at += found + 1;
                    break;
                }
                // A backslash hides the next byte, if there is one.
                Some(found) => at = (at + found + 2).min(text.len()),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(series: Series, text: &str) -> String {
        let cut = cut(series, text.as_bytes());
        text[cut.start..cut.end].to_owned()
    }

    #[test]
    fn comments_and_quotes() {
        for line in [Series::V23, Series::V24] {
            assert_eq!(left(line, "a = b # c"), "a = b");
            assert_eq!(left(line, "a = b#c"), "a = b");
            assert_eq!(left(line, r#"a = "b # c" # d"#), r#"a = "b # c""#);
            assert_eq!(left(line, "a = it's # d"), "a = it's # d");
            assert_eq!(left(line, r#"a = "abc\" # x"#), r#"a = "abc\" # x"#);
            assert_eq!(left(line, r#"a = "abc\\" # x"#), r#"a = "abc\\""#);
            assert_eq!(left(line, "  # c"), "");
        }
    }

    #[test]
    fn continuations_and_white_space() {
        let cut_line = cut(Series::V23, b"a = b \\ # note");
        assert!(cut_line.continues && cut_line.end == 5);
        assert!(!cut(Series::V23, b"a # note \\").continues);
        assert_eq!(left(Series::V23, "a = b\x0b"), "a = b\x0b");
        assert_eq!(left(Series::V24, "a = b\x0b"), "a = b");
        assert_eq!(cut(Series::V23, b"a = b\0c\r").end, 5);
    }
}
