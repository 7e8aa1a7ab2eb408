use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mailbox-of-another-namespace",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        for (index, namespace) in set.iter().enumerate() {
            if namespace.prefix.is_open() {
                continue;
            }
            for mailbox in namespace.mailboxes() {
                let full = [namespace.prefix.text.as_ref(), mailbox.name.as_ref()].concat();
                let lies_in = |prefix: &[u8]| {
                    full.len() > prefix.len() && full[..prefix.len()].eq_ignore_ascii_case(prefix)
                };
                let mut others = set.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, other)| other);
                // The one with the longest prefix has the mailbox.
                let other = others.find(|other| {
                    let prefix = other.checked_prefix();
                    prefix.len() > namespace.prefix.text.len() && !other.prefix.is_open() && lies_in(prefix)
                });
                let (Some(other), Some(span)) = (other, mailbox.section.span()) else { continue };
                let (own, name, theirs) = (namespace.shown(), crate::text::clipped(&mailbox.name, 60), other.shown());
                let bare = crate::text::clipped(&full[other.checked_prefix().len()..], 60);
                let finding = findings.add(
                    &LINT,
                    span,
                    format!("the mailbox `{name}` of {own} has the prefix of {theirs}, so this section applies to no folder"),
                );
                finding
                    .label("not the mailbox that it seems")
                    .help(format!("Write `mailbox {bare} {{` in {theirs} instead."));
                if let Some(place) = config.place_in(other, "prefix") {
                    finding.also(place, "names with this prefix belong here");
                }
            }
        }
    }
}
