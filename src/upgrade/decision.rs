//! Decisions: what only the admin can settle, with the question and the answers that the command takes.

/// How much hangs on a decision, the most dangerous first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Someone may get in, or be kept out.
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

/// Makes the codes and the table of what is known of each.
macro_rules! codes {
    ($($name:ident $code:literal $severity:ident $why:literal $question:literal [$($answer:literal),*];)*) => {
        named_codes! {
            /// What a decision is about.
            Code { $(#[doc = concat!("`", $code, "`")] $name $code;)* }
        }

        impl Code {
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
        "The named file cannot be read, and 2.4 needs its contents." "Where is it, or can its settings be omitted?" ["skip", "PATH"];
    WeakPasswordScheme "weak-password-scheme" Access
        "2.4 rejects weak password schemes unless they are allowed." "Are there passwords in this scheme?" ["allow", "prefixed"];
    SqlFieldMail "sql-field-mail" Mail
        "The lookup returns `mail`, which 2.4 ignores: users would see an empty new mailbox." "Which query returns mail_driver and mail_path, or which fields give them?" ["QUERY", "FIELDS"];
    SqlFieldQuota "sql-field-quota" Mail
        "The lookup returns a quota field that 2.4 ignores: users would have no limit." "Which query returns quota_storage_size, or which fields give it?" ["QUERY", "FIELDS"];
    PasswdFileFields "passwd-file-fields" Mail
        "Lines of this file return fields that 2.4 ignores." "Were the lines rewritten?" ["checked"];
    LdapMissingAttribute "ldap-missing-attribute" Access
        "A missing attribute is an error in 2.4; 2.3 omitted the field." "Do all entries have these attributes, or which fields may be empty?" ["checked", "default", "default=FIELDS"];
    LdapDefaultField "ldap-default-field" Mail
        "An LDAP field had a default for entries without the attribute; 2.4 does not support this." "Do all entries have this attribute?" ["checked"];
    LdapSubquery "ldap-subquery" Access
        "2.4 cannot follow one LDAP entry to another." "Can an attribute of the entry itself replace it, or is it not needed?" ["checked"];
    PassdbCheckpassword "passdb-checkpassword" Access
        "2.4 has no checkpassword driver." "What checks passwords instead?" ["pam", "lua=FILE"];
    PassdbDict "passdb-dict" Access
        "2.4 has no dict driver for passwords." "What checks passwords instead?" ["pam", "lua=FILE"];
    PassdbShadow "passdb-shadow" Access
        "2.4 has no shadow driver; PAM checks the same passwords." "Is there a PAM service for Dovecot?" ["pam"];
    UserdbCheckpassword "userdb-checkpassword" Access
        "2.4 has no checkpassword driver." "What knows the users instead?" ["lua=FILE"];
    UserdbDict "userdb-dict" Access
        "2.4 has no dict driver for users." "What knows the users instead?" ["lua=FILE"];
    NoPassdbLeft "no-passdb-left" Access
        "No passdb is left: no one can log in." "What checks passwords?" [];
    LuaScript "lua-script" Access
        "Names and functions that Lua scripts use changed in 2.4." "Was the script checked against 2.4?" ["checked"];
    Oauth2Several "oauth2-several" Access
        "2.4 has one global oauth2 block; the first passdb was used." "Is it the right identity provider?" ["checked"];
    Oauth2ClientPair "oauth2-client-pair" Access
        "2.4 requires client_id and client_secret together." "Was the other one added?" ["checked"];
    PgsqlNoHost "pgsql-no-host" Service
        "The connect string has no host, but 2.4 needs one." "Which host or socket folder is it?" ["HOST"];
    TcpwrapRemoved "tcpwrap-removed" Access
        "2.4 has no TCP wrappers, so hosts.allow and hosts.deny are no longer used." "Does something else keep clients out?" ["checked"];
    SslRequiredTrustedNetworks "ssl-required-trusted-networks" Access
        "With ssl = required, 2.4 rejects clients from login_trusted_networks without TLS; 2.3 did not." "Do these networks log in without TLS?" ["checked", "strict"];
    SslKeyNotAFile "ssl-key-not-a-file" Access
        "The certificate or key is in the configuration itself, but 2.4 needs a file." "Which file contains it?" ["FILE"];
    SslCaSide "ssl-ca-side" Info
        "ssl_ca was set without client certificates, so it did nothing for the server." "Was it meant for clients of this server, or for connections to others?" ["server", "client"];
    AclGlobalFile "acl-global-file" Access
        "The global ACL file cannot be read, or is a folder." "Were its rules written as acl blocks?" ["checked"];
    AclGlobalFileOwner "acl-global-file-owner" Access
        "Global rules for anyone applied to the owner in 2.3 but not in 2.4; an owner block was added." "Are the owner's rights correct?" ["checked"];
    MailLocationAutodetect "mail-location-autodetect" Mail
        "The location names no format, and 2.4 does not detect it from the files as 2.3 did." "Which format is it?" ["maildir", "mbox", "sdbox", "mdbox"];
    LocationVariable "location-variable" Mail
        "2.4 has no equivalent of this variable." "What is the new value, without this variable?" ["VALUE"];
    AttachmentSis "attachment-sis" Mail
        "2.4 reads attachments in single instance storage but writes no new ones." "Continue without single instance storage?" ["posix"];
    QuotaDictBackend "quota-dict-backend" Mail
        "This quota backend was removed; `count` reads all mailboxes of each user once." "Use count, and copy the numbers to the dict?" ["count", "clone"];
    QuotaGracePercent "quota-grace-percent" Mail
        "2.4 has no grace in percent, and the users' limits are not known here." "How large is the grace?" ["SIZE"];
    QuotaRuleForm "quota-rule-form" Mail
        "2.4 has no equivalent of this quota rule." "Which limit is intended?" ["SIZE"];
    QuotaSetRemoved "quota-set-removed" Mail
        "quota_set was removed; doveadm sets limits through the userdb." "Which limit is intended, or does the userdb return it?" ["checked", "SIZE"];
    NamespaceLazyExpunge "namespace-lazy-expunge" Mail
        "lazy_expunge names a mailbox in 2.4, not namespaces." "Which mailbox stores expunged mail?" ["MAILBOX"];
    ZlibXz "zlib-xz" Mail
        "2.4 neither writes nor reads mail compressed with xz." "Are there such mails, and how is new mail compressed?" ["zstd", "gz", "none"];
    FtsBackendRemoved "fts-backend-removed" Service
        "This search index was removed." "What indexes mail instead?" ["flatcurve", "solr", "none"];
    ExcludeSpecialUse "exclude-special-use" Info
        "No mailbox in the tree has this flag." "Which mailbox is it?" ["MAILBOX"];
    ReplicationRemoved "replication-removed" Service
        "Replication was removed." "Does something else replace it?" ["checked"];
    DirectorRemoved "director-removed" Service
        "Director rings were removed." "Does something else send users to their backend?" ["checked"];
    ExpirePlugin "expire-plugin" Service
        "The plugin expire was removed; mailbox_autoexpunge replaces it." "Was mailbox_autoexpunge set where mail expires?" ["checked"];
    MailboxAliasRemoved "mailbox-alias-removed" Service
        "Mailbox aliases were removed." "Can users do without the aliases?" ["checked"];
    ImapIdLog "imap-id-log" Info
        "imap_id_log was removed." "Log client IDs through a metric?" ["checked"];
    OldStatsRemoved "old-stats-removed" Info
        "The old statistics were removed." "Were metrics set up for what is needed?" ["checked"];
    SieveDeprecatedExtension "sieve-deprecated-extension" Mail
        "This Sieve extension was removed: scripts that require it fail." "Do scripts use it?" ["checked"];
    SievePersonalDisabled "sieve-personal-disabled" Mail
        "An empty `sieve` switched personal scripts off; 2.4 still runs ~/.dovecot.sieve." "Which script that only keeps mail should replace it?" ["FILE"];
    SieveStorageLdap "sieve-storage-ldap" Mail
        "Scripts in LDAP need ldap_ settings in the block of the script." "Which settings of the file belong there?" [];
    SieveUserVariable "sieve-user-variable" Service
        "2.4.1 does not start with user variables in this path; 2.4.5 accepts them." "Which path without variables is it?" ["FILE"];
    PluginRecipientDelimiter "plugin-recipient-delimiter" Mail
        "Sieve used this delimiter instead of the global one." "Set it for delivery?" ["protocol"];
    PluginUnknown "plugin-unknown" Service
        "No known 2.4 plugin reads this." "Is it still needed?" ["drop"];
    ValueRejected "value-rejected" Service
        "2.4 rejects what this line would become; 2.3 did not look at the value until it was used." "Can the line go?" ["drop"];
    ListFromFile "list-from-file" Service
        "The list is in a file that cannot be read." "Which words are in it?" ["WORDS"];
    FilterConflict "filter-conflict" Info
        "Two filters that may match one connection set the same setting; in 2.4 the later one wins." "Is the right one the later one?" ["checked"];
    SharedFile "shared-file" Service
        "Another configuration also reads this file and needs other settings." "Which ones are intended?" [];
    IncludeTwoContexts "include-two-contexts" Service
        "The file is read in two places that need different settings; those of the first were used." "Which ones are intended?" [];
    ReusePortProcesses "reuse-port-processes" Service
        "2.4.4 and later need process_min_avail = process_limit for reuse_port." "How many processes?" ["NUMBER"];
}

/// Whether an answer stands for a text of one's own.
fn is_text(answer: &str) -> bool {
    answer.bytes().all(|b| b.is_ascii_uppercase())
}

impl Code {
    /// Checks an answer.
    ///
    /// # Errors
    /// When no decision of this code takes it, with those that it takes.
    pub fn takes(self, answer: &str) -> Result<(), String> {
        if self.answers().is_empty() {
            return Err(format!("{self} takes no answer; change the new tree by hand"));
        }
        let fits = |known: &&str| match known.split_once('=') {
            Some((key, _)) => {
                answer.split_once('=').is_some_and(|(own, text)| own == key && !text.is_empty())
            }
            None => *known == answer || is_text(known) && !answer.is_empty(),
        };
        if self.answers().iter().any(fits) && !answer.chars().any(char::is_control) {
            return Ok(());
        }
        Err(format!("{self} takes {}", self.answers().join(" or ")))
    }

    /// A code by its name.
    pub fn of(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}
