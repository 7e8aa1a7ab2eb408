use super::judge::run_into;
use crate::config::Config;
use crate::finding::{Finding, Findings, Lint};
use crate::source::Span;

/// The first place at which `doveconf` stops, and what is wrong there; none when it accepts the configuration.
pub fn refusal(config: &Config<'_>) -> Option<String> {
    refusal_besides(config, &[])
}

/// The same without what some lints say.
pub fn refusal_besides(config: &Config<'_>, besides: &[&str]) -> Option<String> {
    let (span, message) = refusal_at(config, besides)?;
    Some(format!("{}: {message}", config.document.place(span)))
}

/// The same, with its place.
pub fn refusal_at(config: &Config<'_>, besides: &[&str]) -> Option<(Span, String)> {
    let wanted = |lint: &Lint| lint.may_refuse() && !besides.contains(&lint.name);
    let findings = run_into(Findings::without_remedies(), config, wanted);
    let document = config.document;
    let mut refused: Vec<(usize, &Finding)> =
        findings.iter().filter(|finding| finding.is_refused()).enumerate().collect();
    let any = refused.first()?.1;
    let place = |finding: &Finding| (finding.span.file, finding.span.start);
    refused.sort_by_key(|(_, finding)| place(finding));
    let first_in = |span: Span| {
        let from = refused.partition_point(|(_, finding)| place(finding) < (span.file, span.start));
        let inside = refused[from..].iter().take_while(|(_, f)| place(f) <= (span.file, span.end));
        inside.min_by_key(|(order, _)| *order).map(|(_, finding)| *finding)
    };
    // Statements are in the order in which they are read, over all files.
    let first = document.statements.iter().find_map(|statement| first_in(statement.span)).unwrap_or(any);
    Some((first.span, first.message.to_string()))
}
