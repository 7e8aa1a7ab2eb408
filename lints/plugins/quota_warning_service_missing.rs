use crate::config::{Config, Facts, SectionKind};
use crate::finding::Findings;
use crate::hash::{HashMap, HashSet};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "quota-warning-service-missing",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if config.version().series == Series::V24 {
        return check_24(config, findings);
    }
    let mut sockets: Option<HashSet<Vec<u8>>> = None;
    let mut told: HashMap<Vec<u8>, usize> = HashMap::default();
    for line in config.quota_warnings().into_iter().flatten() {
        let Some(warning) = line.warning() else { continue };
        let text = &line.found.text[warning.socket.clone()];
        let path = text.strip_prefix(b"unix:").unwrap_or(text);
        let name = config.socket_name(path);
        // Elsewhere it is a socket of some other program, unless it is plainly a program itself.
        if name.first() == Some(&b'/') && !is_program(name) {
            continue;
        }
        if name.is_empty() || name.iter().any(|b| matches!(b, b':' | b'%' | b'$')) {
            continue;
        }
        let sockets = sockets.get_or_insert_with(|| config.unix_sockets());
        let Some(span) = config.locate_in(&line.found, warning.socket).or(config.place(&line.found)) else {
            continue;
        };
        if sockets.contains(name) {
            continue;
        }
        // One service that is missing is one mistake, however many warnings want it.
        if let Some(first) = told.get(name).and_then(|index| findings.iter_mut().nth(*index)) {
            first.also(span, "not sent either");
            continue;
        }
        told.insert(name.to_vec(), findings.len());
        let shown = crate::text::clipped(name, 60);
        if name.first() == Some(&b'/') {
            findings
                .add(&LINT, span, format!("`{shown}` is a program, but this must be a socket, so the warning is never sent"))
                .label("no service listens here")
                .help(format!(
                    "Write `quota-warning` here, and add `service quota-warning {{` with `executable = script {shown}` and a `unix_listener quota-warning {{` that has `user = vmail`."
                ));
            continue;
        }
        missing(findings, span, name);
    }
}

/// What a quota warning of 2.4 executes.
fn check_24(config: &Config<'_>, findings: &mut Findings) {
    let mut sockets: Option<HashSet<Vec<u8>>> = None;
    for execute in config.checked_sections(SectionKind::EXECUTE) {
        let path = execute.value("unix_socket_path");
        let (name, written) = match path.text.as_ref() {
            b"" => (execute.name.as_ref(), execute.span()),
            text => (text, config.place(&path)),
        };
        let is_open =
            path.is_open() || name.is_empty() || name.iter().any(|b| matches!(b, b':' | b'%' | b'$'));
        let is_unix = matches!(execute.value("driver").text.as_ref(), b"" | b"unix");
        let (Some(span), true) = (written, is_unix && !is_open) else { continue };
        let name = config.socket_name(name);
        let sockets = sockets.get_or_insert_with(|| config.unix_sockets());
        if name.first() == Some(&b'/') || sockets.contains(name) {
            continue;
        }
        missing(findings, span, name);
    }
}

fn missing(findings: &mut Findings, span: Span, name: &[u8]) {
    let shown = crate::text::clipped(name, 60);
    findings
        .add(&LINT, span, format!("no service listens on `{shown}`, so this warning is never sent"))
        .label("a socket, not a program")
        .help(format!(
            "Configure `service {shown} {{` at the top level, with `executable = script /path/to/program` and a `unix_listener {shown} {{` that has `user = vmail`."
        ));
}

/// Whether a path is that of a program by its folder or its ending.
fn is_program(path: &[u8]) -> bool {
    let is_folder = |part: &[u8]| matches!(part, b"bin" | b"sbin" | b"libexec" | b"scripts");
    let mut folders = path.rsplit(|b| *b == b'/').skip(1);
    folders.any(is_folder) || [".sh", ".pl", ".py"].iter().any(|end| path.ends_with(end.as_bytes()))
}
