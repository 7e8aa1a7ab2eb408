use crate::config::{Config, Facts, Found};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "sieve-fileinto-disabled",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let runs = |protocol: &[u8]| config.protocol_view(protocol).has_plugin("sieve");
    if !runs(b"lmtp") && !runs(b"lda") && !config.enabled_among(&["sieve"]) {
        return;
    }
    let Some((span, is_empty)) = whole_list(config) else { return };
    let message = if is_empty {
        "`sieve_extensions` is empty, so Sieve scripts have no extensions, not even `fileinto`"
    } else {
        "`sieve_extensions` replaces the whole list of extensions and lacks `fileinto`"
    };
    findings.add(&LINT, span, message).label("no script can file mail into a folder").help(
        match config.version().series {
            Series::V23 => "Remove the line, or write `sieve_extensions = +NAME` to add to the list.",
            Series::V24 => "Remove the line, or write `sieve_extensions {` with the line `NAME = yes` to add to the list.",
        },
    );
}

/// The list that stands for all extensions and lacks `fileinto`, and whether it is empty.
fn whole_list(config: &Config<'_>) -> Option<(Span, bool)> {
    let is_word = |b: &u8| matches!(b, b' ' | b'\t' | b',');
    let words = |found: &Found<'_>| {
        found.text.split(is_word).filter(|word| !word.is_empty()).map(<[u8]>::to_vec).collect::<Vec<_>>()
    };
    if config.version().series == Series::V23 {
        let found = config.plugin_setting("sieve_extensions").filter(|found| !found.is_open())?;
        let words = words(&found);
        let keeps = |word: &Vec<u8>| word == b"fileinto" || matches!(word.first(), Some(b'+' | b'-'));
        let is_whole = !words.iter().any(keeps);
        return Some((config.place(&found).filter(|_| is_whole)?, words.is_empty()));
    }
    ["lmtp", "lda", ""].iter().find_map(|protocol| {
        let view =
            if protocol.is_empty() { config.root() } else { config.protocol_view(protocol.as_bytes()) };
        let found = view.get("sieve_extensions");
        // A line for `fileinto` itself, `no` as well, was meant.
        let own = view.list("sieve_extensions").iter().any(|field| field.is("fileinto"));
        let words = words(&found);
        let has = own || found.is_open() || words.iter().any(|word| word == b"fileinto");
        Some((config.place(&found).filter(|_| !has)?, words.is_empty()))
    })
}
