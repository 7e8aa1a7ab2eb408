//! `%{if;A;op;B;T;F}` of 2.3 as the filter `if` of 2.4.

use super::percent::{Names, single};

/// The expression of what is after `if;`; none when 2.4 cannot say it: its arguments are texts and single
/// variables.
pub(super) fn expression(text: &str, names: Names) -> Option<String> {
    let mut parts = parts(text);
    if parts.len() == 4 {
        parts.push("");
    }
    let [left, operator, right, yes, no] = <[&str; 5]>::try_from(parts).ok()?;
    let left = single(left, names)?;
    let operand = |text: &str| -> Option<String> {
        if text.contains('%') { single(text, names) } else { Some(self::text(text)) }
    };
    // A default for what is empty.
    for (is_default, value, default) in
        [(operator == "ne" && right.is_empty(), yes, no), (operator == "eq" && right.is_empty(), no, yes)]
    {
        if is_default && operand(value).as_ref() == Some(&left) && !default.contains('%') {
            return Some(format!("{left} | default({})", self::text(default)));
        }
    }
    let argument = |text: &str| operand(text).filter(|new| !new.contains('|'));
    Some(format!(
        "{left} | if({}, {}, {}, {})",
        self::text(operator),
        argument(right)?,
        argument(yes)?,
        argument(no)?
    ))
}

/// A text as an argument.
pub(super) fn text(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// The parts between semicolons that are in no braces. 2.3 reads nothing from a colon on, which ends the name of any
/// variable.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut depth) = (Vec::new(), 0, 0usize);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            b':' if depth == 0 => {
                parts.push(&text[start..at]);
                return parts;
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}
