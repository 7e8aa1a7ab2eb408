use super::places;
use crate::config::{Facts, Found, SectionKind};
use crate::finding::Findings;
use crate::host::{FileKind, Machine, NoAnswer, Portion, Status, above};
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "sieve-binaries-stale",
    severity: Advice, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

/// The settings of 2.3 that name scripts which run for everybody.
const GLOBAL: [&str; 4] = ["sieve_before", "sieve_after", "sieve_default", "sieve_global"];

/// The most scripts of one folder.
const SCRIPTS: usize = 200;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let loads = |plugin| config.loads_plugin(plugin).is_some();
    if !loads("sieve") && !loads("imap_sieve") {
        return;
    }
    for (path, span) in scripts(config) {
        let Some(script) = stale(config, machine, &path) else { continue };
        let name = crate::text::file_name(&script);
        findings
            .add(
                &LINT,
                span.unwrap_or_else(|| places::first_line(config)),
                format!("each delivery compiles `{name}` again and logs an error"),
            )
            .label("no current binary, and mail users cannot write one")
            .help(format!("Run `sievec {script}`."));
    }
}

/// The paths of scripts or folders of scripts that are the same for every user.
fn scripts(config: &Facts<'_>) -> Vec<(String, Option<Span>)> {
    let root = config.root();
    let mut found: Vec<Found<'_>> = Vec::new();
    match config.version().series {
        Series::V23 => {
            let settings = root.plugin_settings().into_iter();
            let is_global = |name: &str| {
                let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
                GLOBAL.contains(&bare) || (bare.starts_with("imapsieve_mailbox") && !bare.ends_with("_name"))
            };
            found.extend(settings.filter(|(name, _)| is_global(name)).map(|(_, found)| found));
        }
        Series::V24 => {
            let is_global = |kind: &[u8]| matches!(kind, b"before" | b"after" | b"default" | b"global");
            let scripts = root.sections(SectionKind::SIEVE_SCRIPT).into_iter();
            found.extend(
                scripts.filter(|own| is_global(&own.value("type").text)).map(|own| own.value("path")),
            );
        }
    }
    let path = |found: &Found<'_>| {
        let text = String::from_utf8_lossy(&found.text).into_owned();
        let text = text.strip_prefix("file:").unwrap_or(&text);
        let text = text.split(';').next().unwrap_or_default();
        (text.starts_with('/') && !text.contains(['%', '$', '~'])).then(|| text.to_owned())
    };
    found.iter().filter_map(|found| Some((path(found)?, config.place(found)))).collect()
}

/// The script at a path, or the first in a folder, that has no current binary and gets none.
fn stale(config: &Facts<'_>, machine: &Machine, path: &str) -> Option<String> {
    if machine.status(path).is_ok_and(|status| status.kind == FileKind::Folder) {
        let names =
            machine.entries(path).into_iter().filter(|entry| entry.name.strip_suffix(".sieve").is_some());
        let mut scripts = names.take(SCRIPTS).map(|entry| crate::host::join(path, &entry.name));
        return scripts.find(|script| is_stale(config, machine, script));
    }
    is_stale(config, machine, path).then(|| path.to_owned())
}

fn is_stale(config: &Facts<'_>, machine: &Machine, script: &str) -> bool {
    let Ok(source) = machine.status(script) else { return false };
    let folder = above(script).and_then(|folder| machine.status(folder).ok());
    if source.kind != FileKind::File || folder.is_none_or(|folder| may_write(config, machine, &folder)) {
        return false;
    }
    let bare = script.strip_suffix(".sieve").unwrap_or(script);
    let binary = format!("{bare}.svbin");
    match machine.status(&binary) {
        Err(NoAnswer::Absent) => true,
        Err(_) => false,
        Ok(status) if status.modified < source.modified => true,
        Ok(_) => {
            let head = machine.part(&binary, Portion::Head(8)).unwrap_or_default();
            let major = head.get(4..6).map(|bytes| u16::from(bytes[0]) | u16::from(bytes[1]) << 8);
            let current = if config.version().series == Series::V23 { 2 } else { 3 };
            major.is_some_and(|major| major != current)
        }
    }
}

/// Whether the users of mail can write a folder; of a user who is not known, whether others can.
fn may_write(config: &Facts<'_>, machine: &Machine, folder: &Status) -> bool {
    if folder.mode & 0o002 != 0 {
        return true;
    }
    let Some(user) = config.one_mail_user() else { return false };
    let accounts = machine.accounts();
    let known = accounts.user_named(&user);
    let uid = user.parse().ok().or_else(|| known.map(|user| user.uid));
    let group = accounts.group(folder.group);
    let is_in = known.is_some_and(|user| user.gid == folder.group)
        || group.is_some_and(|group| group.users.contains(&user));
    uid == Some(0)
        || (uid == Some(folder.owner) && folder.mode & 0o200 != 0)
        || (is_in && folder.mode & 0o020 != 0)
}
