//! Templates of LDAP attributes: `attr=field=text%$`.
//!
//! Source: `db_ldap_set_attrs()` in `db-ldap.c`, 2.3.21.

use super::fields::{Fields, Origin};
use crate::upgrade::job::{Job, Unit};
use crate::upgrade::value::percent::{Who, converted};
use crate::upgrade::{Code, Detail};

/// What a list of attributes asks for besides its fields.
#[derive(Debug, Default)]
pub(in crate::upgrade) struct Read {
    /// Fields that an attribute gives, by the names of 2.4.
    pub of_attributes: Vec<String>,
    /// Parts that 2.4 has nothing for.
    pub gone: Vec<String>,
}

/// One field: its name, its value with variables of 2.3, the attribute.
struct Attribute {
    field: String,
    value: Vec<u8>,
    has_attribute: bool,
}

/// Adds the fields of a list.
pub(in crate::upgrade) fn add<'c>(
    job: &mut Job<'c>,
    unit: &Unit<'c>,
    text: &[u8],
    skipped: Option<&str>,
    fields: &mut Fields,
) -> Read {
    let mut read = Read::default();
    for part in text.split(|b| *b == b',').map(<[u8]>::trim_ascii).filter(|part| !part.is_empty()) {
        let part = String::from_utf8_lossy(part).into_owned();
        match attribute(&part) {
            Some(own) if Some(own.field.as_str()) == skipped => {}
            Some(own) => {
                let added = fields.add(job, unit, &own.field, Some(&own.value), Origin::Driver);
                if own.has_attribute {
                    read.of_attributes.extend(added);
                }
            }
            None => read.gone.push(part),
        }
    }
    read
}

/// The fields of a list for `iterate_fields`.
pub(in crate::upgrade) fn plain(text: &[u8]) -> Vec<(String, Vec<u8>)> {
    let parts = text.split(|b| *b == b',').map(<[u8]>::trim_ascii).filter(|part| !part.is_empty());
    let own = |part: &[u8]| {
        let own = attribute(&String::from_utf8_lossy(part))?;
        Some((own.field, converted(Who::Auth, &own.value).ok()?))
    };
    parts.filter_map(own).collect()
}

fn attribute(part: &str) -> Option<Attribute> {
    if part.starts_with(['!', '@']) || part.contains("%{ldap_ptr:") || part.contains("=@") {
        return None;
    }
    if let Some(rest) = part.strip_prefix('=') {
        let (field, value) = rest.split_once('=').unwrap_or((rest, ""));
        // With a default after the name no attribute is missing.
        let has_attribute = value
            .split("%{ldap:")
            .skip(1)
            .any(|rest| rest.split_once('}').is_some_and(|(name, _)| !name.contains(':')));
        return Some(Attribute { field: field.to_owned(), value: value.as_bytes().to_vec(), has_attribute });
    }
    let (name, rest) = part.split_once('=').unwrap_or((part, part));
    let (field, template) = match rest.split_once('=') {
        Some((field, template)) => (field, template),
        None => (rest, ""),
    };
    let variable = format!("%{{ldap:{name}}}");
    let value = if template.contains("%$") {
        template.replace("%$", &variable)
    } else {
        format!("{template}{variable}")
    };
    Some(Attribute { field: field.to_owned(), value: value.into_bytes(), has_attribute: true })
}

/// Opens the decision about parts that are gone.
pub(in crate::upgrade) fn decide<'c>(job: &mut Job<'c>, unit: &Unit<'c>, gone: &[String]) {
    if !gone.is_empty() {
        job.decide_at(unit, Code::LdapSubquery, Detail::More(format!("removed: {}", gone.join(", "))));
    }
}
