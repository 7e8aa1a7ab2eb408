use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;
use crate::source::Span;
use crate::syntax::Kind;

lint! {
    name: "removed-service",
    severity: Error, stage: Never, profile: Default, series: [V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let statements = &config.document.statements;
    for service in config.services() {
        let name = service.name();
        if service.built_in.is_some()
            || !schema::is_removed_service(&name)
            || !service.get("executable").text.is_empty()
        {
            continue;
        }
        for scope in service.sections() {
            let Some(head) = config.scope(*scope).opened else { continue };
            let Some(opened) = statements.get(head).filter(|opened| opened.kind == Kind::Open) else {
                continue;
            };
            let finding = findings.add(
                &LINT,
                opened.span,
                format!("`service {name}` was removed in 2.4, which ignores this section"),
            );
            finding.label("no process uses these settings").help(match name.as_str() {
                "replicator" | "aggregator" => {
                    "Remove the section; 2.4 has no replication; use storage that both servers share."
                }
                "director" | "ipc" => {
                    "Remove the section; 2.4 has no director; let a proxy with the field `host` send users to their server."
                }
                "tcpwrap" => "Remove the section; let a firewall do it, or `allow_nets` of a passdb.",
                _ => "Remove the section.",
            });
            let closed = config.document.closing(head).and_then(|at| statements.get(at));
            if let Some(closed) = closed.filter(|closed| closed.span.file == opened.span.file) {
                let span = Span { end: closed.span.end, ..opened.span };
                finding.fix_unsafe("remove the section", lines::remove(config, span));
            }
        }
    }
}
