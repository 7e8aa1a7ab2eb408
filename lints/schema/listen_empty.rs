use crate::config::value::boolean;
use crate::config::{Assign, Config, Facts, Key, ROOT, ScopeId, ScopeKind};
use crate::edit::lines;
use crate::finding::{Findings, Stage};
use crate::lints::lint;
use crate::schema::{Series, find};

lint! {
    name: "listen-empty",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    match config.version().series {
        Series::V23 => {
            for checked in config.checks("master") {
                let found = checked.view.get("listen");
                let Some(assign) = found.assign.filter(|_| found.text.is_empty()) else { continue };
                empty(config, findings, assign, checked.judged.into());
            }
        }
        Series::V24 => {
            let root = config.root();
            match root.get("listen").assign {
                // Written as a value, no one but the server notices.
                Some(assign)
                    if config.value_of(assign).text.is_empty() && root.words("listen").is_empty() =>
                {
                    empty(config, findings, assign, Stage::Start);
                }
                Some(_) => {}
                None => {
                    let off = config.assigns_in(ROOT).filter(|a| config.is_in_list(a.key, "listen")).last();
                    if let Some(off) = off.filter(|_| root.words("listen").is_empty()) {
                        empty(config, findings, off, Stage::Parse);
                    }
                }
            }
            let unnamed = config.scopes().filter(|(_, scope)| matches!(scope.kind, ScopeKind::Named(_)));
            for scope in config.filters_with_services().chain(unnamed.map(|(id, _)| id)) {
                service_in_filter(config, findings, scope);
            }
        }
    }
}

fn empty(config: &Config<'_>, findings: &mut Findings, assign: &Assign, stage: Stage) {
    let finding = findings.add(&LINT, config.span(assign), "`listen` is empty");
    finding
        .stage(stage)
        .label("Dovecot would listen nowhere")
        .help("Remove the line to listen on all addresses; to switch the server off, stop it.");
    if !assign.key.is_free() {
        finding.fix_safe("remove the line", lines::remove(config, config.span(assign)));
    }
}

/// 2.4 checks the services in a filter with the settings of that filter alone, where `listen` is empty
/// and `auth` and `anvil` do not exist.
fn service_in_filter(config: &Config<'_>, findings: &mut Findings, scope: ScopeId) {
    if config.is_in_group(scope) {
        return;
    }
    let service = find(crate::schema::scope(Series::V24, "root"), b"service");
    let sections = service.map(|s| config.children(scope, s)).unwrap_or_default();
    // One that a path key opened, `service/imap/client_limit`, is not listed, also when braces open it later.
    let listed = sections.iter().find(|section| !config.is_opened_by_setting(**section));
    let Some((section, span)) = listed.and_then(|s| Some((*s, config.scope_span(*s)?))) else {
        return;
    };
    let own = find(crate::schema::scope(Series::V24, "root"), b"listen")
        .is_some_and(|listen| config.assigned(scope, Key::of(listen)).is_some());
    let has_address = own
        || config.assigns_in(scope).any(|assign| {
            config.is_in_list(assign.key, "listen") && boolean(&config.value_of(assign).text) != Ok(false)
        });
    let (name, filter) = (config.scope_name(section), config.scope_name(scope));
    let name = name.rsplit("{ ").next().unwrap_or(&name).to_owned();
    let finding = findings.add(&LINT, span, format!("`{name}` is not allowed in `{filter}`"));
    finding.help("Move the `service` section to the top level; it cannot differ between connections.");
    if has_address {
        let stage = if config.version().is_24_from(2) { Stage::Start } else { Stage::Parse };
        finding.stage(stage).label("Dovecot fails here because this filter has no `service auth`");
    } else {
        finding.label("Dovecot says `listen can't be set empty` here");
    }
}
