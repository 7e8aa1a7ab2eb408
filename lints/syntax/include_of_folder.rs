use crate::config::Config;
use crate::document::Outcome;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    "include-of-folder", "syntax", Warning, Never, Default,
    [V23, V24], fix: unsafe_only, whole: false, page: "include_of_folder.md"
}

fn check(config: &Config<'_>, findings: &mut Findings) {
    let document = config.document;
    for include in &document.includes {
        let Outcome::Files(files) = &include.outcome else { continue };
        // A pattern may match a folder beside the files that are meant.
        let only_folders =
            !files.is_empty() && files.iter().all(|file| document.sources.file(*file).is_folder);
        let Some(statement) = document.statements.get(include.statement).filter(|_| only_folders) else {
            continue;
        };
        let path = document.locate(statement, statement.value);
        let raw = document.text(statement, statement.value);
        if raw.is_empty() {
            findings
                .add(&LINT, statement.span, "this include names no file and reads nothing")
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
        let folder =
            |path: &str| path.rsplit_once('/').map_or(String::new(), |(folder, _)| folder.to_owned());
        let own = folder(&document.sources.file(statement.span.file).path);
        let holds_itself =
            files.iter().any(|file| document.sources.file(*file).path.trim_end_matches('/') == own);
        if !holds_itself && !include.pattern.contains(['*', '?', '[', '{']) {
            finding.fix_unsafe(format!("write `{pattern}`"), [Edit::replace(path, pattern)]);
        }
    }
}
