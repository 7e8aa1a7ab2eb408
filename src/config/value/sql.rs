//! What a SELECT answers: the names of its columns, as a database tells them to Dovecot.

use std::ops::Range;

/// The names that the first SELECT of a query gives to what it answers, each as its place in the text: the alias where
/// there is one, else the column. What has neither (a function, a text) is left out.
pub fn answered(query: &[u8]) -> Vec<Range<usize>> {
    let Some(start) = words(query).find(|range| is(&query[range.clone()], "select")) else {
        return Vec::new();
    };
    let mut names = Vec::new();
    let (mut at, mut item, mut depth) = (start.end, start.end, 0_usize);
    while at < query.len() {
        match query[at] {
            quote @ (b'\'' | b'"' | b'`') => {
                at = query[at + 1..].iter().position(|b| *b == quote).map_or(query.len(), |end| at + 1 + end);
            }
            b'(' | b'{' => depth += 1,
            b')' | b'}' => depth = depth.saturating_sub(1),
            b',' if depth == 0 => {
                names.extend(name(query, item..at));
                item = at + 1;
            }
            byte if is_word(byte) => {
                let end = query[at..].iter().position(|b| !is_word(*b)).map_or(query.len(), |end| at + end);
                if depth == 0 && is(&query[at..end], "from") {
                    names.extend(name(query, item..at));
                    return names;
                }
                at = end;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    names.extend(name(query, item..query.len()));
    names
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}

fn is(word: &[u8], text: &str) -> bool {
    word.eq_ignore_ascii_case(text.as_bytes())
}

fn words(text: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].iter().position(|b| is_word(*b))?;
        at = text[start..].iter().position(|b| !is_word(*b)).map_or(text.len(), |end| start + end);
        Some(start..at)
    })
}

/// The name of one item between two commas.
fn name(query: &[u8], item: Range<usize>) -> Option<Range<usize>> {
    let text = &query[item.clone()];
    let end = item.start + text.trim_ascii_end().len();
    let start = item.end - text.trim_ascii_start().len();
    let last = *query.get(start..end)?.last()?;
    let (name, before) = if matches!(last, b'\'' | b'"' | b'`') {
        let open = query[start..end - 1].iter().rposition(|b| *b == last)? + start;
        (open + 1..end - 1, open)
    } else {
        let open = query[start..end].iter().rposition(|b| !is_word(*b)).map_or(start, |at| start + at + 1);
        (open..end, open)
    };
    let rest = query[start..before].trim_ascii_end();
    // A text without a name, a number, or the end of `CASE`.
    let is_text = last == b'\'' && !words(rest).last().is_some_and(|word| is(&rest[word], "as"));
    let is_name = query.get(name.clone())?.iter().all(|b| is_word(*b) || matches!(b, b'/' | b'.' | b'-'));
    let is_plain = query.get(name.start)?.is_ascii_alphabetic() && !is(&query[name.clone()], "end");
    (is_name && is_plain && !is_text).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        let names = |query: &str| {
            let ranges = answered(query.as_bytes());
            ranges.into_iter().map(|range| query[range].to_owned()).collect::<Vec<_>>().join(" ")
        };
        assert_eq!(names("SELECT home, uid, gid FROM users WHERE a = 'b, c'"), "home uid gid");
        assert_eq!(
            names("select CONCAT('*:bytes=', quota) AS quota_rule, 5000 as uid from u"),
            "quota_rule uid"
        );
        assert_eq!(names("SELECT u.home, 'maildir:' || m mail, `x` AS \"sieve\" FROM u"), "home mail sieve");
        assert_eq!(names("SELECT '*:storage=1G' AS 'quota_rule', 'as mail', 5, max(x)"), "quota_rule");
        assert_eq!(names("SELECT CASE WHEN a THEN b END, '%{user | replace(',', '.')}' AS user"), "user");
        assert_eq!(names("SELECT a -- no end"), "");
        assert_eq!(names(""), "");
    }
}
