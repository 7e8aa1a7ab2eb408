use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::ExternalKind;

lint! {
    name: "ldap-filter-unbalanced",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
}

/// The filters in a file of 2.3.
const FILTERS: [&str; 3] = ["pass_filter", "user_filter", "iterate_filter"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for external in config.document.externals.iter().filter(|external| external.kind == ExternalKind::Ldap) {
        for entry in FILTERS.iter().filter_map(|key| external.get(key)) {
            if let Some(what) = flaw(&entry.text) {
                let key = crate::text::clipped(&entry.key, 60);
                say(findings, entry.value_span, &key, what);
            }
        }
    }
    for assign in config.assigns() {
        let name = config.key_name(assign.key);
        let is_ldap = name.starts_with(b"passdb_ldap_") || name.starts_with(b"userdb_ldap_");
        if !is_ldap || !name.ends_with(b"filter") || config.is_replaced(assign) {
            continue;
        }
        if let Some(what) = flaw(&config.found(assign).text) {
            say(findings, config.value_span(assign), &crate::text::clipped(&name, 60), what);
        }
    }
}

fn say(findings: &mut Findings, span: crate::source::Span, key: &str, what: &str) {
    findings
        .add(&LINT, span, format!("the filter `{key}` has {what}"))
        .label("the LDAP library rejects it, so every lookup fails")
        .help("Close each `(` with a `)`. A parenthesis in a value is written `\\28` or `\\29`.");
}

/// What is wrong with the parentheses of a filter. Those in a variable, `%{…}`, are none of it.
fn flaw(filter: &[u8]) -> Option<&'static str> {
    let mut depth = 0_usize;
    for byte in crate::syntax::literals(filter).flatten() {
        match byte {
            b'(' => depth += 1,
            b')' if depth == 0 => return Some("a `)` too many"),
            b')' => depth -= 1,
            _ => {}
        }
    }
    (depth > 0).then_some("a `(` that is not closed")
}
