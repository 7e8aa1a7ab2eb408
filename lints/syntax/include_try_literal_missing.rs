use crate::config::Facts;
use crate::document::Outcome;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Kind;

lint! {
    name: "include-try-literal-missing",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Fragment,
    yields_to: ["equals-in-include" here],
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for include in &document.includes {
        let Some(statement) = document.statements.get(include.statement) else { continue };
        let is_missing = matches!(include.outcome, Outcome::NoMatch);
        let is_pattern = include.pattern.contains(['*', '?', '[', '{']);
        // Debian ships an include of this name for the administrator's own file.
        let is_local = crate::text::file_name(&include.pattern) == "local.conf";
        if statement.kind != Kind::IncludeTry || !is_missing || is_pattern || is_local {
            continue;
        }
        let pattern = crate::text::clipped(include.pattern.as_bytes(), 120);
        findings
            .add(
                &LINT,
                document.locate(statement, statement.value),
                format!("the optional file `{pattern}` is absent"),
            )
            .label("nothing is read")
            .help("Remove the line, or correct the path.");
    }
}
