//! What a setting, a service or a plugin is.

use std::fmt::Write as _;

use crate::report::Style;
use crate::report::color::{BOLD, DIM};
use crate::schema::{self, Series, Setting, Version, about_plugin, about_service};

/// How many settings of one name are shown.
const MOST: usize = 8;

/// What is known of a name; none when no setting, service or plugin has it.
pub(super) fn explain(name: &str, style: Style) -> Option<String> {
    let mut out = String::new();
    for line in [Series::V24, Series::V23] {
        for setting in named(line, name).into_iter().take(MOST) {
            describe(&mut out, line, setting, style);
        }
    }
    for (what, about) in [("a service", about_service(name)), ("a plugin", about_plugin(name))] {
        if let Some(about) = about {
            head(&mut out, name, what, style);
            let _ = writeln!(out, "{}", wrapped(about, style));
        }
    }
    (!out.is_empty()).then_some(out)
}

/// The settings with this name: `mail_path`, `passdb/driver`, and of 2.3 `driver` in any section.
fn named(series: Series, name: &str) -> Vec<&'static Setting> {
    let all = schema::all(series).iter();
    match name.split_once('/') {
        Some((scope, name)) => {
            all.filter(|setting| setting.scope() == scope && setting.name == name).collect()
        }
        None => all.filter(|setting| setting.name == name).collect(),
    }
}

fn head(out: &mut String, name: &str, what: &str, style: Style) {
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(out, "{}\n{}\n", style.paint(BOLD, name), style.paint(DIM, what));
}

fn wrapped(text: &str, style: Style) -> String {
    let options =
        textwrap::Options::new(style.width.clamp(40, 90)).initial_indent("  ").subsequent_indent("  ");
    textwrap::fill(text, options)
}

fn describe(out: &mut String, series: Series, setting: &Setting, style: Style) {
    let newest = Version::newest(series);
    let name = match setting.scope() {
        "root" => setting.name.to_owned(),
        scope => format!("{scope} {{ {} }}", setting.name),
    };
    head(out, &name, &format!("a setting of Dovecot {}{}", series.as_str(), history(series, setting)), style);
    let about = setting.about(series);
    if !about.is_empty() {
        let _ = writeln!(out, "{}\n", wrapped(about, style));
    }
    let mut fact = |key: &str, value: &str| {
        if !value.is_empty() {
            let first = format!("  {key:<9} ");
            let options = textwrap::Options::new(style.width.clamp(40, 90))
                .initial_indent(&first)
                .subsequent_indent("            ");
            let _ = writeln!(out, "{}", textwrap::fill(value, options));
        }
    };
    let kind = setting.kind(newest);
    fact("Type", kind.describe());
    fact("Values", &setting.values.join(", "));
    if !kind.is_section() {
        let default = setting.default(newest);
        fact("Default", if default.is_empty() { "(empty)" } else { default });
    }
    fact("Plugin", setting.plugin());
    match series {
        Series::V23 => fact("In 2.4", &setting.replaced_by.join(", ")),
        Series::V24 => fact("In 2.3", &setting.replaces.join(", ")),
    }
}

/// Since when and until when a setting is known, after a comma.
fn history(series: Series, setting: &Setting) -> String {
    let version = |patch: u8| Version { series, patch };
    let since = match setting.added() {
        0 => String::new(),
        patch => format!(", since {}", version(patch)),
    };
    match setting.removed() {
        Some(patch) => format!("{since}, removed in {}", version(patch)),
        None => since,
    }
}
