//! Whether a file that could be a configuration of Dovecot, by its name, is one by what it says.

use super::series;
use crate::document::kind_of_file;

/// How much of a file is looked at.
const HEAD: usize = 64 << 10;

/// What a file of another program is, by the first line that is no comment; none for what may be Dovecot's.
pub(super) fn other_program(bytes: &[u8]) -> Option<&'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = bytes[..bytes.len().min(HEAD)].split(|b| *b == b'\n').map(<[u8]>::trim_ascii);
    let line = lines.find(|line| !line.is_empty() && !line.starts_with(b"#") && !line.starts_with(b";"))?;
    let word = line.split(u8::is_ascii_whitespace).next().unwrap_or(line);
    let rest = line[word.len()..].trim_ascii_start();
    match line {
        [b'[', .., b']'] if !line.starts_with(b"[%") => {
            Some("an INI file, as systemd, fail2ban and supervisor read")
        }
        [b'<', b'?' | b'!' | b'a'..=b'z' | b'A'..=b'Z', ..] => Some("an XML file, or one with tags"),
        [b'/', .., b'{'] => Some("a file of logrotate"),
        [b'/', ..] if rest.is_empty() => Some("a list of paths"),
        [b'$', b'A'..=b'Z', ..] | [b':', ..] => Some("a file of rsyslog"),
        [b'!', ..] if rest.is_empty() && !line.starts_with(b"!include") => Some("a file of syslog"),
        _ if line.starts_with(b"```") => Some("a text in Markdown"),
        _ if is_password_line(line) => Some("a password file"),
        _ if is_rotated(line) => Some("a file of newsyslog"),
        _ => by_first_word(word, rest),
    }
}

/// What a file is whose first line begins with a word of another program's language.
fn by_first_word(word: &[u8], rest: &[u8]) -> Option<&'static str> {
    let is_assigned = rest.starts_with(b"=");
    match word {
        b"check" if rest.starts_with(b"process") => Some("a file of monit"),
        b"if" if rest.starts_with(b"$") => Some("a file of rsyslog"),
        // `service`, `protocol` and `plugin` are sections of Dovecot, these are none.
        b"input" | b"output" | b"filter" if rest == b"{" => Some("a file of Logstash"),
        b"server" | b"upstream" | b"mail" | b"stream" if rest.ends_with(b"{") => Some("a file of nginx"),
        b"start" | b"stop" if rest.starts_with(b"on ") => Some("a job of Upstart"),
        b"description" | b"author" if rest.starts_with(b"\"") => Some("a job of Upstart"),
        b"Title" | b"LogFile" if is_assigned => Some("a file of logwatch"),
        b"LoadPlugin" => Some("a file of collectd"),
        b"diff" | b"Index:" | b"---" | b"@@" if !rest.is_empty() && !is_assigned => Some("a patch"),
        b"u" | b"u!" | b"g" | b"m" | b"r" if is_account(rest) => Some("a file of systemd-sysusers"),
        _ if is_tmpfiles(word) && rest.starts_with(b"/") => Some("a file of systemd-tmpfiles"),
        _ if is_limit(rest) => Some("a file of pam_limits"),
        _ if is_kernel_setting(word, is_assigned) => Some("a file of sysctl"),
        _ if is_logged(word, rest) => Some("a file of syslog"),
        _ => None,
    }
}

/// The name and what follows it of a line of `sysusers.d`.
fn is_account(rest: &[u8]) -> bool {
    let name = rest.split(u8::is_ascii_whitespace).next().unwrap_or(rest);
    !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(b))
}

/// What follows the user or group in `limits.d`: `soft nofile 4096`.
fn is_limit(rest: &[u8]) -> bool {
    let fields: Vec<&[u8]> = rest.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty()).collect();
    matches!(fields[..], [b"soft" | b"hard" | b"-", item, _] if item.iter().all(u8::is_ascii_lowercase))
}

/// `fs.inotify.max_user_instances = 1024`.
fn is_kernel_setting(word: &[u8], is_assigned: bool) -> bool {
    let name = word.split(|b| *b == b'=').next().unwrap_or(word);
    (is_assigned || name.len() < word.len())
        && [&b"fs."[..], b"kernel.", b"net.", b"user.", b"vm."].iter().any(|start| name.starts_with(start))
}

/// `mail.* -/var/log/dovecot.log`.
fn is_logged(word: &[u8], rest: &[u8]) -> bool {
    word.contains(&b'.') && !word.contains(&b'=') && (rest.starts_with(b"/") || rest.starts_with(b"-/"))
}

/// The types of lines in `tmpfiles.d`.
fn is_tmpfiles(word: &[u8]) -> bool {
    matches!(word, [b'd' | b'D' | b'e' | b'f' | b'F' | b'L' | b'z' | b'Z' | b'v' | b'q' | b'x' | b'r' | b'R'])
        || matches!(word, [_, b'!' | b'+' | b'-'])
}

/// `/path owner:group mode count size when flags`, as `newsyslog` reads it.
fn is_rotated(line: &[u8]) -> bool {
    let fields: Vec<&[u8]> = line.split(u8::is_ascii_whitespace).filter(|field| !field.is_empty()).collect();
    let is_mode = |field: &&[u8]| field.len() == 3 && field.iter().all(u8::is_ascii_digit);
    fields.len() >= 5
        && !line.contains(&b'=')
        && fields[1..3].iter().any(is_mode)
        && fields.iter().all(|field| !matches!(*field, b"{" | b"}"))
}

/// `user:{SCHEME}hash:…`, without a space or a `=` before the second field.
fn is_password_line(line: &[u8]) -> bool {
    let mut fields = line.split(|b| *b == b':');
    let (Some(user), Some(password)) = (fields.next(), fields.next()) else { return false };
    let is_name = |b: &u8| b.is_ascii_alphanumeric() || b"@._+-".contains(b);
    let is_hash = password.starts_with(b"{") || password.starts_with(b"$") || fields.count() >= 4;
    !user.is_empty() && user.iter().all(is_name) && is_hash && !password.contains(&b' ')
}

/// Whether a file by another name than `dovecot.conf` holds settings of Dovecot.
pub(super) fn is_fragment(path: &str, bytes: &[u8]) -> bool {
    let bytes = &bytes[..bytes.len().min(HEAD)];
    if other_program(bytes).is_some() {
        return false;
    }
    let (known, all) = series::known_names(bytes);
    (known > 0 && known * 2 >= all) || kind_of_file(path, bytes).is_some()
}

/// Whether a file is a template of Jinja, Go or ERB by a line that steers it.
pub(super) fn is_template(bytes: &[u8]) -> bool {
    let starts = |line: &[u8]| [b"{%", b"{{", b"<%"].iter().any(|mark| line.starts_with(*mark));
    bytes.split(|b| *b == b'\n').any(|line| starts(line.trim_ascii_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_have_lines_that_steer() {
        assert!(is_template(b"a = b\n  {% if x %}\n"));
        assert!(!is_template(b"# {% if x %}\nssl_cert = <{{ cert }}\n"));
    }

    #[test]
    fn files_of_other_programs() {
        for (text, is_other) in [
            ("[Definition]\nfailregex = x\n", true),
            ("# x\n\n[Service]\nLimitNOFILE=1\n", true),
            ("<fontconfig>\n", true),
            ("/var/log/dovecot*.log {\n  weekly\n}\n", true),
            ("/usr/lib/dovecot\n", true),
            ("check process dovecot with pidfile /x\n", true),
            ("d /run/dovecot 0755 root dovecot -\n", true),
            ("joe:{PLAIN}secret:1000:1000::/home/joe\n", true),
            ("if $programname == 'dovecot' then /var/log/x\n", true),
            ("!dovecot\n*.* /var/log/dovecot.log\n", true),
            ("/var/log/dovecot.log root:wheel 640 7 * $D0 JC\n", true),
            ("<Plugin tail>\n", true),
            ("LoadPlugin processes\n", true),
            ("description \"an IMAP server\"\n\nstart on runlevel [2345]\n", true),
            ("start on runlevel [2345]\n", true),
            ("input {\n  beats {\n", true),
            ("filter {\n  grok {\n", true),
            ("server {\n  listen 80;\n", true),
            ("upstream imap {\n", true),
            ("Title = \"Dovecot\"\nLogFile = maillog\n", true),
            ("@@ -0,0 +1,31 @@\n+# Fail2Ban\n", true),
            ("diff --git a/dovecot.conf b/dovecot.conf\n", true),
            ("--- dovecot.conf\n", true),
            ("u dovecot - \"Dovecot\" /run/dovecot\n", true),
            ("g vmail 5000\n", true),
            ("dovecot soft nofile 4096\n", true),
            ("* - nofile 4096\n", true),
            ("fs.inotify.max_user_instances = 1024\n", true),
            ("net.core.somaxconn=1024\n", true),
            ("mail.* -/var/log/dovecot.log\n", true),
            ("```doveconf[dovecot.conf]\n", true),
            ("protocols = imap\n", false),
            ("mail {\n", true),
            ("mail_location = maildir:~/Maildir\n", false),
            ("mail_server_admin = mailto:x@example.org\n", false),
            ("remote 192.0.2.0/24 {\n", false),
            ("local_name imap.example.org {\n", false),
            ("namespace inbox {\n", false),
            ("passdb {\n", false),
            ("{% if x %}\n", false),
            ("!include conf.d/*.conf\n", false),
            ("service imap-login {\n", false),
            ("", false),
        ] {
            assert_eq!(other_program(text.as_bytes()).is_some(), is_other, "{text}");
        }
    }

    #[test]
    fn fragments() {
        assert!(is_fragment("x.conf", b"auth_mechanisms = plain\n"));
        assert!(is_fragment("x.conf", b"passdb {\n  driver = pam\n}\n"));
        assert!(!is_fragment("main.conf", b"myhostname = x\nmydestination = y\n"));
        assert!(!is_fragment("x.conf", b"# nothing\n"));
    }
}
