//! Password schemes that 2.4 accepts only with `auth_allow_weak_schemes`.

use super::database::Database;
use crate::config::password_scheme;
use crate::source::Span;
use crate::upgrade::item::Item;
use crate::upgrade::job::Job;
use crate::upgrade::{Code, Detail};

/// The setting of a scheme; a decision when it is a weak one.
pub(in crate::upgrade) fn item(
    job: &mut Job<'_>,
    database: &Database,
    place: Option<Span>,
    scheme: &[u8],
) -> Item {
    let name = String::from_utf8_lossy(scheme).to_ascii_uppercase();
    if password_scheme(&name).is_some_and(|scheme| scheme.is_refused) {
        let detail = Detail::More(format!("passwords without a {{SCHEME}} prefix are read as {name}"));
        let answer = job.decide(database.node, Code::WeakPasswordScheme, place, detail);
        let allows = |item: &Item| matches!(item, Item::Set { key, .. } if key == b"auth_allow_weak_schemes");
        if answer.as_deref() == Some("allow") && !job.defaults.iter().any(allows) {
            job.defaults.push(Item::set("auth_allow_weak_schemes", "yes"));
        }
    }
    Item::set("default_password_scheme", scheme)
}
