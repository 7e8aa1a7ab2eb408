use crate::config::{Database, DatabaseKind, Facts, Listener, ROOT, ScopeId};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "lmtp-domain-for-system-users",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.enabled_among(&["lmtp"]) {
        return;
    }
    let Some(service) = config.service("lmtp") else { return };
    // The socket that every server has anyway says nothing about who delivers, unless something is set for it.
    let is_own = |listener: &&Listener<'_>| {
        let is_set = |scope: &ScopeId| config.assigns_in(*scope).next().is_some();
        let is_built_in = listener.kind == "unix_listener" && listener.name.as_ref() == b"lmtp";
        let counts =
            if is_built_in { listener.sections.iter().any(is_set) } else { !listener.sections.is_empty() };
        counts && listener.mode() != Some(0)
    };
    let listeners = service.listeners();
    let Some(listener) = listeners.iter().find(is_own) else { return };
    let view = config.protocol_view(b"lmtp");
    let userdbs = view.databases(DatabaseKind::Userdb);
    let Some(first) = userdbs.first() else { return };
    let is_system = |userdb: &Database<'_>| {
        let own = userdb.section.outward().get("auth_username_format");
        let is_short = own.assign.is_some() && config.drops_domain(&own.text);
        userdb.driver.is("passwd") && !is_short
    };
    let format = view.get("auth_username_format");
    if !userdbs.iter().all(is_system) || config.drops_domain(&format.text) {
        return;
    }
    let Some(span) = first.driver.span.or_else(|| first.section.span()) else { return };
    let shown = match config.version().series {
        Series::V23 => "%Ln",
        Series::V24 => "%{user | username | lower}",
    };
    let finding = findings.add(
        &LINT,
        span,
        format!(
            "LMTP looks up `john@example.com`, but `passwd` only knows `john`: `auth_username_format` is `{}`",
            format.shown()
        ),
    );
    finding
        .label("no recipient is found")
        .help(format!("Set `auth_username_format = {shown}` in `protocol lmtp`."));
    if let Some(head) = listener.span() {
        finding.also(head, "mail arrives here");
    }
    let own = config.filters().find(|(scope, filter)| {
        filter.protocol.as_deref() == Some(b"lmtp") && config.scope(*scope).parent == Some(ROOT)
    });
    let line = format!("auth_username_format = {shown}");
    let edits = match own.and_then(|(scope, _)| config.scope_span(scope)) {
        Some(head) => Some(lines::below(config, head, &line)),
        None => service
            .sections()
            .first()
            .and_then(|scope| config.document.closing(config.scope(*scope).opened?))
            .and_then(|index| config.document.statements.get(index))
            .map(|close| lines::below(config, close.span, &format!("protocol lmtp {{\n  {line}\n}}"))),
    };
    if let Some(edits) = edits {
        finding.fix_unsafe("drop the domain in `protocol lmtp`", edits);
    }
}
