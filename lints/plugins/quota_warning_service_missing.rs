use crate::config::{Config, Facts, Service};
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;

lint! {
    name: "quota-warning-service-missing",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: None, needs: Server,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut sockets: Option<Vec<Vec<u8>>> = None;
    let base = config.root().get("base_dir").text.to_vec();
    let mut told: HashMap<Vec<u8>, usize> = HashMap::default();
    for line in config.quota_warnings().into_iter().flatten() {
        let Some(warning) = line.warning() else { continue };
        let text = &line.found.text[warning.socket.clone()];
        let path = text.strip_prefix(b"unix:").unwrap_or(text);
        let name = match path.strip_prefix(base.as_slice()).and_then(|rest| rest.strip_prefix(b"/")) {
            Some(name) => name,
            // Elsewhere it is a socket of some other program.
            None if path.first() == Some(&b'/') => continue,
            None => path,
        };
        if name.is_empty() || name.iter().any(|b| matches!(b, b':' | b'%' | b'$')) {
            continue;
        }
        let sockets = sockets.get_or_insert_with(|| all_sockets(config, &base));
        let Some(span) = config.locate_in(&line.found, warning.socket).or(config.place(&line.found)) else {
            continue;
        };
        if sockets.iter().any(|socket| socket == name) {
            continue;
        }
        // One service that is missing is one mistake, however many warnings want it.
        if let Some(first) = told.get(name).and_then(|index| findings.iter_mut().nth(*index)) {
            first.also(span, "not sent either");
            continue;
        }
        told.insert(name.to_vec(), findings.len());
        let shown = crate::text::clipped(name, 60);
        findings
            .add(&LINT, span, format!("no service listens on `{shown}`, so that this warning is never sent"))
            .label("a socket, not a program")
            .help(format!(
                "Add `service {shown} {{`, with `executable = script /path/to/program` and a `unix_listener {shown} {{` that has `user = vmail`."
            ));
    }
}

/// The sockets of all services, relative to `base_dir`.
fn all_sockets(config: &Config<'_>, base: &[u8]) -> Vec<Vec<u8>> {
    let services = config.services();
    let listeners = services.iter().flat_map(Service::listeners);
    let sockets = listeners.filter(|listener| listener.kind == "unix_listener" && listener.mode() != Some(0));
    let short = |path: &[u8]| {
        path.strip_prefix(base).and_then(|rest| rest.strip_prefix(b"/")).unwrap_or(path).to_vec()
    };
    sockets.map(|listener| short(&listener.path())).collect()
}
