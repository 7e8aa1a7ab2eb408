//! Password schemes that 2.4 accepts only with `auth_allow_weak_schemes`.

use super::database::Database;
use crate::source::Span;
use crate::upgrade::item::Item;
use crate::upgrade::job::Job;
use crate::upgrade::{Code, Detail};

/// Source: `password-scheme.c`, 2.4.4. Servers 2.4.1 and 2.4.5 accept CRAM-MD5.
const WEAK: [&str; 8] =
    ["MD5", "MD5-CRYPT", "SMD5", "PLAIN-MD4", "PLAIN-MD5", "LDAP-MD5", "HMAC-MD5", "DES-CRYPT"];

/// The setting of a scheme; a decision when it is a weak one.
pub(in crate::upgrade) fn item(
    job: &mut Job<'_>,
    database: &Database,
    place: Option<Span>,
    scheme: &[u8],
) -> Item {
    let name = String::from_utf8_lossy(scheme).to_ascii_uppercase();
    let bare = name.split('.').next().unwrap_or(&name);
    if WEAK.contains(&bare) {
        let detail = Detail::More(format!("passwords without a {{SCHEME}} prefix are read as {name}"));
        let answer = job.decide(database.node, Code::WeakPasswordScheme, place, detail);
        let allows = |item: &Item| matches!(item, Item::Set { key, .. } if key == b"auth_allow_weak_schemes");
        if answer.as_deref() == Some("allow") && !job.defaults.iter().any(allows) {
            job.defaults.push(Item::set("auth_allow_weak_schemes", "yes"));
        }
    }
    Item::set("default_password_scheme", scheme)
}
