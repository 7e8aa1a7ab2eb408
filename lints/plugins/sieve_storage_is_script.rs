use crate::config::{Facts, SectionKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "sieve-storage-is-script",
    severity: Warning, stage: Run, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

/// The active script where nothing else is set. Source: `SIEVE_FILE_DEFAULT_ACTIVE_PATH`, Pigeonhole 2.4.4.
const ACTIVE: &[u8] = b"~/.dovecot.sieve";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.enabled_among(&["sieve"]) {
        return;
    }
    for script in config.root().sections(SectionKind::SIEVE_SCRIPT) {
        let is_own = matches!(script.value("type").text.as_ref(), b"" | b"personal")
            && matches!(script.value("driver").text.as_ref(), b"" | b"file");
        let path = script.value("path");
        let active = script.value("active_path");
        let bare = path
            .text
            .strip_prefix(b"%{home}/")
            .unwrap_or(path.text.strip_prefix(b"~/").unwrap_or(&path.text));
        let active_path = if active.text.is_empty() { ACTIVE } else { active.text.as_ref() };
        let is_active = path.text.as_ref() == active_path || [b"~/".as_slice(), bare].concat() == active_path;
        let holds_active =
            active_path.strip_prefix(path.text.as_ref()).is_some_and(|rest| rest.starts_with(b"/"));
        // `~/.sieve` is a folder that is hidden.
        let has_stem =
            bare.strip_suffix(b".sieve").is_some_and(|stem| !stem.is_empty() && !stem.ends_with(b"/"));
        let is_script = is_active || (has_stem && !holds_active);
        let Some(span) = config.place(&path).filter(|_| is_own && is_script) else { continue };
        let (name, shown) = (script.shown(), path.shown());
        let message = if is_active {
            format!("`path` and `active_path` of `sieve_script {name}` are both `{shown}`")
        } else {
            format!("`path` of `sieve_script {name}` is `{shown}`, but ManageSieve needs a folder")
        };
        findings
            .add(&LINT, span, message)
            .label("users cannot store or activate scripts")
            .help(if is_active {
                "Set `path = ~/sieve`, the folder for all scripts of a user; `active_path` is the link to the active one."
            } else {
                "Set `path = ~/sieve`, the folder for all scripts of a user, and this path as `active_path`."
            });
    }
}
