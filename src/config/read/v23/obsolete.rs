//! Settings of 1.x and 2.x that 2.3 still reads and turns into new ones, with a warning.
//!
//! Source: `old-set-parser.c`, 2.3.21.

use super::obsolete_listen::listens_on_port;
use super::{Place, Reader};
use crate::config::{Filter, Obsolete, ProblemKind};
use crate::text::words::{SPACES, SPACES_COMMAS, words};

/// What the old sections have told so far.
#[derive(Debug, Default)]
pub(in crate::config) struct Old {
    /// 1 in `auth {}`, more in its sections.
    pub(super) auth: u32,
    /// 1 in `socket listen {}`, more in its sections.
    pub(super) socket: u32,
    pub(super) seen_auth: bool,
    /// What `master {}` or `client {}` in `socket listen {}` has set: path, mode, user, group.
    pub(super) listener: Vec<(&'static str, Vec<u8>)>,
    pub(super) is_master: bool,
    pub(super) base_dir: Option<Vec<u8>>,
}

impl Old {
    /// Whether the current place is in an old section, where any key may be an old one.
    pub(in crate::config) fn is_open(&self) -> bool {
        self.auth > 0 || self.socket > 0
    }
}

/// Settings that are gone without a replacement.
const REMOVED: &[&[u8]] = &[
    b"login_dir",
    b"dbox_rotate_min_size",
    b"dbox_rotate_days",
    b"director_consistent_hashing",
    b"mail_log_max_lines_per_sec",
    b"maildir_copy_preserve_filename",
];

/// Old settings of the login services and what they set there.
const LOGIN: &[(&[u8], &str)] = &[
    (b"login_chroot", "chroot"),
    (b"login_user", "user"),
    (b"login_executable", "executable"),
    (b"login_process_size", "vsz_limit"),
    (b"login_process_per_connection", "service_count"),
    (b"login_processes_count", "process_min_avail"),
    (b"login_max_processes_count", "process_limit"),
    (b"login_max_connections", "client_limit"),
];

/// Old settings of the mail services.
const MAIL: &[(&[u8], &str)] = &[
    (b"max_mail_processes", "process_limit"),
    (b"mail_executable", "executable"),
    (b"mail_process_size", "vsz_limit"),
    (b"mail_drop_priv_before_exec", "drop_priv_before_exec"),
];

/// Old settings of the auth service.
const AUTH: &[(&[u8], &str)] = &[
    (b"auth_executable", "executable"),
    (b"auth_process_size", "vsz_limit"),
    (b"auth_user", "user"),
    (b"auth_chroot", "chroot"),
];

pub(super) const PROTOCOLS: [(&str, &str, &str); 3] = [
    ("imap", "imap-login", "imap"),
    ("pop3", "pop3-login", "pop3"),
    ("sieve", "managesieve-login", "managesieve"),
];

/// Keys that are read as old ones, besides those of the tables above and `mail_cache_compress_*`.
const OTHERS: &[&[u8]] = &[
    b"auth_cache_size",
    b"auth_count",
    b"base_dir",
    b"dbox_rotate_size",
    b"fsync_disable",
    b"imap_client_workarounds",
    b"imap_zlib_compress_level",
    b"listen",
    b"protocols",
    b"sieve",
    b"sieve_storage",
    b"ssl_ca_file",
    b"ssl_cert_file",
    b"ssl_dh_parameters_length",
    b"ssl_disable",
    b"ssl_key_file",
    b"ssl_listen",
    b"ssl_parameters_regenerate",
    b"ssl_protocols",
];

/// Whether a key has, outside the old sections, a meaning of its own here.
pub(in crate::config) fn is_old(key: &[u8]) -> bool {
    OTHERS.contains(&key)
        || REMOVED.contains(&key)
        || [LOGIN, MAIL, AUTH].iter().any(|table| new_of(table, key).is_some())
        || key.starts_with(b"mail_cache_compress_")
}

pub(super) fn text(bytes: &[u8]) -> String {
    crate::text::short(bytes, 60)
}

fn new_of(table: &[(&[u8], &'static str)], key: &[u8]) -> Option<&'static str> {
    table.iter().find(|(old, _)| *old == key).map(|(_, new)| *new)
}

/// Whether a filter lets a protocol through that has no other property.
pub(super) fn lets_through(filter: &Filter, protocol: &str) -> bool {
    let by_protocol = match filter.protocol.as_deref() {
        None => true,
        Some([b'!', not @ ..]) => not != protocol.as_bytes(),
        Some(only) => only == protocol.as_bytes(),
    };
    by_protocol && !filter.is_by_address()
}

impl Reader<'_, '_> {
    /// Reads a setting as an old one; false when it is none.
    pub(in crate::config) fn old_setting(&mut self, index: usize, key: &[u8], value: &[u8]) -> bool {
        if !self.at_filter_level() {
            return self.old_plugin_setting(index, key, value);
        }
        if matches!(key.first(), Some(b'a'..=b'z')) {
            self.old_service_setting(index, key, value) || self.old_root_setting(index, key, value)
        } else {
            false
        }
    }

    fn old_plugin_setting(&mut self, index: usize, key: &[u8], value: &[u8]) -> bool {
        let Place::List(scope, list) = self.place() else { return false };
        // Dovecot looks for the path `plugin/0/`: it sees only the first section without a name.
        if key != b"imap_zlib_compress_level"
            || list.name != "plugin"
            || !self.is_first_unnamed()
            || !self.config.version().is_23_from(15)
        {
            return false;
        }
        self.warn_replaced(index, "imap_zlib_compress_level", "imap_compress_deflate_level");
        let key = self.config.intern("plugin", b"imap_compress_deflate_level");
        self.config.assign(scope, key, index);
        self.config.converted.insert((scope, key, index as u32), value.into());
        true
    }

    fn old_service_setting(&mut self, index: usize, key: &[u8], value: &[u8]) -> bool {
        let filter = self.filter_of(self.filter());
        let is_root = filter.protocol.is_none() && !filter.is_by_address();
        if key == b"ssl_listen" || (key == b"listen" && (listens_on_port(value) || !is_root)) {
            self.old_listen(index, key, value, &filter);
            return true;
        }
        let name = text(key);
        if let Some(new) = new_of(LOGIN, key) {
            self.warn_replaced(index, &name, &format!("service {{ {new} }}"));
            let value = match key {
                b"login_chroot" if value == b"no" => Vec::new(),
                b"login_chroot" => b"login".to_vec(),
                b"login_process_size" => [value, b" M"].concat(),
                b"login_process_per_connection" if value == b"no" => b"0".to_vec(),
                b"login_process_per_connection" => b"1".to_vec(),
                _ => value.to_vec(),
            };
            let services = PROTOCOLS.map(|(protocol, service, _)| (protocol, service));
            self.set_for(index, &filter, &services, new, &value);
            return true;
        }
        if let Some(new) = new_of(MAIL, key) {
            self.warn_replaced(index, &name, &format!("service {{ {new} }}"));
            let value = if key == b"mail_process_size" { [value, b" M"].concat() } else { value.to_vec() };
            let services = [("imap", "imap"), ("pop3", "pop3"), ("sieve", "managesieve")];
            self.set_for(index, &filter, &services, new, &value);
            return true;
        }
        let prefixed = self.auth_key(key);
        let key = prefixed.as_deref().unwrap_or(key);
        if let Some(new) = new_of(AUTH, key) {
            self.warn_replaced(index, &name, &format!("service auth {{ {new} }}"));
            let value = if key == b"auth_process_size" { [value, b" M"].concat() } else { value.to_vec() };
            self.set_path(index, &format!("service/auth/{new}"), &value);
            return true;
        }
        if key == b"auth_cache_size"
            && crate::config::value::number(value, u64::MAX).is_ok_and(|size| size > 0 && size < 1024)
        {
            let megabytes = [value, b"M"].concat();
            self.warn_obsolete(index, Obsolete::Megabytes(text(&megabytes)));
            // Whatever filter it is in, this one goes to the top level.
            self.set_path(index, "auth_cache_size", &megabytes);
            return true;
        }
        if key == b"auth_count" {
            self.warn_obsolete(index, Obsolete::AuthCount);
            return true;
        }
        let listener = ["path", "mode", "user", "group"].into_iter().find(|name| name.as_bytes() == key);
        if let Some(name) = listener.filter(|_| self.old.socket == 2) {
            self.old.listener.retain(|(known, _)| *known != name);
            self.old.listener.push((name, value.to_vec()));
            return true;
        }
        false
    }

    /// In `auth {}` the prefix `auth_` is missing.
    fn auth_key(&self, key: &[u8]) -> Option<Vec<u8>> {
        (self.old.auth == 1 && !key.starts_with(b"auth_")).then(|| [b"auth_", key].concat())
    }

    /// Sets one setting of the services of the protocols that a filter lets through.
    fn set_for(
        &mut self,
        index: usize,
        filter: &Filter,
        services: &[(&str, &str)],
        setting: &str,
        value: &[u8],
    ) {
        let before = self.config.problems.len();
        for (protocol, service) in services {
            if lets_through(filter, protocol) {
                self.set_path(index, &format!("service/{service}/{setting}"), value);
            }
        }
        self.forgive(before, filter, true);
    }

    /// Dovecot expects that Pigeonhole may be missing and forgets the error of its setting, and with it
    /// the errors of those before it.
    pub(super) fn forgive(&mut self, before: usize, filter: &Filter, has_sieve: bool) {
        if has_sieve && lets_through(filter, "sieve") {
            self.config.problems.truncate(before);
        }
    }

    fn old_root_setting(&mut self, index: usize, key: &[u8], value: &[u8]) -> bool {
        match key {
            b"base_dir" => {
                self.old.base_dir = Some(value.strip_suffix(b"/").unwrap_or(value).to_vec());
                return false;
            }
            b"protocols" => self.old_protocols(index, value),
            b"ssl_cert_file" | b"ssl_key_file" | b"ssl_ca_file" => {
                if !value.is_empty() {
                    let new = &key[..key.len() - b"_file".len()];
                    self.warn_replaced(index, &text(key), &format!("{} = <file", text(new)));
                    self.apply(index, new, &[b"<", value].concat());
                }
            }
            b"ssl_disable" => self.renamed(index, key, b"ssl", inverted(value, b"no", b"yes")),
            b"fsync_disable" => {
                self.renamed(index, key, b"mail_fsync", inverted(value, b"never", b"optimized"));
            }
            b"dbox_rotate_size" => self.renamed(index, key, b"mdbox_rotate_size", value),
            b"ssl_parameters_regenerate" | b"ssl_dh_parameters_length" => {
                self.warn_obsolete(index, Obsolete::Unneeded(text(key)));
            }
            b"ssl_protocols" => {
                self.warn_replaced(index, "ssl_protocols", "ssl_min_protocol");
                if let Some(minimum) = minimum_protocol(value) {
                    self.apply(index, b"ssl_min_protocol", minimum);
                }
            }
            b"sieve" | b"sieve_storage" => {
                let (old, to) = if key == b"sieve" {
                    ("sieve", "plugin {} section")
                } else {
                    ("sieve_storage", "plugin { sieve_dir }")
                };
                self.warn_obsolete(index, Obsolete::Moved { old, to });
                let key = self.config.intern("plugin", key);
                let filter = self.filter();
                self.config.assign(filter, key, index);
            }
            b"imap_client_workarounds" => {
                let mut kept: Vec<&[u8]> = Vec::new();
                for word in words(value, SPACES_COMMAS) {
                    let gone = [("outlook-idle", &b"outlook-idle"[..]), ("netscape-eoh", b"netscape-eoh")];
                    match gone.into_iter().find(|(_, name)| *name == word) {
                        Some((name, _)) => {
                            let span = self.config.document.statements[index].span;
                            self.config.report(ProblemKind::ObsoleteWorkaround(name), index, span);
                            kept.push(b"");
                        }
                        None => kept.push(word),
                    }
                }
                self.apply(index, key, &kept.join(&b' '));
            }
            _ if REMOVED.contains(&key) => {
                self.warn_obsolete(index, Obsolete::Removed(text(key)));
            }
            _ if key.starts_with(b"mail_cache_compress_") => {
                let new = [b"mail_cache_purge_", &key[b"mail_cache_compress_".len()..]].concat();
                self.renamed(index, key, &new, value);
            }
            _ => {
                let Some(prefixed) = self.auth_key(key) else { return false };
                self.apply(index, &prefixed, value);
            }
        }
        true
    }

    fn renamed(&mut self, index: usize, old: &[u8], new: &[u8], value: &[u8]) {
        self.warn_obsolete(index, Obsolete::Renamed { old: text(old), new: text(new) });
        self.apply(index, new, value);
    }

    pub(super) fn warn_replaced(&mut self, index: usize, old: &str, new: &str) {
        self.warn_obsolete(index, Obsolete::Replaced { old: old.to_owned(), new: new.to_owned() });
    }

    fn old_protocols(&mut self, index: usize, value: &[u8]) {
        let has = |wanted: &[u8]| words(value, SPACES).any(|name| name == wanted);
        let mut names: Vec<&[u8]> = Vec::new();
        for name in words(value, SPACES) {
            match name {
                b"imaps" | b"pop3s" => {}
                b"managesieve" => {
                    let (old, new) = ("protocols=managesieve".to_owned(), "protocols=sieve".to_owned());
                    self.warn_obsolete(index, Obsolete::Renamed { old, new });
                    names.push(b"sieve");
                }
                _ => names.push(name),
            }
        }
        for (old, new) in [("imaps", "imap"), ("pop3s", "pop3")] {
            if !has(old.as_bytes()) {
                continue;
            }
            if has(new.as_bytes()) {
                self.warn_obsolete(index, Obsolete::ProtocolTwice(old));
                continue;
            }
            self.warn_obsolete(index, Obsolete::Protocol { old, new });
            names.push(new.as_bytes());
            self.set_path(index, &format!("service/{new}-login/inet_listener/{new}/port"), b"0");
        }
        self.apply(index, b"protocols", &names.join(&b' '));
    }
}

fn inverted<'v>(value: &'v [u8], yes: &'v [u8], no: &'v [u8]) -> &'v [u8] {
    if value.eq_ignore_ascii_case(b"yes") {
        yes
    } else if value.eq_ignore_ascii_case(b"no") {
        no
    } else {
        value
    }
}

/// The lowest protocol that the old list leaves enabled.
fn minimum_protocol(value: &[u8]) -> Option<&'static [u8]> {
    const KNOWN: [&[u8]; 4] = [b"SSLv3", b"TLSv1", b"TLSv1.1", b"TLSv1.2"];
    let (mut enabled, mut disabled) = ([false; 4], [false; 4]);
    for word in words(value, SPACES_COMMAS) {
        let (list, name) = match word {
            [b'!', name @ ..] => (&mut disabled, name),
            name => (&mut enabled, name),
        };
        list[KNOWN.iter().position(|known| *known == name)?] = true;
    }
    let explicit = enabled.contains(&true);
    (0..4).find(|n| if explicit { enabled[*n] && !disabled[*n] } else { !disabled[*n] }).map(|n| KNOWN[n])
}
