use crate::config::Facts;
use crate::document::{Found, Unread};
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::NotRead;
use crate::syntax::Kind;

lint! {
    name: "file-not-read",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let unread: Vec<&Unread> = document.completeness.not_read().collect();
    for of_one in unread.chunk_by(|a, b| a.include == b.include) {
        let Some(first) = of_one.first() else { continue };
        let include = document.includes.get(first.include);
        let Some(statement) = include.and_then(|include| document.statements.get(include.statement)) else {
            continue;
        };
        // What is optional and elsewhere is missing in every checkout.
        let is_outside = of_one.iter().all(|unread| unread.reason == NotRead::Outside);
        if is_outside && statement.kind == Kind::IncludeTry {
            continue;
        }
        let path = document.locate(statement, statement.value);
        let span = if path.start == path.end { statement.span } else { path };
        let finding = findings.add(&LINT, span, message(of_one));
        finding.label("what it sets is not known").help(help(&first.reason));
    }
    for external in &document.externals {
        let (Found::NotRead(reason), Some(by)) = (&external.outcome, external.named_by.first()) else {
            continue;
        };
        if reason.is_failure() {
            let path = crate::text::clipped(external.shown.as_bytes(), 120);
            findings
                .add(&LINT, by.span, format!("`{path}` was not read: {}", words(reason)))
                .label("its contents were not checked")
                .help(help(reason));
        }
    }
}

/// What one include names and was not read, and why.
fn message(unread: &[&Unread]) -> String {
    let part = |(index, unread): (usize, &&Unread)| {
        let path = crate::text::clipped(unread.path.as_bytes(), 120);
        let reason = words(&unread.reason);
        match (index, unread.others) {
            (0, 0) => format!("`{path}` was not read: {reason}"),
            (0, others) => format!("`{path}` and {others} more were not read: {reason}"),
            (_, 0) => format!("`{path}`: {reason}"),
            (_, others) => format!("`{path}` and {others} more: {reason}"),
        }
    };
    unread.iter().enumerate().map(part).collect::<Vec<_>>().join("; ")
}

fn words(reason: &NotRead) -> String {
    match reason {
        NotRead::Denied => "permission denied".to_owned(),
        NotRead::Kernel => "a kernel file, which is never read".to_owned(),
        NotRead::Outside => "it is outside the tree".to_owned(),
        NotRead::Name => "its name is not UTF-8".to_owned(),
        other => other.to_string(),
    }
}

fn help(reason: &NotRead) -> &'static str {
    match reason {
        NotRead::Denied => "Run dovelint as a user who may read it.",
        NotRead::Outside => {
            "Map it to where it is kept with `--remap FROM=TO`, or read it with `--confine=false`."
        }
        NotRead::Name => "Rename the file, or correct the path.",
        _ => "Correct the path.",
    }
}
