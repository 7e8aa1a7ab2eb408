use super::node::{LineEnd, indent};

/// How a file is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Style {
    /// How its lines end.
    pub end: LineEnd,
    /// How far what is in a section is to the right of the head.
    pub step: Vec<u8>,
}

/// Lines that are looked at to find out.
const MOST_LINES: usize = 2000;

impl Style {
    /// Lines end as the first one does. The step is that of the first section with something in it that is indented.
    pub(super) fn of(bytes: &[u8]) -> Style {
        let end = match memchr::memchr(b'\n', bytes) {
            Some(at) if at > 0 && bytes[at - 1] == b'\r' => LineEnd::CrLf,
            _ => LineEnd::Lf,
        };
        let mut head: Option<&[u8]> = None;
        let mut step = None;
        for line in bytes.split(|b| *b == b'\n').take(MOST_LINES) {
            let text = line.trim_ascii();
            if text.is_empty() || text.starts_with(b"#") {
                continue;
            }
            let own = indent(line);
            step =
                head.and_then(|head| own.strip_prefix(head)).filter(|step| !step.is_empty() && text != b"}");
            if step.is_some() {
                break;
            }
            head = text.ends_with(b"{").then_some(own);
        }
        Style { end, step: step.unwrap_or(b"  ").to_vec() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_section_tells_the_step() {
        let step = |text: &str| String::from_utf8_lossy(&Style::of(text.as_bytes()).step).into_owned();
        assert_eq!(step("a = b\n  c = d\n"), "  ");
        assert_eq!(step("s {\n}\nt {\n# c\n\tx = y\n"), "\t");
        assert_eq!(step("  s {\n      x = y\n"), "    ");
        assert_eq!(step("s {\nx = y\n}\n t {\n    x = y\n"), "   ");
    }
}
