use crate::config::{Assign, Config, Facts, percent};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{Kind, Series, find, scope};
use crate::source::Span;
use crate::syntax::Form;
use crate::text::Quote;

lint! {
    name: "old-percent-variable",
    severity: Error, stage: Never, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
    about: Writing,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for assign in config.assigns() {
        let Some((name, span)) = place(config, assign) else { continue };
        let text = document.sources.bytes(span);
        if !text.contains(&b'%') {
            continue;
        }
        let old = percent::old_variables(&name, text);
        let within = |range: &std::ops::Range<usize>| Span {
            start: span.start + range.start as u32,
            end: span.start + range.end as u32,
            ..span
        };
        let [first, more @ ..] = old.as_slice() else { continue };
        let mut names: Vec<Quote> =
            old.iter().map(|old| crate::text::clipped(&text[old.range.clone()], 40)).collect();
        names.dedup();
        let (verb, them) =
            if names.len() == 1 { ("is a 2.3 variable", "it") } else { ("are 2.3 variables", "them") };
        let message = format!("{} {verb}; 2.4 does not expand {them}", crate::text::listed(&names));
        let finding = findings.add(&LINT, within(&first.range), message);
        finding.label(if names.iter().any(|name| name.starts_with("%{")) {
            "unknown in 2.4"
        } else {
            "taken literally"
        });
        for other in more {
            finding.also(within(&other.range), "");
        }
        let mut new: Vec<&str> = old.iter().filter_map(|old| old.new.as_deref()).collect();
        new.dedup();
        if new.is_empty() {
            finding.help("Write the variable with 2.4 filters, as in `%{user | username}`.");
            continue;
        }
        finding.help(format!("Write {}.", crate::text::listed(&new)));
        let edits: Option<Vec<Edit>> =
            old.iter().map(|old| Some(Edit::replace(within(&old.range), old.new.clone()?))).collect();
        let Some(edits) = edits else { continue };
        finding.fix_unsafe(format!("write {}", crate::text::listed(&new)), edits);
    }
}

/// The setting and the place of its value, if 2.4 expands variables there.
fn place(config: &Config<'_>, assign: &Assign) -> Option<(String, Span)> {
    let name = config.key_name(assign.key);
    let base = name.split(|b| *b == b'/').next()?;
    let setting = find(scope(Series::V24, "root"), base)?;
    let expands = match setting.kind(config.version()) {
        Kind::String | Kind::StrList | Kind::Alias => true,
        // Not by the parser, but by the process that reads them, as their defaults show.
        Kind::StringNoVars => {
            setting.name == "passwd_file_path" || setting.default(config.version()).contains("%{")
        }
        _ => false,
    };
    // `pop3_uidl_format` has variables and a lint of its own.
    if !expands || setting.name == "pop3_uidl_format" {
        return None;
    }
    let statement = config.statement(assign);
    let span = match config.document.value(statement).form {
        Form::File => return None,
        Form::Heredoc => config.document.heredoc(assign.statement as usize)?.body,
        _ => config.value_span(assign),
    };
    Some((setting.name.to_owned(), span))
}
