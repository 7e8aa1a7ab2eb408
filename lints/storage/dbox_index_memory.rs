use crate::config::Facts;
use crate::edit::{Edit, lines};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "dbox-index-memory",
    severity: Error, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let locations = config.every_mail_location();
    let is_dbox = |driver: &str| matches!(driver, "sdbox" | "mdbox" | "dbox");
    for location in locations.iter().filter(|location| is_dbox(&location.driver)) {
        let Some(index) = location.option("INDEX").filter(|index| index.text() == b"MEMORY") else {
            continue;
        };
        let Some(span) = index.value.as_ref().and_then(|value| value.span) else { continue };
        let driver = &location.driver;
        let finding = findings.add(
            &LINT,
            span,
            format!(
                "{driver} stores flags and the message list only in the index, which therefore cannot be in memory"
            ),
        );
        finding.label("no index on disk");
        if let Some(driver) = location.span.filter(|driver| {
            driver.file != span.file || !(driver.start <= span.start && span.end <= driver.end)
        }) {
            finding.also(driver, "the format");
        }
        match config.version().series {
            Series::V23 => {
                finding.help("Remove `:INDEX=MEMORY`.");
                if let Some(field) = index.span().filter(|field| field.start > 0) {
                    let with_colon = Span { start: field.start - 1, ..field };
                    finding.fix_unsafe("remove it", [Edit::delete(with_colon)]);
                }
            }
            Series::V24 => {
                finding.help("Remove the line, or set a path for the index.");
                let Some(assign) = index.key.assign else { continue };
                finding.fix_unsafe("remove the line", lines::remove(config, config.span(assign)));
            }
        }
    }
}
