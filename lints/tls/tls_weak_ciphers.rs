use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "tls-weak-ciphers",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

/// What OpenSSL calls a kind of weak ciphers, and the words that take it out again.
const KINDS: [(&str, &[&str]); 9] = [
    ("NULL", &["NULL", "ENULL"]),
    ("aNULL", &["ANULL", "ADH+AECDH"]),
    ("EXPORT", &["EXP", "EXPORT"]),
    ("LOW", &["LOW"]),
    ("RC4", &["RC4"]),
    ("RC2", &["RC2"]),
    ("3DES", &["3DES"]),
    ("DES", &["DES", "LOW"]),
    ("MD5", &["MD5"]),
];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for assign in config.everywhere("ssl_cipher_list") {
        let text = String::from_utf8_lossy(&config.value_of(assign).text).into_owned();
        let weak = weak_words(&text);
        let Some(first) = weak.first() else { continue };
        let finding = findings.add(
            &LINT,
            config.value_span(assign),
            format!("`ssl_cipher_list` allows weak ciphers: {}", shown(&weak)),
        );
        finding
            .label(reason(first))
            .help("Remove the line: the default is a good list. Otherwise remove these words.")
            .fix_unsafe("remove the line", lines::remove(config, config.span(assign)));
    }
}

fn shown(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().take(4).map(|word| format!("`{word}`")).collect();
    let more = if words.len() > 4 { " and more" } else { "" };
    quoted.join(", ") + more
}

fn reason(word: &str) -> &'static str {
    let upper = word.to_ascii_uppercase();
    if upper.starts_with("@SECLEVEL") {
        return "disables OpenSSL's security levels";
    }
    match kind(&upper) {
        Some("NULL") => "no encryption",
        Some("aNULL") => "no certificate, so anyone can intercept the connection",
        None => "`ALL` includes ciphers without a certificate",
        Some(_) => "can be broken",
    }
}

/// The words that let in weak ciphers which no other word of the list takes out again.
fn weak_words(list: &str) -> Vec<&str> {
    let words: Vec<&str> = list.split([':', ',', ' ', ';']).filter(|word| !word.is_empty()).collect();
    let out: Vec<String> =
        words.iter().filter_map(|word| word.strip_prefix(['!', '-'])).map(str::to_ascii_uppercase).collect();
    let is_out = |name: &str| name.split('+').all(|part| out.iter().any(|word| word == part));
    let is_weak = |word: &&str| {
        let upper = word.to_ascii_uppercase();
        if let Some(level) = upper.strip_prefix("@SECLEVEL=") {
            return level == "0";
        }
        let kind = if upper == "ALL" { Some("aNULL") } else { kind(&upper) };
        KINDS.iter().any(|(name, without)| Some(*name) == kind && !without.iter().any(|word| is_out(word)))
            && !is_out(&upper)
    };
    words.into_iter().filter(|word| !word.starts_with(['!', '-', '+'])).filter(is_weak).collect()
}

/// The kind of weak ciphers that a word in capitals stands for: `RC4`, `EECDH+RC4`, `ECDHE-RSA-RC4-SHA`.
fn kind(word: &str) -> Option<&'static str> {
    word.split('+').find_map(|part| {
        let has = |name: &str| part.split('-').any(|piece| piece == name);
        match part {
            "NULL" | "ENULL" => Some("NULL"),
            "ANULL" | "ADH" | "AECDH" => Some("aNULL"),
            "EXP" | "EXPORT" | "EXPORT40" | "EXPORT56" => Some("EXPORT"),
            "LOW" => Some("LOW"),
            "3DES" => Some("3DES"),
            _ if has("NULL") => Some("NULL"),
            _ if has("ADH") || has("AECDH") => Some("aNULL"),
            _ if has("EXP") => Some("EXPORT"),
            _ if has("RC4") => Some("RC4"),
            _ if has("RC2") => Some("RC2"),
            _ if has("DES") && has("CBC3") => Some("3DES"),
            _ if has("DES") => Some("DES"),
            _ if has("MD5") => Some("MD5"),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words() {
        assert_eq!(weak_words("ALL:RC4"), ["ALL", "RC4"]);
        assert_eq!(weak_words("ALL:!ADH:!LOW:!SSLv2:!EXP:!aNULL"), [""; 0]);
        assert_eq!(weak_words("HIGH:!aNULL:!MD5:ECDHE-RSA-RC4-SHA:!RC4"), [""; 0]);
        assert_eq!(weak_words("ECDHE-RSA-AES128-GCM-SHA256:DES-CBC3-SHA:!DSS"), ["DES-CBC3-SHA"]);
        assert_eq!(weak_words("EECDH+aRSA+RC4 EECDH HIGH"), ["EECDH+aRSA+RC4"]);
        assert_eq!(weak_words("DEFAULT:@SECLEVEL=0"), ["@SECLEVEL=0"]);
        assert_eq!(weak_words("DEFAULT@SECLEVEL=1"), [""; 0]);
    }
}
