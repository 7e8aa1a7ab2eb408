use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;

lint! {
    name: "tls-min-protocol-weak",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

const OLD: [&str; 4] = ["SSLv3", "TLSv1", "TLSv1.0", "TLSv1.1"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.everywhere("ssl_min_protocol") {
        let value = crate::text::clipped(&config.value_of(assign).text, 20);
        let is_any = value.eq_ignore_ascii_case("ANY");
        let is_old = is_any || OLD.iter().any(|old| old.eq_ignore_ascii_case(&value));
        if !is_old {
            continue;
        }
        let span = config.value_span(assign);
        let (message, label) = match value.as_str() {
            _ if is_any => {
                ("every TLS version is accepted, including broken ones".to_owned(), "only for testing")
            }
            "SSLv3" => ("SSLv3 is still accepted".to_owned(), "broken since 2014 (POODLE)"),
            _ => (format!("{value} is still accepted"), "deprecated by RFC 8996"),
        };
        let finding = findings.add(&LINT, span, message);
        finding.label(label).help("Write `ssl_min_protocol = TLSv1.2`, the default.");
        // It may come from an `ssl_protocols`, in whose place the line goes.
        if !config.is_converted(assign) {
            finding.fix_unsafe("write `TLSv1.2`", [Edit::replace(span, "TLSv1.2")]);
        }
        if is_any {
            finding.severity(Severity::Error);
        }
    }
}
