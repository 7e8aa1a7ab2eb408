use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "setting-must-not-be-empty",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Whole,
}

/// The struct and the setting.
const SETTINGS: [(&str, &str); 2] = [("doveadm", "dsync_alt_char"), ("doveadm", "dsync_hashed_headers")];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (group, name) in SETTINGS {
        for checked in config.checks(group) {
            let found = checked.get(name);
            let (true, Some(assign)) = (found.text.is_empty(), found.assign) else { continue };
            let version = config.version();
            let default = schema::find(schema::scope(version.series, "root"), name.as_bytes())
                .map_or("", |setting| setting.default(version));
            findings
                .add(&LINT, config.span(assign), format!("`{name}` is empty"))
                .label("a value is required")
                .help(format!("Write `{name} = {default}`, the default, or remove the line."))
                .fix_safe("remove the line", lines::remove(config, config.span(assign)))
                .stage(checked.judged);
        }
    }
}
