use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;

lint! {
    name: "fingerprint-hash-unsafe",
    severity: Error, stage: Parse, profile: Default, series: [V24],
    fix: Safe, needs: Whole,
}

const UNSAFE: [&str; 5] = ["md4", "md5", "sha1", "rmd160", "sm3"];

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let name = "ssl_peer_certificate_fingerprint_hash";
    for checked in config.checks("ssl") {
        let found = checked.get(name);
        let is_unsafe = UNSAFE.iter().any(|hash| hash.as_bytes().eq_ignore_ascii_case(&found.text));
        let (true, Some(place)) = (is_unsafe, config.place(&found)) else { continue };
        findings
            .add(&LINT, place, format!("`{}` is too weak", found.shown()))
            .label("collisions are possible")
            .help(format!("Write `{name} = sha256`."))
            .fix_safe("write `sha256`", [Edit::replace(place, "sha256")])
            .stage(checked.judged);
    }
}
