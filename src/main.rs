//! temp
use dovelint::*;
fn main() {
    let args: Vec<String> = std::env::args().collect();
    let v: schema::Version = args[args.iter().position(|a| a == "--dovecot").unwrap() + 1].parse().unwrap();
    let root = args.last().unwrap();
    let doc = document::read(&source::Disk, root, v).unwrap();
    let config = config::Config::new(&doc, true);
    let mut out = Vec::new();
    for inc in &doc.includes {
        use document::Outcome::*;
        let st = &doc.statements[inc.statement];
        let bad = match &inc.outcome {
            Files(_) => false,
            NoMatch | Missing(_) | Unreadable(_) => st.kind == syntax::Kind::Include,
            Cycle(_) | HiddenCycle(_) => true,
        };
        if bad {
            out.push((st.span, format!("{:?}", inc.outcome)));
        }
    }
    for p in config.problems() {
        use config::ProblemKind::*;
        let ok = matches!(
            p.kind,
            IgnoredBeforeVersion
                | NetworkName
                | UnknownVariable { at_parse: false, .. }
                | EqualsInHead
                | BlockOnSetting { refused: false, .. }
                | NamedList { refused: false, .. }
                | Obsolete(_)
                | ObsoleteWorkaround(_)
                | GlobalAfterFilter { .. }
                | SectionTypeAsSetting(_)
        );
        if !ok {
            out.push((p.span, format!("{:?}", p.kind)));
        }
    }
    let f: Vec<_> = out.iter().map(|(s, m)| {
        let f = doc.sources.file(s.file);
        serde_json::json!({"lint": "x", "severity": "error", "stage": "parse", "message": m, "file": f.shown,
          "start": {"line": f.line(s.start)}, "end": {"line": f.line(s.end)}})
    }).collect();
    println!("{}", serde_json::json!({"findings": f}));
}
