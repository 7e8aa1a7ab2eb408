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
        [b'<', b'?' | b'!' | b'a'..=b'z', ..] => Some("an XML file"),
        [b'/', .., b'{'] => Some("a file of logrotate"),
        [b'/', ..] if rest.is_empty() => Some("a list of paths"),
        [b'$', b'A'..=b'Z', ..] | [b':', ..] => Some("a file of rsyslog"),
        _ if line.starts_with(b"@@ -") || word == b"---" || word == b"diff" => Some("a patch"),
        _ if matches!(word, b"input" | b"filter" | b"output") && rest == b"{" => Some("a file of Logstash"),
        _ if word == b"description" && rest.starts_with(b"\"") || line.starts_with(b"start on ") => {
            Some("a job of upstart")
        }
        _ if word == b"check" && rest.starts_with(b"process") => Some("a file of monit"),
        _ if is_tmpfiles(word) && rest.starts_with(b"/") => Some("a file of systemd-tmpfiles"),
        _ if is_password_line(line) => Some("a password file"),
        _ if word == b"if" && rest.starts_with(b"$") => Some("a file of rsyslog"),
        [b'!', ..] if rest.is_empty() && !line.starts_with(b"!include") => Some("a file of syslog"),
        _ if is_rotated(line) => Some("a file of newsyslog"),
        _ => None,
    }
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
            ("protocols = imap\n", false),
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
