use super::{ABOUT_23, ABOUT_24, ABOUT_ENDS_23, ABOUT_ENDS_24, ABOUT_PLUGINS, ABOUT_SERVICES, Line, Setting};

impl Setting {
    /// What it is for, in one sentence; empty where no one has written it yet.
    pub fn about(&self, line: Line) -> &'static str {
        let (text, ends) = match line {
            Line::V23 => (ABOUT_23, ABOUT_ENDS_23),
            Line::V24 => (ABOUT_24, ABOUT_ENDS_24),
        };
        let id = usize::from(self.id);
        let start = id.checked_sub(1).map_or(Some(0), |before| ends.get(before).copied());
        let range = start.zip(ends.get(id).copied()).map(|(start, end)| start as usize..end as usize);
        range.and_then(|range| text.get(range)).unwrap_or_default()
    }
}

/// What a built-in service is for.
pub fn about_service(name: &str) -> Option<&'static str> {
    named(ABOUT_SERVICES, name)
}

/// What a mail plugin is for.
pub fn about_plugin(name: &str) -> Option<&'static str> {
    named(ABOUT_PLUGINS, name)
}

fn named(sentences: &'static str, name: &str) -> Option<&'static str> {
    sentences.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'))
}
