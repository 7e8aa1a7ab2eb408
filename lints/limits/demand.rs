//! What the two lints of `auth` and `anvil` say.

use crate::config::{Facts, Judged, LoadPart};
use crate::edit::{Edit, lines};
use crate::finding::{Findings, Lint};
use crate::schema::Series;

/// `auth` or `anvil`, which must take a connection of every process that asks it, and takes fewer.
pub(super) fn too_low(config: &Facts<'_>, findings: &mut Findings, lint: &'static Lint, name: &str) {
    for checks in config.master_checks() {
        let load = if name == "auth" { checks.auth_load() } else { checks.anvil_load() };
        let Some(service) = checks.services.iter().find(|service| service.is(name)) else { continue };
        let limit = service.client_limit();
        let Some(number) = limit.number().filter(|number| *number < load.required) else { continue };
        // 2.4 refuses a zero; zero-means-error-in-2.4 is about it.
        if number == 0 && config.version().series == Series::V24 {
            continue;
        }
        // The limit itself where it is written, otherwise the largest part of the load that is.
        let written = |part: &&LoadPart<'_>| part.service.span().is_some();
        let largest = load.parts.iter().filter(written).max_by_key(|part| part.processes);
        let own_line = service.own("client_limit").and_then(|found| found.assign);
        let own = own_line.or(limit.assign).map(|assign| config.value_span(assign));
        let first = config.document.statements.first().map(|statement| statement.span);
        let place = own.or_else(|| largest.and_then(|part| part.service.span()));
        let Some(span) = place.or_else(|| config.protocols_span()).or(first) else { continue };
        let required = load.required;
        let finding = findings.add(
            lint,
            span,
            format!(
                "`service {name} {{ client_limit={number} }}` needs at least {required} under maximum load"
            ),
        );
        let judged = if checks.assumed { Judged::AtStart } else { checks.judged };
        finding.stage(judged).label(format!("more client processes than `{name}` accepts connections"));
        let parts: Vec<String> =
            load.parts.iter().map(|part| format!("{} {}", part.service.name(), part.processes)).collect();
        finding.help(format!(
            "Set `client_limit = {required}` or more in `service {name}`; this counts the processes of {}.",
            parts.join(", ")
        ));
        match own {
            // A value of the top level or of the default counts for other services too.
            Some(own) if own_line.is_some() => {
                finding.fix_unsafe(format!("write `{required}`"), [Edit::replace(own, required.to_string())]);
            }
            _ => {
                if let Some(section) = service.sections().first().and_then(|scope| config.scope_span(*scope))
                {
                    finding.fix_unsafe(
                        format!("add `client_limit = {required}`"),
                        lines::below(config, section, &format!("client_limit = {required}")),
                    );
                }
            }
        }
        // Dovecot warns once.
        return;
    }
}
