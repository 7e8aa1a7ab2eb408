use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "mbox-no-child-folders",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.root().expected_protocols().0.iter().any(|name| name.as_ref() == b"imap") {
        return;
    }
    for namespace in config.protocol_view(b"imap").namespaces() {
        let location = &namespace.location;
        let has_name = ["DIRNAME", "FULLDIRNAME"].iter().any(|key| location.option(key).is_some());
        if !namespace.inbox
            || namespace.disabled
            || location.driver != "mbox"
            || location.layout != "fs"
            || has_name
        {
            continue;
        }
        let Some(span) = location.span else { continue };
        let setting = match config.version().series {
            Series::V23 => "Add `:DIRNAME=mBoX-MeSsAgEs` to the location",
            Series::V24 => "Set `mailbox_directory_name = mBoX-MeSsAgEs`",
        };
        findings
            .add(&LINT, span, "an mbox folder holds either mail or subfolders, but mail clients expect both")
            .label("a folder is a file, so nothing can be below it")
            .help(format!(
                "{setting} before there are folders, or switch off \"Server supports folders that contain sub-folders and messages\" in Thunderbird."
            ));
    }
}
