use crate::config::{Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::text::clipped;

lint! {
    name: "setting-without-equals",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::NoEquals(setting), Some(index)) = (&problem.kind, problem.statement) else {
            continue;
        };
        let Some(statement) = document.statements.get(index) else { continue };
        // As it is written: 2.4 leaves out the type of the section around it.
        let text = document.bytes(statement, statement.key);
        let word = text.split(u8::is_ascii_whitespace).next().unwrap_or_default();
        let name = word.strip_suffix(b":").unwrap_or(word);
        let rest = &text[name.len()..];
        let gap = rest.iter().take_while(|b| b.is_ascii_whitespace() || **b == b':').count();
        let (gap, value) = rest.split_at(gap);
        let (name, value) = (clipped(name, 80), clipped(value, 80));
        debug_assert!(setting.name.ends_with(&*name));
        let finding = findings.at(&LINT, problem, format!("`{name}` is a setting and needs a `=`"));
        finding.label("Dovecot reads this as a section header without `{`");
        if let Some(added) = value.strip_prefix("+=").or_else(|| value.strip_prefix("-=")) {
            finding
                .help(format!("Write `{name} = {}`: `+=` and `-=` are not supported.", added.trim_start()));
            continue;
        }
        if value.is_empty() {
            finding.help(format!("Write `{name} = ` and the value, or remove the line."));
            continue;
        }
        finding.help(format!("Write `{name} = {value}`."));
        if statement.is_continued() || value.ends_with('{') {
            continue;
        }
        let at = statement.span.start + name.len() as u32;
        if (gap.starts_with(b" ") || gap.starts_with(b"\t")) && !gap.contains(&b':') {
            finding.fix_safe("write ` =`", [Edit::replace(Span::new(problem.span.file, at..at), " =")]);
        } else {
            let gap = at..at + gap.len() as u32;
            finding.fix_safe("write ` = `", [Edit::replace(Span::new(problem.span.file, gap), " = ")]);
        }
    }
}
