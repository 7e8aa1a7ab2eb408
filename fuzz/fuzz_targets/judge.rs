//! Findings in every format: no panic, and every span is in its file.
#![no_main]

mod input;

use dovelint::engine::baseline::Baseline;
use dovelint::config::Config;
use dovelint::document::roots::Root;
use dovelint::engine::RootReport;
use dovelint::report::{self, Style};
use input::Input;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Some(input) = Input::new(data) else { return };
    let Some(document) = input.document() else { return };
    let config = Config::new(&document, true);
    if config.too_much().is_some() {
        return;
    }
    let findings = dovelint::engine::judge(&config, |_| true);
    let inside = |span: dovelint::source::Span| {
        let size = document.sources.file(span.file).bytes.len() as u32;
        assert!(span.start <= span.end && span.end <= size);
    };
    for statement in &document.statements {
        inside(statement.span);
        inside(document.locate(statement, statement.key));
        inside(document.locate(statement, statement.value));
    }
    for finding in &findings {
        inside(finding.span);
        finding.labels.iter().for_each(|label| inside(label.span));
        finding.fixes.iter().flat_map(|fix| &fix.edits).for_each(|edit| inside(edit.span));
    }
    let style = Style { color: input.first % 2 == 0, unicode: input.first % 3 == 0, width: 80 };
    let root = Root { path: input::ROOT.to_owned(), is_whole: true };
    let reports = [RootReport { root, document, findings }];
    let mut out = Vec::new();
    report::human(&reports, style, &mut out).expect("memory takes it");
    report::concise(&reports, &mut out).expect("memory takes it");
    report::json(&reports, &mut out).expect("memory takes it");
    report::json_lines(&reports, &mut out).expect("memory takes it");
    report::sarif(&reports, &mut out).expect("memory takes it");
    report::github(&reports, &mut out).expect("memory takes it");
    report::gitlab(&reports, &mut out).expect("memory takes it");
    report::checkstyle(&reports, &mut out).expect("memory takes it");
    report::junit(&reports, None, &mut out).expect("memory takes it");
    report::rdjson(&reports, &mut out).expect("memory takes it");
    report::markdown(&reports, &mut out).expect("memory takes it");
    report::statistics(&reports, &mut out).expect("memory takes it");
    Baseline::of("b.json", &reports).write(&mut out).expect("memory takes it");
});
