use crate::config::{Facts, ROOT};
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "acl-without-backend",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(word) = config.loads_plugin("acl") else { return };
    let Some(span) = word.span else { return };
    let (is_set, line, section) = match config.version().series {
        Series::V23 => (
            config.plugin_setting("acl").is_some_and(|found| !found.text.is_empty()),
            "`acl = vfile` in `plugin {}`",
            "plugin {\n  acl = vfile\n}",
        ),
        Series::V24 => {
            let is_driver = |assign: &crate::config::Assign| *config.key_name(assign.key) == *b"acl_driver";
            let is_set = config.assigns().iter().any(|a| is_driver(a) && !config.value_of(a).text.is_empty());
            (is_set, "`acl_driver = vfile` at the top level", "acl_driver = vfile")
        }
    };
    if is_set {
        return;
    }
    let finding =
        findings.add(&LINT, span, "`acl` is loaded, but no backend is chosen: no access rule applies");
    finding.label("has no effect without a backend").help(format!("Set {line}, or do not load the plugin."));
    let empty = match config.version().series {
        Series::V23 => config.plugin_setting("acl"),
        Series::V24 => Some(config.root().get("acl_driver")),
    };
    if let Some(assign) = empty.and_then(|found| found.assign) {
        let statement = config.statement(assign);
        let key = config.document.locate(statement, statement.key);
        let line = format!("{} = vfile", String::from_utf8_lossy(config.document.sources.bytes(key)));
        finding.fix_unsafe("choose `vfile`", [Edit::replace(config.span(assign), line)]);
        return;
    }
    let own_line = word.assign.filter(|assign| assign.scope == ROOT && !assign.key.is_free());
    if let Some(assign) = own_line {
        finding.fix_unsafe("choose `vfile`", lines::section_below(config, assign, section));
    }
}
