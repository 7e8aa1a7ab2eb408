use crate::config::Facts;
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Form;

lint! {
    name: "outlook-pop3-nuls",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

const WORD: &[u8] = b"outlook-no-nuls";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let words = config.root().words("protocols");
    let Some((word, assign)) =
        words.iter().filter(|word| word.text.as_ref() == b"pop3").find_map(|word| Some((word, word.assign?)))
    else {
        return;
    };
    let view = config.protocol_view(b"pop3");
    let has = view.words("pop3_client_workarounds").iter().any(|w| w.text.eq_ignore_ascii_case(WORD));
    let span = word.span.unwrap_or_else(|| config.value_span(assign));
    // What a package provides is not the administrator's.
    if has || config.document.sources.file(span.file).shown.contains("/protocols.d/") {
        return;
    }
    let finding = findings.add(&LINT, span, "Outlook hangs when POP3 sends NUL characters");
    finding
        .label("POP3 without `outlook-no-nuls`")
        .help("Set `pop3_client_workarounds = outlook-no-nuls oe-ns-eoh` if anyone uses Outlook.");
    let old = view.get("pop3_client_workarounds");
    match old.assign {
        Some(old_assign) if old.form == Form::Plain && !old.text.is_empty() => {
            let edit = Edit::insert_after(config.value_span(old_assign), " outlook-no-nuls");
            finding.fix_unsafe("add `outlook-no-nuls`", [edit]);
        }
        None if !assign.key.is_free() && view.words("pop3_client_workarounds").is_empty() => {
            let line = "pop3_client_workarounds = outlook-no-nuls oe-ns-eoh";
            finding
                .fix_unsafe("add `pop3_client_workarounds`", lines::below(config, config.span(assign), line));
        }
        _ => {}
    }
}
