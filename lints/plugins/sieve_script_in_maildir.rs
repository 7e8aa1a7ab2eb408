use crate::config::{Config, Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "sieve-script-in-maildir",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let scripts = match config.version().series {
        Series::V23 => scripts23(config),
        Series::V24 => scripts24(config),
    };
    if scripts.is_empty() {
        return;
    }
    let location = config.root().mail_location();
    let Some(path) = location.path.filter(|_| matches!(location.driver.as_str(), "maildir" | "mbox")) else {
        return;
    };
    let mail = plain(&path.text);
    if mail.is_empty() || mail == "~" {
        return;
    }
    let is_inside =
        |script: &[u8]| plain(script).strip_prefix(&mail).is_some_and(|rest| rest.starts_with('/'));
    let mut inside = scripts.iter().filter(|(script, _)| is_inside(script));
    let Some((script, span)) = inside.next() else { return };
    let message =
        format!("Sieve scripts at `{}` are inside the mail directory", crate::text::clipped(script, 60));
    let finding = findings.add(&LINT, *span, message);
    finding
        .label(format!("a client may see it as a folder of the {}", location.driver))
        .help("Keep scripts next to the mail, as in `~/sieve` and `~/.dovecot.sieve`.");
    if let Some((_, other)) = inside.find(|(_, other)| other != span) {
        finding.also(*other, "so is this one");
    }
    if let Some(mail) = path.span {
        finding.also(mail, "the mail");
    }
}

/// The path with its home as `~` and without what is at its end for nothing.
fn plain(path: &[u8]) -> String {
    let text = String::from_utf8_lossy(path);
    let home = ["%h/", "%{home}/"].iter().find_map(|home| text.strip_prefix(home));
    let text = home.map_or_else(|| text.to_string(), |rest| format!("~/{rest}"));
    text.trim_end_matches('/').to_owned()
}

/// `file:PATH;active=LINK` of 2.3, or a path alone.
fn scripts23(config: &Config<'_>) -> Vec<(Vec<u8>, Span)> {
    // What the storage was called before `sieve` named it.
    let folder = config.plugin_setting("sieve_dir");
    let folder = folder.and_then(|found| Some((found.text.to_vec(), config.place(&found)?)));
    let Some(found) = config.plugin_setting("sieve") else { return folder.into_iter().collect() };
    let Some(span) = config.place(&found) else { return folder.into_iter().collect() };
    let parts = found.text.split(|b| *b == b';');
    let paths = parts.enumerate().filter_map(|(index, part)| match index {
        0 if part.starts_with(b"file:") => part.strip_prefix(b"file:"),
        0 => (!part.contains(&b':')).then_some(part),
        _ => part.strip_prefix(b"active="),
    });
    paths.map(|path| (path.to_vec(), span)).chain(folder).collect()
}

fn scripts24(config: &Config<'_>) -> Vec<(Vec<u8>, Span)> {
    let mut all = Vec::new();
    for script in config.root().sections(SectionKind::SIEVE_SCRIPT) {
        if !matches!(script.get("type").text.as_ref(), b"" | b"personal") {
            continue;
        }
        for key in ["path", "active_path"] {
            let found = script.get(key);
            all.extend(config.place(&found).map(|span| (found.text.to_vec(), span)));
        }
    }
    all
}
