use super::{
    ABOUT_23, ABOUT_24, ABOUT_ENDS_23, ABOUT_ENDS_24, ABOUT_PLUGINS, ABOUT_SERVICES, ABOUT_WORDS, Series,
    Setting,
};

impl Setting {
    /// What it is for, in one sentence; empty where no one has written it yet.
    pub fn about(&self, series: Series) -> &'static str {
        let (text, ends) = match series {
            Series::V23 => (ABOUT_23, ABOUT_ENDS_23),
            Series::V24 => (ABOUT_24, ABOUT_ENDS_24),
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

/// What a word of a setting means that takes words of a fixed list.
pub fn about_word(setting: &str, word: &str) -> Option<&'static str> {
    let list = match setting {
        "passdb_driver" | "userdb_driver" | "dict_driver" => "driver",
        "mailbox_auto" => "auto",
        "mailbox_special_use" => "special_use",
        "namespace_type" => "type",
        "namespace_list" => "list",
        "passdb_skip" | "userdb_skip" => "skip",
        _ if setting.contains("result_") => "result",
        other => other,
    };
    let is_it = |name: &str| {
        name.split_once(' ').is_some_and(|(own, known)| own == list && known.eq_ignore_ascii_case(word))
    };
    ABOUT_WORDS
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .find_map(|(name, about)| is_it(name).then_some(about))
}

fn named(sentences: &'static str, name: &str) -> Option<&'static str> {
    sentences.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('\t'))
}
