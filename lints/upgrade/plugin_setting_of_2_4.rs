use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Series, Setting, find};

lint! {
    name: "plugin-setting-of-2.4",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (key, found) in config.root().plugin_settings() {
        let (Some(new), Some(assign)) = (new_setting(&key), found.assign) else { continue };
        let old: Vec<&str> = new.replaces.iter().filter_map(|name| name.strip_prefix("plugin/")).collect();
        let version = config.version();
        let finding = findings.add(
            &LINT,
            config.span(assign),
            format!("`{key}` is a 2.4 setting that no plugin of {version} reads"),
        );
        finding.label("has no effect");
        match old.iter().find(|name| !name.contains(['<', '*', ' '])) {
            Some(old) => {
                finding.help(format!("Its name in 2.3 is `{old}`; the value may need another form there."))
            }
            None => finding.help("Remove the line, or look up how the plugin is configured in 2.3."),
        };
    }
}

/// The setting of 2.4 that took the place of another one in `plugin {}`.
fn new_setting(key: &str) -> Option<&'static Setting> {
    let new = find(schema::scope(Series::V24, "root"), key.as_bytes())?;
    let is_old = ["plugin", "root"]
        .iter()
        .any(|table| find(schema::scope(Series::V23, table), key.as_bytes()).is_some());
    let mut old = new.replaces.iter().filter_map(|name| name.strip_prefix("plugin/")).peekable();
    (!is_old
        && !new.kind(schema::Version::newest(Series::V24)).is_section()
        && old.peek().is_some()
        && old.all(|old| old != key))
    .then_some(new)
}
