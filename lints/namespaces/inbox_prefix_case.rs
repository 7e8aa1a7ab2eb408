use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "inbox-prefix-case",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for namespace in config.namespace_sets().iter().flatten() {
        let text = namespace.prefix.text.as_ref();
        let Some(assign) = namespace.prefix.assign else { continue };
        let Some((name, rest)) = text.split_at_checked(5) else { continue };
        let is_inbox =
            name.eq_ignore_ascii_case(b"INBOX") && matches!(rest.first(), None | Some(b'.' | b'/'));
        if !is_inbox || name == b"INBOX" {
            continue;
        }
        let (span, shown) = (config.value_span(assign), namespace.prefix.shown());
        let upper = format!("INBOX{}", String::from_utf8_lossy(rest));
        let finding = findings.add(&LINT, span, format!("the prefix `{shown}` must be written `{upper}`"));
        finding.label("no folder below it can be opened").help(format!("Write `prefix = {upper}`."));
        if config.document.sources.bytes(span) == text {
            finding.fix_unsafe(format!("write `{upper}`"), [Edit::replace(span, upper)]);
        }
    }
}
