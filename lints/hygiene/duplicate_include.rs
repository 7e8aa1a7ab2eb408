use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;
use crate::source::{FileId, Span};
use crate::syntax::Kind;

lint! {
    name: "duplicate-include",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let outside = outside_of_sections(config);
    let mut seen: HashMap<FileId, Span> = HashMap::default();
    let mut told = None;
    for read in &document.reads {
        let Some(include) = read.by.and_then(|by| document.includes.get(by)) else { continue };
        let Some(statement) = document.statements.get(include.statement) else { continue };
        // Sections may share lines on purpose.
        if !outside.get(include.statement).is_some_and(|is_outside| *is_outside) {
            continue;
        }
        let Some(first) = seen.get(&read.file) else {
            seen.insert(read.file, statement.span);
            continue;
        };
        // The file with this include is the one that is read twice.
        if *first == statement.span || told == Some(include.statement) {
            continue;
        }
        told = Some(include.statement);
        let shown = crate::text::clipped(document.sources.file(read.file).shown.as_bytes(), 120);
        let finding = findings.add(
            &LINT,
            statement.span,
            format!("`{shown}` is included twice, so all its settings are read twice"),
        );
        finding.label("the second time").also(*first, "the first time").help("Remove one of the includes.");
        if !include.pattern.contains(['*', '?', '[', '{']) {
            finding.fix_unsafe("remove this include", lines::remove(config, statement.span));
        }
    }
}

/// For each statement, whether no section is open around it.
fn outside_of_sections(config: &Facts<'_>) -> Vec<bool> {
    let mut depth = 0usize;
    let statements = config.document.statements.iter();
    statements
        .map(|statement| {
            let is_outside = depth == 0;
            match statement.kind {
                Kind::Close => depth = depth.saturating_sub(1),
                _ => depth += usize::from(config.document.opens(statement)),
            }
            is_outside
        })
        .collect()
}
