use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::{Findings, Stage};
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Kind;

lint! {
    name: "equals-in-include",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for statement in &document.statements {
        if !matches!(statement.kind, Kind::Include | Kind::IncludeTry) {
            continue;
        }
        let span = document.locate(statement, statement.value);
        let raw = document.sources.bytes(span);
        let Some(rest) = raw.strip_prefix(b"=") else { continue };
        let path = rest.trim_ascii_start();
        let shown = crate::text::clipped(path, 80);
        let directive = if statement.kind == Kind::Include { "!include" } else { "!include_try" };
        let finding = findings.add(
            &LINT,
            span,
            format!("`{directive}` must not have a `=`: this includes a file called `= {shown}`"),
        );
        if statement.kind == Kind::IncludeTry {
            finding.stage(Stage::Never);
        }
        finding
            .label(if statement.kind == Kind::Include { "no such file" } else { "nothing is read" })
            .help(format!("Write `{directive} {shown}`."));
        let equals = Span { end: span.end - path.len() as u32, ..span };
        finding.fix_unsafe("remove the `=`", [Edit::delete(equals)]);
    }
}
