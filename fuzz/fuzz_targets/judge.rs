//! Any bytes as a configuration: the first byte chooses the version, `---\n` begins the included file.
#![no_main]

use dovelint::config::Config;
use dovelint::schema::Version;
use dovelint::source::Memory;
use libfuzzer_sys::fuzz_target;

const VERSIONS: [&str; 6] = ["2.3.13", "2.3.19", "2.3.21", "2.4.1", "2.4.4", "2.4.5"];

fuzz_target!(|data: &[u8]| {
    let Some((first, text)) = data.split_first() else { return };
    let version: Version = VERSIONS[*first as usize % VERSIONS.len()].parse().expect("a version");
    let at = text.windows(4).position(|window| window == b"---\n");
    let (root, included) = at.map_or((text, &b""[..]), |at| (&text[..at], &text[at + 4..]));
    let reader = Memory::new([("/d/d.conf", root), ("/d/conf.d/a.conf", included), ("/d/x.conf", included)]);
    let document = dovelint::document::read(&reader, "/d/d.conf", version).expect("the root is there");
    let config = Config::new(&document, true);
    let findings = dovelint::lints::judge(&config, |_| true);
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
    let style = dovelint::report::Style { color: first % 2 == 0, unicode: first % 3 == 0, width: 80 };
    let report = dovelint::report::RootReport { document, findings };
    let _ = dovelint::report::human(&[report], style, &mut std::io::sink());
});
