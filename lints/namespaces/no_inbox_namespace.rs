use crate::config::Facts;
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "no-inbox-namespace",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let sets = config.namespace_sets();
    // A filter may add the one that everyone lacks.
    if sets.iter().flatten().any(|namespace| namespace.inbox) || config.built_in_groups().next().is_some() {
        return;
    }
    // A value that Dovecot rejects was meant to be something; the lint of that value says so.
    if config.bad_values().any(|bad| &*bad.written.key == "inbox") {
        return;
    }
    let Some(set) = sets.first() else { return };
    let is_its_place = |namespace: &&crate::config::Namespace<'_>| {
        namespace.kind.text.as_ref() == b"private" && namespace.prefix.text.is_empty()
    };
    let by_name = set.iter().find(|namespace| namespace.name.as_ref() == b"inbox");
    let likely = by_name.or_else(|| set.iter().find(is_its_place));
    let Some(span) = likely.or(set.first()).and_then(|namespace| config.place_in(namespace, "inbox")) else {
        return;
    };
    let finding = findings.add(&LINT, span, "namespaces are defined, but none has `inbox = yes`");
    finding.label("every login fails");
    let Some(likely) = likely else {
        finding.help("Add `namespace inbox {`, `inbox = yes` and `}`.");
        return;
    };
    finding.help(format!("Write `inbox = yes` in {}.", likely.shown()));
    let written = likely.get("inbox").and_then(|found| found.assign);
    match (written, config.namespace_head(likely)) {
        (Some(assign), _) => {
            finding.fix_unsafe("write `yes`", [Edit::replace(config.value_span(assign), "yes")]);
        }
        (None, Some(head)) => {
            finding.fix_unsafe("add `inbox = yes`", lines::below(config, head.span, "inbox = yes"));
        }
        (None, None) => {}
    }
}
