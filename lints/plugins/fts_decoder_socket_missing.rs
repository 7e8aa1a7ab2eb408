use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "fts-decoder-socket-missing",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: None, needs: Whole, silent: Unread,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for checked in config.checks("fts") {
        let driver = checked.get("fts_decoder_driver");
        let is_script = driver.text.as_ref() == b"script";
        let (true, true, Some(place)) =
            (is_script, checked.get("fts_decoder_script_socket_path").text.is_empty(), config.place(&driver))
        else {
            continue;
        };
        findings
            .add(&LINT, place, "`fts_decoder_driver = script` needs an `fts_decoder_script_socket_path`")
            .label("no socket path given")
            .help("Add `fts_decoder_script_socket_path = decode2text` in the same scope.")
            .stage(checked.judged);
    }
}
