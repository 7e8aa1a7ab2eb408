//! Where the secrets of a file are: line by line, as both series cut lines, and also where Dovecot reads no
//! setting: in comments, in lines that it refuses, in what a comment cuts off from its setting.

use std::cell::Cell;
use std::ops::Range;

use super::elsewhere;
use super::found::Secrets;
use super::line::{
    PEM_LINE, Sign, head, is_in_environment, is_key_line, is_plain_word, is_section, opens, value_start,
};
use super::name;
use super::value::{self, Manner};
use crate::schema::Series;
use crate::syntax::lines::{self, Cut};

/// Names that a `$name` reads and that are no settings are looked for this often in one file.
const LOOKUPS: usize = 64;

/// How the first line of a private key ends.
const KEY_BEGINS: &[u8] = b"PRIVATE KEY-----";

/// Finds the secrets of a file in the language of either series, or of the files that 2.3 names.
pub fn scan(text: &[u8]) -> Secrets {
    let mut scanner = Scanner {
        text,
        sections: Vec::new(),
        goes_on: None,
        comment_goes_on: false,
        rest: false,
        has_keys: memchr::memmem::find(text, KEY_BEGINS).is_some(),
        pem: false,
        heredoc: None,
        lookups: LOOKUPS,
        found: Secrets::default(),
    };
    let mut start = 0;
    while start < text.len() {
        let end = memchr::memchr(b'\n', &text[start..]).map_or(text.len(), |at| start + at);
        scanner.line(start, end);
        start = end + 1;
    }
    scanner.found.settle();
    scanner.found
}

/// What a value is to be searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// It is a secret as a whole.
    Whole,
    /// It may hold one.
    Part(Manner),
}

#[allow(clippy::struct_excessive_bools, reason = "each says one thing of the place in the text")]
struct Scanner<'t> {
    text: &'t [u8],
    /// The open sections: whether each is a list of variables of the environment.
    sections: Vec<bool>,
    /// The rule for the next line, when this one ends in a backslash.
    goes_on: Option<Rule>,
    /// A secret that is commented out goes on in the next comment.
    comment_goes_on: bool,
    /// What comes next and is no statement may be the rest of a secret.
    rest: bool,
    /// Whether a private key is anywhere.
    has_keys: bool,
    /// In the body of a private key.
    pem: bool,
    /// The end of a here document, and the rule for what is before it.
    heredoc: Option<(Range<usize>, Rule)>,
    lookups: usize,
    found: Secrets,
}

impl Scanner<'_> {
    fn line(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        if self.is_in_heredoc(start, end) || self.is_in_key(start, line) {
            return;
        }
        let cut = lines::cut(Series::V24, line);
        let line_end = start + cut.line_end;
        if cut.skipped {
            self.rest |= self.goes_on.take() == Some(Rule::Whole);
            self.comment(start + cut.comment.unwrap_or(cut.line_end), line_end);
            return;
        }
        self.comment_goes_on = false;
        let (from, to) = (start + cut.start, start + cut.end);
        let rule = match self.goes_on.take() {
            Some(rule) => {
                self.apply(rule, from, &cut, start);
                Some(rule)
            }
            None if self.is_rest(from, to) => {
                self.hide_rest(from, to, line_end);
                None
            }
            None => {
                self.rest = false;
                self.statement(from, to, &cut, start)
            }
        };
        if cut.continues {
            self.goes_on =
                Some(rule.unwrap_or(if self.rest { Rule::Whole } else { Rule::Part(Manner::Value) }));
        }
    }

    /// A line of a here document; its end is found by its marker, or by a setting where a secret cannot be.
    fn is_in_heredoc(&mut self, start: usize, end: usize) -> bool {
        let Some((marker, rule)) = self.heredoc.clone() else { return false };
        let line = &self.text[start..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line == &self.text[marker] {
            self.heredoc = None;
            return true;
        }
        if rule == Rule::Whole {
            let (key, sign) = head(line.trim_ascii_start());
            if sign == Sign::Assign && name::is_known(key) {
                self.heredoc = None;
                return false;
            }
            self.hide_rest(start, end, end);
            return true;
        }
        // Without an end it is a line of its own.
        self.loose(start, end);
        head(line.trim_ascii_start()).1 != Sign::Assign
    }

    /// A line of a private key, from `-----BEGIN … PRIVATE KEY-----` to its end.
    fn is_in_key(&mut self, start: usize, line: &[u8]) -> bool {
        if self.pem {
            let body = line.trim_ascii();
            let body = &body[body.iter().take_while(|b| matches!(b, b'#' | b' ')).count()..];
            let is_body = body.iter().all(|b| b.is_ascii_alphanumeric() || b"+/=\\ ,:-\"'".contains(b));
            self.pem = is_body && memchr::memmem::find(body, b"-----END").is_none();
            if is_body {
                self.hide(start, start + line.len(), start + line.len());
            }
            return is_body;
        }
        if !self.has_keys {
            return false;
        }
        let Some(at) = memchr::memmem::find(line, KEY_BEGINS) else { return false };
        if memchr::memmem::find(line, b"-----BEGIN").is_some_and(|begin| begin < at) {
            self.pem = memchr::memmem::find(&line[at..], b"-----END").is_none();
            let body = start + at + KEY_BEGINS.len();
            self.hide(body, start + line.len(), start + line.len());
        }
        false
    }

    fn comment(&mut self, start: usize, end: usize) {
        let line = &self.text[start..end];
        let marks = line.iter().take_while(|b| matches!(b, b'#' | b' ' | b'\t')).count();
        let (start, text) = (start + marks, line[marks..].trim_ascii_end());
        let goes_on = text.ends_with(b"\\");
        if std::mem::take(&mut self.comment_goes_on) {
            self.comment_goes_on = goes_on;
            return self.hide(start, end, end);
        }
        if text.is_empty() || memchr::memchr3(b'=', b':', b'-', text).is_none() && !is_key_line(text) {
            return;
        }
        let (key, sign) = head(text);
        if matches!(sign, Sign::Assign | Sign::Other) && name::is_secret(key) {
            let from = start + value_start(text);
            if !self.is_elsewhere(key, from, end) {
                self.comment_goes_on = goes_on;
                return self.hide(from, end, end);
            }
        } else if sign == Sign::Assign && is_plain_word(key) && !name::is_word(key) {
            // Nearly every comment: a setting, whose name was just looked at.
            return self.loose(start + value_start(text), end);
        }
        self.loose(start, end);
    }

    /// Whether a line is no statement and follows a secret, so that it may belong to it.
    fn is_rest(&self, from: usize, to: usize) -> bool {
        let text = &self.text[from..to];
        if !self.rest || matches!(text.first(), None | Some(b'}' | b'!')) || text.ends_with(b"{") {
            return false;
        }
        let (key, sign) = head(text);
        match sign {
            Sign::None => !name::is_known(key),
            Sign::Assign | Sign::Other => !name::is_known(key) && !text[key.len()..].starts_with(b" "),
            Sign::Brace => false,
        }
    }

    /// A line that begins a statement; the rule for the lines that continue it.
    fn statement(&mut self, from: usize, to: usize, cut: &Cut, line: usize) -> Option<Rule> {
        let text = &self.text[from..to];
        let line_end = line + cut.line_end;
        match text.first() {
            Some(b'}') => {
                self.sections.pop();
                self.loose(from, line_end);
                return None;
            }
            Some(b'!') => {
                self.parts(Manner::Value, from, cut, line);
                return None;
            }
            _ => {}
        }
        let (key, sign) = head(text);
        // A key with spaces in it is two words to a person.
        let equals = memchr::memchr(b'=', text);
        let last = equals.map(|at| text[..at].trim_ascii_end().rsplit(u8::is_ascii_whitespace).next());
        let is_two = sign == Sign::None && last.flatten().is_some_and(name::is_secret);
        if let Some(brace) = opens(text).filter(|_| sign != Sign::Assign) {
            return self.section(key, from, brace, line_end);
        }
        if sign == Sign::None && !is_two {
            if !name::is_secret(key) || is_section(key) {
                self.loose(from, line_end);
                return cut.continues.then_some(Rule::Part(Manner::Loose));
            }
            // Without a sign, the value may come in the next line.
            let value = from + value_start(text);
            if value < to && !self.is_elsewhere(key, value, to) {
                self.hide(value, to, line_end);
            }
            return Some(Rule::Whole);
        }
        let value = if is_two { from + equals? + 1 } else { from + value_start(text) };
        let is_environment = name::is_environment(key) || self.sections.last() == Some(&true);
        let path_key = crate::text::last_part(key);
        let is_foreign = (self.sections.last() == Some(&true) || is_in_environment(key))
            && name::is_foreign_variable(path_key);
        let rule = if is_two || name::is_secret(key) || is_foreign {
            Rule::Whole
        } else if is_environment {
            Rule::Part(Manner::Environment)
        } else if key.ends_with(b"_attrs") {
            Rule::Part(Manner::Attributes)
        } else if sign == Sign::Assign {
            Rule::Part(Manner::Value)
        } else {
            Rule::Part(Manner::Loose)
        };
        self.open_heredoc(value, to, rule);
        self.apply_to(rule, key, value, cut, line);
        (cut.continues).then_some(rule)
    }

    /// The section header, and what is after its `{`.
    fn section(&mut self, key: &[u8], from: usize, brace: usize, line_end: usize) -> Option<Rule> {
        self.sections.push(name::is_environment(key));
        let (name_start, name_end) = (from + key.len(), from + brace);
        if name::is_secret(key) && !is_section(key) {
            self.hide(name_start, name_end, name_end);
            self.rest = true;
        } else {
            self.loose(name_start, name_end);
        }
        self.loose(from + brace + 1, line_end);
        None
    }

    /// A further line of a value, or its first one.
    fn apply(&mut self, rule: Rule, from: usize, cut: &Cut, line: usize) {
        match rule {
            Rule::Whole => self.hide(from, line + cut.end, line + cut.line_end),
            Rule::Part(manner) => self.parts(manner, from, cut, line),
        }
    }

    fn apply_to(&mut self, rule: Rule, key: &[u8], value: usize, cut: &Cut, line: usize) {
        let (to, line_end) = (line + cut.end, line + cut.line_end);
        let end = if cut.glued { line_end } else { to };
        if rule == Rule::Whole && !cut.continues && self.is_elsewhere(key, value, end) {
            // Nothing at all may mean that the value is in the next line.
            self.rest = value >= to;
            return self.parts(Manner::Value, value, cut, line);
        }
        self.rest = rule == Rule::Whole;
        self.apply(rule, value, cut, line);
    }

    /// Hides a value from its start to the end of its line: what a `#` cuts off may belong to it.
    fn hide(&mut self, from: usize, to: usize, line_end: usize) {
        let bytes = |from: usize, to: usize| {
            let text = &self.text[from.min(to)..to];
            let start = from + (text.len() - text.trim_ascii_start().len());
            start as u32..(start + text.trim_ascii().len()) as u32
        };
        let (value, whole) = (bytes(from, to), bytes(from, line_end));
        if whole.start < whole.end {
            self.found.ranges.push(whole.clone());
            if value.start < value.end {
                self.found.values.push(value.clone());
            }
            if value != whole {
                self.found.values.push(whole);
            }
        }
    }

    /// Hides a line that Dovecot may take for a setting, whose key is a piece of a secret then.
    fn hide_rest(&mut self, from: usize, to: usize, line_end: usize) {
        self.hide(from, to, line_end);
        let text = self.text;
        let mut start = from;
        for piece in text[from..to].split(|b| matches!(b, b'=' | b' ' | b'\t')) {
            self.found.values.push(start as u32..(start + piece.len()) as u32);
            start += piece.len() + 1;
        }
    }

    /// Hides the secrets in a value, and in the comment that a `#` without a space begins.
    fn parts(&mut self, manner: Manner, from: usize, cut: &Cut, line: usize) {
        let (to, line_end) = (line + cut.end, line + cut.line_end);
        if from > to {
            return;
        }
        let text = &self.text[from..to];
        // The quotes around a whole value are none of it.
        let quote = text.first().filter(|b| matches!(b, b'"' | b'\'') && text.len() > 1);
        let inner = usize::from(quote.is_some());
        let end = if quote.is_some() && text.last() == quote { text.len() - 1 } else { text.len() };
        if text.len() > PEM_LINE && is_key_line(text) {
            return self.hide(from, to, to);
        }
        let mut holds = false;
        for secret in value::secrets(&text[inner..end], manner) {
            let (start, end) = (from + inner + secret.start, from + inner + secret.end);
            // A `#` cuts the value off where the next word is expected.
            holds = true;
            let goes_on = cut.glued && end == to;
            self.hide(start, end, if goes_on { line_end } else { end });
        }
        if holds && cut.comment.is_some() && (cut.glued || cut.open_quote.is_some()) {
            self.hide(to, line_end, line_end);
        } else {
            self.loose(to, line_end);
        }
    }

    fn loose(&mut self, from: usize, to: usize) {
        if from >= to {
            return;
        }
        let text = &self.text[from..to];
        if text.len() > PEM_LINE && is_key_line(text.trim_ascii()) {
            return self.hide(from, to, to);
        }
        for secret in value::secrets(text, Manner::Loose) {
            self.hide(from + secret.start, from + secret.end, from + secret.end);
        }
    }

    fn open_heredoc(&mut self, value: usize, to: usize, rule: Rule) {
        let text = &self.text[value.min(to)..to];
        let marker = text.strip_prefix(b"<<").map(<[u8]>::trim_ascii);
        if let Some(marker) = marker.filter(|marker| !marker.is_empty()) {
            self.heredoc = Some((to - marker.len()..to, rule));
        }
    }

    fn is_elsewhere(&mut self, key: &[u8], from: usize, to: usize) -> bool {
        let text = self.text;
        let value = &text[from.min(to)..to];
        let lookups = Cell::new(self.lookups);
        let is_set = |name: &[u8]| {
            name::is_known(name) || {
                lookups.set(lookups.get().saturating_sub(1));
                lookups.get() > 0 && sets(text, name)
            }
        };
        let result = elsewhere::is_elsewhere(key, value, &is_set);
        self.lookups = lookups.get();
        result
    }
}

/// Whether some line of a text sets this name.
fn sets(text: &[u8], name: &[u8]) -> bool {
    !name.is_empty()
        && memchr::memmem::find_iter(text, name).any(|at| {
            let before = &text[..at];
            let line = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
            let after = text[at + name.len()..].iter().find(|b| !matches!(b, b' ' | b'\t'));
            before[line..].trim_ascii().is_empty() && after == Some(&b'=')
        })
}
