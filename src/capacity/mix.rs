//! What users have open.

use crate::schema::ProcessMemory;

/// A protocol that clients speak.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// IMAP.
    Imap,
    /// POP3.
    Pop3,
    /// Submission.
    Submission,
    /// `ManageSieve`.
    Sieve,
    /// LMTP.
    Lmtp,
}

impl Protocol {
    /// All of them.
    pub const ALL: [Protocol; 5] =
        [Protocol::Imap, Protocol::Pop3, Protocol::Submission, Protocol::Sieve, Protocol::Lmtp];

    /// The name as `protocols` has it.
    pub fn name(self) -> &'static str {
        match self {
            Protocol::Imap => "imap",
            Protocol::Pop3 => "pop3",
            Protocol::Submission => "submission",
            Protocol::Sieve => "sieve",
            Protocol::Lmtp => "lmtp",
        }
    }

    /// The name as people write it.
    pub fn title(self) -> &'static str {
        match self {
            Protocol::Imap => "IMAP",
            Protocol::Pop3 => "POP3",
            Protocol::Submission => "submission",
            Protocol::Sieve => "ManageSieve",
            Protocol::Lmtp => "LMTP",
        }
    }

    /// The service that clients log in to; none for LMTP.
    pub fn login_service(self) -> Option<&'static str> {
        Some(match self {
            Protocol::Imap => "imap-login",
            Protocol::Pop3 => "pop3-login",
            Protocol::Submission => "submission-login",
            Protocol::Sieve => "managesieve-login",
            Protocol::Lmtp => return None,
        })
    }

    /// The service that takes over after the login.
    pub fn mail_service(self) -> &'static str {
        match self {
            Protocol::Sieve => "managesieve",
            other => other.name(),
        }
    }

    /// What one of its mail processes takes, in KiB.
    pub(super) fn memory(self, memory: &ProcessMemory) -> [u64; 3] {
        match self {
            Protocol::Imap => memory.imap,
            Protocol::Pop3 => memory.pop3,
            Protocol::Submission => memory.submission,
            Protocol::Sieve => memory.sieve,
            Protocol::Lmtp => memory.lmtp,
        }
    }
}

/// What each user has open with one protocol.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The protocol.
    pub protocol: Protocol,
    /// Connections of each user.
    pub per_user: f64,
    /// The share of them that uses TLS through Dovecot, 0 to 1.
    pub tls: f64,
    /// IMAP: the share of them that is hibernated, 0 to 1.
    pub hibernated: f64,
    /// IMAP: the share of them in IDLE, 0 to 1.
    pub idle: f64,
}

impl Share {
    /// Sessions of each user that have a mail process.
    pub(super) fn active(&self) -> f64 {
        self.per_user * (1.0 - self.hibernated)
    }

    /// Sessions of each user that stay in the login process after the login: those with TLS, and all that are passed
    /// on to another server.
    pub(super) fn held(&self, is_proxy: bool) -> f64 {
        if is_proxy { self.per_user } else { self.per_user * self.tls }
    }
}

/// What each user has open.
#[derive(Debug, Clone, PartialEq)]
pub struct Mix {
    /// One share for each protocol.
    pub shares: Vec<Share>,
}

impl Mix {
    /// The share of a protocol.
    pub fn share(&self, protocol: Protocol) -> Option<&Share> {
        self.used().find(|share| share.protocol == protocol)
    }

    /// The shares in which there is anything.
    pub fn used(&self) -> impl Iterator<Item = &Share> {
        self.shares.iter().filter(|share| share.per_user > 0.0)
    }

    /// Sessions of each user.
    pub fn sessions(&self) -> f64 {
        self.used().map(|share| share.per_user).sum()
    }
}
