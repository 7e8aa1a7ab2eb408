use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema;

lint! {
    name: "plugin-setting-typo",
    severity: Advice, stage: Never, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut all = Vec::new();
    for assign in config.assigns().iter().filter(|assign| assign.key.is_free()) {
        let key = config.key_name(assign.key);
        let Some(name) = key.strip_prefix(b"plugin/") else { continue };
        let Ok(name) = std::str::from_utf8(name) else { continue };
        if schema::is_plugin_setting(name) {
            continue;
        }
        let Some(meant) = schema::nearest_plugin_setting(name) else { continue };
        // `quota_rulee2` is meant to be `quota_rule2`.
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let numbered = format!("{meant}{}", &name[bare.len()..]);
        let is_numbered = bare.len() < name.len() && schema::is_plugin_setting(&numbered);
        all.push((assign, name.to_owned(), if is_numbered { numbered } else { meant.to_owned() }));
    }
    for (assign, name, meant) in all {
        let statement = config.statement(assign);
        let place = config.document.locate(statement, statement.key);
        findings
            .add(&LINT, place, format!("no known plugin reads `{name}`"))
            .label("unknown names are silently accepted")
            .help(format!("Did you mean `{meant}`?"))
            .fix_unsafe(format!("write `{meant}`"), [Edit::replace(place, meant.as_str())]);
    }
}
