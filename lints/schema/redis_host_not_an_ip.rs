use std::net::IpAddr;

use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "redis-host-not-an-ip",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("dict_redis") {
        // 2.4.1 puts a word in the place of a variable, which is no address.
        let found = checked.get("redis_host");
        let (false, false, Some(place)) = (is_ip(&found.text), found.is_open(), config.place(&found)) else {
            continue;
        };
        let shown = checked.view.get("redis_host").shown();
        findings
            .add(&LINT, place, format!("`redis_host = {shown}` is not an IP address"))
            .label("names are not looked up here")
            .help("Write the address of the Redis server, or use `redis_socket_path`.")
            .stage(checked.judged);
    }
}

/// Source: `net_addr2ip()` in `net.c`, 2.4.4, which takes an IPv6 address with and without brackets, and for IPv4
/// what `inet_aton()` does, such as `127.1`.
fn is_ip(text: &[u8]) -> bool {
    let is_number =
        |part: &[u8]| part.first().is_some_and(u8::is_ascii_digit) && part.iter().all(u8::is_ascii_hexdigit);
    if text.split(|b| *b == b'.').count() <= 4 && text.split(|b| *b == b'.').all(is_number) {
        return true;
    }
    let inner = text.strip_prefix(b"[").and_then(|text| text.strip_suffix(b"]")).unwrap_or(text);
    str::from_utf8(inner).is_ok_and(|text| text.parse::<IpAddr>().is_ok())
}
