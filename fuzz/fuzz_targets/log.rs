//! `explain`: any bytes as lines of a log.
#![no_main]

use dovelint::log;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    for line in text.lines() {
        let found = log::find(line);
        // What syslog puts in front changes nothing where a message begins.
        if let (Some(found), false) = (&found, line.contains(": ") || line.len() > 500) {
            let again = log::find(&format!("Jan  1 00:00:00 mx dovecot: {line}"));
            assert!(again.is_some(), "{line:?} is known as {found:?}");
        }
        let _ = log::nearest(line, 5);
    }
});
