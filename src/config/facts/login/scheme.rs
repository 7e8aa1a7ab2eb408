//! The schemes of stored passwords, as far as they differ for a mail server.

/// A scheme in which passwords are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PasswordScheme {
    /// The name in upper case, without an encoding.
    pub name: &'static str,
    /// Whether a stolen table gives the passwords away.
    pub is_weak: bool,
    /// Whether 2.4 refuses it without `auth_allow_weak_schemes`. Source: `password-scheme.c` and
    /// `password-scheme-crypt.c`, 2.4.4; servers 2.4.1 and 2.4.5 accept CRAM-MD5.
    pub is_refused: bool,
    /// Whether it is known that no other scheme can be made of it.
    pub is_one_way: bool,
}

const fn scheme(name: &'static str, is_weak: bool, is_refused: bool, is_one_way: bool) -> PasswordScheme {
    PasswordScheme { name, is_weak, is_refused, is_one_way }
}

const SCHEMES: [PasswordScheme; 23] = [
    scheme("ARGON2I", false, false, true),
    scheme("ARGON2ID", false, false, true),
    scheme("BLF-CRYPT", false, false, true),
    scheme("CRYPT", false, false, true),
    scheme("DES-CRYPT", true, true, false),
    scheme("HMAC-MD5", false, true, false),
    scheme("LANMAN", true, false, false),
    scheme("LDAP-MD5", true, true, false),
    scheme("MD5", true, true, false),
    scheme("MD5-CRYPT", true, true, true),
    scheme("NTLM", true, false, false),
    scheme("PBKDF2", false, false, true),
    scheme("PLAIN-MD4", true, true, false),
    scheme("PLAIN-MD5", true, true, true),
    scheme("RPA", true, false, false),
    scheme("SHA", true, false, false),
    scheme("SHA1", true, false, false),
    scheme("SHA256-CRYPT", false, false, true),
    scheme("SHA512-CRYPT", false, false, true),
    scheme("SMD5", true, true, false),
    scheme("SSHA", false, false, true),
    scheme("SSHA256", false, false, true),
    scheme("SSHA512", false, false, true),
];

/// What is known of a scheme as it is written: in any case, maybe with an encoding, as `PLAIN-MD5.HEX`.
pub fn password_scheme(written: &str) -> Option<&'static PasswordScheme> {
    let name = written.split_once('.').map_or(written, |(name, _)| name);
    SCHEMES.iter().find(|scheme| scheme.name.eq_ignore_ascii_case(name))
}
