use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "sieve-address-invalid",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole,
}

/// The struct and the setting.
const SETTINGS: [(&str, &str); 4] = [
    ("sieve", USER),
    ("sieve", "sieve_redirect_envelope_from"),
    ("sieve_notify_mailto", "sieve_notify_mailto_envelope_from"),
    ("sieve_report", "sieve_report_from"),
];

/// An address; the others name the sender of a mail.
const USER: &str = "sieve_user_email";

const WORDS: [&str; 6] = ["default", "sender", "recipient", "orig_recipient", "user_email", "postmaster"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for (group, name) in SETTINGS {
        let is_good = if name == USER { is_address } else { is_sender };
        for checked in config.checks(group) {
            // 2.4.1 puts a word in the place of a variable, which is no address.
            let found = checked.get(name);
            let text = String::from_utf8_lossy(&found.text);
            let (false, false, Some(place)) = (found.is_open(), is_good(&text), config.place(&found)) else {
                continue;
            };
            let shown = checked.view.get(name).shown();
            let finding = findings.add(&LINT, place, format!("`{name} = {shown}` is not an address"));
            finding.stage(checked.judged);
            if name == USER {
                finding.label("not an address with an `@`").help("Write it as `user@example.com`.");
            } else {
                finding.label("neither a known word nor in `< >`");
                finding.help(format!(
                    "Write one of {}, or `\"<user@example.com>\"` with the quotes: without them `<` reads a file.",
                    WORDS.join(", ")
                ));
            }
        }
    }
}

/// Source: `sieve_address_source_parse()` in `sieve-address-source.c` of Pigeonhole, 2.4.4.
fn is_sender(text: &str) -> bool {
    let text = text.trim_matches(['\t', ' ']).to_ascii_lowercase();
    let is_path = text.starts_with('<') && text.ends_with('>');
    text.is_empty() || WORDS.contains(&text.as_str()) || text == "<>" || (is_path && is_address(&text))
}

/// Whether it may be an address. An address has more rules than are looked at here.
fn is_address(text: &str) -> bool {
    let path = text.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).unwrap_or(text);
    let parts = path.rsplit_once('@');
    text.is_empty() || parts.is_some_and(|(local, domain)| !local.is_empty() && !domain.is_empty())
}
