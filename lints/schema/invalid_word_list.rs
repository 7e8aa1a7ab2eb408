use crate::config::Facts;
use crate::config::value::Flaw;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "invalid-word-list",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values().filter(|bad| *bad.flaw == Flaw::ListQuote) {
        let key = &bad.written.key;
        findings
            .at(&LINT, bad.problem, format!("the list of words in `{key}` has a misplaced quote"))
            .label("a quote begins or ends inside a word")
            .help(format!("Write `{key} = one two`, or one word per line inside `{key} {{ … }}`."));
    }
}
