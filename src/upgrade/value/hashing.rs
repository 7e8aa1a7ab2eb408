//! `%{sha1;rounds=2:user}` of 2.3 as a filter of 2.4.

/// Whether a function of 2.3 is a hash.
pub(super) fn is_hash(name: &str) -> bool {
    matches!(name, "md4" | "md5" | "sha" | "sha1" | "sha224" | "sha256" | "sha384" | "sha512" | "sha3")
}

/// The expression of `name;key=value,key=value` over a field; none for an option that 2.4 does not have.
pub(super) fn expression(function: &str, field: &str) -> Option<String> {
    let (name, options) = function.split_once(';').unwrap_or((function, ""));
    let (mut arguments, mut behind) = (Vec::new(), String::new());
    for option in options.split([',', ';']).filter(|option| !option.is_empty()) {
        match option.split_once('=')? {
            ("rounds", rounds) => arguments.push(format!("rounds={rounds}")),
            ("salt", salt) => arguments.push(format!("salt={}", super::condition::text(salt))),
            ("truncate", bits) => behind.push_str(&format!(" | truncate(bits={bits})")),
            ("format", "hex") => behind.push_str(" | hexlify"),
            ("format", "base64") => behind.push_str(" | base64"),
            _ => return None,
        }
    }
    let arguments = if arguments.is_empty() { String::new() } else { format!("({})", arguments.join(", ")) };
    Some(format!("{field} | {name}{arguments}{behind}"))
}
