use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::syntax::Kind;
use crate::text::words::{SPACES, word_ranges};

lint! {
    name: "local-name-leading-dot",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let document = config.document;
    for statement in &document.statements {
        if statement.kind != Kind::Open || document.key(statement).as_ref() != b"local_name" {
            continue;
        }
        let span = document.locate(statement, statement.value);
        let text = document.sources.bytes(span);
        for range in word_ranges(text, SPACES) {
            let bare = text[range.clone()].trim_ascii_start();
            let name = bare.strip_prefix(b"\"").unwrap_or(bare);
            if name.first() != Some(&b'.') || name.len() < 2 {
                continue;
            }
            let at = span.start + (range.end - name.len()) as u32;
            let place = crate::source::Span { start: at, end: span.start + range.end as u32, ..span };
            let shown = crate::text::clipped(name.strip_suffix(b"\"").unwrap_or(name), 60);
            findings
                .add(&LINT, place, format!("`local_name {shown}` begins with a dot, but no host name does"))
                .label("never matches")
                .help(format!("Write `*{shown}` for all names in that domain, or the name without the dot."))
                .fix_unsafe(format!("write `*{shown}`"), [Edit::insert_before(place, "*")]);
        }
    }
}
