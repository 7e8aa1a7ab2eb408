use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "lmtp-detail-without-delimiter",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let (detail, delimiter) = (root.get("lmtp_save_to_detail_mailbox"), root.get("recipient_delimiter"));
    if detail.boolean() != Some(true) || !delimiter.text.is_empty() {
        return;
    }
    let Some(place) = config.place(&delimiter) else { return };
    findings
        .add(&LINT, place, "`lmtp_save_to_detail_mailbox` has no effect without a `recipient_delimiter`")
        .label("`user+folder` is a user of its own")
        .help("Remove this line: the default is `+`.");
}
