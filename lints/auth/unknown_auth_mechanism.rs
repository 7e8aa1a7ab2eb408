use crate::config::{Config, Facts, Mechanism};
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::nearest;

lint! {
    name: "unknown-auth-mechanism",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for mechanism in config.mechanisms() {
        let (None, Some(assign)) = (mechanism.need, mechanism.word.assign) else { continue };
        // A fragment may lack the line that switches winbind on.
        if mechanism.name == "NTLM" && !config.is_whole {
            continue;
        }
        let span = mechanism.word.span.unwrap_or_else(|| config.value_span(assign));
        let name = crate::text::clipped(&mechanism.word.text, 40);
        let message = format!("unknown authentication mechanism `{name}`");
        let finding = findings.add(&LINT, span, message);
        finding.label("no one can log in: the auth process crashes on start");
        if mechanism.name.contains(',') {
            finding.help("Write spaces between the mechanisms; a comma becomes part of the name.");
            if let Ok(whole) = std::str::from_utf8(&mechanism.word.text) {
                let spaced = whole.replace(',', " ").split_whitespace().collect::<Vec<_>>().join(" ");
                finding.fix_unsafe("remove the comma", [Edit::replace(span, spaced)]);
            }
            continue;
        }
        let known = known(config);
        match meant(&mechanism, &known) {
            Some(meant) => finding
                .help(format!("Did you mean `{meant}`?"))
                .fix_unsafe(format!("write `{meant}`"), [Edit::replace(span, meant)]),
            None if mechanism.name == "NTLM" => {
                finding.help("Remove it, or set `auth_use_winbind = yes`; it is now available only through Samba's helper.")
            }
            None if config.is_old_mechanism(&mechanism.name) => {
                finding.help(format!("Remove it; Dovecot {} does not have it.", config.version()))
            }
            None => finding.help(format!("Remove it; this version supports {}.", known.join(", "))),
        };
    }
}

fn known(config: &Config<'_>) -> Vec<String> {
    config.known_mechanisms().map(|(name, _)| name.to_ascii_lowercase()).collect()
}

/// The mechanism that was meant: with dashes, or mistyped.
fn meant(mechanism: &Mechanism<'_>, known: &[String]) -> Option<String> {
    let bare = |name: &str| name.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    let name = mechanism.name.to_ascii_lowercase();
    let same = known.iter().find(|known| bare(known) == bare(&name)).map(String::as_str);
    same.or_else(|| nearest(&name, known.iter().map(String::as_str))).map(str::to_owned)
}
