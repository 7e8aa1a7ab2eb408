use crate::config::{Facts, SectionKind, value};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "acl-rights-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for acl in config.checked_sections(SectionKind::ACL) {
        let rights = acl.get("acl_rights");
        let is_put_off = config.version().patch >= 2 && value::has_variable(&acl.name);
        // Without a name it is not checked.
        if rights.is_open() || is_put_off || acl.name.is_empty() {
            continue;
        }
        if let (false, Some(span)) = (is_identifier(&acl.name), acl.span()) {
            findings
                .add(&LINT, span, format!("`{}` is not a valid ACL identifier", acl.shown()))
                .label("not an identifier")
                .help("Write `acl user=NAME`, `group=NAME`, `owner`, `authenticated` or `anyone`.")
                .stage(acl.judged);
            continue;
        }
        let (Some(flaw), Some(place)) = (flaw(&rights.text), config.place(&rights)) else { continue };
        findings
            .add(&LINT, place, format!("the rights `{}` cannot be read: {flaw}", rights.shown()))
            .label("letters first, then `:` and words")
            .help("Write letters of `lrwstipekxa`, such as `rights = lrs`.")
            .stage(acl.judged);
    }
}

/// 2.4.1 puts a placeholder in the place of a name with variables, which is no identifier.
fn is_identifier(name: &[u8]) -> bool {
    if value::has_variable(name) {
        return false;
    }
    let prefixes: [&[u8]; 3] = [b"user=", b"group=", b"group-override="];
    let words: [&[u8]; 5] = [b"", b"owner", b"authenticated", b"anyone", b"anonymous"];
    prefixes.iter().any(|prefix| name.starts_with(prefix)) || words.contains(&name)
}

/// Source: `acl_right_names_parse()` in `acl-rights.c`, 2.4.4.
fn flaw(text: &[u8]) -> Option<&'static str> {
    let is_blank = |b: &u8| matches!(b, b' ' | b'\t');
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let start = text.iter().position(|b| !is_blank(b))?;
    let text = text.get(start..).unwrap_or_default();
    let end = text.iter().position(|b| is_blank(b) || *b == b':').unwrap_or(text.len());
    let (letters, rest) = text.split_at_checked(end)?;
    if letters.iter().any(|letter| !b"lrwstipekxa".contains(letter)) {
        return Some("a letter is unknown");
    }
    match rest.iter().find(|b| !is_blank(b)) {
        None | Some(b':') => None,
        Some(_) => Some("a `:` is missing before the words"),
    }
}
