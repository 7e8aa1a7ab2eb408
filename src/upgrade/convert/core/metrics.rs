//! What metrics are grouped by.

use crate::upgrade::Code;
use crate::upgrade::item::Item;
use crate::upgrade::job::Job;

/// Plans `group_by`.
pub(in crate::upgrade) fn plan(job: &mut Job<'_>) {
    for unit in job.units.clone() {
        if unit.table != "metric" || unit.name != "group_by" || !job.is_free(unit.node) {
            continue;
        }
        let text = job.text(&unit).into_owned();
        let words = text.split(|b| *b == b' ').filter(|word| !word.is_empty());
        match words.map(group).collect::<Option<Vec<Item>>>() {
            Some(items) => job.write(unit.node, items),
            None => job.comment_out(&unit, Code::OldStatsRemoved, "this grouping is not supported"),
        }
    }
}

/// `field[:method[:argument…]]`. Source: `parse_metric_group_by()` in `stats-settings.c`, 2.3.21.
fn group(word: &[u8]) -> Option<Item> {
    let parts: Vec<&[u8]> = word.split(|b| *b == b':').collect();
    let (field, rest) = parts.split_first()?;
    let method = match rest {
        [] => Vec::new(),
        [b"discrete"] => vec![Item::named("method", "discrete", Vec::new())],
        [b"exponential", least, most, base] => vec![Item::named(
            "method",
            "exponential",
            vec![
                Item::set("min_magnitude", *least),
                Item::set("max_magnitude", *most),
                Item::set("base", *base),
            ],
        )],
        [b"linear", least, most, step] => vec![Item::named(
            "method",
            "linear",
            vec![Item::set("min", *least), Item::set("max", *most), Item::set("step", *step)],
        )],
        _ => return None,
    };
    Some(Item::named("group_by", field, method))
}
