use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    name: "prefix-without-trailing-separator",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        for namespace in set {
            let Some(separator) = namespace.lacking_separator().map(char::from) else { continue };
            let prefix = &namespace.prefix;
            let Some(assign) = prefix.assign else { continue };
            let span = config.value_span(assign);
            let shown = prefix.shown();
            let finding = findings.add(
                &LINT,
                span,
                format!(
                    "the prefix `{shown}` must end with the separator of its namespace, which is `{separator}`"
                ),
            );
            finding.label("no separator at the end");
            let last = prefix.text.last().copied().map_or(' ', char::from);
            if matches!(last, '/' | '.' | '^' | '|' | '\\') {
                finding.help(format!(
                    "Write `separator = {last}` in every namespace, or end the prefix with `{separator}`."
                ));
                continue;
            }
            finding.help(format!("Write `prefix = {shown}{separator}`."));
            if matches!(prefix.form, Form::Plain | Form::Quoted) {
                let end = config.locate_in(prefix, 0..prefix.text.len()).unwrap_or(span);
                finding.fix_unsafe(
                    format!("add `{separator}`"),
                    [Edit::insert_after(end, separator.to_string())],
                );
            }
        }
    }
}
