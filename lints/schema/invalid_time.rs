use crate::config::Facts;
use crate::config::value::{self, Flaw};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "invalid-time",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for bad in config.bad_values() {
        let (key, value) = (&bad.written.key, &bad.written.value);
        let (message, label) = match bad.flaw {
            Flaw::Time if value.is_empty() => (format!("`{key}` needs a time but has no value"), "no time"),
            Flaw::Time => (format!("invalid time `{value}` for `{key}`"), "not a number with one unit"),
            Flaw::Milliseconds => {
                (format!("`{key}` does not support milliseconds, as in `{value}`"), "not whole seconds")
            }
            Flaw::TimeTooLarge => (format!("`{value}` is too long for `{key}`"), "does not fit"),
            _ => continue,
        };
        let finding = findings.at(&LINT, bad.problem, message);
        finding.label(label);
        finding.help(match bad.flaw {
            Flaw::Milliseconds => format!("Write whole seconds, such as `{key} = 1s`."),
            Flaw::TimeTooLarge if config.version().series == Series::V24 => {
                "Write a shorter time, or `unlimited` for no limit.".to_owned()
            }
            Flaw::TimeTooLarge => "Write a shorter time.".to_owned(),
            _ if value::is_unlimited(value.as_bytes()) => {
                "Only 2.4 supports `unlimited`; where the manual allows it, 0 means no limit.".to_owned()
            }
            _ if value.contains('.') => {
                "Write a whole number and a smaller unit: `90m` for one and a half hours.".to_owned()
            }
            _ if ["month", "year", "mon", "yr", "y"]
                .iter()
                .any(|unit| value.trim_end_matches('s').ends_with(unit)) =>
            {
                "Months and years have no unit: write days, such as `30d` or `365d`.".to_owned()
            }
            _ => "Write one number and one unit: ms, s, m (minutes), h, d or w.".to_owned(),
        });
    }
}
