//! Bytes of a configuration as text that is safe to show.

/// The bytes as text: control bytes and bytes that are not UTF-8 become `\xNN`, so that nothing in a
/// configuration can steer a terminal.
pub fn printable(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c.is_control() && c != '\t' {
                out.push_str(&c.escape_default().to_string());
            } else {
                out.push(c);
            }
        }
        for byte in chunk.invalid() {
            out.push_str(&format!("\\x{byte:02x}"));
        }
    }
    out
}

/// Like [`printable`], but at most `limit` characters, with an ellipsis for what is left out.
pub fn clipped(bytes: &[u8], limit: usize) -> String {
    // Four bytes are the longest character, so this prefix always holds enough of them.
    let head = &bytes[..bytes.len().min(limit.saturating_mul(4) + 4)];
    let text = printable(head);
    if head.len() == bytes.len() && text.chars().count() <= limit {
        return text;
    }
    text.chars().take(limit.saturating_sub(1)).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_terminal() {
        assert_eq!(printable(b"a\x1b[31mb\xff"), "a\\u{1b}[31mb\\xff");
        assert_eq!(clipped("ääää".as_bytes(), 3), "ää…");
        assert_eq!(clipped(b"abc", 3), "abc");
    }
}
