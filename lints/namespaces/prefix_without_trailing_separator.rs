use crate::config::{Config, Namespace};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    "prefix-without-trailing-separator", "namespaces", Error, Run, Default,
    [V23, V24], fix: unsafe_only, whole: true, page: "prefix_without_trailing_separator.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        for namespace in &set {
            let Some(separator) = lacks_separator(namespace).map(char::from) else { continue };
            let prefix = &namespace.prefix;
            let Some(assign) = prefix.assign else { continue };
            let span = config.value_span(assign);
            let shown = prefix.shown();
            let finding = findings.add(
                &LINT,
                span,
                format!(
                    "the prefix `{shown}` must end in the separator of its namespace, which is `{separator}`"
                ),
            );
            finding.label("no separator at the end");
            let last = prefix.text.last().copied().map_or(' ', char::from);
            if matches!(last, '/' | '.' | '^' | '|' | '\\') {
                finding.help(format!(
                    "Write `separator = {last}` in every namespace, or end the prefix in `{separator}`."
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

/// The separator that the prefix of a listed namespace does not end in.
pub(super) fn lacks_separator(namespace: &Namespace<'_>) -> Option<u8> {
    let separator = namespace.effective_separator()?;
    let prefix = namespace.prefix.text.as_ref();
    // A variable at the end may bring one.
    let ends_open = !namespace.is_dynamic()
        && (prefix.ends_with(b"}") || prefix.len().checked_sub(2).is_some_and(|at| prefix[at] == b'%'));
    let is_wrong = namespace.is_listed() && prefix.last().is_some_and(|last| *last != separator);
    (is_wrong && !ends_open).then_some(separator)
}
