use crate::config::{Facts, ProblemKind};
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "here-document-not-closed",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for problem in config.problems() {
        let (ProblemKind::HeredocOpen, Some(index)) = (&problem.kind, problem.statement) else { continue };
        let Some(statement) = document.statements.get(index) else { continue };
        let marker = crate::text::clipped(&document.value(statement).text, 40);
        let finding = findings.at(&LINT, problem, format!("no line consists of exactly `{marker}`"));
        let swallows = "everything below is read as part of this value";
        let head = document.locate(statement, statement.value);
        finding.label(swallows);
        finding.help(format!("Write `{marker}` on a line of its own, without spaces before or after it."));
        finding.span = head;
        // Dovecot notices at the last line.
        if let Some(last) =
            document.heredoc(index).map(|heredoc| heredoc.end).filter(|end| end.start < end.end)
        {
            finding.label("the file ends here").also(head, swallows);
            let text = document.sources.bytes(last);
            let end = last.start + text.trim_ascii_end().len() as u32;
            finding.span = crate::source::Span { end, ..last };
        }
        let near = document.heredoc(index).and_then(|heredoc| {
            let body = document.sources.bytes(heredoc.body.to(heredoc.end));
            let wanted = document.value(statement).text;
            let mut at = heredoc.body.start;
            body.split(|b| *b == b'\n').find_map(|line| {
                let span = crate::source::Span { start: at, end: at + line.len() as u32, ..heredoc.body };
                at = span.end + 1;
                (line.trim_ascii() == wanted.trim_ascii()).then_some(span)
            })
        });
        let spoilt = "surrounded by spaces, so it does not end the document";
        match near {
            Some(near) if near.start == finding.span.start => _ = finding.label(spoilt),
            Some(near) => _ = finding.also(near, spoilt),
            None => {}
        }
    }
}
