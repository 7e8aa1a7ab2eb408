use crate::config::{Facts, View, Word};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "index-path-not-per-user",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

/// What holds one user's files, and what is in them.
const KEYS: [(&str, &str); 2] = [("INDEX", "index"), ("CONTROL", "control")];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let variable = match config.version().series {
        Series::V23 => "%u",
        Series::V24 => "%{user}",
    };
    for namespace in config.mail_views().iter().flat_map(View::namespaces) {
        let location = &namespace.location;
        let is_one_users = location.path.as_ref().is_some_and(is_fixed);
        if namespace.kind.text.as_ref() != b"private" || namespace.disabled || is_one_users {
            continue;
        }
        for (key, what) in KEYS {
            let Some(value) = location.option(key).and_then(|field| field.value.as_ref()) else { continue };
            let Some(span) = value.span.filter(|_| is_fixed(value)) else { continue };
            let path = value.shown();
            let path = path.trim_end_matches('/');
            let text = format!("{path}/{variable}");
            let finding = findings
                .add(&LINT, span, format!("all users share the {what} files in `{path}`"))
                .label("the same for every user")
                .help(format!("Write `{text}`."));
            if let Ok(whole) = std::str::from_utf8(&value.text) {
                let whole = format!("{}/{variable}", whole.trim_end_matches('/'));
                finding.fix_unsafe(format!("write `{text}`"), [Edit::replace(span, whole)]);
            }
        }
    }
}

/// An absolute path that is the same for all users; in 2.4 one with a colon is a location of 2.3, which
/// mail-path-has-driver-prefix reports.
fn is_fixed(path: &Word<'_>) -> bool {
    path.text.starts_with(b"/") && !path.text.contains(&b'%') && !path.text.contains(&b':')
}
