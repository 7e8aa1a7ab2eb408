//! The SASL mechanisms that `auth_mechanisms` names, and what each asks of the passdbs.

use crate::config::resolve::view::Word;
use crate::config::{Config, Database, value};
use crate::schema;

pub use crate::schema::Need;

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

impl Config<'_> {
    /// The mechanisms that are effective; words that no one knows before Dovecot runs (`$x`) are left out.
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
        schema::mechanisms(self.version()).map(|known| (known.name, known.needs))
    }

    /// Whether another version knows this mechanism, or this one with `auth_use_winbind`.
    pub fn is_old_mechanism(&self, name: &str) -> bool {
        schema::is_mechanism(name)
    }
}

/// Drivers that can tell whether a password is right, and do not know what it is.
const ONLY_VERIFY: [&str; 4] = ["pam", "bsdauth", "imap", "oauth2"];

/// Drivers that know one-way hashes of the system alone.
const ONLY_HASHES: [&str; 2] = ["passwd", "shadow"];

/// A mechanism that no passdb can serve.
#[derive(Debug, Clone)]
pub struct Refused<'c> {
    /// The mechanism.
    pub mechanism: Mechanism<'c>,
    /// One of the passdbs that cannot serve it.
    pub passdb: Database<'c>,
    /// Whether the auth process starts and only logins with this mechanism fail, as the passdb returns hashes.
    pub has_hashes: bool,
}

impl Config<'_> {
    /// The mechanisms that no passdb can serve. Source: `auth_mech_verify_passdb()` in `auth.c`, 2.3.21; that hashes are
    /// no help was tried with 2.3.19 and 2.4.5.
    pub fn refused_mechanisms<'c>(&'c self, mechanisms: &[Mechanism<'c>]) -> Vec<Refused<'c>> {
        let mut refused = Vec::new();
        if !mechanisms.iter().any(|m| matches!(m.need, Some(Need::Credentials | Need::Change))) {
            return refused;
        }
        for view in self.auth_views() {
            let passdbs = view.user_passdbs();
            let Some(first) = passdbs.first() else { continue };
            let any =
                |drivers: &[&str]| passdbs.iter().any(|p| drivers.iter().any(|driver| p.driver.is(driver)));
            let is_of = |p: &Database<'_>, drivers: &[&str]| drivers.iter().any(|driver| p.driver.is(driver));
            let gives = !passdbs.iter().all(|p| is_of(p, &ONLY_VERIFY));
            let is_hashed =
                |p: &Database<'_>| is_of(p, &ONLY_HASHES) && !p.gives(&["password", "nopassword"]);
            let hashed = passdbs.iter().find(|p| is_hashed(p));
            let has_hashes = passdbs.iter().all(|p| is_hashed(p) || is_of(p, &ONLY_VERIFY));
            let is_unknown = |p: &Database<'_>| {
                !Database::known_drivers(self, p.kind).iter().any(|driver| p.driver.is(driver))
            };
            // A module or a driver that unknown-auth-driver is about.
            if passdbs.iter().any(is_unknown) {
                continue;
            }
            for mechanism in mechanisms {
                let is_served = match mechanism.need {
                    Some(Need::Credentials) => gives,
                    Some(Need::Change) => any(&["sql"]),
                    _ => true,
                };
                let (passdb, has_hashes) = match (is_served, hashed) {
                    (false, _) => (first, false),
                    (true, Some(passdb)) if has_hashes && mechanism.need == Some(Need::Credentials) => {
                        (passdb, true)
                    }
                    (true, _) => continue,
                };
                refused.push(Refused { mechanism: mechanism.clone(), passdb: passdb.clone(), has_hashes });
            }
        }
        refused
    }
}
