use super::{places, tls_files};
use crate::config::Facts;
use crate::edit::lines;
use crate::finding::Findings;
use crate::host::dh_bits;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "dh-parameters-too-small",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Machine,
}

/// What OpenSSL asks for at its security level 2, which distributions set.
const LEAST: u64 = 2048;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let Some(machine) = places::machine(config) else { return };
    let name = match config.version().series {
        Series::V23 => "ssl_dh",
        Series::V24 => "ssl_server_dh_file",
    };
    for (assign, path) in tls_files::named(config, &[name]) {
        let bits = machine.file(&path).and_then(|bytes| dh_bits(&bytes)).filter(|bits| *bits < LEAST);
        let Some(bits) = bits else { continue };
        findings
            .add(
                &LINT,
                config.value_span(assign),
                format!("the DH parameters in `{path}` have {bits} bits: no client gets TLS, on any port"),
            )
            .label("OpenSSL says `dh key too small`")
            .help(format!("Remove the setting, or run `openssl dhparam -out {path} 2048`."))
            .fix_unsafe("remove the setting", lines::remove(config, config.span(assign)));
    }
}
