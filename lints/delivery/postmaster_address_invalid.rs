use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "postmaster-address-invalid",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.assigns() {
        if config.key_name(assign.key).as_ref() != b"postmaster_address" || config.is_replaced(assign) {
            continue;
        }
        let value = config.value_of(assign);
        let Some(flaw) = std::str::from_utf8(&value.text).ok().and_then(flaw) else { continue };
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("`postmaster_address` is `{}`: {flaw}", crate::text::clipped(&value.text, 60)),
            )
            .label("rejection messages cannot use it as sender")
            .help("Write one whole address, such as `postmaster@example.com`.");
    }
}

/// What is wrong with an address; nothing where it cannot be told for certain.
fn flaw(text: &str) -> Option<&'static str> {
    // Variables, marks that another program replaces, comments, quoted names and address literals.
    let is_unclear = |c: char| !c.is_ascii() || "%$!{}[]()\"\\|#:;".contains(c);
    let is_placeholder =
        text.contains("__") || text.chars().all(|c| c.is_ascii_uppercase() || matches!(c, '_' | '-' | ' '));
    if text.is_empty() || text.contains(is_unclear) || is_placeholder {
        return None;
    }
    let address = match text.trim().strip_suffix('>') {
        Some(named) => named.split_once('<')?.1,
        None if text.contains(['<', '>']) => return None,
        None => text,
    };
    let parts: Vec<&str> = address.split(',').map(str::trim).collect();
    if parts.len() > 1 {
        let is_word = |part: &str| !part.is_empty() && !part.contains(char::is_whitespace);
        return match parts.iter().filter(|part| part.contains('@')).count() {
            at if at == parts.len() => Some("more than one address"),
            1 if parts.iter().all(|part| is_word(part)) => Some("the `,` makes two addresses of it"),
            _ => None,
        };
    }
    let address = address.trim();
    if address.contains(char::is_whitespace) {
        // Around the `@` and the dots Dovecot passes spaces by.
        return (!address.contains('@')).then_some("it has no `@`");
    }
    match address.split_once('@') {
        None => Some("the domain is missing"),
        Some((_, "")) => Some("the domain is missing"),
        Some(("", _)) => Some("there is nothing before the `@`"),
        Some((_, domain)) => domain.contains('@').then_some("there are two `@`"),
    }
}
