/// Where the backslashes of a quoted text are that protect none of the `kept` bytes, without those at
/// its end.
pub fn lone_backslashes(text: &[u8], kept: &[u8]) -> Vec<u32> {
    let mut places = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..).and_then(|rest| memchr::memchr(b'\\', rest)) {
        at += found;
        if text.get(at + 1).is_some_and(|next| !kept.contains(next)) {
            places.push(at as u32);
        }
        at += 2;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::lone_backslashes;

    #[test]
    fn backslashes() {
        assert_eq!(lone_backslashes(br#"a\n\\\"\q\"#, br#"\""#), [1, 7]);
    }
}
