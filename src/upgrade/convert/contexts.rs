//! Files that are read in several places, and have one text.

use crate::edit::NodeId;
use crate::hash::{HashMap, HashSet};
use crate::schema::upgrade_rule;
use crate::upgrade::Code;
use crate::upgrade::job::Job;

/// Opens a decision for each file whose settings need another text in another place.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    let (config, document) = (job.config, job.document);
    let mut first: HashMap<(&str, u32), (&str, Option<NodeId>, u32)> = HashMap::default();
    let mut seen = HashSet::default();
    let mut found = Vec::new();
    for assign in config.assigns() {
        let Some(setting) = config.setting(assign.key) else { continue };
        let span = config.span(assign);
        let file = document.sources.file(span.file).shown.as_str();
        let own = (setting.scope(), job.tree.at(span), assign.statement);
        let (table, node, statement) = *first.entry((file, span.start)).or_insert(own);
        // One statement of 2.3 may set something in several sections.
        let is_read_again = statement != assign.statement;
        if is_read_again && table != own.0 && differ(table, own.0, setting.name) && seen.insert(file) {
            found.extend(node.or(own.1).map(|node| (node, span, file)));
        }
    }
    for (node, span, file) in found {
        job.decide(
            node,
            Code::IncludeTwoContexts,
            Some(span),
            format!(
                "the file {file} is read in several sections that need different settings; those of the first were used"
            ),
        );
    }
}

/// Whether a setting becomes something else in the one section than in the other.
fn differ(one: &str, other: &str, name: &str) -> bool {
    if name != "driver" && [one, other].iter().all(|table| matches!(*table, "passdb" | "userdb")) {
        return true;
    }
    match (upgrade_rule(one, name), upgrade_rule(other, name)) {
        (Some(a), Some(b)) => {
            a.is_area
                || b.is_area
                || (a.to, a.value, a.is_gone, a.words) != (b.to, b.value, b.is_gone, b.words)
        }
        (None, None) => false,
        _ => true,
    }
}
