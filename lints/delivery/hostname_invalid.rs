use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "hostname-invalid",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.everywhere("hostname") {
        let found = config.found(assign);
        let Ok(text) = std::str::from_utf8(&found.text) else { continue };
        let mark = if text.contains('@') {
            "@"
        } else if text.trim().contains(' ') {
            " "
        } else {
            continue;
        };
        // A variable, or a mark that another program replaces.
        if found.is_open()
            || text.contains(|c: char| "%$!{}[]<>#".contains(c))
            || text.contains("@@")
            || text.starts_with('@') && text.ends_with('@')
        {
            continue;
        }
        let what = if mark == "@" { "an address" } else { "more than one word" };
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("`hostname` is `{}`, which is {what}, not a host name", found.shown()),
            )
            .label("appears in headers and in Message-IDs")
            .help("Write the full name of this server, such as `mail.example.com`.");
    }
}
