use std::collections::BTreeSet;

use crate::config::{Assign, Config, Facts};
use crate::finding::{Findings, Severity, Stage};
use crate::lints::lint;
use crate::text::Text;

lint! {
    name: "conflicting-filters",
    severity: Warning, stage: Run, profile: Default, series: [V23],
    fix: None, needs: Fragment,
    refuses: Sometimes,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut refused = BTreeSet::new();
    for (loser, winner) in config.filter_conflicts() {
        refused.extend([loser.statement, winner.statement]);
        say(config, findings, loser, winner, true);
    }
    for (earlier, later) in config.filter_overlaps() {
        if !refused.contains(&later.statement) && !refused.contains(&earlier.statement) {
            say(config, findings, later, earlier, false);
        }
    }
}

fn say(config: &Config<'_>, findings: &mut Findings, here: &Assign, other: &Assign, refused: bool) {
    let key = String::from_utf8_lossy(&config.key_name(here.key)).into_owned();
    let (mine, theirs) = (config.scope_name(here.scope), config.scope_name(other.scope));
    let finding = findings.add(
        &LINT,
        config.span(here),
        format!("`{mine}` and `{theirs}` both set `{key}`, and neither is inside the other"),
    );
    finding.label("Dovecot does not choose between the two");
    finding.also(config.span(other), "also set here");
    finding.help(format!(
        "Set `{key}` in one of the two only, or in both and in a block for connections that match both."
    ));
    if refused {
        finding.severity(Severity::Error).stage(Stage::Parse);
        finding.help = Text::default();
        finding.help(format!("Set `{key}` in one of the two only: another block matches both."));
    }
}
