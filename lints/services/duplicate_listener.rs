use crate::config::{Config, Facts, Judged, Listener, Service};
use crate::finding::Findings;
use crate::hash::{HashMap, HashSet};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "duplicate-listener",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    for checks in config.master_checks() {
        let base = checks.view.get("base_dir").text;
        let base = base.strip_suffix(b"/").unwrap_or(&base).to_vec();
        let mut seen: HashMap<Vec<u8>, (&Service<'_>, Option<Span>, Judged)> = HashMap::default();
        // A listener that every service has clashes with itself as often as there are services.
        let mut told: HashSet<(Vec<u8>, Span, bool)> = HashSet::default();
        for (service, judged) in checks.enabled() {
            for listener in service.listeners() {
                for key in keys(service, &listener, &base) {
                    let here = place(config, &listener);
                    let Some(&(other, there, noticed)) = seen.get(&key) else {
                        seen.insert(key, (service, here, judged));
                        continue;
                    };
                    // A clash is certain only when both services are: one of a protocol that is merely
                    // assumed makes way for the other, so that a third one is held against that.
                    let both = if judged == noticed { judged } else { Judged::AtStart };
                    if judged == Judged::AtParse {
                        seen.insert(key.clone(), (service, here, judged));
                    }
                    let Some(span) = here.or(there) else { continue };
                    let is_everywhere = here.is_some() && here == there && series == Series::V24;
                    if is_everywhere && !told.insert((key.clone(), span, both == Judged::AtParse)) {
                        continue;
                    }
                    let (first, name) = (other.name(), service.name());
                    let shown = crate::text::clipped(&key, 80);
                    let finding = findings.add(&LINT, span, format!("duplicate listener `{shown}`"));
                    finding.stage(both);
                    if is_everywhere {
                        finding
                            .label(format!("`{first}`, `{name}` and every other service would listen here"));
                        finding.help("Move this listener into the intended `service`.");
                        continue;
                    }
                    finding.label(if first == name {
                        format!("two listeners of `service {name}` use the same socket")
                    } else {
                        format!("`service {first}` and `service {name}` would both listen here")
                    });
                    if let Some(other) = there.filter(|other| *other != span) {
                        finding.also(other, "the other one");
                    }
                    finding.help(if listener.kind == "inet_listener" {
                        "Change the port, or merge the settings into the existing listener on this port."
                    } else {
                        "Change the path, or merge the settings into the existing listener on this path."
                    });
                }
            }
        }
    }
}

/// The line that says where a listener listens: its port, or the head that has its path.
fn place(config: &Config<'_>, listener: &Listener<'_>) -> Option<Span> {
    let port = (listener.kind == "inet_listener").then(|| listener.get("port").assign).flatten();
    port.map(|assign| config.span(assign)).or(listener.span())
}

/// What Dovecot compares: the absolute path of a socket, or `port:address`.
fn keys(service: &Service<'_>, listener: &Listener<'_>, base: &[u8]) -> Vec<Vec<u8>> {
    if listener.kind == "inet_listener" {
        let Some(port) = listener.get("port").number().filter(|port| *port != 0) else { return Vec::new() };
        let with = |address: &[u8]| [format!("{port}:").as_bytes(), address].concat();
        return service.addresses(listener).iter().map(|address| with(address)).collect();
    }
    if listener.mode() == Some(0) {
        return Vec::new();
    }
    match listener.path().as_ref() {
        [] => Vec::new(),
        path @ [b'/', ..] => vec![path.to_vec()],
        path => vec![[base, b"/", path].concat()],
    }
}
