use super::external::also_named;
use crate::config::{ExternalFlaw, Facts, value};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{ExternalSetting, ExternalType, nearest};

lint! {
    name: "external-file-invalid-value",
    severity: Error, stage: Run, profile: Default, series: [V23],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for flawed in config.external_flaws() {
        let Some(entry) = flawed.entry else { continue };
        let key = crate::text::clipped(&entry.key, 60);
        let value = crate::text::clipped(&entry.text, 60);
        match flawed.flaw {
            ExternalFlaw::BadValue(setting) => {
                let message = if value.is_empty() {
                    format!("`{key}` has no value")
                } else {
                    format!("`{key}` does not accept `{value}`")
                };
                let finding = findings.add(&LINT, flawed.span, message);
                finding.label(format!("not {}", wanted(setting)));
                let is_bool = setting.kind == ExternalType::Bool;
                let plain = value::meant_boolean(&value).filter(|_| is_bool);
                let words: &[&str] = if is_bool { &["yes", "no"] } else { setting.values };
                let meant = plain.or_else(|| nearest(&value.to_ascii_lowercase(), words.iter().copied()));
                // `GET` differs in its letters alone, which `nearest` does not look at.
                let meant = meant.or_else(|| words.iter().find(|w| w.eq_ignore_ascii_case(&value)).copied());
                match meant {
                    Some(meant) => {
                        finding.help(format!("Write `{key} = {meant}`."));
                        let edit = [Edit::replace(flawed.span, meant)];
                        let title = format!("write `{meant}`");
                        if flawed.span != entry.key_span {
                            finding.fix_unsafe(title, edit);
                        }
                    }
                    None => {
                        finding.help(format!("Give `{key}` {}.", wanted(setting)));
                    }
                }
                also_named(&flawed, finding);
            }
            ExternalFlaw::NoPriority => {
                let message = format!("`{key}` is not a priority for the folder `{value}`");
                let finding = findings.add(&LINT, flawed.span, message);
                finding.label("not a number");
                finding.help(format!("Write a number: `1 {value}`; the lowest is emptied first."));
                also_named(&flawed, finding);
            }
            ExternalFlaw::BadStart(begins) => {
                let message = format!("the value of `{key}` does not begin with `{begins}`");
                let finding = findings.add(&LINT, flawed.span, message);
                finding.label("does not name a part of the pattern");
                finding.help(format!(
                    "Write the variable of `pattern` that it refers to: `{key} = {begins}name`."
                ));
                also_named(&flawed, finding);
            }
            _ => {}
        }
    }
}

/// What the key takes, with its article.
fn wanted(setting: &ExternalSetting) -> String {
    match setting.kind {
        ExternalType::Bool => "`yes` or `no`".to_owned(),
        ExternalType::Uint | ExternalType::Number => "a number".to_owned(),
        _ => {
            let words: Vec<String> = setting.values.iter().map(|word| format!("`{word}`")).collect();
            match words.split_last() {
                Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
                _ => words.concat(),
            }
        }
    }
}
