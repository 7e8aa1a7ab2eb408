use crate::config::Config;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "value-out-of-range",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

/// The struct, the setting, and its least and greatest value.
const SETTINGS: [(&str, &str, u64, u64); 3] = [
    ("sieve_variables", "sieve_variables_max_scope_count", 128, u64::MAX),
    ("sieve_variables", "sieve_variables_max_value_size", 4000, u64::MAX),
    ("fts_flatcurve", "fts_flatcurve_optimize_density_percentage", 0, 100),
];

fn check(config: &Config<'_>, findings: &mut Findings) {
    for (group, name, least, most) in SETTINGS {
        for checked in config.checks(group) {
            let found = checked.get(name);
            let value = found.number().or_else(|| found.size());
            let (Some(value), Some(place)) = (value, config.place(&found)) else { continue };
            let (bound, side, which) = match value {
                _ if value < least => (least, "below", "at least"),
                _ if value > most => (most, "above", "at most"),
                _ => continue,
            };
            findings
                .add(&LINT, place, format!("`{name} = {}` is {side} {bound}", found.shown()))
                .label(format!("Dovecot takes {which} {bound}"))
                .help(format!("Write `{name} = {bound}`, or remove the line."))
                .stage(checked.judged);
        }
    }
}
