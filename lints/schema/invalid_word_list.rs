use crate::config::Config;
use crate::config::value::Flaw;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "invalid-word-list", "schema", Error, Parse, Default,
    [V24], fix: none, whole: false, page: "invalid_word_list.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    for bad in config.bad_values().filter(|bad| *bad.flaw == Flaw::ListQuote) {
        let key = &bad.written.key;
        findings
            .at(&LINT, bad.problem, format!("the list of words in `{key}` has a misplaced quote"))
            .label("a quote begins or ends inside a word")
            .help(format!("Write `{key} = one two`, or the words one a line inside `{key} {{ … }}`."));
    }
}
