use crate::config::{Assign, Config, Facts, Found, ROOT, View};
use crate::edit::{Edit, lines};
use crate::finding::{Finding, Findings};
use crate::lints::lint;
use crate::source::Span;

lint! {
    name: "mail-uid-outside-valid-range",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let userdbs = config.userdbs();
    let is_used = userdbs.is_empty() || userdbs.iter().any(|userdb| !userdb.driver.is("passwd"));
    for key in ["uid", "gid"] {
        let setting = format!("mail_{key}");
        if is_used {
            for assign in config.places_that_set(&setting) {
                let view = config.view(assign.scope);
                let number = number(&config.value_of(assign).text);
                judge(config, findings, &view, key, number, config.value_span(assign));
            }
        }
        for userdb in userdbs.iter().filter(|userdb| userdb.driver.is("static")) {
            let Some(value) = userdb.field(key).and_then(|field| field.value) else { continue };
            if let Some(span) = value.span {
                judge(config, findings, &config.root(), key, number(&value.text), span);
            }
        }
        // 2.3: what users get that the database itself gives nothing else.
        for userdb in userdbs.iter().filter(|userdb| !userdb.driver.is("static")) {
            let defaults = userdb.default_fields();
            let field = defaults.iter().rev().find(|field| field.is(key));
            if let Some(span) = field.and_then(|field| field.value.as_ref()?.span) {
                let number = field.and_then(|field| number(field.text()));
                judge(config, findings, &config.root(), key, number, span);
            }
        }
    }
}

fn number(text: &[u8]) -> Option<u64> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

fn judge(
    config: &Config<'_>,
    findings: &mut Findings,
    view: &View<'_>,
    key: &str,
    number: Option<u64>,
    span: Span,
) {
    let (first_name, last_name) = (format!("first_valid_{key}"), format!("last_valid_{key}"));
    let (first, last) = (view.get(&first_name), view.get(&last_name));
    let (Some(number), Some(low), Some(high)) = (number, first.number(), last.number()) else { return };
    let is_root = key == "uid" && number == 0;
    let (name, bound, found) = if number < low || is_root {
        (&first_name, low, first)
    } else if high != 0 && number > high {
        (&last_name, high, last)
    } else {
        return;
    };
    let upper = key.to_ascii_uppercase();
    let message = if is_root {
        "UID 0 is root, which is never allowed to access mail".to_owned()
    } else {
        format!("{upper} {number} is not allowed to access mail: `{name}` is {bound}")
    };
    let finding = findings.add(&LINT, span, message);
    finding.label("every login ends with an error");
    if number == 0 {
        finding.help("Use a dedicated user and group for mail, such as `vmail`.");
        return;
    }
    finding.help(format!("Set `{name} = {number}`."));
    offer_fix(config, finding, name, number, &found, span);
}

fn offer_fix(
    config: &Config<'_>,
    finding: &mut Finding,
    name: &str,
    number: u64,
    found: &Found<'_>,
    span: Span,
) {
    let title = format!("set `{name} = {number}`");
    if let Some(assign) = found.assign {
        finding.also(config.span(assign), "the limit");
        finding.fix_unsafe(title, [Edit::replace(config.value_span(assign), number.to_string())]);
        return;
    }
    // A setting of the top level can be after another one there.
    let is_at = |assign: &&Assign| config.value_span(assign) == span;
    if let Some(assign) = config.assigns_in(ROOT).find(is_at) {
        finding.fix_unsafe(title, lines::below(config, config.span(assign), &format!("{name} = {number}")));
    }
}
