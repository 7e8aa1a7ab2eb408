use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "cache-max-size-over-1g",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

const MOST: u64 = 1 << 30;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks_of_setting("mail_cache_max_size") {
        let found = checked.view.get("mail_cache_max_size");
        let (Some(size), Some(assign)) = (found.size(), found.assign) else { continue };
        if size <= MOST {
            continue;
        }
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("`mail_cache_max_size` of {} is over 1 GB", found.shown()),
            )
            .stage(checked.judged)
            .label("the cache file cannot be larger than 1 GB")
            .help("Write `1G` or less.")
            .fix_safe("write `1G`", [Edit::replace(config.value_span(assign), "1G")]);
    }
}
