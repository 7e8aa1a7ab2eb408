use crate::config::{Facts, ProblemKind};
use crate::edit::Edit;
use crate::finding::{Finding, Findings, Stage};
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::Kind;
use crate::text::{is_lookalike, lookalike};

lint! {
    name: "smart-quotes-or-nbsp",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    let mut refused = Vec::new();
    for problem in config.problems() {
        let stage = match problem.kind {
            ProblemKind::UnknownSetting { .. }
            | ProblemKind::UnknownSection { .. }
            | ProblemKind::NoBrace => Stage::Parse,
            ProblemKind::IgnoredBeforeVersion => Stage::Never,
            _ => continue,
        };
        let Some(statement) = problem.statement.and_then(|index| document.statements.get(index)) else {
            continue;
        };
        let Some((at, c)) = lookalike(document.bytes(statement, statement.key)) else { continue };
        refused.extend(problem.statement);
        let key = document.locate(statement, statement.key);
        let finding = findings.at(&LINT, problem, format!("{} is part of this name", describe(c)));
        finding.stage(stage);
        show(finding, Span { start: key.start + at as u32, ..key }, c, !statement.is_continued());
    }
    let mut refused = refused.into_iter().peekable();
    for (index, statement) in document.statements.iter().enumerate() {
        if refused.next_if_eq(&index).is_some() {
            continue;
        }
        let part = match statement.kind {
            Kind::Setting | Kind::Open => statement.value,
            _ => continue,
        };
        let bytes = document.bytes(statement, part);
        let Some((at, c)) = at_edge(bytes) else { continue };
        let span = document.locate(statement, part);
        let what = if statement.kind == Kind::Setting { "value" } else { "section name" };
        let finding = findings.add(&LINT, span, format!("{} is part of the {what}", describe(c)));
        let is_plain = !statement.is_continued();
        if is_plain {
            finding.span = Span { start: span.start + at as u32, ..span };
        }
        if let Some(text) = straight(bytes).filter(|_| is_plain) {
            finding.label("Dovecot treats it as part of the text");
            finding.help(format!("Write `{text}`."));
            finding.span = span;
            finding.fix_safe("write it in ASCII", [Edit::replace(span, text)]);
        } else {
            let place = finding.span;
            show(finding, place, c, is_plain);
        }
    }
}

/// Underlines one character and offers what stands for it.
fn show(finding: &mut Finding, from: Span, c: char, is_plain: bool) {
    finding.label("Dovecot treats it as part of the text");
    if !is_plain {
        finding.help("Use ASCII quotes and spaces.");
        return;
    }
    let place = Span { end: from.start + c.len_utf8() as u32, ..from };
    finding.span = place;
    match ascii(c) {
        "" => finding.help("Remove this invisible character."),
        " " => finding.help("Write a plain space."),
        sign => finding.help(format!("Write `{sign}`.")),
    };
    finding.fix_safe("write it in ASCII", [Edit::replace(place, ascii(c))]);
}

/// The first or the last character, when it is one of them.
fn at_edge(bytes: &[u8]) -> Option<(usize, char)> {
    let (at, first) = lookalike(bytes)?;
    if at == 0 {
        return Some((0, first));
    }
    let tail = bytes.get(bytes.len().saturating_sub(3)..).unwrap_or_default();
    let last = [3, 2].into_iter().find_map(|size| {
        let end = tail.get(tail.len().checked_sub(size)?..)?;
        std::str::from_utf8(end).ok()?.chars().next_back().filter(|c| is_lookalike(*c))
    })?;
    // An apostrophe at the end of a word is text.
    (last != '\u{2019}').then(|| (bytes.len() - last.len_utf8(), last))
}

/// The whole value with ASCII quotes, when it is a text in typographic ones.
fn straight(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    let inner = text.get(first.len_utf8()..text.len().checked_sub(last.len_utf8())?)?;
    let is_quote = |c: char| matches!(c, '\u{2018}'..='\u{201f}');
    let fits = is_quote(first) && (is_quote(last) || last == '"' || last == '\'');
    (fits && !inner.contains(['"', '\\'])).then(|| format!("\"{inner}\""))
}

fn ascii(c: char) -> &'static str {
    match c {
        '\u{200b}' | '\u{feff}' => "",
        '\u{2018}'..='\u{201b}' => "'",
        '\u{201c}'..='\u{201f}' => "\"",
        _ => " ",
    }
}

fn describe(c: char) -> String {
    let name = match c {
        '\u{a0}' | '\u{202f}' => "the no-break space",
        '\u{200b}' => "the zero-width space",
        '\u{feff}' => "the byte order mark",
        _ => "the typographic quote",
    };
    format!("{name} U+{:04X}", u32::from(c))
}
