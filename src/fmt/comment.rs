//! Sections that are commented out keep their inner lines to the right of their heads.

use super::column;
use super::row::{Row, What};

/// How deep in commented-out sections each row is. Only a head and an end that belong together between
/// two statements count, and only where the lines between them are written further to the right.
pub(super) fn inner(bytes: &[u8], rows: &[Row]) -> Vec<u32> {
    // By how much each row is deeper than the one above it.
    let mut steps = vec![0_i32; rows.len()];
    let mut open: Vec<usize> = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        match row.what {
            What::Blank => {}
            What::Comment { at, column: None } => {
                let text = &bytes[at..row.text.end];
                // Some mark what they comment out with `#-#`.
                let marks = text.iter().take_while(|b| matches!(b, b'#' | b'-')).count();
                let text = text[marks..].trim_ascii();
                if is_head(text) {
                    open.push(index);
                } else if text == b"}"
                    && let Some(head) = open.pop()
                    && is_indented(bytes, rows, head, index)
                {
                    steps[head + 1] += 1;
                    steps[index] -= 1;
                }
            }
            _ => open.clear(),
        }
    }
    let deeper = |depth: &mut u32, step: i32| {
        *depth = depth.saturating_add_signed(step);
        Some(*depth)
    };
    steps.into_iter().scan(0, deeper).collect()
}

/// `type {` or `type name {`, or a group's head.
fn is_head(text: &[u8]) -> bool {
    let words: Vec<&[u8]> =
        text.split(|b| matches!(b, b' ' | b'\t')).filter(|word| !word.is_empty()).collect();
    matches!(words.as_slice(), [_, b"{"] | [_, _, b"{"] | [b"group", _, _, b"{"])
}

fn is_indented(bytes: &[u8], rows: &[Row], head: usize, end: usize) -> bool {
    let place = |row: &Row| match row.what {
        What::Comment { at, .. } => Some(column::width(&bytes[row.text.start..at])),
        _ => None,
    };
    let first = rows[head + 1..end].iter().find_map(place);
    first.zip(place(&rows[head])).is_some_and(|(first, head)| first > head)
}
