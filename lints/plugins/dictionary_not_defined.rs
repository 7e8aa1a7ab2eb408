use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "dictionary-not-defined",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: None, needs: Server,
}

/// What names a dictionary of the dict service: the default socket, then the name.
const PROXY: [&[u8]; 2] = [b"proxy::", b"proxy:dict:"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.assigns() {
        let found = config.found(assign);
        let Some(name) = dictionary(&found.text).filter(|_| !config.is_replaced(assign) && !found.is_open())
        else {
            continue;
        };
        if config.free_key("dict", name.as_bytes()).is_some() {
            continue;
        }
        findings
            .add(&LINT, config.span(assign), format!("there is no `{name}` in `dict {{}}`"))
            .label("names a dictionary that is not defined")
            .help(format!("Add `{name} = DRIVER:PATH` to `dict {{}}`, such as `{name} = mysql:/etc/dovecot/dovecot-dict-sql.conf.ext`."));
    }
}

/// The dictionary that a value names, if it is plain text.
fn dictionary(text: &[u8]) -> Option<String> {
    let rest = PROXY.into_iter().find_map(|start| {
        let at = memchr::memmem::find(text, start)?;
        let is_whole = at == 0 || matches!(text.get(at - 1), Some(b':' | b'='));
        is_whole.then(|| &text[at + start.len()..])
    })?;
    let end = rest.iter().position(|b| matches!(b, b':' | b';' | b' ')).unwrap_or(rest.len());
    let name = std::str::from_utf8(&rest[..end]).ok()?;
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!name.is_empty() && name.chars().all(is_plain)).then(|| name.to_owned())
}
