//! The syntax of `%{...}` in 2.4.
//!
//! Source: `var-expand-lexer.l` and `var-expand-parser.y`, `main` branch of August 2026 (2.4.5).

use crate::config::{Assign, Config};
use crate::schema::Kind;
use crate::syntax::Form;

impl Config<'_> {
    /// 2.4.0 and 2.4.1: the values for which `doveconf` and the server panic, as they parse every `%{...}` while they
    /// hand the configuration over. Source: `config_dump_full_write_settings()` in `config-dump-full.c`, 2.4.1.
    pub fn panics(&self) -> Vec<&Assign> {
        let version = self.version();
        if !version.is_24_from(0) || version.is_24_from(2) {
            return Vec::new();
        }
        let is_broken = |assign: &&Assign| {
            let is_list = self.setting(assign.key).is_some_and(|s| matches!(s.kind(version), Kind::BoolList));
            let found = self.found_unread(assign);
            let is_text = matches!(found.form, Form::Plain | Form::Quoted);
            !is_list
                && is_text
                && !self.is_replaced(assign)
                && !self.is_in_group(assign.scope)
                && !is_valid(&found.text)
        };
        self.assigns().iter().filter(is_broken).collect()
    }
}

/// Whether every `%{...}` in a value can be parsed.
pub fn is_valid(text: &[u8]) -> bool {
    let mut at = 0;
    while let Some(percent) = memchr::memchr(b'%', &text[at..]) {
        at += percent;
        if text[at..].starts_with(b"%%{") {
            at += 3;
        } else if text[at..].starts_with(b"%{") {
            let mut expression = Expression { text, at: at + 2 };
            if expression.filters().is_none() {
                return false;
            }
            at = expression.at;
        } else {
            at += 1;
        }
    }
    true
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Name,
    Number,
    Text,
    /// One of `} | ( ) , = + - * / %`.
    Sign(u8),
    End,
}

struct Expression<'t> {
    text: &'t [u8],
    at: usize,
}

impl Expression<'_> {
    /// `filter | filter ... }`; a filter may be empty.
    fn filters(&mut self) -> Option<()> {
        loop {
            let mut token = self.token()?;
            if token == Token::Name {
                token = self.token()?;
                if token == Token::Sign(b'(') {
                    self.arguments()?;
                    token = self.token()?;
                }
                if let Token::Sign(b'+' | b'-' | b'*' | b'/' | b'%') = token {
                    token = self.token()?;
                    if token == Token::Sign(b'-') {
                        token = self.token()?;
                        (token == Token::Number).then_some(())?;
                    }
                    matches!(token, Token::Number | Token::Name).then_some(())?;
                    token = self.token()?;
                }
            }
            match token {
                Token::Sign(b'}') => return Some(()),
                Token::Sign(b'|') => {}
                _ => return None,
            }
        }
    }

    fn arguments(&mut self) -> Option<()> {
        loop {
            let mut token = self.token()?;
            if token == Token::Name {
                token = self.token()?;
                if token == Token::Sign(b'=') {
                    self.operand()?;
                    token = self.token()?;
                }
            } else {
                self.operand_from(token)?;
                token = self.token()?;
            }
            match token {
                Token::Sign(b')') => return Some(()),
                Token::Sign(b',') => {}
                _ => return None,
            }
        }
    }

    fn operand(&mut self) -> Option<()> {
        match self.token()? {
            Token::Name => Some(()),
            token => self.operand_from(token),
        }
    }

    fn operand_from(&mut self, token: Token) -> Option<()> {
        match token {
            Token::Text | Token::Number => Some(()),
            Token::Sign(b'-') if self.token()? == Token::Number => Some(()),
            _ => None,
        }
    }

    /// The next token; None for a string that the lexer itself refuses.
    fn token(&mut self) -> Option<Token> {
        while let Some(byte) = self.text.get(self.at).copied() {
            self.at += 1;
            match byte {
                b'}' | b'|' | b'(' | b')' | b',' | b'=' | b'+' | b'-' | b'*' | b'/' | b'%' => {
                    return Some(Token::Sign(byte));
                }
                b'0'..=b'9' => {
                    self.skip(|b| b.is_ascii_digit());
                    return Some(Token::Number);
                }
                b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => {
                    let start = self.at - 1;
                    self.skip(|b| {
                        b.is_ascii_alphanumeric()
                            || matches!(b, b'_' | b'/' | b';' | b':' | b'.' | b'-' | 0x80..)
                    });
                    return std::str::from_utf8(&self.text[start..self.at]).ok().map(|_| Token::Name);
                }
                b'\'' | b'"' => return self.string(byte),
                // What no rule of the lexer matches, it passes over.
                _ => {}
            }
        }
        Some(Token::End)
    }

    fn skip(&mut self, wanted: impl Fn(u8) -> bool) {
        while self.text.get(self.at).is_some_and(|b| wanted(*b)) {
            self.at += 1;
        }
    }

    fn string(&mut self, quote: u8) -> Option<Token> {
        loop {
            let start = self.at;
            self.skip(|b| b != quote && b != b'\\');
            std::str::from_utf8(&self.text[start..self.at]).ok()?;
            let Some(byte) = self.text.get(self.at) else { return Some(Token::End) };
            self.at += 1;
            if *byte == quote {
                return Some(Token::Text);
            }
            self.escape()?;
        }
    }

    fn escape(&mut self) -> Option<()> {
        let Some(byte) = self.text.get(self.at).copied() else { return Some(()) };
        self.at += 1;
        match byte {
            b'\\' | b't' | b'r' | b'n' | b'"' | b'\'' => Some(()),
            b'x' => {
                let hex = self.text.get(self.at..self.at + 2)?;
                self.at += 2;
                hex.iter().all(u8::is_ascii_hexdigit).then_some(())
            }
            b'0'..=b'9' => {
                let start = self.at - 1;
                while self.at - start < 3 && self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
                    self.at += 1;
                }
                let digits = std::str::from_utf8(&self.text[start..self.at]).ok()?;
                u8::from_str_radix(digits, 8).ok().map(|_| ())
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_valid;

    #[test]
    fn expressions() {
        for good in [
            "%{user}",
            "%{user | username | lower}",
            "%{uid | hex(8)}%{uidvalidity}",
            "%{if(service, '=', 'imap', 'a', \"b\\n\")}",
            "%{}",
            "%u %{user}",
            "%%{",
            "%{owner_user:x}",
            "%{a + 1}",
            "%{x(y=1, z='b', -3)}",
        ] {
            assert!(is_valid(good.as_bytes()), "{good}");
        }
        for bad in [
            "%{user",
            "%{user | ",
            "%{user lower}",
            "%{f(}",
            "%{f()}",
            "%{1}",
            "%{'a'}",
            "%{f('\\q')}",
            "%{a + }",
        ] {
            assert!(!is_valid(bad.as_bytes()), "{bad}");
        }
    }
}
