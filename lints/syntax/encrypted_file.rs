use crate::config::Facts;
use crate::document::Foreign;
use crate::finding::Findings;
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "encrypted-file",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    about: File,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (file, foreign) in config.document.completeness.foreign() {
        let (message, help) = match foreign {
            Foreign::Encrypted(tool) => (
                format!("this file is encrypted with {tool}, so its settings are unknown"),
                "Decrypt the file before you run dovelint.",
            ),
            Foreign::Binary => (
                "this file is not text, so its settings are unknown".to_owned(),
                "Remove the file, or make the pattern of the `!include` match configuration files only.",
            ),
            Foreign::Template(_) => continue,
        };
        findings.add(&LINT, Span::new(file, 0..0), message).label("nothing in it is checked").help(help);
    }
}
