use crate::config::{Facts, ScopeKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "workaround-in-wrong-protocol",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.assigns() {
        let key = config.key_name(assign.key);
        let list = key.split(|b| *b == b'/').next().unwrap_or(&key);
        let Some(reader) = list.strip_suffix(b"_client_workarounds") else { continue };
        let (name, reader) = (String::from_utf8_lossy(list), String::from_utf8_lossy(reader));
        let around = std::iter::successors(Some(assign.scope), |scope| config.scope(*scope).parent);
        let of = around.filter_map(|scope| match &config.scope(scope).kind {
            ScopeKind::Filter(filter) => filter.protocol.as_deref(),
            _ => None,
        });
        for protocol in of.take(1) {
            let protocol = crate::text::clipped(protocol, 40);
            let is_read = match protocol.strip_prefix('!') {
                Some(not) => not != &*reader,
                None => *protocol == *reader,
            };
            if is_read {
                continue;
            }
            findings
                .add(&LINT, config.span(assign), format!("`{name}` has no effect in `protocol {protocol}`"))
                .label(format!("only {reader} reads it"))
                .help(format!("Move it into `protocol {reader} {{ }}`, or to the top level."));
        }
    }
}
