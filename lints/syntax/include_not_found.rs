use crate::config::Facts;
use crate::document::Outcome;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Kind;

lint! {
    name: "include-not-found",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    yields_to: ["equals-in-include" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for include in &document.includes {
        let Some(statement) = document.statements.get(include.statement) else { continue };
        if statement.kind != Kind::Include {
            continue;
        }
        let pattern = crate::text::clipped(include.pattern.as_bytes(), 120);
        let message = match &include.outcome {
            Outcome::NoMatch => format!("no file matches `{pattern}`"),
            Outcome::Missing(path) => format!("`{path}` cannot be opened: the link leads nowhere"),
            _ => continue,
        };
        let path = document.locate(statement, statement.value);
        let span = if path.start == path.end { statement.span } else { path };
        let finding = findings.add(&LINT, span, message);
        finding.label("`!include` needs at least one file");
        // In a checkout, an absolute path names a place of the server.
        finding.help(if include.pattern.starts_with('/') && !document.is_installed {
            "Correct the path, create the file, or write `!include_try` if the file is optional. If this tree keeps it elsewhere, name the place with `--remap FROM=TO`."
        } else {
            "Correct the path, create the file, or write `!include_try` if the file is optional."
        });
        let directive = Span { end: statement.span.start + 8, ..statement.span };
        if document.sources.bytes(directive) == b"!include" {
            finding.fix_unsafe("write `!include_try`", [Edit::replace(directive, "!include_try")]);
        }
    }
}
