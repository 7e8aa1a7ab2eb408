//! The findings of each file, and which of them the client does not have yet.

use std::collections::BTreeMap;

use super::Session;
use crate::hash::{HashMap, HashSet};
use crate::lsp::diagnostic::{Places, diagnostic, mistake, refused};
use crate::lsp::place::real;
use crate::lsp::protocol::{Diagnostic, PublishDiagnostics, Range};
use crate::lsp::wire;
use crate::settings::Wrong;

impl Session {
    /// The findings of each file, by its URI.
    pub(super) fn lists(&mut self) -> BTreeMap<String, Vec<Diagnostic>> {
        let mut lists: BTreeMap<String, Vec<Diagnostic>> = self
            .open
            .values()
            .filter(|text| text.is_judged())
            .map(|text| (text.uri.clone(), Vec::new()))
            .collect();
        let mut seen = HashSet::default();
        let mut spelled = HashMap::default();
        for report in &self.pass.reports {
            let sources = &report.document.sources;
            let places = Places::new(&report.document, self.client.encoding);
            let mut uris: HashMap<_, (String, Vec<String>)> = HashMap::default();
            let name = |file| self.uri(&sources.file(file).shown);
            for finding in report.counting() {
                let span = finding.span;
                let (known, own) = uris.entry(span.file).or_insert_with(|| {
                    let shown = &sources.file(span.file).shown;
                    let known = if shown.starts_with('<') { shown.clone() } else { real(shown) };
                    let open = self.open.values().filter(|text| text.real == known);
                    let mut uris: Vec<String> = open.map(|text| text.uri.clone()).collect();
                    if uris.is_empty() {
                        uris.push(self.uri_of_real(&known, shown));
                    }
                    (known, uris)
                });
                if seen.insert((known.clone(), span.start, span.end, finding.lint.name)) {
                    let diagnostic = diagnostic(&places, finding, &self.client, &name);
                    for uri in own.iter() {
                        lists.entry(uri.clone()).or_default().push(diagnostic.clone());
                    }
                    spelled.insert(known.clone(), own[0].clone());
                }
            }
        }
        for wrong in &self.pass.wrong {
            let encoding = self.client.encoding;
            let list = match wrong {
                Wrong::Unreadable { reason, .. } => vec![refused(Range::default(), reason.clone())],
                Wrong::Mistaken { sources, mistakes } => {
                    let text = sources.files().next().map(|(_, file)| &file.bytes[..]).unwrap_or_default();
                    mistakes.iter().map(|one| mistake(text, one, encoding)).collect()
                }
            };
            lists.insert(self.uri(wrong.path()), list);
        }
        self.spelled = spelled;
        lists
    }

    /// Sends the lists that the client does not have yet, and empties those that are gone.
    pub(super) fn send(&mut self, lists: BTreeMap<String, Vec<Diagnostic>>) {
        let before = std::mem::take(&mut self.published);
        for (uri, list) in &lists {
            let open = self.open.get_mut(uri);
            let version = open.as_ref().and_then(|text| text.version);
            let is_due = open.is_some_and(|text| std::mem::take(&mut text.is_due));
            let is_known = before.get(uri).map_or(list.is_empty(), |known| known == list);
            if is_due || !is_known {
                let params = PublishDiagnostics { uri, version, diagnostics: list };
                self.outbox.push(wire::notification("textDocument/publishDiagnostics", params));
            }
        }
        for uri in before
            .iter()
            .filter(|(uri, list)| !list.is_empty() && !lists.contains_key(*uri))
            .map(|(uri, _)| uri)
        {
            let version = self.open.get(uri).and_then(|text| text.version);
            let params = PublishDiagnostics { uri, version, diagnostics: &[] };
            self.outbox.push(wire::notification("textDocument/publishDiagnostics", params));
        }
        self.published = lists;
        self.published.retain(|_, list| !list.is_empty());
    }
}
