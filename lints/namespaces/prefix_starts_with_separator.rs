use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    name: "prefix-starts-with-separator",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for set in config.namespace_sets() {
        for namespace in set.iter().filter(|namespace| namespace.is_listed()) {
            let prefix = &namespace.prefix;
            let first = prefix.text.first().copied();
            let (Some(separator), Some(assign)) = (first, prefix.assign) else { continue };
            if namespace.effective_separator() != Some(separator) {
                continue;
            }
            let span = config.value_span(assign);
            let shown = prefix.shown();
            let separators = prefix.text.iter().take_while(|b| **b == separator).count();
            let finding = findings.add(
                &LINT,
                span,
                format!("the prefix `{shown}` begins with the separator, which no folder name may do"),
            );
            let rest = crate::text::clipped(&prefix.text[separators..], 60);
            finding.label("begins with the separator").help(if rest.is_empty() {
                "Write a name in front of the separator, or leave the prefix empty in one namespace."
                    .to_owned()
            } else {
                format!("Write `prefix = {rest}`.")
            });
            if let Some(place) = config
                .locate_in(prefix, 0..separators)
                .filter(|_| !rest.is_empty() && matches!(prefix.form, Form::Plain | Form::Quoted))
            {
                finding.fix_unsafe("remove it", [Edit::delete(place)]);
            }
        }
    }
}
