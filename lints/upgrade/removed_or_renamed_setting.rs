use crate::config::Unknown;
use crate::config::{Facts, value};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Rename, Series, Setting};

lint! {
    name: "removed-or-renamed-setting",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (problem, unknown) in config.unknowns() {
        let Unknown::Older(old) = unknown.what else { continue };
        let Some(written) = config.written(problem) else { continue };
        let name = &unknown.name;
        let rename = rename(old);
        let note = rename.map_or("", Rename::note);
        let targets =
            if old.replaced_by.is_empty() { rename.map_or(&[][..], |r| r.to) } else { old.replaced_by };
        let message = match targets {
            [] => format!("`{name}` was removed in 2.4"),
            names => format!("`{name}` was replaced by {}", crate::text::listed(names)),
        };
        let finding = findings.at(&LINT, problem, message);
        finding.label("2.3 name");
        let known: Option<&Setting> = match targets {
            [only] => schema::find(schema::scope(Series::V24, "root"), only.as_bytes())
                .filter(|new| new.known_to(config.version())),
            _ => None,
        };
        let note = if note.is_empty() || note.starts_with("short form") {
            String::new()
        } else {
            format!(" ({note})")
        };
        let Some(new) = known else {
            finding.help(match targets {
                [] => format!("Remove the line{note}."),
                [only] => format!("Write `{only}` instead{note}."),
                names => format!("Use {} instead, as needed{note}.", crate::text::listed(names)),
            });
            continue;
        };
        let Some(full) = written.full.as_deref() else {
            finding.help(format!("Write `{}`{note}.", new.name));
            continue;
        };
        let is_path = new.name.ends_with("_file") && written.value.starts_with('<');
        let is_endless = old.name == "service_count" && written.value == "0";
        let text = if is_endless { "unlimited" } else { full.trim() };
        let shown = crate::text::clipped(text.as_bytes(), 60);
        finding.help(format!("Write `{} = {shown}`{note}.", new.name));
        let key = config.document.locate(written.statement, written.statement.key);
        if unknown.is_section || written.statement.is_continued() {
            continue;
        }
        if is_path || is_endless {
            let edit = [Edit::replace(written.statement.span, format!("{} = {text}", new.name))];
            finding.fix_safe(format!("write `{}`", new.name), edit);
            continue;
        }
        let is_pure = rename.is_some_and(|rename| rename.kind() == "renamed")
            && note.is_empty()
            && !text.contains(['%', '$'])
            && value::check(config.version(), new, new.kind(config.version()), text.as_bytes()).is_ok();
        let edit = [Edit::replace(key, new.name)];
        if is_pure {
            finding.fix_safe(format!("write `{}`", new.name), edit);
        } else {
            finding.fix_unsafe(format!("write `{}`", new.name), edit);
        }
    }
}

/// What became of a setting of 2.3 in 2.4.
fn rename(old: &Setting) -> Option<&'static Rename> {
    let path = match old.scope() {
        "root" => old.name.to_owned(),
        scope => format!("{scope}/{}", old.name),
    };
    schema::renames(&path).iter().find(|rename| rename.version().starts_with("2.4"))
}
