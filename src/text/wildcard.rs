//! Patterns for names and paths whose cost is bounded: a stranger may have written them, and `glob::Pattern` tries
//! every way to share a name out among its stars.

use glob::{MatchOptions, Pattern, PatternError};

/// A pattern for one name: `*`, `?` and `[…]`, as [`Pattern`] reads them; several stars are as good as one.
#[derive(Debug, Clone)]
pub struct Wildcard {
    /// What is between the stars.
    pieces: Vec<Piece>,
}

/// A part without stars, which fits a number of characters.
#[derive(Debug, Clone)]
struct Piece {
    pattern: Pattern,
    length: usize,
}

impl Wildcard {
    /// Reads a pattern.
    ///
    /// # Errors
    /// A `[` that is not closed.
    pub fn new(text: &str) -> Result<Wildcard, PatternError> {
        let chars: Vec<char> = text.chars().collect();
        let mut pieces = vec![(String::new(), 0)];
        let mut at = 0;
        while let Some(c) = chars.get(at) {
            if *c == '*' {
                pieces.push((String::new(), 0));
                at += 1;
                continue;
            }
            let end = at + class(&chars[at..]);
            if let Some((piece, length)) = pieces.last_mut() {
                piece.extend(&chars[at..end]);
                *length += 1;
            }
            at = end;
        }
        let piece = |(text, length): (String, usize)| Ok(Piece { pattern: Pattern::new(&text)?, length });
        Ok(Wildcard { pieces: pieces.into_iter().map(piece).collect::<Result<_, _>>()? })
    }

    /// Whether the whole of a name fits.
    pub fn matches(&self, name: &str) -> bool {
        let Some((first, rest)) = self.pieces.split_first() else { return false };
        let places: Vec<usize> = name.char_indices().map(|(at, _)| at).chain([name.len()]).collect();
        let count = places.len() - 1;
        let fits = |piece: &Piece, from: usize| {
            from + piece.length <= count && piece.fits(&name[places[from]..places[from + piece.length]])
        };
        let Some((last, middle)) = rest.split_last() else {
            return first.length == count && fits(first, 0);
        };
        if !fits(first, 0) {
            return false;
        }
        // The first place that fits leaves the most for what follows.
        let mut from = first.length;
        for piece in middle {
            match (from..=count).find(|at| fits(piece, *at)) {
                Some(at) => from = at + piece.length,
                None => return false,
            }
        }
        count >= from + last.length && fits(last, count - last.length)
    }
}

impl Piece {
    fn fits(&self, text: &str) -> bool {
        let options = MatchOptions {
            case_sensitive: true,
            require_literal_separator: false,
            require_literal_leading_dot: false,
        };
        self.pattern.matches_with(text, options)
    }
}

/// How many characters of a pattern stand for its first one: the whole of a `[…]`.
fn class(chars: &[char]) -> usize {
    // A `]` right at the beginning of a class is a part of it.
    let inner = match chars {
        ['[', '!', ..] => 3,
        ['[', ..] => 2,
        _ => return 1,
    };
    let end = chars.iter().skip(inner).position(|c| *c == ']');
    end.map_or(1, |end| inner + end + 1)
}

/// A pattern for paths: `*` stops at a `/`, `**` stands for any number of folders.
#[derive(Debug, Clone)]
pub struct PathPattern {
    text: String,
    parts: Vec<Part>,
}

#[derive(Debug, Clone)]
enum Part {
    Folders,
    Name(Wildcard),
}

impl PathPattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What [`Pattern`] refuses.
    pub fn new(text: &str) -> Result<PathPattern, PatternError> {
        // It knows where `**` may be.
        Pattern::new(text)?;
        let part = |part| match part {
            "**" => Ok(Part::Folders),
            name => Wildcard::new(name).map(Part::Name),
        };
        Ok(PathPattern { text: text.to_owned(), parts: text.split('/').map(part).collect::<Result<_, _>>()? })
    }

    /// The pattern as it is written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether the whole of a path fits.
    pub fn matches(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('/').collect();
        // Up to which names the parts so far can have come.
        let mut reached = vec![false; names.len() + 1];
        reached[0] = true;
        let last = self.parts.len() - 1;
        for (index, part) in self.parts.iter().enumerate() {
            let mut next = vec![false; names.len() + 1];
            match part {
                Part::Folders => {
                    let first = reached.iter().position(|is_reached| *is_reached).unwrap_or(reached.len());
                    // At the end it stands for something.
                    let from = first + usize::from(index == last);
                    next.iter_mut().skip(from).for_each(|place| *place = true);
                }
                Part::Name(name) => {
                    for (at, text) in names.iter().enumerate().filter(|(at, _)| reached[*at]) {
                        next[at + 1] = name.matches(text);
                    }
                }
            }
            reached = next;
        }
        reached[names.len()]
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn many_stars_cost_little() {
        let name = "a".repeat(2000);
        let pattern = Wildcard::new(&("*a".repeat(200) + "b"));
        assert!(pattern.is_ok_and(|pattern| !pattern.matches(&name)));
        let path = "a/".repeat(500) + "a";
        let pattern = PathPattern::new(&("**/".repeat(100) + "b"));
        assert!(pattern.is_ok_and(|pattern| !pattern.matches(&path)));
    }

    #[test]
    fn names() {
        let fits = |pattern: &str, name: &str| Wildcard::new(pattern).is_ok_and(|p| p.matches(name));
        for (pattern, name) in [
            ("*", ""),
            ("a*", "a"),
            ("*.conf", "ä.conf"),
            ("a**b", "axb"),
            ("[]*]x", "*x"),
            ("[!a]?", "bc"),
            ("*b*", "abc"),
        ] {
            assert!(fits(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in
            [("a*a", "a"), ("*.conf", "conf"), ("[a*]", "b"), ("?", ""), ("*ab", "ba"), ("a", "ab")]
        {
            assert!(!fits(pattern, name), "{pattern} {name}");
        }
        assert!(Wildcard::new("a[b").is_err() && Wildcard::new("[*").is_err());
    }

    proptest! {
        /// With few stars, the same as the crate says.
        #[test]
        fn as_the_crate_reads_them(pattern in "[ab*?./\\[\\]!-]{0,9}", path in "[ab./\\]-]{0,9}") {
            let options = MatchOptions {
                case_sensitive: true,
                require_literal_separator: true,
                require_literal_leading_dot: false,
            };
            let (own, theirs) = (PathPattern::new(&pattern), Pattern::new(&pattern));
            // A class that holds a `/` is no use for paths, and of `**/` at the end the crate makes any name.
            if pattern.ends_with("**/") {
                return Ok(());
            }
            if let (Ok(own), Ok(theirs)) = (own, theirs) {
                prop_assert_eq!(own.matches(&path), theirs.matches_with(&path, options), "{} {}", pattern, path);
            }
        }
    }
}
