//! Messages with holes, and texts that fit them.

use std::ops::Range;

/// How many steps one comparison may take, so that a long line of holes and repeated words costs little.
const STEPS: usize = 20_000;

/// How a text fits a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fit {
    /// How many bytes of the text are those of the message itself.
    pub fixed: usize,
    /// What is in the first `%s`, if there is one.
    pub first: Option<Range<usize>>,
}

/// A piece of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece<'m> {
    Fixed(&'m str),
    Any,
    Digits,
}

/// Compares the beginning of a text with a message; what follows the message in the text does not matter.
pub(super) fn fit(message: &str, text: &str) -> Option<Fit> {
    let pieces = pieces(message);
    let mut holes = Vec::new();
    let mut steps = STEPS;
    follow(&pieces, text, 0, &mut holes, &mut steps).then(|| Fit {
        fixed: pieces.iter().map(|piece| if let Piece::Fixed(text) = piece { text.len() } else { 0 }).sum(),
        first: holes.into_iter().next(),
    })
}

/// How many bytes of a message a text has that breaks off before the message ends; none when it is not its beginning.
pub(super) fn beginning(message: &str, text: &str) -> Option<usize> {
    let pieces = pieces(message);
    let (mut rest, mut fixed) = (text, 0);
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Fixed(own) if rest.len() < own.len() => {
                return own.starts_with(rest).then_some(fixed + rest.len());
            }
            Piece::Fixed(own) => {
                rest = rest.strip_prefix(own)?;
                fixed += own.len();
            }
            Piece::Digits => {
                let after = rest.trim_start_matches(|c: char| c.is_ascii_digit());
                if after.len() == rest.len() {
                    return rest.is_empty().then_some(fixed);
                }
                rest = after;
            }
            Piece::Any => {
                let Some(Piece::Fixed(next)) = pieces.get(at + 1) else {
                    return rest.is_empty().then_some(fixed);
                };
                // What fills a hole up to the end may be anything, also the text of another message.
                match rest.find(next) {
                    Some(end) => rest = &rest[end..],
                    None => return common_end(rest, next).map(|common| fixed + common),
                }
            }
        }
    }
    None
}

/// How many bytes of `next` are at the end of a text, when they are enough to tell.
fn common_end(text: &str, next: &str) -> Option<usize> {
    const LEAST: usize = 4;
    if text.is_empty() {
        return Some(0);
    }
    let most = next.len().min(text.len());
    (LEAST..=most).rev().find(|length| next.get(..*length).is_some_and(|start| text.ends_with(start)))
}

fn pieces(message: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut rest = message;
    while let Some(at) = rest.find('%') {
        if at > 0 {
            pieces.push(Piece::Fixed(&rest[..at]));
        }
        match rest.as_bytes().get(at + 1) {
            Some(b's') => pieces.push(Piece::Any),
            Some(b'u') => pieces.push(Piece::Digits),
            _ => pieces.push(Piece::Fixed("%")),
        }
        rest = rest.get(at + 2..).unwrap_or_default();
    }
    if !rest.is_empty() {
        pieces.push(Piece::Fixed(rest));
    }
    pieces
}

fn follow(
    pieces: &[Piece<'_>],
    text: &str,
    at: usize,
    holes: &mut Vec<Range<usize>>,
    steps: &mut usize,
) -> bool {
    *steps = steps.saturating_sub(1);
    let (Some(piece), Some(rest)) = (pieces.first(), text.get(at..)) else { return pieces.is_empty() };
    if *steps == 0 {
        return false;
    }
    match piece {
        Piece::Fixed(fixed) => {
            rest.starts_with(fixed) && follow(&pieces[1..], text, at + fixed.len(), holes, steps)
        }
        Piece::Digits => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            digits > 0 && follow(&pieces[1..], text, at + digits, holes, steps)
        }
        Piece::Any => {
            let Some(Piece::Fixed(next)) = pieces.get(1) else {
                holes.push(at..text.len());
                return pieces.len() == 1;
            };
            let mut from = 0;
            while let Some(found) = rest[from..].find(next) {
                let end = from + found;
                holes.push(at..at + end);
                if follow(&pieces[1..], text, at + end, holes, steps) {
                    return true;
                }
                holes.pop();
                let step = rest[end..].chars().next().map_or(1, char::len_utf8);
                from = end + step;
                if *steps == 0 {
                    break;
                }
            }
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{beginning, fit};

    #[test]
    fn texts_fit_messages() {
        let fits = |message, text| fit(message, text).map(|fit| fit.fixed);
        assert_eq!(fits("listen(%s, %u) failed", "listen(*, 143) failed: Address in use"), Some(17));
        assert_eq!(fits("listen(%s, %u) failed", "listen(*, x) failed"), None);
        assert_eq!(fits("%s line %u: x", "a line b line 7: x"), Some(9));
        assert_eq!(fits("storage=95%%", "storage=95%"), Some(11));
        assert_eq!(fits("Unknown setting: %s", "Unknown setting: a"), Some(17));
        assert_eq!(fits("a", "b"), None);
        assert_eq!(fits("%s failed", "ö failed"), Some(7));
    }

    #[test]
    fn the_first_hole_is_known() {
        let fit = fit("Unknown setting: %s { %s", "Unknown setting: mailbox { x").expect("it fits");
        assert_eq!(fit.first, Some(17..24));
    }

    #[test]
    fn a_text_may_break_off() {
        let message = "Time just moved backwards by %u seconds. %s failed";
        assert_eq!(beginning(message, "Time just moved backwards"), Some(25));
        assert_eq!(beginning(message, "Time just moved backwards by 33 sec"), Some(33));
        assert_eq!(beginning(message, "Time just moved backwards by 33 seconds. x"), None);
        assert_eq!(beginning(message, "Time just moved backwards by 33 seconds. x fai"), Some(43));
        assert_eq!(beginning(message, "Time just moved forwards"), None);
        assert_eq!(beginning(message, "Time just moved backwards by x"), None);
    }

    #[test]
    fn a_hostile_line_costs_little() {
        let line = "a ".repeat(2_000);
        assert_eq!(fit("%sa %sa %sa %sa %sa %sb", &line), None);
    }
}
