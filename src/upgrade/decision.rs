//! Decisions: what only the admin can settle, with the question and the answers that the command takes.

use std::fmt;

/// How much hangs on a decision, the most dangerous first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Somebody may get in, or be kept out.
    Access,
    /// Mail may be lost, not found, or refused.
    Mail,
    /// Something may not run.
    Service,
    /// Good to know.
    Info,
}

impl Severity {
    /// As it is written in reports.
    pub fn name(self) -> &'static str {
        match self {
            Severity::Access => "access",
            Severity::Mail => "mail",
            Severity::Service => "service",
            Severity::Info => "info",
        }
    }
}

/// Makes the enum of the codes and the table of what is known of each.
macro_rules! codes {
    ($($name:ident $code:literal $severity:ident $why:literal $question:literal [$($answer:literal),*];)*) => {
        /// What a decision is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Code {
            $(#[doc = concat!("`", $code, "`")] $name,)*
        }

        impl Code {
            /// Every code.
            pub const ALL: &[Code] = &[$(Code::$name),*];

            /// As it is written in reports, answers and marks.
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => $code,)* }
            }

            /// How much hangs on it.
            pub fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity,)* }
            }

            /// Why it cannot be settled without the admin, in one sentence.
            pub fn why(self) -> &'static str {
                match self { $(Code::$name => $why,)* }
            }

            /// What is asked.
            pub fn question(self) -> &'static str {
                match self { $(Code::$name => $question,)* }
            }

            /// The answers that `--answer` takes.
            pub fn answers(self) -> &'static [&'static str] {
                match self { $(Code::$name => &[$($answer),*],)* }
            }
        }
    };
}

codes! {
    ExternalFileMissing "external-file-missing" Access
        "The file that this names is not in reach, and 2.4 needs what is in it." "What is in the file?" ["skip"];
    WeakPasswordScheme "weak-password-scheme" Access
        "2.4 refuses weak password schemes unless they are allowed." "Are there passwords in this scheme?" ["allow", "prefixed"];
    SqlFieldMail "sql-field-mail" Mail
        "The query returns `mail`, which 2.4 ignores: users would see an empty new mailbox." "Which columns give mail_driver and mail_path?" [];
    SqlFieldQuota "sql-field-quota" Mail
        "The query returns a quota field that 2.4 ignores: users would have no limit." "Which column gives quota_storage_size?" [];
    PasswdFileFields "passwd-file-fields" Mail
        "Lines of this file return fields that 2.4 ignores." "Who rewrites the lines?" [];
    LdapMissingAttribute "ldap-missing-attribute" Access
        "An attribute that an entry lacks is an error in 2.4; 2.3 left the field out." "Do all entries have these attributes?" ["checked"];
    LdapDefaultField "ldap-default-field" Mail
        "A field from LDAP had a default for entries without the attribute; 2.4 has none." "Do all entries have this attribute?" ["checked"];
    LdapSubquery "ldap-subquery" Access
        "2.4 cannot follow one LDAP entry to another." "Which attribute of the entry itself can take its place?" ["checked"];
    PassdbCheckpassword "passdb-checkpassword" Access
        "2.4 has no checkpassword driver." "What checks passwords instead?" ["pam"];
    PassdbDict "passdb-dict" Access
        "2.4 has no dict driver for passwords." "What checks passwords instead?" ["pam"];
    PassdbShadow "passdb-shadow" Access
        "2.4 has no shadow driver; PAM asks the same passwords." "Is there a PAM service for Dovecot?" ["pam"];
    UserdbCheckpassword "userdb-checkpassword" Access
        "2.4 has no checkpassword driver." "What knows the users instead?" [];
    UserdbDict "userdb-dict" Access
        "2.4 has no dict driver for users." "What knows the users instead?" [];
    NoPassdbLeft "no-passdb-left" Access
        "No passdb is left: no one can log in." "What checks passwords?" [];
    LuaScript "lua-script" Access
        "Names and functions that Lua scripts use changed in 2.4." "Was the script checked against 2.4?" ["checked"];
    Oauth2Several "oauth2-several" Access
        "2.4 has one global oauth2 block; the first passdb was taken." "Which identity provider counts?" ["checked"];
    Oauth2ClientPair "oauth2-client-pair" Access
        "2.4 wants client_id and client_secret together." "What is the other one?" [];
    PgsqlNoHost "pgsql-no-host" Service
        "The connect string names no host, and 2.4 needs one." "Which host or socket folder is it?" ["localhost"];
    TcpwrapRemoved "tcpwrap-removed" Access
        "2.4 has no TCP wrappers, so hosts.allow and hosts.deny no longer count." "What keeps clients out instead?" ["checked"];
    SslRequiredTrustedNetworks "ssl-required-trusted-networks" Access
        "With ssl = required, 2.4 refuses clients of login_trusted_networks without TLS; 2.3 did not." "Do these networks log in without TLS?" ["checked", "strict"];
    SslKeyNotAFile "ssl-key-not-a-file" Access
        "The certificate or key is in the configuration itself, and 2.4 wants a file." "Which file holds it?" [];
    SslCaSide "ssl-ca-side" Info
        "ssl_ca was set without client certificates, so it did nothing for the server." "Was it meant for clients of this server, or for connections to others?" ["server", "client"];
    AclGlobalFile "acl-global-file" Access
        "The global ACL file is not in reach, or is a folder." "Which rules are in it?" ["checked"];
    AclGlobalFileOwner "acl-global-file-owner" Access
        "Global rules for anyone bound the owner in 2.3 and do not in 2.4; an owner block was added." "Are the rights of the owner right?" ["checked"];
    MailLocationAutodetect "mail-location-autodetect" Mail
        "The location names no format, and 2.4 does not look at the disk as 2.3 did." "Which format is it?" ["maildir", "mbox", "sdbox", "mdbox"];
    LocationVariable "location-variable" Mail
        "2.4 has nothing that gives the same text as this variable." "What is there instead?" [];
    AttachmentSis "attachment-sis" Mail
        "2.4 reads attachments of sis and writes no new ones." "Go on without single instance storage?" ["posix"];
    QuotaDictBackend "quota-dict-backend" Mail
        "This quota backend is gone; `count` reads all mailboxes of each user once." "Use count, and copy the numbers to the dict?" ["count", "clone"];
    QuotaGracePercent "quota-grace-percent" Mail
        "2.4 has no grace in percent, and the limit of each user is not known here." "How large is the grace?" [];
    QuotaRuleForm "quota-rule-form" Mail
        "2.4 has nothing that means the same as this quota rule." "Which limit is meant?" [];
    QuotaSetRemoved "quota-set-removed" Mail
        "quota_set is gone; doveadm sets limits through the userdb." "Who sets limits now?" ["checked"];
    NamespaceLazyExpunge "namespace-lazy-expunge" Mail
        "lazy_expunge names a mailbox in 2.4, not namespaces." "Which mailbox keeps expunged mail?" [];
    ZlibXz "zlib-xz" Mail
        "2.4 neither writes nor reads mail compressed with xz." "Are there such mails, and how is new mail compressed?" ["zstd", "gz", "none"];
    FtsBackendRemoved "fts-backend-removed" Service
        "This search index is gone." "What indexes mail instead?" ["flatcurve", "solr", "none"];
    ExcludeSpecialUse "exclude-special-use" Info
        "No mailbox of the tree carries this flag." "Which mailbox is it?" [];
    ReplicationRemoved "replication-removed" Service
        "Replication is gone." "What replaces it?" ["checked"];
    DirectorRemoved "director-removed" Service
        "Director rings are gone." "How are users brought to their backend?" ["checked"];
    ExpirePlugin "expire-plugin" Service
        "The plugin expire is gone; mailbox_autoexpunge takes its place." "Which mailboxes expire, and when?" ["checked"];
    MailboxAliasRemoved "mailbox-alias-removed" Service
        "Mailbox aliases are gone." "Can users do without the aliases?" ["checked"];
    ImapIdLog "imap-id-log" Info
        "imap_id_log is gone." "Log client IDs through a metric?" ["checked"];
    OldStatsRemoved "old-stats-removed" Info
        "The old statistics are gone." "Which metrics are needed?" ["checked"];
    SieveDeprecatedExtension "sieve-deprecated-extension" Mail
        "This Sieve extension is gone: scripts that require it fail." "Do scripts use it?" ["checked"];
    SievePersonalDisabled "sieve-personal-disabled" Mail
        "An empty `sieve` switched personal scripts off; 2.4 runs ~/.dovecot.sieve all the same." "Which script that only keeps mail takes its place?" [];
    SieveStorageLdap "sieve-storage-ldap" Mail
        "Scripts in LDAP need ldap_ settings in the block of the script." "Which settings of the file go there?" [];
    SieveUserVariable "sieve-user-variable" Service
        "2.4.1 does not start with variables of the user in this path; 2.4.5 takes them." "Which path without variables is it?" [];
    PluginRecipientDelimiter "plugin-recipient-delimiter" Mail
        "Sieve read this delimiter in place of the global one." "Set it for delivery?" ["protocol"];
    PluginUnknown "plugin-unknown" Service
        "No plugin of 2.4 is known to read this." "Is it still needed?" ["drop"];
    ListFromFile "list-from-file" Service
        "The list is in a file that is not in reach." "Which words are in it?" [];
    FilterConflict "filter-conflict" Info
        "Two filters that may match one connection set the same; in 2.4 the later one counts." "Which one counts?" ["checked"];
    SharedFile "shared-file" Service
        "Another configuration reads this file too and needs another text." "Which one is meant?" [];
    IncludeTwoContexts "include-two-contexts" Service
        "The file is read in two places that need different texts; the first one was taken." "Which one is meant?" [];
    ReusePortProcesses "reuse-port-processes" Service
        "2.4.4 and later need process_min_avail = process_limit for reuse_port." "How many processes?" [];
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Code {
    /// A code by its name.
    pub fn of(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}
