use crate::config::{Facts, ROOT};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "variable-reads-default",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let version = config.version();
    for (assign, setting, global) in config.reads_of_defaults() {
        let name = setting.name;
        let default = crate::text::clipped(setting.default(version).as_bytes(), 40);
        let shown = if default.is_empty() {
            "empty, the built-in default".to_owned()
        } else {
            format!("the built-in default `{default}`")
        };
        let is_late = global.statement > assign.statement;
        let finding = findings.add(&LINT, config.value_span(assign), format!("`${name}` is {shown} here"));
        finding.also(
            config.span(global),
            if is_late { "set only below the line that reads it" } else { "this value is not read" },
        );
        let at_top = std::iter::successors(Some(assign.scope), |s| config.scope(*s).parent)
            .all(|s| s == ROOT || !matches!(config.scope(s).kind, crate::config::ScopeKind::Filter(_)));
        if at_top {
            finding.label("`$name` is the value that was set above this line");
            finding.help(format!("Move `{name}` above this line."));
        } else {
            finding.label("in a filter, `$name` does not see the top level");
            finding.help(format!(
                "Write the value itself, or set `{name}` in this block as well, above this line."
            ));
        }
    }
}
