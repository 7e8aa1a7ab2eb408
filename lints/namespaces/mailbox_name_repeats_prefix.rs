use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Kind;

lint! {
    name: "mailbox-name-repeats-prefix",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for namespace in config.namespace_sets().iter().flatten() {
        let prefix = namespace.prefix.text.as_ref();
        if prefix.is_empty() || namespace.prefix.is_open() {
            continue;
        }
        for mailbox in namespace.mailboxes() {
            let Some(rest) = mailbox.name.strip_prefix(prefix).filter(|rest| !rest.is_empty()) else {
                continue;
            };
            let heads = mailbox.section.scopes.iter().filter_map(|scope| config.scope(*scope).opened);
            for head in heads.filter_map(|index| config.document.statements.get(index)) {
                let (name, rest) = (crate::text::clipped(&mailbox.name, 40), crate::text::clipped(rest, 40));
                let shown = crate::text::clipped(prefix, 40);
                let place = config.document.locate(head, head.value);
                let is_here =
                    head.kind == Kind::Open && config.document.bytes(head, head.value).starts_with(prefix);
                let finding = findings.add(
                    &LINT,
                    if is_here { place } else { head.span },
                    format!("this becomes `{shown}{name}`, because the namespace prefix is prepended"),
                );
                finding.label("repeats the prefix").help(format!("Write `mailbox {rest}`."));
                if let Some(span) = config.place(&namespace.prefix) {
                    finding.also(span, "the prefix");
                }
                if is_here {
                    let end = place.start + prefix.len() as u32;
                    finding.fix_unsafe("drop the prefix", [Edit::delete(Span { end, ..place })]);
                }
            }
        }
    }
}
