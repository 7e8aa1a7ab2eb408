//! Sections of 1.x: `auth {}` with what was in it, and those that were renamed.

use super::obsolete::text;
use super::{ProblemKind, Reader};
use crate::config::Obsolete;

impl Reader<'_, '_> {
    /// Opens an old section, or one that was renamed; false when it is neither.
    pub(in crate::config) fn old_open(&mut self, index: usize, kind: &[u8], name: &[u8]) -> bool {
        if self.old.auth > 0 {
            return self.old_auth_section(index, kind, name);
        }
        if !self.at_filter_level() {
            return false;
        }
        match (kind, name) {
            (b"auth", _) => {
                self.warn_obsolete(index, Obsolete::AuthSection);
                self.old.auth = 1;
                self.push_same(index);
            }
            (b"protocol", b"managesieve") => {
                self.warn_replaced(index, "protocol managesieve {}", "protocol sieve { }");
                self.open_as(index, kind, b"sieve");
            }
            (b"service", b"dns_client") => {
                self.warn_replaced(index, "service dns_client {}", "service dns-client { }");
                self.open_as(index, kind, b"dns-client");
            }
            _ => return false,
        }
        true
    }

    fn old_auth_section(&mut self, index: usize, kind: &[u8], name: &[u8]) -> bool {
        self.old.seen_auth = true;
        self.old.listener.clear();
        self.old.auth += 1;
        if matches!(kind, b"passdb" | b"userdb") && self.old.auth == 2 {
            let (kind_text, name_text) = (text(kind), text(name));
            let old = format!("{kind_text} {name_text} {{}}");
            self.warn_replaced(index, &old, &format!("{kind_text} {{ driver={name_text} }}"));
            self.open_as(index, kind, b"");
            self.apply(index, b"driver", name);
            return true;
        }
        if kind == b"socket" && self.old.auth == 2 {
            if name == b"listen" {
                self.old.socket += 1;
                self.push_same(index);
                return true;
            }
            self.warn_obsolete(index, Obsolete::SocketConnect);
            return false;
        }
        if self.old.socket > 0 {
            self.old.socket += 1;
        }
        if matches!(kind, b"master" | b"client") && self.old.socket == 2 {
            self.old.is_master = kind == b"master";
            self.push_same(index);
            return true;
        }
        false
    }

    /// Closes an old section; false when the current one is none.
    pub(in crate::config) fn old_close(&mut self, index: usize) -> bool {
        if self.old.auth == 0 {
            return false;
        }
        self.old.auth -= 1;
        if self.old.socket > 0 {
            if self.old.socket == 2 {
                self.old_socket(index);
            }
            self.old.socket -= 1;
        }
        self.pop();
        true
    }

    fn old_socket(&mut self, index: usize) {
        let listener = std::mem::take(&mut self.old.listener);
        let path = listener.iter().find(|(name, _)| *name == "path").map(|(_, path)| path.as_slice());
        let base_dir = self.old.base_dir.as_deref().unwrap_or(b"/run/dovecot");
        let path = path.map(|path| {
            path.strip_prefix(base_dir).and_then(|rest| rest.strip_prefix(b"/")).unwrap_or(path).to_vec()
        });
        let path = path.filter(|path| {
            let for_master = path.ends_with(b"-master") || path.ends_with(b"-userdb");
            for_master == self.old.is_master
        });
        if let Some(path) = path {
            self.add_auth_listener(index, &path, &listener);
        } else {
            let span = self.config.document.statements[index].span;
            // A path is missing; that of a master ends in -master or -userdb.
            let (outer, inner) = ("socket".to_owned(), "listen".to_owned());
            self.config.report(ProblemKind::FilterNesting { outer, inner }, index, span);
        }
    }
}
