//! Text in XML.

/// Text for an attribute or an element. XML 1.0 has no control characters, so they become a replacement
/// character; a line end and a tab stay what they are, also in an attribute.
pub(in crate::report) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            // The same text to a reader, and harmless on a terminal.
            c if crate::text::steers(c) && !c.is_ascii() => out.push_str(&format!("&#{};", u32::from(c))),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn nothing_leaves_its_place() {
        assert_eq!(
            escape("<a b=\"c\">&'\n\u{1}ä\u{202e}"),
            "&lt;a b=&quot;c&quot;&gt;&amp;&apos;&#10;\u{fffd}ä&#8238;"
        );
    }
}
