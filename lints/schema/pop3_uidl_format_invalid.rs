use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::syntax::{Percent, expressions, percents};

lint! {
    name: "pop3-uidl-format-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let series = config.version().series;
    let example = match series {
        Series::V23 => "%08Xu%08Xv",
        Series::V24 => "%{uid | hex(8)}%{uidvalidity | hex(8)}",
    };
    for checked in config.checks_of_setting("pop3_uidl_format") {
        let found = checked.get("pop3_uidl_format");
        let flaw = match series {
            Series::V23 => flaw_23(&found.text),
            Series::V24 => flaw_24(&found.text),
        };
        let (Some(flaw), Some(place)) = (flaw, config.place(&found)) else { continue };
        findings
            .add(&LINT, place, format!("`pop3_uidl_format` {flaw}"))
            .label("does not identify messages uniquely")
            .help(format!("Write `pop3_uidl_format = {example}`, the default."))
            .stage(checked.judged);
    }
}

fn flaw_23(text: &[u8]) -> Option<String> {
    let mut has_variable = false;
    for percent in percents(text) {
        match percent {
            Percent::Sign(_) => {}
            // A percent sign at the very end is text.
            Percent::Unfinished(at) if at + 1 == text.len() => {}
            Percent::Unfinished(_) => return Some("ends inside a variable".to_owned()),
            Percent::Variable(variable) if variable.is_long || variable.name == b"{" => {
                return Some("has a variable with a long name".to_owned());
            }
            Percent::Variable(variable) => match variable.name {
                b"v" | b"u" | b"m" | b"f" | b"g" => has_variable = true,
                b"%" => {}
                letter => return Some(format!("has no variable `%{}`", crate::text::printable(letter))),
            },
        }
    }
    (!has_variable).then(|| "has no variable".to_owned())
}

fn skip(text: &[u8], wanted: impl Fn(u8) -> bool) -> &[u8] {
    let end = text.iter().position(|b| !wanted(*b)).unwrap_or(text.len());
    text.get(end..).unwrap_or_default()
}

/// The first name in each `%{...}` that is not a function. What cannot be parsed is another lint's.
fn flaw_24(text: &[u8]) -> Option<String> {
    let mut has_variable = false;
    for expression in expressions(text) {
        let inner = expression.inside.trim_ascii_start();
        let rest = skip(inner, |b| b.is_ascii_alphanumeric() || b"_:;-".contains(&b));
        let name = inner.get(..inner.len() - rest.len()).unwrap_or_default();
        if name.is_empty() || rest.trim_ascii_start().first() == Some(&b'(') {
            continue;
        }
        if ![b"uidvalidity".as_slice(), b"uid", b"md5", b"filename", b"guid"].contains(&name) {
            return Some(format!("has no variable `%{{{}}}`", crate::text::clipped(name, 30)));
        }
        has_variable = true;
    }
    (!has_variable).then(|| "has no variable".to_owned())
}
