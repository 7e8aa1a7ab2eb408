//! Values as Dovecot prints them.
//!
//! Source: `config_export_type()` in `config-request.c`, 2.3.21.

use std::borrow::Cow;

use crate::config::value;
use crate::schema::Kind;

/// A value in the one spelling that Dovecot prints; what is no value of the type stays.
pub(in crate::config) fn normalised(kind: Kind, text: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let printed = match kind {
        Kind::Bool => value::boolean(&text).ok().map(|on| if on { "yes" } else { "no" }.to_owned()),
        Kind::Uint => value::number(&text, u64::from(u32::MAX)).ok().map(|n| n.to_string()),
        Kind::Port => value::number(&text, 65535).ok().map(|n| n.to_string()),
        // Dovecot keeps 32 bits of it.
        Kind::Octal => value::octal(&text).ok().map(|n| format!("0{:o}", n & u64::from(u32::MAX))),
        Kind::Size => value::size(&text).ok().map(size),
        Kind::Time => value::time(&text, false).ok().map(seconds),
        Kind::TimeMsecs => value::time(&text, true).ok().map(|n| match n % 1000 {
            0 => seconds(n / 1000),
            _ => format!("{n} ms"),
        }),
        _ => None,
    };
    match printed {
        Some(printed) if printed.as_bytes() == text.as_ref() => text,
        Some(printed) => Cow::Owned(printed.into_bytes()),
        None => text,
    }
}

fn size(bytes: u64) -> String {
    if bytes == 0 {
        return "0".to_owned();
    }
    let (mut number, mut unit) = (bytes, 'B');
    for larger in ['k', 'M', 'G', 'T'] {
        if number % 1024 != 0 {
            break;
        }
        number /= 1024;
        unit = larger;
    }
    format!("{number} {unit}")
}

fn seconds(all: u64) -> String {
    if all == 0 {
        return "0".to_owned();
    }
    let (mut number, mut unit) = (all, "secs");
    for (larger, each) in [("mins", 60), ("hours", 60), ("days", 24), ("weeks", 7)] {
        if number % each != 0 {
            break;
        }
        number /= each;
        unit = larger;
    }
    format!("{number} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_spelling() {
        for (kind, written, printed) in [
            (Kind::Bool, "YES", "yes"),
            (Kind::Uint, "007", "7"),
            (Kind::Octal, "384", "0600"),
            (Kind::Octal, "0", "00"),
            (Kind::Size, "1024k", "1 M"),
            (Kind::Size, "18446744073709551615", "18446744073709551615 B"),
            (Kind::Size, "0M", "0"),
            (Kind::Time, "3600s", "1 hours"),
            (Kind::Time, "14d", "2 weeks"),
            (Kind::Time, "90s", "90 secs"),
            (Kind::TimeMsecs, "1500ms", "1500 ms"),
            (Kind::TimeMsecs, "2s", "2 secs"),
            (Kind::String, "YES", "YES"),
        ] {
            let out = normalised(kind, Cow::Borrowed(written.as_bytes()));
            assert_eq!(String::from_utf8_lossy(&out), printed, "{written}");
        }
    }
}
