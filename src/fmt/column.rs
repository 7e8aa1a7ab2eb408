//! Comments after statements: one space before them, or a column where there was one.

/// A line of the new layout.
#[derive(Debug)]
pub(super) struct OutLine<'d> {
    /// Indentation and statement.
    pub text: Vec<u8>,
    /// The comment after it, and the column in which its `#` was.
    pub beside: Option<(&'d [u8], usize)>,
    /// How the line ended.
    pub end: &'d [u8],
    /// Whether its end stays, even if it is none.
    pub is_kept: bool,
}

impl<'d> OutLine<'d> {
    /// A line without a comment after it.
    pub(super) fn plain(text: Vec<u8>, end: &'d [u8]) -> OutLine<'d> {
        OutLine { text, beside: None, end, is_kept: false }
    }

    /// A line with a comment.
    pub(super) fn beside(text: Vec<u8>, comment: &'d [u8], column: usize, end: &'d [u8]) -> OutLine<'d> {
        OutLine { text, beside: Some((comment, column)), end, is_kept: false }
    }
}

/// How many columns a text takes from the start of a line.
pub(super) fn width(text: &[u8]) -> usize {
    text.iter().fold(0, |column, byte| match byte {
        b'\t' => (column / 8 + 1) * 8,
        // The bytes of a character after its first one.
        0x80..0xc0 => column,
        _ => column + 1,
    })
}

/// Writes the lines. Comments of neighbouring lines that were in one column are in one again.
pub(super) fn write(lines: &[OutLine<'_>], usual_end: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let column = |line: &OutLine<'_>| line.beside.map(|(_, column)| column);
    for run in lines.chunk_by(|a, b| column(a).is_some() && column(a) == column(b)) {
        let place = run.iter().map(|line| width(&line.text)).max().unwrap_or(0) + 1;
        for line in run {
            out.extend_from_slice(&line.text);
            if let Some((comment, _)) = line.beside {
                out.resize(out.len() + place - width(&line.text), b' ');
                out.extend_from_slice(comment);
            }
            let is_whole = line.end.ends_with(b"\n") || line.is_kept;
            out.extend_from_slice(if is_whole { line.end } else { usual_end });
        }
    }
    out
}
