use crate::config::Facts;
use crate::document::Outcome;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "include-of-folder",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for include in &document.includes {
        let Outcome::Files(files) = &include.outcome else { continue };
        // A pattern may match a folder next to the files that are meant.
        let only_folders =
            !files.is_empty() && files.iter().all(|file| document.sources.file(*file).is_folder);
        let Some(statement) = document.statements.get(include.statement).filter(|_| only_folders) else {
            continue;
        };
        let path = document.locate(statement, statement.value);
        let raw = document.text(statement, statement.value);
        if raw.is_empty() {
            findings
                .add(&LINT, statement.span, "this include names no file, so it reads nothing")
                .label("an empty path is the folder of this file")
                .help("Write the path of a file or a pattern such as `conf.d/*.conf`.");
            continue;
        }
        let pattern = format!("{}/*.conf", raw.trim_end_matches('/'));
        let finding =
            findings.add(&LINT, path, format!("`{raw}` is a folder, so this include reads nothing"));
        finding.label("a folder is read as an empty file");
        finding.help(format!("Write `{pattern}` to read the files in it."));
        // The pattern must not read this file again.
        let own = document.sources.file(statement.span.file);
        let is_in = |file: &str, folder: &str| {
            file.rsplit_once('/').is_some_and(|(above, _)| above == folder.trim_end_matches('/'))
        };
        // By its own path, or by where it is found when a part of the tree is elsewhere.
        let holds_itself = files
            .iter()
            .map(|file| document.sources.file(*file))
            .any(|folder| is_in(&own.path, &folder.path) || is_in(&own.shown, &folder.shown));
        let whole = document.exact(statement, statement.value);
        if let Some(whole) =
            whole.filter(|_| !holds_itself && !include.pattern.contains(['*', '?', '[', '{']))
        {
            let whole = format!("{}/*.conf", whole.trim_end_matches('/'));
            finding.fix_unsafe(format!("write `{pattern}`"), [Edit::replace(path, whole)]);
        }
    }
}
