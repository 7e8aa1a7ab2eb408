use crate::config::{Assign, Config, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::plugins::sieve_extensions::LISTS;
use crate::schema::{Series, nearest};
use crate::source::Span;
use crate::text::words::{SPACES_COMMAS_TABS, SPACES_TABS, word_ranges, words};

lint! {
    name: "sieve-extension-unknown",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

/// Modules of Pigeonhole itself; another one may bring extensions of its own.
const MODULES: [&str; 2] = ["sieve_extprograms", "sieve_imapsieve"];

/// Source: the `sieve_extension_def`s of Pigeonhole, 0.5.2 to 0.5.21 and 2.4.0 to 2.4.4. `ereject` depends on the build.
#[rustfmt::skip]
const EXTENSIONS: &[&str] = &[
    "body", "comparator-i;ascii-casemap", "comparator-i;ascii-numeric", "comparator-i;octet", "copy", "date", "duplicate",
    "editheader", "encoded-character", "enotify", "envelope", "environment", "ereject", "extracttext", "fileinto",
    "foreverypart", "ihave", "imap4flags", "imapsieve", "include", "index", "mailbox", "mboxmetadata", "mime", "regex",
    "reject", "relational", "servermetadata", "spamtest", "spamtestplus", "special-use", "subaddress", "vacation",
    "vacation-seconds", "variables", "virustest",
];
const OF_23: &[&str] = &["imapflags", "notify"];
const OF_24: &[&str] = &["comparator-i;unicode-casemap", "extlists"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.assigns().iter().any(|assign| loads_another(config, assign)) {
        return;
    }
    let series = config.version().series;
    for assign in config.assigns().iter().filter(|assign| !config.is_replaced(assign)) {
        let name = config.key_name(assign.key);
        let name = if series == Series::V23 { name.strip_prefix(b"plugin/") } else { Some(name.as_ref()) };
        let Some(name) = name else { continue };
        let found = config.found(assign);
        if LISTS.iter().any(|list| list.as_bytes() == name) {
            let separators = if series == Series::V24 { SPACES_COMMAS_TABS } else { SPACES_TABS };
            for range in word_ranges(&found.text, separators) {
                let word = &found.text[range.clone()];
                if !found.is_open() {
                    let span = config.locate_in(&found, range).or(config.place(&found));
                    judge(series, word, span, findings);
                }
            }
        } else if let Some(list) = LISTS.iter().find(|list| name.starts_with(list.as_bytes()))
            && let Some(key) = name[list.len()..].strip_prefix(b"/")
            && series == Series::V24
            && found.boolean() == Some(true)
        {
            judge(series, key, Some(config.span(assign)), findings);
        }
    }
}

/// Whether a line loads a module for Sieve that is not of Pigeonhole, or one that is not known here.
fn loads_another(config: &Config<'_>, assign: &Assign) -> bool {
    let name = config.key_name(assign.key);
    let name = name.strip_prefix(b"plugin/").unwrap_or(&name);
    let is_own = |word: &[u8]| word.is_empty() || MODULES.iter().any(|module| word == module.as_bytes());
    match name.strip_prefix(b"sieve_plugins") {
        Some(b"") => {
            let text = config.found(assign).text;
            !words(&text, SPACES_COMMAS_TABS).all(is_own)
        }
        Some(key) => key.strip_prefix(b"/").is_some_and(|key| !is_own(key)),
        None => false,
    }
}

fn judge(series: Series, word: &[u8], span: Option<Span>, findings: &mut Findings) {
    let (Some(span), Ok(word)) = (span, std::str::from_utf8(word)) else { return };
    let bare = word.strip_prefix(['+', '-']).unwrap_or(word);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ';' | '.' | '_' | ',');
    let is_signed = bare.len() < word.len() && !bare.is_empty();
    if series == Series::V24 && is_signed && bare.chars().all(is_name) {
        let answer = if word.starts_with('+') { "yes" } else { "no" };
        findings
            .add(&LINT, span, format!("2.4 reads `{word}`, with its sign, as the name of an extension"))
            .label("ignored, with a warning in the log")
            .help(format!("Write a block instead, with the line `{bare} = {answer}`."));
        return;
    }
    // What another program replaces, and names of whoever made an extension.
    if !bare.chars().all(is_name) || !bare.contains(|c: char| c.is_ascii_lowercase()) || bare.contains("vnd.")
    {
        return;
    }
    let (own, series) = if series == Series::V23 { (OF_23, "2.3") } else { (OF_24, "2.4") };
    let known = || EXTENSIONS.iter().chain(own).copied();
    if known().any(|name| name == bare) {
        return;
    }
    let help = if bare.contains(',') {
        "Separate the names with spaces, not with commas.".to_owned()
    } else {
        let same = known().find(|name| name.eq_ignore_ascii_case(bare));
        match same.or_else(|| nearest(bare, known())) {
            Some(meant) => format!("Did you mean `{meant}`?"),
            None => "Remove the name; `sievec` of this server also rejects scripts that need it.".to_owned(),
        }
    };
    findings
        .add(&LINT, span, format!("Pigeonhole of Dovecot {series} has no Sieve extension `{bare}`"))
        .label("ignored, with a warning in the log")
        .help(help);
}
