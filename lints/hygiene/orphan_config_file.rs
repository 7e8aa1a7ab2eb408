use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "orphan-config-file",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
    yields_to: ["conf-d-not-included" anywhere],
}

/// More names than this make no sentence.
const MOST_NAMES: usize = 5;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for unread in &document.orphans {
        let include = unread.by.and_then(|by| document.includes.get(by));
        let statement = include.and_then(|include| document.statements.get(include.statement));
        let span = statement.map_or(Span::new(document.root, 0..0), |statement| statement.span);
        let folder = unread.folder.trim_end_matches('/');
        let shown = |name: &String| format!("`{}`", crate::text::clipped(name.as_bytes(), 60));
        let mut names: Vec<String> = unread.names.iter().take(MOST_NAMES).map(shown).collect();
        if unread.names.len() > MOST_NAMES {
            names.push("…".to_owned());
        }
        let names = names.join(", ");
        let message = match unread.names.len() {
            1 => format!("{names} in {folder} is never read"),
            count => format!("{count} files in {folder} are never read: {names}"),
        };
        let (label, help) = match statement {
            Some(_) => (
                "does not match",
                "Rename the files you need so that the include matches them, and delete the others."
                    .to_owned(),
            ),
            None => {
                let name = crate::text::file_name(folder);
                (
                    "no include names the folder",
                    format!("Write `!include_try {name}/*.conf` in the main file, or delete the folder."),
                )
            }
        };
        findings.add(&LINT, span, message).label(label).help(help);
    }
}
