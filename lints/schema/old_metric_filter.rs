use crate::config::Facts;
use crate::document::Document;
use crate::finding::{Findings, Stage};
use crate::lints::lint;
use crate::source::Span;
use crate::syntax::{Kind, Statement};

lint! {
    name: "old-metric-filter",
    severity: Error, stage: Start, profile: Default, series: [V23],
    fix: None, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    if !config.version().is_23_from(13) {
        return;
    }
    let document = config.document;
    let mut open: Vec<usize> = Vec::new();
    for (index, statement) in document.statements.iter().enumerate() {
        match statement.kind {
            Kind::Open => {
                let outer = open.last().copied();
                open.push(index);
                if is(document, statement, "filter")
                    && let Some(metric) = outer.filter(|at| is(document, &document.statements[*at], "metric"))
                {
                    report(document, findings, metric, index);
                }
            }
            Kind::Close => {
                open.pop();
            }
            _ => {}
        }
    }
}

fn is(document: &Document, statement: &Statement, key: &str) -> bool {
    document.key(statement).as_ref() == key.as_bytes()
}

/// A `filter {}` by its place, in a metric by its place.
fn report(document: &Document, findings: &mut Findings, metric: usize, filter: usize) {
    let (Some(end), Some(close)) = (document.closing(metric), document.closing(filter)) else { return };
    let all = &document.statements;
    let name = all[metric..end].iter().find(|statement| is(document, statement, "event_name"));
    let head = &all[filter];
    let mut span = Span { end: all[close].span.end, ..head.span };
    if all[close].span.file != head.span.file {
        return;
    }
    let event = name.map_or("NAME".to_owned(), |name| document.text(name, name.value).as_str().to_owned());
    let fields = all[filter + 1..close].iter().filter(|statement| statement.kind == Kind::Setting);
    let fields: Vec<String> = fields
        .map(|field| {
            format!(" AND {}={}", document.text(field, field.key), document.text(field, field.value))
        })
        .collect();
    // What comes first is what Dovecot refuses.
    let is_refused = name.is_some_and(|name| name.span.file == span.file && name.span.start < span.start);
    if let Some(name) = name.filter(|name| name.span.file == span.file) {
        span = Span { start: span.start.min(name.span.start), end: span.end.max(name.span.end), ..span };
    }
    let message = if name.is_some() {
        "`event_name` and `filter {}` in a metric are for 2.3.12 and older; now `filter` is one setting for both"
    } else {
        "a section `filter {}` in a metric is for 2.3.12 and older; now `filter` is a setting"
    };
    let finding = findings.add(&LINT, span, message);
    if is_refused {
        finding.stage(Stage::Parse);
    }
    finding
        .label(if is_refused { "unknown" } else { "Dovecot panics here" })
        .help(format!("Write `filter = event={event}{}`.", fields.concat()));
}
