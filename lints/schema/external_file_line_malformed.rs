use super::external::also_named;
use crate::config::{ExternalFlaw, Facts};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "external-file-line-malformed",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut last: Option<Span> = None;
    for flawed in config.external_flaws() {
        let Some(entry) = flawed.entry else { continue };
        // Lines below each other are one text without its `\`.
        let is_next = |above: Span| {
            let file = config.document.sources.file(above.file);
            above.file == flawed.span.file && file.line(above.start) + 1 == file.line(flawed.span.start)
        };
        let follows = last.is_some_and(is_next);
        last = Some(flawed.span);
        if follows && matches!(flawed.flaw, ExternalFlaw::NoEquals) {
            continue;
        }
        let key = crate::text::clipped(&entry.key, 60);
        match flawed.flaw {
            ExternalFlaw::NoEquals => {
                let message = format!("`{key}` is not followed by `=` or ` {{`");
                let finding = findings.add(&LINT, flawed.span, message);
                finding.label("Dovecot expects `=`");
                if let Some(section) = key.strip_suffix('{') {
                    let edit = [Edit::replace(entry.key_span, format!("{section} {{"))];
                    finding
                        .help("Put a space before the `{`.")
                        .fix_unsafe("put a space before the `{`", edit);
                } else if flawed.external.has_key(&entry.key) && entry.value_span.start > entry.key_span.end {
                    let edit = [Edit::insert_before(entry.value_span, "= ")];
                    finding.help("Write `key = value`.").fix_unsafe("put a `=` before the value", edit);
                } else {
                    finding.help(
                        "End the line above with a `\\` if this continues it; otherwise write `key = value`.",
                    );
                }
                also_named(&flawed, finding);
            }
            ExternalFlaw::UnexpectedClose => {
                let finding = findings.add(&LINT, flawed.span, "this `}` closes nothing");
                finding.label("no section is open").help("Remove the line.");
                finding.fix_unsafe("remove the `}`", [Edit::delete(flawed.span)]);
                also_named(&flawed, finding);
            }
            _ => {}
        }
    }
}
