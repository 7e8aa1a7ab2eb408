//! The options of `capacity` as numbers.

use std::str::FromStr;

use super::AskedArgs;
use crate::capacity::{Known, Machine, Mix, Origin, Protocol, Share};

/// `PROTOCOL=N`: connections of each user, or sessions.
#[derive(Debug, Clone, Copy)]
pub(super) struct PerUser {
    protocol: Protocol,
    number: f64,
}

/// More of anything than any server has.
const MOST: f64 = 1e8;

impl FromStr for PerUser {
    type Err = String;

    fn from_str(text: &str) -> Result<PerUser, String> {
        let (name, number) = text.split_once('=').ok_or("write PROTOCOL=N, for example imap=3")?;
        let is_it = |protocol: &&Protocol| protocol.name() == name || protocol.mail_service() == name;
        let protocol = *Protocol::ALL.iter().find(is_it).ok_or_else(|| {
            let known: Vec<&str> = Protocol::ALL.iter().map(|protocol| protocol.name()).collect();
            format!("no protocol is called `{name}`; there are {}", known.join(", "))
        })?;
        let number = number.parse().ok().filter(|number: &f64| (0.0..=MOST).contains(number));
        Ok(PerUser { protocol, number: number.ok_or("N must be a number from 0 to 100000000")? })
    }
}

/// A share in percent, with or without the sign.
pub(super) fn percent(text: &str) -> Result<f64, String> {
    share(text, 100.0)
}

/// What is to spare in percent.
pub(super) fn headroom(text: &str) -> Result<f64, String> {
    share(text, 1000.0)
}

fn share(text: &str, most: f64) -> Result<f64, String> {
    let number = text.trim_end_matches('%').trim_end().parse().ok();
    let number: Option<f64> = number.filter(|number| (0.0..=most).contains(number));
    number.map(|number| number / 100.0).ok_or_else(|| format!("write a number from 0 to {most}"))
}

/// `KEY=VALUE` of the machine.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    name: &'static str,
    value: u64,
}

impl FromStr for Value {
    type Err = String;

    fn from_str(text: &str) -> Result<Value, String> {
        let names = || Machine::NAMES.join(", ");
        let (name, value) =
            text.split_once('=').ok_or_else(|| format!("write KEY=VALUE; there are {}", names()))?;
        let known = Machine::NAMES.into_iter().find(|known| *known == name);
        let name = known.ok_or_else(|| format!("no value is called `{name}`; there are {}", names()))?;
        let value = if matches!(value, "infinity" | "unlimited") {
            Ok(u64::MAX)
        } else if name == "memory" {
            kib(value)
        } else {
            value.parse().map_err(|_| format!("{name} must be a number, or `infinity`"))
        };
        Ok(Value { name, value: value? })
    }
}

/// A size with K, M, G or T, in KiB; without one of them it is bytes.
fn kib(text: &str) -> Result<u64, String> {
    let wrong = || "memory must be a size such as 8G or 2048M".to_owned();
    let text = text.strip_suffix("iB").or_else(|| text.strip_suffix('B')).unwrap_or(text);
    let (number, factor) = match text.char_indices().next_back() {
        Some((at, unit)) if unit.is_ascii_alphabetic() => {
            let power = "KMGT".find(unit.to_ascii_uppercase()).ok_or_else(wrong)?;
            (&text[..at], 1024_f64.powi(i32::try_from(power).unwrap_or(0)))
        }
        _ => (text, 1.0 / 1024.0),
    };
    let number: f64 = number.trim_end().parse().map_err(|_| wrong())?;
    let size = number * factor;
    // An exabyte is enough for anyone.
    if !(0.0..=1e15).contains(&size) {
        return Err(wrong());
    }
    #[allow(clippy::cast_sign_loss, reason = "the size is not negative")]
    Ok(size as u64)
}

impl Value {
    /// Puts it into a machine; the last one of a name counts.
    pub(super) fn put(self, machine: &mut Machine) {
        if let Some(slot) = machine.slot(self.name) {
            *slot = Some(Known { value: self.value, origin: Origin::Option });
        }
    }
}

/// What was asked for.
#[derive(Debug)]
pub(super) struct Asked {
    /// Numbers of users, the least first, each once.
    pub(super) users: Vec<u64>,
    /// Whether sessions were asked for.
    pub(super) counts_sessions: bool,
    per_user: Vec<PerUser>,
}

impl Asked {
    /// # Errors
    /// When there is nothing to count.
    pub(super) fn of(args: &AskedArgs) -> Result<Asked, String> {
        let given = if args.sessions.is_empty() { &args.per_user } else { &args.sessions };
        let mut per_user: Vec<PerUser> = Vec::new();
        for one in given {
            per_user.retain(|known| known.protocol != one.protocol);
            per_user.push(*one);
        }
        if per_user.is_empty() {
            per_user.push(PerUser { protocol: Protocol::Imap, number: 3.0 });
        }
        per_user.retain(|one| one.number > 0.0);
        per_user.sort_by_key(|one| one.protocol);
        let most = per_user.iter().map(|one| one.number).fold(0.0, f64::max);
        if most <= 0.0 {
            return Err("no one connects: give a protocol more than 0".to_owned());
        }
        if args.sessions.is_empty() {
            let mut users = args.users.clone();
            users.sort_unstable();
            users.dedup();
            return Ok(Asked { users, counts_sessions: false, per_user });
        }
        // The most numerous sessions take the place of users; the others come in proportion.
        if most < 1.0 {
            return Err("--sessions takes whole numbers".to_owned());
        }
        for one in &mut per_user {
            one.number /= most.floor();
        }
        #[allow(clippy::cast_sign_loss, reason = "it is at least 1")]
        let users = vec![most.floor() as u64];
        Ok(Asked { users, counts_sessions: true, per_user })
    }

    /// The protocols that are counted.
    pub(super) fn protocols(&self) -> impl Iterator<Item = Protocol> {
        self.per_user.iter().map(|one| one.protocol)
    }

    /// What each user has open.
    pub(super) fn mix(&self, tls: f64, hibernated: f64, idle: f64) -> Mix {
        let share = |one: &PerUser| {
            let is_imap = one.protocol == Protocol::Imap;
            Share {
                protocol: one.protocol,
                per_user: one.number,
                tls,
                hibernated: if is_imap { hibernated } else { 0.0 },
                idle: if is_imap { idle } else { 0.0 },
            }
        };
        Mix { shares: self.per_user.iter().map(share).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_of_memory() {
        assert_eq!(kib("8G"), Ok(8 << 20));
        assert_eq!(kib("2048M"), Ok(2 << 20));
        assert_eq!(kib("1.5GiB"), Ok(3 << 19));
        assert_eq!(kib("1048576"), Ok(1024));
        assert!(kib("much").is_err());
        assert!(kib("-1G").is_err());
        assert!(kib("nanG").is_err());
        assert!(kib("").is_err());
    }

    #[test]
    fn shares() {
        assert_eq!(percent("80%"), Ok(0.8));
        assert_eq!(percent("0"), Ok(0.0));
        assert!(percent("101").is_err());
        assert!(percent("nan").is_err());
    }
}
