use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "list-index-required",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let index = config.root().get("mailbox_list_index");
    if index.boolean() != Some(false) {
        return;
    }
    let Some(place) = config.place(&index) else { return };
    let Some(location) = config.every_mail_location().into_iter().find(|location| location.layout == "index")
    else {
        return;
    };
    let finding = findings.add(&LINT, place, "the layout `index` needs `mailbox_list_index = yes`");
    finding.label("no mailbox can be opened").help("Remove this line: `yes` is the default.");
    if let Some(span) = location.span {
        finding.also(span, "with the layout `index`");
    }
}
