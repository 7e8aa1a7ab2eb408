use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Range};

lint! {
    name: "value-out-of-range",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for &Range { setting: name, in_struct, least, most } in schema::ranges(config.version().series) {
        for checked in config.checks(in_struct) {
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
                .label(format!("must be {which} {bound}"))
                .help(format!("Write `{name} = {bound}`, or remove the line."))
                .stage(checked.judged);
        }
    }
}
