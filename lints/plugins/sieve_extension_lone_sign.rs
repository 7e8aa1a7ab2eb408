use crate::config::{Facts, Found};
use crate::finding::Findings;
use crate::lints::lint;
use crate::lints::plugins::sieve_extensions::LISTS;
use crate::schema::Series;
use crate::text::words::{SPACES_TABS, word_ranges};

lint! {
    name: "sieve-extension-lone-sign",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for list in LISTS {
        let values: Vec<Found<'_>> = match config.version().series {
            Series::V23 => config.plugin_setting(list).into_iter().collect(),
            Series::V24 => config.everywhere(list).into_iter().map(|assign| config.found(assign)).collect(),
        };
        for found in values {
            for range in word_ranges(&found.text, SPACES_TABS) {
                let word = &found.text[range.clone()];
                if !matches!(word, b"+" | b"-") {
                    continue;
                }
                let sign = char::from(word[0]);
                // A search for one character may find it inside a name.
                let whole = config.place(&found);
                let Some(span) = config.locate_in(&found, range).or(whole) else { continue };
                findings
                    .add(&LINT, span, format!("a `{sign}` in `{list}` is separated from its extension name"))
                    .label("an extension without a name")
                    .help(match config.version().series {
                        Series::V23 => format!("Remove the space: `{sign}NAME`."),
                        Series::V24 => format!(
                            "2.4 has no `{sign}`: write `{list} {{` with a line `NAME = {}`.",
                            if sign == '+' { "yes" } else { "no" }
                        ),
                    });
                break;
            }
        }
    }
}
