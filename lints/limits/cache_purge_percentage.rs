use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "cache-purge-percentage",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks_of_setting("mail_cache_purge_delete_percentage") {
        let found = checked.view.get("mail_cache_purge_delete_percentage");
        let (Some(percent), Some(assign)) = (found.number(), found.assign) else { continue };
        if percent <= 100 {
            continue;
        }
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("`mail_cache_purge_delete_percentage` is {}", found.shown()),
            )
            .stage(checked.judged)
            .label("a percentage cannot exceed 100")
            .help("Write a number from 0 to 100; the default is 20.");
    }
}
