//! The SASL mechanisms that `auth_mechanisms` names, and what each asks of the passdbs.
//!
//! Source: `mech_init()` and `mech_register_init()` in `mech.c`, 2.3.0 to 2.4.1, `auth_sasl_preinit()` in
//! `auth-sasl.c`, 2.4.4, and `passdb_need` of the mechanisms.

use crate::config::resolve::view::Word;
use crate::config::{Config, Database, value};
use crate::schema::{Line, Version};

/// What a mechanism asks of the passdbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it verifies by itself.
    Nothing,
    /// One that can tell whether a password is right.
    Verify,
    /// One that gives out what it has stored.
    Credentials,
    /// One that gives it out and can also change it.
    Change,
}

/// One word of `auth_mechanisms`.
#[derive(Debug, Clone)]
pub struct Mechanism<'c> {
    /// The word.
    pub word: Word<'c>,
    /// The name in upper case, as Dovecot compares it.
    pub name: String,
    /// What it needs; none when the version does not know it.
    pub need: Option<Need>,
}

/// A mechanism, what it needs, and the versions that have it: from, to but not with, in 2.3 and in 2.4.
type Known = (&'static str, Need, (u8, u8), (u8, u8));
const ALL: (u8, u8) = (0, 255);
const NO: (u8, u8) = (0, 0);

const KNOWN: [Known; 19] = [
    ("PLAIN", Need::Verify, ALL, ALL),
    ("LOGIN", Need::Verify, ALL, ALL),
    ("EXTERNAL", Need::Verify, ALL, ALL),
    ("ANONYMOUS", Need::Nothing, ALL, ALL),
    ("APOP", Need::Credentials, ALL, ALL),
    ("CRAM-MD5", Need::Credentials, ALL, ALL),
    ("DIGEST-MD5", Need::Credentials, ALL, ALL),
    ("SCRAM-SHA-1", Need::Credentials, ALL, ALL),
    ("SCRAM-SHA-256", Need::Credentials, (10, 255), ALL),
    ("SCRAM-SHA-1-PLUS", Need::Credentials, NO, ALL),
    ("SCRAM-SHA-256-PLUS", Need::Credentials, NO, ALL),
    ("OTP", Need::Change, ALL, (0, 5)),
    ("SKEY", Need::Change, (0, 13), NO),
    ("RPA", Need::Credentials, (0, 13), NO),
    ("NTLM", Need::Credentials, (0, 13), NO),
    ("GSSAPI", Need::Nothing, ALL, ALL),
    ("GSS-SPNEGO", Need::Nothing, ALL, ALL),
    ("OAUTHBEARER", Need::Nothing, ALL, ALL),
    ("XOAUTH2", Need::Nothing, ALL, ALL),
];

fn is_in(range: (u8, u8), version: Version) -> bool {
    (range.0..range.1).contains(&version.patch)
}

impl Config<'_> {
    /// The mechanisms that are in force; words that nobody knows before Dovecot runs (`$x`) are left out.
    /// The auth process reads them from the top level alone, whatever a filter says.
    pub fn mechanisms(&self) -> Vec<Mechanism<'_>> {
        let is_sure = |word: &Word<'_>| {
            let is_switch = word.assign.filter(|assign| assign.key.is_free());
            let is_on =
                is_switch.is_none_or(|assign| value::boolean(&self.value_of(assign).text) == Ok(true));
            is_on && !word.text.starts_with(b"$") && !value::has_variable(&word.text)
        };
        let words = self.root().blank_words("auth_mechanisms");
        let with_need = |word: Word<'_>| {
            let name = String::from_utf8_lossy(&word.text).to_ascii_uppercase();
            (self.mechanism_need(&name), name)
        };
        words
            .into_iter()
            .filter(is_sure)
            .map(|word| {
                let (need, name) = with_need(word.clone());
                Mechanism { word, name, need }
            })
            .collect()
    }

    fn mechanism_need(&self, name: &str) -> Option<Need> {
        // Samba's helper offers this one and does without passdbs.
        if name == "NTLM" && self.root().get("auth_use_winbind").boolean() == Some(true) {
            return Some(Need::Nothing);
        }
        self.known_mechanisms().find(|(known, _)| *known == name).map(|(_, need)| need)
    }

    /// The mechanisms that this version knows by itself, and what they need.
    pub fn known_mechanisms(&self) -> impl Iterator<Item = (&'static str, Need)> {
        let version = self.version();
        KNOWN.iter().filter_map(move |(name, need, old, new)| {
            let range = match version.line {
                Line::V23 => *old,
                Line::V24 => *new,
            };
            is_in(range, version).then_some((*name, *need))
        })
    }

    /// Whether another version knows this mechanism, or this one with `auth_use_winbind`.
    pub fn is_old_mechanism(&self, name: &str) -> bool {
        KNOWN.iter().any(|(known, ..)| *known == name)
    }
}

/// Drivers that can tell whether a password is right, and do not know what it is.
const ONLY_VERIFY: [&str; 4] = ["pam", "bsdauth", "imap", "oauth2"];

impl Config<'_> {
    /// The mechanisms that no passdb can serve, each with one of the passdbs that cannot.
    pub fn refused_mechanisms<'c>(
        &'c self,
        mechanisms: &[Mechanism<'c>],
    ) -> Vec<(Mechanism<'c>, Database<'c>)> {
        let mut refused = Vec::new();
        if !mechanisms.iter().any(|m| matches!(m.need, Some(Need::Credentials | Need::Change))) {
            return refused;
        }
        for view in self.auth_views() {
            let passdbs = view.user_passdbs();
            let Some(first) = passdbs.first() else { continue };
            let any =
                |drivers: &[&str]| passdbs.iter().any(|p| drivers.iter().any(|driver| p.driver.is(driver)));
            let gives = !passdbs.iter().all(|p| ONLY_VERIFY.iter().any(|driver| p.driver.is(driver)));
            let is_unknown = |p: &Database<'_>| {
                !Database::known_drivers(self, p.kind).iter().any(|driver| p.driver.is(driver))
            };
            // A module or a driver that unknown-auth-driver speaks of.
            if passdbs.iter().any(is_unknown) {
                continue;
            }
            for mechanism in mechanisms {
                let is_served = match mechanism.need {
                    Some(Need::Credentials) => gives,
                    Some(Need::Change) => any(&["sql"]),
                    _ => true,
                };
                if !is_served {
                    refused.push((mechanism.clone(), first.clone()));
                }
            }
        }
        refused
    }
}
