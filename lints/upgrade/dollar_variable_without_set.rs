use std::collections::BTreeSet;

use crate::config::{Config, Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Kind as Type, Series};
use crate::source::Span;
use crate::syntax::{Form, Kind, Statement};

lint! {
    name: "dollar-variable-without-set",
    severity: Error, stage: Never, profile: Default, series: [V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let refused: BTreeSet<usize> = config
        .problems()
        .iter()
        .filter(|p| matches!(p.kind, ProblemKind::BadValue { .. } | ProblemKind::UnknownSetting { .. }))
        .filter_map(|problem| problem.statement)
        .collect();
    for (index, statement) in document.statements.iter().enumerate() {
        if statement.kind != Kind::Setting {
            continue;
        }
        let raw = document.bytes(statement, statement.value);
        if !raw.contains(&b'$')
            || refused.contains(&index)
            || document.value(statement).form != Form::Variable
        {
            continue;
        }
        let Some((at, name)) = old_variable(raw) else { continue };
        let shown = crate::text::clipped(name, 60);
        let span = document.locate(statement, statement.value);
        let finding =
            findings.add(&LINT, span, format!("`${shown}` is literal text: 2.4 does not expand it"));
        finding.label("taken literally");
        let known = schema::find(schema::scope(Series::V24, "root"), name)
            .filter(|setting| setting.known_to(config.version()));
        let Some(setting) = known else {
            finding.help(format!("`{shown}` was removed in 2.4; write the value itself."));
            continue;
        };
        let kind = setting.kind(config.version());
        let word =
            Span { start: span.start + at as u32, end: span.start + (at + 1 + name.len()) as u32, ..span };
        let is_plain = !statement.is_continued();
        if is_plain {
            finding.span = word;
        }
        if matches!(kind, Type::BoolList) {
            finding
                .help(format!("Write a block, `{shown} {{`, with a line `WORD = yes` for each word to add."));
            if let Some(block) = as_block(config, statement, name).filter(|_| is_plain) {
                finding.fix_unsafe("write a block", [Edit::replace(statement.span, block)]);
            }
        } else if kind.is_section() || kind == Type::StrList {
            finding.help("Write the value itself.");
        } else {
            finding.help(format!("Write `$SET:{shown}`."));
            if is_plain {
                finding.fix_unsafe(
                    format!("write `$SET:{shown}`"),
                    [Edit::replace(word, format!("$SET:{shown}"))],
                );
            }
        }
    }
}

/// The first word that was a variable in 2.3, and where it is.
fn old_variable(raw: &[u8]) -> Option<(usize, &[u8])> {
    let mut at = 0;
    for word in raw.split(|b| *b == b' ') {
        let name = word.strip_prefix(b"$").unwrap_or_default();
        let is_setting = |series: Series| schema::find(schema::scope(series, "root"), name).is_some();
        if is_setting(Series::V23) || is_setting(Series::V24) {
            return Some((at, name));
        }
        at += word.len() + 1;
    }
    None
}

/// `key = $key a b` as a block that adds `a` and `b`.
fn as_block(config: &Config<'_>, statement: &Statement, name: &[u8]) -> Option<String> {
    let document = config.document;
    if document.bytes(statement, statement.key) != name {
        return None;
    }
    let file = document.sources.file(statement.span.file);
    let line = Span::new(statement.span.file, file.line_range(file.line(statement.span.start)));
    let line = std::str::from_utf8(document.sources.bytes(line)).ok()?;
    let indent: String = line.chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
    let value = std::str::from_utf8(document.bytes(statement, statement.value)).ok()?;
    let mut words = value.split([' ', '\t', ',']).filter(|word| !word.is_empty());
    words.next()?.strip_prefix('$')?;
    let mut block = format!("{} {{\n", std::str::from_utf8(name).ok()?);
    let mut count = 0;
    for word in words {
        if !word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-')) {
            return None;
        }
        block.extend([indent.as_str(), "  ", word, " = yes\n"]);
        count += 1;
    }
    block.push_str(&indent);
    block.push('}');
    (count > 0).then_some(block)
}
