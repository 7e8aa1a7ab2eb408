use crate::config::{Config, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::plugins::sieve_extensions::LISTS;
use crate::schema::Series;
use crate::source::Span;
use crate::text::words::{SPACES_TABS, word_ranges};

lint! {
    name: "sieve-program-folder-missing",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
    yields_to: ["extprograms-for-users" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for name in ["pipe", "filter", "execute"] {
        let folders = [format!("sieve_{name}_bin_dir"), format!("sieve_{name}_socket_dir")];
        if folders.iter().any(|folder| is_set(config, folder)) {
            continue;
        }
        let Some(span) = LISTS.iter().find_map(|list| enabled(config, list, name)) else { continue };
        let [bin, socket] = &folders;
        findings
            .add(
                &LINT,
                span,
                format!("`vnd.dovecot.{name}` is enabled, but neither `{bin}` nor `{socket}` is set"),
            )
            .label("Dovecot disables this extension")
            .help(format!("Set `{bin}` to the folder with the programs that scripts may call."));
    }
}

fn is_set(config: &Config<'_>, name: &str) -> bool {
    match config.version().series {
        Series::V23 => config.plugin_setting(name).is_some_and(|found| !found.text.is_empty()),
        Series::V24 => config.places_that_set(name).next().is_some(),
    }
}

/// Where a list turns an extension on.
fn enabled(config: &Config<'_>, list: &str, name: &str) -> Option<Span> {
    let extension = format!("vnd.dovecot.{name}");
    if config.version().series == Series::V24 {
        let scopes = config.scopes_with_list(list);
        let mut words = scopes.into_iter().flat_map(|scope| config.view(scope).words(list));
        return words.find(|word| word.is(&extension))?.span;
    }
    let found = config.plugin_setting(list)?;
    let bare = |word: &[u8]| word.strip_prefix(b"+").unwrap_or(word) == extension.as_bytes();
    let range = word_ranges(&found.text, SPACES_TABS).find(|range| bare(&found.text[range.clone()]))?;
    config.locate_in(&found, range.end - extension.len()..range.end)
}
