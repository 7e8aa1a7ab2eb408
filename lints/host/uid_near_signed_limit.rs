use super::{places, walks};
use crate::config::Facts;
use crate::finding::{Findings, Severity};
use crate::host::{Found, Machine, Portion};
use crate::lints::lint;

lint! {
    name: "uid-near-signed-limit",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

/// The largest number that a client with signed numbers knows.
const SIGNED: u64 = 0x7fff_ffff;

/// From here on imap has no UID to give.
const END: u64 = 0xffff_fffe;

/// The last bytes of a list of UIDs that are read.
const TAIL: u64 = 4096;

/// The first bytes of a mailbox that are read.
const HEAD: u64 = 8192;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    for walk in walks::of_mail(config) {
        let start = &walk.walked.start;
        let is_spool = walk.folder.driver == "mbox" && walk.folder.purpose == crate::config::Purpose::Inbox;
        let next = |file: &Found| {
            if file.path.ends_with("/dovecot-uidlist") {
                of_list(machine, &file.path, start)
            } else if is_spool {
                of_mbox(machine, &file.path, start)
            } else {
                None
            }
        };
        let named = walk.walked.named("dovecot-uidlist");
        let spool: Vec<&Found> = if is_spool { walk.walked.at_start().collect() } else { Vec::new() };
        let over: Vec<(u64, &Found)> = named
            .chain(spool)
            .filter_map(|file| next(file).filter(|next| *next > SIGNED).map(|next| (next, file)))
            .collect();
        let Some((next, file)) = over.iter().find(|(next, _)| *next >= END).or(over.first()) else {
            continue;
        };
        let files = places::and_more(&machine.shown(&file.path, start), over.len());
        let is_end = *next >= END;
        let message = if is_end {
            format!("imap crashes when it opens {files}: the next UID is {next}, the last that there is")
        } else {
            format!("the next UID in {files} is {next}, and clients with signed numbers see a negative one")
        };
        let finding =
            findings.add(&LINT, walk.folder.span.unwrap_or_else(|| places::first_line(config)), message);
        finding.help(
            "Find what sets such UIDs, then give the mailbox new ones: move its messages into a new mailbox.",
        );
        if is_end {
            finding.severity(Severity::Error);
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The next UID of a `dovecot-uidlist`: that of its head, or of its last line, which is newer.
fn of_list(machine: &Machine, path: &str, start: &str) -> Option<u64> {
    let head = text(&machine.found_part(path, start, Portion::Head(TAIL))?);
    let mut fields = head.lines().next()?.split(' ');
    if fields.next() != Some("3") {
        return None;
    }
    let number = |field: &str| field.strip_prefix('N')?.parse::<u64>().ok();
    let next = fields.find_map(number)?;
    let tail = text(&machine.found_part(path, start, Portion::Tail(TAIL))?);
    let last = tail.trim_end_matches('\n').rsplit('\n').next().filter(|line| !line.starts_with("3 V"));
    let uid = last.and_then(|line| line.split(' ').next()?.parse::<u64>().ok());
    Some(next.max(uid.map_or(0, |uid| uid.saturating_add(1))))
}

/// The next UID of a mailbox in the format of mbox: its first message says the last one that was given.
fn of_mbox(machine: &Machine, path: &str, start: &str) -> Option<u64> {
    let head = text(&machine.found_part(path, start, Portion::Head(HEAD))?);
    let headers = head.lines().take_while(|line| !line.is_empty());
    let mut value = headers.filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        ["X-IMAPbase", "X-IMAP"].iter().any(|known| name.eq_ignore_ascii_case(known)).then_some(value)
    });
    value.find_map(|value| value.split_whitespace().nth(1)?.parse::<u64>().ok())
}
