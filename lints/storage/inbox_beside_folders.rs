use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "inbox-beside-folders",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for location in config.every_mail_location() {
        let Some(path) = &location.path else { continue };
        let root = String::from_utf8_lossy(&path.text).trim_end_matches('/').to_owned();
        let below = location.inbox.strip_prefix(&root).and_then(|rest| rest.strip_prefix('/'));
        let name = below.map(|name| name.trim_end_matches('/')).unwrap_or_default();
        let is_folder = !name.is_empty() && !name.starts_with('.') && !name.contains('/');
        if location.driver != "maildir"
            || location.layout != "maildir++"
            || location.option("LAYOUT").is_some()
            || !is_folder
        {
            continue;
        }
        let Some(span) = location.inbox_span else { continue };
        let name = crate::text::short(name.as_bytes(), 40);
        findings
            .add(
                &LINT,
                span,
                format!("the INBOX is the folder `{name}`, but the layout maildir++ looks for folders named `.Name`"),
            )
            .label("as with the layout fs")
            .help(match config.version().series {
                Series::V23 => "If the other folders are next to it without a leading dot, add `:LAYOUT=fs` to the location.",
                Series::V24 => "If the other folders are next to it without a leading dot, set `mailbox_list_layout = fs`.",
            });
    }
}
