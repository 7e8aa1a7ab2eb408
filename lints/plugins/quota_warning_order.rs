use crate::config::{Amount, Config, Facts, QuotaLine, SectionKind, Warning};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "quota-warning-order",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    match config.version().series {
        Series::V23 => check23(config, findings),
        Series::V24 => check24(config, findings),
    }
}

fn check23(config: &Config<'_>, findings: &mut Findings) {
    for lines in config.quota_warnings() {
        let warnings: Vec<(QuotaLine<'_>, Warning)> =
            lines.into_iter().filter_map(|line| line.warning().map(|warning| (line, warning))).collect();
        let kinds: [fn(&Warning) -> Option<Amount>; 2] = [|w| w.storage, |w| w.messages];
        for kind in kinds {
            let limits: Vec<(i128, &QuotaLine<'_>)> = warnings
                .iter()
                .filter(|(_, warning)| !warning.is_reverse)
                .filter_map(|(line, warning)| match kind(warning)? {
                    Amount::Percent(limit) => Some((limit, line)),
                    Amount::Absolute(_) => None,
                })
                .collect();
            let Some((low, high)) = out_of_order(&limits) else { continue };
            let (Some(first), Some(later)) = (config.place(&low.1.found), config.place(&high.1.found)) else {
                continue;
            };
            let finding = report(findings, (low.0, first), (high.0, later));
            if limits.len() != warnings.len() {
                continue;
            }
            // The values change places, the keys stay.
            let mut sorted = limits.clone();
            sorted.sort_by_key(|(limit, _)| std::cmp::Reverse(*limit));
            let edits: Option<Vec<Edit>> = limits
                .iter()
                .zip(&sorted)
                .map(|((_, to), (_, from))| {
                    let to = config.value_span(to.found.assign?);
                    let from = config.document.sources.bytes(config.value_span(from.found.assign?));
                    Some(Edit::replace(to, std::str::from_utf8(from).ok()?))
                })
                .collect();
            if let Some(edits) = edits {
                finding.fix_unsafe("sort them, the highest limit first", edits);
            }
        }
    }
}

fn check24(config: &Config<'_>, findings: &mut Findings) {
    for quota in config.root().sections(SectionKind::QUOTA) {
        let mut storage = Vec::new();
        let mut messages = Vec::new();
        for warning in quota.sections(SectionKind::QUOTA_WARNING) {
            let Some(scope) = warning.scopes.first() else { continue };
            let view = config.view(*scope);
            let is_storage = view.get("quota_warning_resource").text.as_ref() == b"storage";
            let key = if is_storage { "quota_storage_percentage" } else { "quota_message_percentage" };
            let limit = view.get(key);
            let (Some(percent), true) =
                (limit.number(), view.get("quota_warning_threshold").text.as_ref() == b"over")
            else {
                continue;
            };
            let place = config.place(&limit).or(warning.span());
            if let Some(place) = place {
                (if is_storage { &mut storage } else { &mut messages }).push((i128::from(percent), place));
            }
        }
        for limits in [storage, messages] {
            if let Some((low, high)) = out_of_order(&limits) {
                report(findings, low, high);
            }
        }
    }
}

/// The first limit that is in front of a higher one, and that one.
fn out_of_order<T: Copy>(limits: &[(i128, T)]) -> Option<((i128, T), (i128, T))> {
    limits.iter().enumerate().find_map(|(at, low)| {
        let high = limits[at + 1..].iter().find(|high| high.0 > low.0)?;
        Some((*low, *high))
    })
}

fn report(findings: &mut Findings, low: (i128, Span), high: (i128, Span)) -> &mut crate::finding::Finding {
    let message = format!(
        "a mail that takes a user past {}% and {}% sends the warning at {}% only",
        low.0, high.0, low.0
    );
    findings
        .add(&LINT, high.1, message)
        .label("not sent then, as it comes second")
        .also(low.1, "only the first matching warning is sent")
        .help("List the highest limit first.")
}
