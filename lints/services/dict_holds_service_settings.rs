use crate::config::{Assign, Facts};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series, find};

lint! {
    name: "dict-holds-service-settings",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let is_wrong = |assign: &&Assign| {
        let name = config.key_name(assign.key);
        let Some(key) = name.strip_prefix(b"dict/") else { return false };
        let found = config.found(assign);
        let is_of_service = find(schema::scope(Series::V23, "service"), key).is_some();
        is_of_service && !found.text.contains(&b':') && !found.is_open() && !config.is_replaced(assign)
    };
    let wrong: Vec<&Assign> = config.assigns().iter().filter(is_wrong).collect();
    let [first, more @ ..] = wrong.as_slice() else { return };
    let keys: Vec<_> = wrong
        .iter()
        .map(|assign| config.document.text(config.statement(assign), config.statement(assign).key))
        .collect();
    let names = crate::text::listed(&keys);
    let message = match more {
        [] => format!("{names} in `dict {{}}` is the name of a dictionary, not a setting of `service dict`"),
        _ => format!("{names} in `dict {{}}` are names of dictionaries, not settings of `service dict`"),
    };
    let finding = findings.add(&LINT, config.span(first), message);
    finding.label("names a dictionary that nothing uses");
    for assign in more {
        finding.also(config.span(assign), "");
    }
    finding.help(
        "Move this to `service dict {`, or for the socket's permissions to its `unix_listener dict {`.",
    );
}
