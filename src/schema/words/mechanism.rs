use crate::schema::{MECHANISMS_23, MECHANISMS_24, Series, Version};

/// What a SASL mechanism asks of the passdbs.
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

/// A SASL mechanism that `auth_mechanisms` can name.
#[derive(Debug)]
pub struct SaslMechanism {
    /// The name in upper case.
    pub name: &'static str,
    /// What it asks of the passdbs.
    pub needs: Need,
    pub(in crate::schema) added: u8,
    pub(in crate::schema) removed: u8,
}

/// The mechanisms that a version knows by itself.
///
/// Source: `mech_init()` and `mech_register_init()` in `mech.c`, 2.3.0 to 2.4.1, `auth_sasl_preinit()` in
/// `auth-sasl.c`, 2.4.4, and `passdb_need` of the mechanisms.
pub fn mechanisms(version: Version) -> impl Iterator<Item = &'static SaslMechanism> {
    let is_known = move |one: &&SaslMechanism| (one.added..one.removed).contains(&version.patch);
    all(version.series).iter().filter(is_known)
}

/// Whether any version of any line knows this mechanism.
pub fn is_mechanism(name: &str) -> bool {
    [Series::V23, Series::V24].into_iter().any(|line| all(line).iter().any(|known| known.name == name))
}

fn all(series: Series) -> &'static [SaslMechanism] {
    match series {
        Series::V23 => MECHANISMS_23,
        Series::V24 => MECHANISMS_24,
    }
}
