use super::judge::refused;
use crate::config::Config;
use crate::finding::Finding;
use crate::source::Span;

/// The first place at which `doveconf` stops, and what is wrong there; none when it accepts the configuration.
pub fn refusal(config: &Config<'_>) -> Option<String> {
    refusal_besides(config, &[])
}

/// The same without what some lints say.
pub fn refusal_besides(config: &Config<'_>, besides: &[&str]) -> Option<String> {
    let (span, message) = first_refusals(config, besides, 1).pop()?;
    Some(format!("{}: {message}", config.document.place(span)))
}

/// Every statement that `doveconf` refuses, in the order in which it reads them, and what is wrong there.
pub fn refusals(config: &Config<'_>, besides: &[&str]) -> Vec<(Span, String)> {
    first_refusals(config, besides, usize::MAX)
}

/// The first ones of them.
fn first_refusals(config: &Config<'_>, besides: &[&str], most: usize) -> Vec<(Span, String)> {
    let findings = refused(config, |lint| lint.may_refuse() && !besides.contains(&lint.name));
    let mut refused: Vec<(usize, &Finding)> = findings.iter().enumerate().collect();
    let Some((_, any)) = refused.first().copied() else { return Vec::new() };
    let place = |finding: &Finding| (finding.span.file, finding.span.start);
    refused.sort_by_key(|(_, finding)| place(finding));
    let first_in = |span: Span| {
        let from = refused.partition_point(|(_, finding)| place(finding) < (span.file, span.start));
        let inside = refused[from..].iter().take_while(|(_, f)| place(f) <= (span.file, span.end));
        inside.min_by_key(|(order, _)| *order).map(|(_, finding)| *finding)
    };
    // Statements are in the order in which they are read, over all files.
    let of_statements = config.document.statements.iter().filter_map(|statement| first_in(statement.span));
    let mut found: Vec<&Finding> = of_statements.take(most).collect();
    if found.is_empty() {
        found.push(any);
    }
    found.into_iter().map(|finding| (finding.span, finding.message.to_string())).collect()
}
