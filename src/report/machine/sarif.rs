use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use crate::document::Document;
use crate::edit::Fix;
use crate::engine::identity::Fingerprints;
use crate::finding::{Finding, Ignored, Lint, Severity};
use crate::report::{RootReport, all, path, text};
use crate::source::Span;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The folder to which paths are relative.
const BASE: &str = "%SRCROOT%";

/// SARIF 2.1.0: one run with the rules that have spoken.
///
/// # Errors
/// When `out` cannot be written.
pub fn sarif(reports: &[RootReport], out: &mut dyn Write) -> io::Result<()> {
    let lints: BTreeMap<&str, &Lint> =
        all(reports).map(|(_, finding)| (finding.lint.name, finding.lint)).collect();
    let indices: BTreeMap<&str, usize> = lints.keys().enumerate().map(|(at, name)| (*name, at)).collect();
    let mut fingerprints = Fingerprints::default();
    let results: Vec<Value> = all(reports)
        .map(|(document, finding)| {
            let path = path::relative(&document.sources.file(finding.span.file).shown);
            let fingerprint = fingerprints.next(&path, document, finding);
            result(document, finding, indices[finding.lint.name], &fingerprint)
        })
        .collect();
    let configurations: Vec<Value> = reports
        .iter()
        .map(|report| {
            json!({
                "path": path::relative(&report.root.path),
                "dovecot": report.document.version.to_string(),
                "reason": report.document.version_reason(),
            })
        })
        .collect();
    let mut driver = json!({
        "name": "dovelint",
        "version": env!("CARGO_PKG_VERSION"),
        "semanticVersion": env!("CARGO_PKG_VERSION"),
        "rules": lints.values().map(|lint| rule(lint)).collect::<Vec<_>>(),
    });
    if let Some(site) = Some(env!("CARGO_PKG_HOMEPAGE")).filter(|site| !site.is_empty()) {
        driver["informationUri"] = site.into();
    }
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": driver },
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": {
                BASE: { "description": { "text": "The folder in which dovelint ran." } },
            },
            "results": results,
            "properties": { "configurations": configurations },
        }],
    });
    crate::report::json_text::pretty(out, &log)?;
    writeln!(out)
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Advice => "note",
    }
}

fn rule(lint: &Lint) -> Value {
    let finds = paragraph(lint, "What it finds");
    let mut rule = json!({
        "id": lint.name,
        "name": pascal(lint.name),
        "shortDescription": { "text": sentence(&finds) },
        "fullDescription": { "text": finds },
        "help": { "text": lint.page, "markdown": lint.page },
        "defaultConfiguration": { "level": level(lint.severity) },
        "properties": { "tags": ["dovecot", lint.group] },
    });
    if let Some(url) = lint.url() {
        rule["helpUri"] = url.into();
    }
    rule
}

/// The first paragraph below a heading of the page.
fn paragraph(lint: &Lint, heading: &str) -> String {
    let (_, below) = lint.page.split_once(&format!("## {heading}\n\n")).unwrap_or_default();
    below.split("\n\n").next().unwrap_or_default().trim().replace('\n', " ")
}

fn sentence(text: &str) -> String {
    let end = text.find(". ").map_or(text.len(), |at| at + 1);
    text[..end].trim_end_matches(':').to_owned()
}

fn pascal(name: &str) -> String {
    let words = name.split(|c: char| !c.is_ascii_alphanumeric());
    words
        .map(|word| {
            word.get(..1).unwrap_or_default().to_ascii_uppercase() + word.get(1..).unwrap_or_default()
        })
        .collect()
}

fn result(document: &Document, finding: &Finding, index: usize, fingerprint: &str) -> Value {
    let mut own = json!({ "physicalLocation": place(document, finding.span) });
    if !finding.label.is_empty() {
        own["message"] = json!({ "text": finding.label });
    }
    let related = finding.labels.iter().enumerate().map(|(at, label)| {
        json!({
            "id": at + 1,
            "physicalLocation": place(document, label.span),
            "message": { "text": label.text },
        })
    });
    let mut result = json!({
        "ruleId": finding.lint.name,
        "ruleIndex": index,
        "level": level(finding.severity),
        "message": { "text": text(finding) },
        "locations": [own],
        "partialFingerprints": { "dovelint/v1": fingerprint },
        "suppressions": finding.ignored.iter().map(suppression).collect::<Vec<_>>(),
        "properties": { "stage": finding.stage },
    });
    if !finding.labels.is_empty() {
        result["relatedLocations"] = related.collect();
    }
    let fixes: Vec<Value> = crate::report::fixes(document, finding).map(|one| fix(document, one)).collect();
    if !fixes.is_empty() {
        result["fixes"] = fixes.into();
    }
    result
}

fn suppression(ignored: &Ignored) -> Value {
    let kind = match ignored {
        Ignored::Comment(_) => "inSource",
        Ignored::Baseline => "external",
    };
    match ignored.reason() {
        "" => json!({ "kind": kind }),
        reason => json!({ "kind": kind, "justification": reason }),
    }
}

fn artifact(document: &Document, span: Span) -> Value {
    let path = path::relative(&document.sources.file(span.file).shown);
    let uri = path::uri(&path);
    if path.starts_with('/') { json!({ "uri": uri }) } else { json!({ "uri": uri, "uriBaseId": BASE }) }
}

fn region(document: &Document, span: Span) -> Value {
    let file = document.sources.file(span.file);
    let (start, end) = (file.position(span.start), file.position(span.end));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

fn place(document: &Document, span: Span) -> Value {
    json!({ "artifactLocation": artifact(document, span), "region": region(document, span) })
}

/// A fix with one change for each file that it touches.
fn fix(document: &Document, fix: &Fix) -> Value {
    let mut files: BTreeMap<_, Vec<&crate::edit::Edit>> = BTreeMap::new();
    for edit in &fix.edits {
        files.entry(edit.span.file).or_default().push(edit);
    }
    let changes = files.into_values().map(|edits| {
        let replacements = edits.iter().map(|edit| {
            json!({
                "deletedRegion": region(document, edit.span),
                "insertedContent": { "text": edit.text },
            })
        });
        json!({
            "artifactLocation": artifact(document, edits[0].span),
            "replacements": replacements.collect::<Vec<_>>(),
        })
    });
    json!({
        "description": { "text": fix.title },
        "artifactChanges": changes.collect::<Vec<_>>(),
        "properties": { "safe": fix.is_safe() },
    })
}
