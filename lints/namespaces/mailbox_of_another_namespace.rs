use std::collections::{BTreeSet, HashMap};

use crate::config::{Facts, Namespace};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "mailbox-of-another-namespace",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        let owners = Owners::of(set);
        for namespace in set.iter().filter(|namespace| !namespace.prefix.is_open()) {
            if !owners.has_longer_than(&namespace.prefix.text) {
                continue;
            }
            for mailbox in namespace.mailboxes() {
                let full = [namespace.prefix.text.as_ref(), mailbox.name.as_ref()].concat();
                let Some(other) = owners.of_name(&full, &namespace.prefix.text) else { continue };
                let Some(span) = mailbox.section.span() else { continue };
                let (own, name, theirs) =
                    (namespace.shown(), crate::text::clipped(&mailbox.name, 60), other.shown());
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

/// Which namespace has a name: the one with the longest prefix that the name begins with.
struct Owners<'s, 'c> {
    /// By prefix, in lower case.
    by_prefix: HashMap<Vec<u8>, &'s Namespace<'c>>,
    lengths: BTreeSet<usize>,
}

impl<'s, 'c> Owners<'s, 'c> {
    fn of(set: &'s [Namespace<'c>]) -> Self {
        let known = || set.iter().filter(|namespace| !namespace.prefix.is_open());
        let lower = |namespace: &Namespace<'_>| namespace.checked_prefix().to_ascii_lowercase();
        Self {
            by_prefix: known().map(|namespace| (lower(namespace), namespace)).collect(),
            lengths: known().map(|namespace| namespace.checked_prefix().len()).collect(),
        }
    }

    fn has_longer_than(&self, prefix: &[u8]) -> bool {
        self.lengths.last().is_some_and(|longest| *longest > prefix.len())
    }

    /// The owner of a full name, if it is one with a longer prefix than `own`.
    fn of_name(&self, full: &[u8], own: &[u8]) -> Option<&'s Namespace<'c>> {
        if full.len() <= own.len() + 1 {
            return None;
        }
        let lower = full.to_ascii_lowercase();
        let mut lengths = self.lengths.range(own.len() + 1..full.len()).rev();
        lengths.find_map(|length| self.by_prefix.get(&lower[..*length]).copied())
    }
}
