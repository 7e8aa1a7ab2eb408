//! The answer for a person.

use std::io::{self, Write};

use super::table::Table;
use super::units::{count, gib, percent, plain};
use super::{Answered, written};
use crate::capacity::{Advice, Certainty, Limit, LoginWish, Protocol, advise};
use crate::report::color::{BOLD, CODE, DIM};
use crate::report::{Style, plural};
use crate::text;

/// What of the answer is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CapacityPart {
    /// All of it.
    Whole,
    /// What gives out and when.
    Text,
    /// The settings to write.
    Config,
    /// The drop-in of the unit to write.
    Systemd,
    /// The file for sysctl to write.
    Sysctl,
}

/// Writes the configurations one after the other. `all` shows limits that are far away as well.
///
/// # Errors
/// What writing gives.
pub fn capacity_human(
    answers: &[Answered<'_>],
    part: CapacityPart,
    all: bool,
    style: Style,
    out: &mut dyn Write,
) -> io::Result<()> {
    crate::report::veiled(answers.iter().map(|one| one.document), out, |out| {
        for (number, one) in answers.iter().enumerate() {
            if number > 0 {
                writeln!(out)?;
            }
            let mut page = Page { one, style, out: &mut *out };
            let advice = one.advice.as_ref();
            match part {
                CapacityPart::Whole => page.whole(all, true)?,
                CapacityPart::Text => page.whole(all, false)?,
                CapacityPart::Config => {
                    let line = one.server.version.series;
                    page.raw(&advice.map_or_else(String::new, |a| written::config(&a.changes, line)))?;
                }
                CapacityPart::Systemd => {
                    page.raw(&advice.map_or_else(String::new, |a| written::systemd(&a.kernel)))?;
                }
                CapacityPart::Sysctl => {
                    page.raw(&advice.map_or_else(String::new, |a| written::sysctl(&a.kernel)))?;
                }
            }
        }
        Ok(())
    })
}

struct Page<'p, 'o> {
    one: &'p Answered<'p>,
    style: Style,
    out: &'o mut dyn Write,
}

impl Page<'_, '_> {
    fn raw(&mut self, text: &str) -> io::Result<()> {
        self.out.write_all(text.as_bytes())
    }

    fn wrapped(&mut self, text: &str) -> io::Result<()> {
        let text = text::printable(text.as_bytes());
        for line in textwrap::wrap(&text, textwrap::Options::new(self.style.width)) {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    fn log(&mut self, line: &str) -> io::Result<()> {
        if line.is_empty() {
            return Ok(());
        }
        let text = text::printable(line.as_bytes());
        let options = textwrap::Options::new(self.style.width).initial_indent("  ").subsequent_indent("    ");
        for line in textwrap::wrap(&text, options) {
            writeln!(self.out, "{}", self.style.paint(CODE, &line))?;
        }
        Ok(())
    }

    fn whole(&mut self, all: bool, with_blocks: bool) -> io::Result<()> {
        self.head()?;
        let table = Table::new(self.one, self.style, all);
        writeln!(self.out)?;
        for line in table.lines() {
            writeln!(self.out, "{line}")?;
        }
        if table.far > 0 {
            let more = format!(
                "{}; --all shows {}",
                plural(table.far, "more is far away", "more are far away"),
                if table.far == 1 { "it" } else { "them" }
            );
            writeln!(self.out, "{:13}{}", "", self.style.paint(DIM, &more))?;
        }
        writeln!(self.out)?;
        self.first()?;
        if with_blocks {
            self.advice()?;
        }
        self.loads()?;
        self.end(&table)
    }

    fn head(&mut self) -> io::Result<()> {
        let one = self.one;
        let root = text::printable(one.document.sources.file(one.document.root).shown.as_bytes());
        let head = format!("{root}, Dovecot {}", one.server.version);
        writeln!(self.out, "{}", self.style.paint(BOLD, &head))?;
        let asked = match &*one.users {
            [] => sentence(one, "Each user has", None),
            [users] => sentence(one, &format!("{users} {} with", one.unit()), Some(*users)),
            several => {
                let numbers: Vec<String> = several.iter().map(u64::to_string).collect();
                sentence(one, &format!("{} {} with", numbers.join(", "), one.unit()), None)
            }
        };
        self.wrapped(&asked)
    }

    /// What comes first, and what its users see.
    fn first(&mut self) -> io::Result<()> {
        let one = self.one;
        let unit = one.unit();
        let Some(first) = one.capacity.first() else {
            return self.wrapped("Nothing that dovelint counts limits these sessions.");
        };
        if let Some(users) = one.most().filter(|users| !first.is_reached_by(*users)) {
            return self.wrapped(&format!(
                "{users} {unit} fit: the first limit is at {} {unit} ({}).",
                count(first.users),
                first.kind.name()
            ));
        }
        let reached = |limit: &&Limit| {
            limit.kind.is_hard() && one.most().is_none_or(|users| limit.is_reached_by(users))
        };
        let soft = |limit: &&Limit| !limit.kind.is_hard() && limit.users < first.users;
        let chosen = one.capacity.limits.iter().filter(soft).take(1);
        for limit in chosen.chain(one.capacity.limits.iter().filter(reached).take(2)) {
            self.outcome(limit)?;
        }
        Ok(())
    }

    fn outcome(&mut self, limit: &Limit) -> io::Result<()> {
        let one = self.one;
        let outcome = one.outcome(limit);
        let about = if limit.certainty == Certainty::Exact { "" } else { "about " };
        let warning = match one.warns_at_start(limit) {
            Some(true) => " Dovecot warns of it when it starts.",
            Some(false) if !outcome.then.contains("does not warn") => {
                " Dovecot does not warn of it when it starts."
            }
            _ => "",
        };
        let says = if outcome.log.is_empty() { "" } else { " The log says:" };
        let unit = if limit.users == 1 { one.unit().trim_end_matches('s') } else { one.unit() };
        self.wrapped(&format!(
            "At {about}{} {unit} Dovecot runs out of {}. {}{warning}{says}",
            count(limit.users),
            outcome.what,
            outcome.then
        ))?;
        self.log(&outcome.log)
    }

    fn advice(&mut self) -> io::Result<()> {
        let one = self.one;
        let (Some(advice), Some(users)) = (&one.advice, one.most()) else { return Ok(()) };
        let spare = percent(one.spare - 1.0);
        let blocks = [
            written::config(&advice.changes, one.server.version.series),
            written::systemd(&advice.kernel),
            written::sysctl(&advice.kernel),
        ];
        writeln!(self.out)?;
        if blocks.iter().all(String::is_empty) {
            return self.wrapped(&format!(
                "For {users} {} with {spare} to spare nothing has to be written.",
                one.unit()
            ));
        }
        self.wrapped(&format!("For {users} {}, with {spare} to spare, write:", one.unit()))?;
        for block in blocks.iter().filter(|block| !block.is_empty()) {
            writeln!(self.out)?;
            for line in block.lines() {
                writeln!(self.out, "  {}", self.style.paint(CODE, line))?;
            }
        }
        writeln!(self.out)?;
        self.after(advice, users)
    }

    /// What is carried once it is written.
    fn after(&mut self, advice: &Advice, users: u64) -> io::Result<()> {
        let one = self.one;
        let load = advice.after.at(users);
        let carries = advice.after.first().map_or_else(String::new, |first| {
            let (carried, unit, name) = (count(first.users), one.unit(), first.kind.name());
            if first.is_reached_by(users) {
                format!("Even that handles only {carried} {unit}: {name} is reached, which no Dovecot setting changes. ")
            } else {
                format!("That handles {carried} {unit} ({name} comes next). ")
            }
        });
        let mut text = format!(
            "{carries}At {users} there are {} processes and {}",
            load.processes,
            memory(&load.memory)
        );
        let other = match one.login {
            LoginWish::Performance => None,
            _ => {
                let better = advise(one.server, one.question, users, LoginWish::Performance, one.spare)
                    .after
                    .at(users);
                (better.processes < load.processes).then_some(better)
            }
        };
        if let Some(other) = other {
            text.push_str(&format!(
                "; with --login performance {} processes and about {}",
                other.processes,
                gib(other.memory[1])
            ));
        }
        self.wrapped(&(text + "."))
    }

    /// Several numbers of users one after the other; what one number takes is said with what to write.
    fn loads(&mut self) -> io::Result<()> {
        if self.one.users.len() < 2 {
            return Ok(());
        }
        writeln!(self.out)?;
        for load in self.one.loads() {
            self.wrapped(&format!(
                "{} {}: {} processes, {} connections to stats, {}.",
                load.users,
                self.one.unit(),
                load.processes,
                load.stats_connections,
                memory(&load.memory)
            ))?;
        }
        Ok(())
    }

    fn end(&mut self, table: &Table<'_>) -> io::Result<()> {
        let one = self.one;
        writeln!(self.out)?;
        self.wrapped(&format!("Assumed: {}.", assumptions(one)))?;
        let estimates: Vec<String> = table.estimates().map(|limit| estimate(one, limit)).collect();
        if estimates.is_empty() {
            self.wrapped("All figures above are limits of the configuration and exact for these users.")?;
        } else {
            self.wrapped(&format!(
                "Estimates (~): {}. The other figures are limits of the configuration, and exact.",
                estimates.join("; ")
            ))?;
        }
        self.wrapped("Memory is an estimate, without page cache, sockets, full-text search and plugins.")?;
        let unknown: Vec<&str> = one
            .question
            .machine
            .values()
            .into_iter()
            .filter(|(_, known)| known.is_none())
            .map(|(name, _)| name)
            .collect();
        if let Some(first) = unknown.first() {
            self.wrapped(&format!(
                "Not known: {} (give --machine {first}=… or --host).",
                unknown.join(", ")
            ))?;
        }
        for note in &one.notes {
            self.wrapped(&format!("Note: {note}"))?;
        }
        Ok(())
    }
}

/// Memory as a range around its middle.
fn memory(memory: &[u64; 3]) -> String {
    let [small, middle, large] = memory.map(gib);
    format!(
        "about {middle} of memory ({small} when all idle in small folders, {large} when all sort large ones)"
    )
}

/// What each user has open: `3 IMAP connections each, all with TLS: 1500 sessions`.
fn sentence(one: &Answered<'_>, front: &str, users: Option<u64>) -> String {
    let mix = &one.question.mix;
    let parts: Vec<String> = mix
        .used()
        .map(|share| {
            let connections =
                if (share.per_user - 1.0).abs() < f64::EPSILON { "connection" } else { "connections" };
            format!("{} {} {connections}", plain(share.per_user), share.protocol.title())
        })
        .collect();
    let each = if users.is_some() || front.ends_with("with") { " each" } else { "" };
    let tls = mix.used().find(|share| share.protocol != Protocol::Lmtp).map(|share| share.tls);
    let tls = match tls {
        _ if one.server.is_proxy => ", passed on to another server".to_owned(),
        None => String::new(),
        Some(tls) if tls >= 1.0 => ", all with TLS".to_owned(),
        Some(tls) if tls <= 0.0 => ", none with TLS".to_owned(),
        Some(tls) => format!(", {} with TLS", percent(tls)),
    };
    let total = users.map_or_else(String::new, |users| {
        let sessions = crate::capacity::Need { fixed: 0.0, each: mix.sessions() }.whole_at(users);
        format!(": {}", plural(usize::try_from(sessions).unwrap_or(usize::MAX), "session", "sessions"))
    });
    format!("{front} {}{each}{tls}{total}", parts.join(" and "))
}

fn assumptions(one: &Answered<'_>) -> String {
    let mix = &one.question.mix;
    let option = if one.counts_sessions { "--sessions" } else { "--per-user" };
    let shares: Vec<String> =
        mix.used().map(|share| format!("{} {}", plain(share.per_user), share.protocol.title())).collect();
    let of = if one.counts_sessions { "for each session" } else { "a user" };
    let mut parts = vec![format!("{} {of} ({option})", shares.join(" and "))];
    if let Some(share) = mix.used().find(|share| share.protocol != Protocol::Lmtp) {
        parts.push(format!("{} with TLS through Dovecot (--tls)", percent(share.tls)));
    }
    if let Some(imap) = mix.share(Protocol::Imap).filter(|imap| imap.hibernated > 0.0) {
        parts.push(format!("{} of IMAP hibernated (--hibernated)", percent(imap.hibernated)));
    }
    if one.question.auth_clients > 0 {
        parts.push(format!("{} connections of others to auth (--auth-clients)", one.question.auth_clients));
    }
    parts.join(", ")
}

fn estimate(one: &Answered<'_>, limit: &Limit) -> String {
    let Certainty::Estimate { least, most, reason } = limit.certainty else { return String::new() };
    let range = match most {
        Some(most) => format!("{} to {} {}", count(least), count(most), one.unit()),
        None => format!("{} {} or more", count(least), one.unit()),
    };
    format!("{}: {range}, {}", one.label(limit), one.reason(reason))
}
