use std::cell::OnceCell;

use crate::config::{Facts, Section, SectionKind, value};
use crate::finding::Findings;
use crate::hash::HashMap;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "metric-section-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    let heads = Heads::new();
    for metric in config.checked_sections(SectionKind::METRIC) {
        let Some(head) = metric.span() else { continue };
        let filter = metric.get("filter");
        if series == Series::V24 && metric.name.is_empty() {
            continue;
        }
        let is_unnamed = series == Series::V23 && metric.name.is_empty();
        if is_unnamed || (series == Series::V23 && !metric.is_named && !metric.sets("metric_name")) {
            findings
                .add(&LINT, head, "this `metric` section has no name")
                .label("name missing")
                .help("Write a name after `metric`.")
                .stage(metric.judged);
        } else if filter.text.is_empty()
            && !has_event_name(config, &heads, head)
            && (series == Series::V23 || filter.assign.is_some() || !metric.has_head())
        {
            let place = config.place(&filter).unwrap_or(head);
            findings
                .add(&LINT, place, format!("`metric {}` has no `filter`", metric.shown()))
                .label("matches nothing")
                .help("Add a line like `filter = event=imap_command_finished`.")
                .stage(metric.judged);
        } else if series == Series::V23 {
            group_by(findings, &metric);
        }
    }
}

/// The statements by their places, as there may be thousands of metrics to look up.
type Heads = OnceCell<HashMap<Span, usize>>;

/// Whether the section that begins here names its event as 2.3.12 did, that another lint reports.
fn has_event_name(config: &Facts<'_>, heads: &Heads, head: Span) -> bool {
    let document = config.document;
    let places = || document.statements.iter().enumerate().map(|(index, statement)| (statement.span, index));
    let index = heads.get_or_init(|| places().collect()).get(&head).copied();
    let Some((index, end)) = index.and_then(|index| Some((index, document.closing(index)?))) else {
        return false;
    };
    document.statements[index..end].iter().any(|statement| document.key(statement).as_ref() == b"event_name")
}

fn group_by(findings: &mut Findings, metric: &Section<'_>) {
    for word in metric.words("group_by") {
        let (Some(flaw), Some(span)) = (flaw(&word.text), word.span) else { continue };
        findings
            .add(&LINT, span, format!("`group_by` of `metric {}` {flaw}", metric.shown()))
            .label(flaw)
            .help("Write `FIELD`, `FIELD:exponential:MIN:MAX:BASE` or `FIELD:linear:MIN:MAX:STEP`.")
            .stage(metric.judged);
    }
}

/// Source: `parse_metric_group_by()` in `stats-settings.c`, 2.3.21.
fn flaw(word: &[u8]) -> Option<&'static str> {
    let mut parts = word.split(|b| *b == b':').skip(1);
    let method = parts.next()?;
    let arguments: Vec<&[u8]> = parts.collect();
    match method {
        b"discrete" => return (!arguments.is_empty()).then_some("gives `discrete` an argument"),
        b"exponential" | b"linear" => {}
        _ => return Some("names an unknown method"),
    }
    let numbers: Vec<u64> =
        arguments.iter().filter_map(|text| value::number(text, i64::MAX as u64).ok()).collect();
    let ([min, max, other], 3) = (numbers.as_slice(), arguments.len()) else {
        return Some("needs three numbers after the method");
    };
    if min >= max {
        return Some("needs a minimum below its maximum");
    }
    match method {
        b"exponential" if *other != 2 && *other != 10 => Some("has a base other than 2 and 10"),
        b"linear" if min.saturating_add(*other) > *max => Some("has a step beyond the maximum"),
        _ => None,
    }
}
