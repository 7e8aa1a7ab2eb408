use super::{places, walks};
use crate::config::{Facts, Service};
use crate::finding::{Findings, Severity};
use crate::host::Found;
use crate::lints::lint;
use crate::schema::Series;
use crate::text;

lint! {
    name: "index-cache-files-oversize",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Machine,
}

const MIB: u64 = 1 << 20;

/// A log of changes that is longer than this is one that nothing shortens.
const LOG: u64 = 64 * MIB;

/// What a process maps besides the cache.
fn around(config: &Facts<'_>) -> u64 {
    let version = config.version();
    match (version.series, version.patch) {
        (Series::V23, _) => 8 * MIB,
        (Series::V24, 0 | 1) => 51 * MIB,
        (Series::V24, _) => 58 * MIB,
    }
}

/// What is wrong with a file, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Flaw {
    NotMapped,
    NearMost,
    LongLog,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let services = config.enabled_services();
    let opens = |name: &&str| services.iter().position(|service: &Service<'_>| service.is(name));
    let Some(service) = ["imap", "pop3", "lmtp"].iter().find_map(opens).map(|at| &services[at]) else {
        return;
    };
    let limit = service.vsz_limit();
    let space = limit.size().filter(|size| *size > 0).unwrap_or(u64::MAX);
    let most_value = config.protocol_view(&service.protocol().text).get("mail_cache_max_size");
    let most = most_value.size().unwrap_or(u64::MAX);
    let flaw = |file: &Found| {
        let size = file.status.size;
        match crate::text::file_name(&file.path) {
            "dovecot.index.cache" if size.saturating_add(around(config)) > space => Some(Flaw::NotMapped),
            "dovecot.index.cache" if size > most / 5 * 4 => Some(Flaw::NearMost),
            "dovecot.index.log" if size > LOG => Some(Flaw::LongLog),
            _ => None,
        }
    };
    let walks = walks::of_mail(config);
    let files = walks.iter().flat_map(|walk| walk.walked.files.iter().map(move |file| (walk, file)));
    let mut flawed: Vec<_> = files.filter_map(|(walk, file)| Some((flaw(file)?, walk, file))).collect();
    flawed.sort_by_key(|(flaw, ..)| *flaw);
    let Some((worst, walk, file)) = flawed.first() else { return };
    let count = flawed.iter().filter(|(flaw, ..)| flaw == worst).count();
    let shown = machine.shown(&file.path, &walk.walked.start);
    let size = file.status.size;
    let files = places::and_more(&shown, count);
    let name = service.name();
    let (place, message, help) = match worst {
        Flaw::NotMapped => {
            let needed = size.saturating_add(around(config)).div_ceil(64 * MIB) * 64;
            let message = format!(
                "{files} with {} does not fit into the address space of `{name}`: the cache is not used, each message is read",
                text::size(size)
            );
            let help = format!(
                "Delete the file (a cache can be built again), raise `vsz_limit` of `service {name}` to {needed}M, or lower \
                 `mail_cache_max_size`."
            );
            (config.place(&limit), message, help)
        }
        Flaw::NearMost => (
            config.place(&most_value),
            format!("Dovecot will delete {files} at {} and build it again", text::size(most)),
            "Delete the file (a cache can be built again), or raise `mail_cache_max_size`.".to_owned(),
        ),
        Flaw::LongLog => (
            None,
            format!("{files} has {}, and Dovecot does not shorten it", text::size(size)),
            "Run `doveadm index` or `doveadm force-resync` for the mailbox.".to_owned(),
        ),
    };
    let span = place.or(walk.folder.span).unwrap_or_else(|| places::first_line(config));
    let finding = findings.add(&LINT, span, message);
    finding.help(help);
    if *worst != Flaw::NotMapped {
        finding.severity(Severity::Advice);
    }
}
