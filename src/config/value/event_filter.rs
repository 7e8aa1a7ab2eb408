//! The language of event filters: `event=imap_command_finished AND NOT category=lmtp`.
//!
//! Source: `event-filter-lexer.l` and `event-filter-parser.y`, 2.3.13 to 2.4.4.

use crate::schema::{Series, Version};

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    And,
    Or,
    Not,
    Sign(u8),
    Word(Vec<u8>),
    Unknown,
}

/// What is wrong with a filter, as a clause for a message; none when Dovecot takes it.
pub fn flaw(text: &[u8], version: Version) -> Option<&'static str> {
    let (tokens, is_cut) = tokens(text, version);
    if tokens.is_empty() {
        return None;
    }
    let mut parser = Parser { tokens: &tokens };
    match parser.expression() {
        Err(_) if is_cut => Some("a quote is not closed"),
        Err(flaw) => Some(flaw),
        Ok(()) => match parser.tokens.first() {
            None => None,
            Some(Token::Sign(b')')) => Some("a `)` has no `(`"),
            Some(Token::Unknown) => Some("a character has no meaning here"),
            Some(_) => Some("`AND` or `OR` is missing"),
        },
    }
}

fn is_word(byte: u8, version: Version) -> bool {
    byte.is_ascii_alphanumeric()
        || b":.*_-".contains(&byte)
        || (byte == b'?' && (version.series == Series::V24 || version.patch >= 16))
        || (version.series == Series::V24 && b"/%".contains(&byte))
}

/// The tokens; true when they end at a quote that is not closed, after which Dovecot reads nothing more.
fn tokens(text: &[u8], version: Version) -> (Vec<Token>, bool) {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some((first, tail)) = rest.split_first() {
        match first {
            b' ' | b'\t' | b'\n' | b'\r' => rest = tail,
            b'<' | b'>' | b'=' | b'(' | b')' => {
                tokens.push(Token::Sign(*first));
                rest = tail;
            }
            b'"' => {
                let Some((word, after)) = string(tail) else { return (tokens, true) };
                tokens.push(Token::Word(word));
                rest = after;
            }
            byte if is_word(*byte, version) => {
                let end = rest.iter().position(|b| !is_word(*b, version)).unwrap_or(rest.len());
                let (word, after) = rest.split_at(end);
                tokens.push(match word.to_ascii_lowercase().as_slice() {
                    b"and" => Token::And,
                    b"or" => Token::Or,
                    b"not" => Token::Not,
                    _ => Token::Word(word.to_vec()),
                });
                rest = after;
            }
            _ => {
                tokens.push(Token::Unknown);
                rest = tail;
            }
        }
    }
    (tokens, false)
}

fn string(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut word = Vec::new();
    let mut rest = text;
    loop {
        match rest {
            [b'"', after @ ..] => return Some((word, after)),
            [b'\\', escaped, after @ ..] => {
                word.push(*escaped);
                rest = after;
            }
            [byte, after @ ..] => {
                word.push(*byte);
                rest = after;
            }
            [] => return None,
        }
    }
}

struct Parser<'t> {
    tokens: &'t [Token],
}

impl Parser<'_> {
    fn next(&mut self) -> Option<&Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    /// A stack of open parentheses instead of recursion: a hostile filter cannot exhaust the stack.
    fn expression(&mut self) -> Result<(), &'static str> {
        let mut open = 0_usize;
        loop {
            match self.next() {
                Some(Token::Not) => continue,
                Some(Token::Sign(b'(')) => {
                    open += 1;
                    continue;
                }
                Some(Token::Word(key)) => {
                    let is_field = !matches!(key.as_slice(), b"event" | b"category" | b"source_location");
                    self.comparison(is_field)?;
                }
                None => return Err("it ends where a `key=value` should follow"),
                Some(Token::Unknown) => return Err("a character has no meaning here"),
                Some(_) => return Err("a `key=value` is missing"),
            }
            while open > 0 && self.tokens.first() == Some(&Token::Sign(b')')) {
                self.next();
                open -= 1;
            }
            match self.tokens.first() {
                Some(Token::And | Token::Or) => {
                    self.next();
                }
                None if open > 0 => return Err("a `(` is not closed"),
                Some(Token::Unknown) => return Err("a character has no meaning here"),
                Some(_) if open > 0 => return Err("`AND` or `OR` is missing"),
                _ => return Ok(()),
            }
        }
    }

    fn comparison(&mut self, is_field: bool) -> Result<(), &'static str> {
        let sign = match self.next() {
            Some(Token::Sign(sign @ (b'=' | b'<' | b'>'))) => *sign,
            _ => return Err("a word is not followed by `=`, `<` or `>`"),
        };
        let is_less_or_more = sign != b'=';
        if is_less_or_more && self.tokens.first() == Some(&Token::Sign(b'=')) {
            self.next();
        }
        match self.next() {
            Some(Token::Word(_) | Token::And | Token::Or | Token::Not) => {}
            Some(Token::Unknown) => return Err("a character has no meaning here"),
            _ => return Err("a value is missing"),
        }
        if is_less_or_more && !is_field {
            return Err("only fields can be compared with `<` and `>`");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters() {
        let newest = Version::newest(Series::V24);
        for good in
            ["", "\"a", "event=a \"b", "event=a", "NOT (a=b OR c>=5) and d=\"x y\"", "a=and", "path=/x"]
        {
            assert_eq!(flaw(good.as_bytes(), newest), None, "{good}");
        }
        for bad in ["(a=b", "a=b)", "a", "a=b c=d", "a==b", "event>5", "a=\"b", "a=b AND", "()", "a!=b"] {
            assert!(flaw(bad.as_bytes(), newest).is_some(), "{bad}");
        }
        assert!(flaw(b"path=/x", Version::newest(Series::V23)).is_some());
    }
}
