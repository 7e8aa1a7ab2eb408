//! What the lints of `mail_nfs_index` say.

use crate::config::{Config, Found, Judged};
use crate::edit::{Edit, lines};
use crate::finding::{Findings, Lint};

/// `mail_nfs_index = yes` without another setting that it needs.
pub(super) fn needs(
    config: &Config<'_>,
    findings: &mut Findings,
    lint: &'static Lint,
    (key, value): (&str, &str),
    is_set: impl Fn(&Found<'_>, Judged) -> bool,
) {
    for checked in config.checks_of_setting("mail_nfs_index") {
        let index = checked.get("mail_nfs_index");
        let other = checked.get(key);
        let is_set = is_set(&other, checked.judged);
        let (Some(true), Some(assign), false) = (index.boolean(), index.assign, is_set) else { continue };
        let span = config.span(assign);
        // A filter that sets the other one alone is where it goes wrong.
        let here = checked.view.scope();
        let outer = other.assign.filter(|other| other.scope == here && assign.scope != here);
        let message = format!("`mail_nfs_index = yes` needs `{key} = {value}` with it");
        let finding = findings.add(lint, outer.map_or(span, |other| config.span(other)), message);
        finding.stage(checked.judged);
        if outer.is_some() {
            finding
                .label("not what it needs")
                .also(span, "needs more than this")
                .help(format!("Write `{key} = {value}`, or remove the line."));
        } else {
            finding.label("needs more than this").help(format!("Set `{key} = {value}` in the same scope."));
        }
        match other.assign {
            Some(other) if other.scope == assign.scope || other.scope == here => {
                let place = config.value_span(other);
                if outer.is_none() {
                    finding.also(place, "conflicts with it");
                }
                finding.fix_safe(format!("write `{value}`"), [Edit::replace(place, value)]);
            }
            _ => {
                let missing = format!("{key} = {value}");
                finding.fix_safe(format!("add `{missing}`"), lines::above(config, span, &missing));
            }
        }
    }
}
