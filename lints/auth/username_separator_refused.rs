use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "username-separator-refused",
    severity: Error, stage: Run, profile: Default, series: [V24],
    fix: None, needs: Fragment, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let format = root.get("auth_username_format");
    let chars = root.get("auth_username_chars");
    if chars.text.is_empty() || chars.is_open() {
        return;
    }
    let text = format.text.as_ref();
    for at in memchr::memmem::find_iter(text, b"index") {
        // `index('+', 0)`: the character by which the name is cut.
        let rest = text[at + 5..].trim_ascii_start();
        let Some(argument) = rest.strip_prefix(b"(").map(<[u8]>::trim_ascii_start) else { continue };
        let [quote @ (b'\'' | b'"'), character, end, ..] = argument else { continue };
        if quote != end || chars.text.contains(character) {
            continue;
        }
        let Some(span) = config.place(&format) else { continue };
        let shown = crate::text::printable(&[*character]);
        let finding = findings.add(
            &LINT,
            span,
            format!("`auth_username_format` cuts names at `{shown}`, but `auth_username_chars` does not allow `{shown}`"),
        );
        finding.label(format!("no name with `{shown}` gets this far")).help(format!(
            "Add `{shown}` to `auth_username_chars`: the names are checked before they are cut."
        ));
        if let Some(place) = config.place(&chars) {
            finding.also(place, format!("no `{shown}` here"));
        }
        return;
    }
}
