//! Files that are read in several places, and have one text.

use super::Code;
use super::job::{Job, Unit};
use crate::edit::NodeId;
use crate::hash::{HashMap, HashSet};
use crate::schema::upgrade_rule;

/// Opens a decision for each file whose settings need another text in another place.
pub(super) fn plan(job: &mut Job<'_>) {
    let mut first: HashMap<NodeId, usize> = HashMap::default();
    let mut seen = HashSet::default();
    let mut found = Vec::new();
    for (at, unit) in job.units.iter().enumerate() {
        let before = *first.entry(unit.node).or_insert(at);
        let (one, span) = (&job.units[before], job.config.span(unit.assign));
        if one.table != unit.table && differ(one, unit) && seen.insert(span.file) {
            found.push((unit.node, span));
        }
    }
    for (node, span) in found {
        let file = job.document.sources.file(span.file).shown.clone();
        job.decide(
            node,
            Code::IncludeTwoContexts,
            Some(span),
            format!("{file} is included in several sections"),
        );
    }
}

/// Whether a setting becomes something else in the one section than in the other.
fn differ(one: &Unit<'_>, other: &Unit<'_>) -> bool {
    match (upgrade_rule(one.table, &one.name), upgrade_rule(other.table, &other.name)) {
        (Some(a), Some(b)) => {
            a.is_area
                || b.is_area
                || (a.to, a.value, a.is_gone, a.words) != (b.to, b.value, b.is_gone, b.words)
        }
        (None, None) => one.name != other.name,
        _ => true,
    }
}
