use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "conf-d-not-included",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

/// Files that packages ship, of which one folder mostly has all.
const STOCK: [&str; 6] =
    ["10-auth.conf", "10-mail.conf", "10-master.conf", "10-ssl.conf", "10-logging.conf", "15-mailboxes.conf"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let start = Span::new(document.root, 0..0);
    let first = document.statements.first().map_or(start, |statement| statement.span);
    for unread in document.orphans.iter().filter(|unread| unread.by.is_none()) {
        let stock = unread.names.iter().filter(|name| STOCK.contains(&name.as_str())).count();
        if stock < 3 {
            continue;
        }
        let folder = unread.folder.trim_end_matches('/');
        let name = crate::text::file_name(folder);
        findings
            .add(
                &LINT,
                first,
                format!(
                    "no line includes the {} files of {folder}, so none of their settings takes effect",
                    unread.names.len()
                ),
            )
            .label("the whole folder is ignored")
            .help(format!("Write `!include {name}/*.conf` in the main file, or delete the folder."));
    }
}
