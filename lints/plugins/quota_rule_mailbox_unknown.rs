use crate::config::{Facts, Namespace};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "quota-rule-mailbox-unknown",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let sets = config.namespace_sets();
    // Without a namespace for the INBOX nobody has mail at all, which no-inbox-namespace reports.
    let has_inbox = sets.iter().flatten().any(|namespace| namespace.inbox);
    if !has_inbox || config.userdbs_return("namespace") == Some(true) {
        return;
    }
    for line in config.quota_rules() {
        let text = line.found.text.as_ref();
        let Some(colon) = memchr::memchr(b':', text) else { continue };
        let name = &text[..colon];
        let is_pattern = name.iter().any(|b| matches!(b, b'*' | b'?' | b'%' | b'$'));
        if is_pattern || name.is_empty() || name.eq_ignore_ascii_case(b"INBOX") || line.found.is_open() {
            continue;
        }
        if sets.iter().flatten().any(|namespace| may_hold(namespace, name)) {
            continue;
        }
        let Some(span) = config.locate_in(&line.found, 0..colon) else { continue };
        let shown = crate::text::clipped(name, 40);
        let inbox = sets.iter().flatten().find(|namespace| namespace.inbox);
        let finding = findings.add(
            &LINT,
            span,
            format!("`{}` is for the mailbox `{shown}`, but no namespace has such a name", line.key),
        );
        finding.label("matches no mailbox");
        if let Some(inbox) = inbox.filter(|inbox| !inbox.prefix.is_open()) {
            let prefix = inbox.prefix.shown();
            finding.help(format!("Write the name with the prefix of its namespace: `{prefix}{shown}`."));
            if let Some(place) = config.place_in(inbox, "prefix") {
                finding.also(place, "names begin with this prefix");
            }
        }
        finding.help("Write the name with the prefix of its namespace.");
    }
}

/// Whether a mailbox of this name may be in a namespace.
fn may_hold(namespace: &Namespace<'_>, name: &[u8]) -> bool {
    let prefix = namespace.checked_prefix();
    let bare = prefix.len().checked_sub(1).map_or(prefix, |end| &prefix[..end]);
    namespace.prefix.is_open() || prefix.contains(&b'%') || name.starts_with(prefix) || name == bare
}
