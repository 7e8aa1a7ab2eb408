use std::borrow::Cow;

use crate::config::{Assign, Config, Facts, ScopeId, ScopeKind};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;

lint! {
    name: "certificate-without-its-key",
    severity: Error, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Fragment,
    about: Writing,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let pairs = match config.version().series {
        Series::V23 => [("ssl_cert", "ssl_key"), ("ssl_alt_cert", "ssl_alt_key")],
        Series::V24 => [
            ("ssl_server_cert_file", "ssl_server_key_file"),
            ("ssl_server_alt_cert_file", "ssl_server_alt_key_file"),
        ],
    };
    for (cert, key) in pairs {
        for (own, other) in [(cert, key), (key, cert)] {
            let others = config.everywhere(other);
            for assign in config.everywhere(own) {
                let has_both = others.iter().any(|other| other.scope == assign.scope);
                if !has_both && is_in_filter(config, assign.scope) {
                    judge(config, findings, assign, own, other);
                }
            }
        }
    }
}

/// A filter that sets one of the two files and takes the other one from around it.
fn judge(config: &Config<'_>, findings: &mut Findings, assign: &Assign, own: &str, other: &str) {
    let view = config.view(assign.scope);
    let Some(taken) = view.get(other).assign else { return };
    // What belongs to the file that is taken over.
    let Some(partner) = config.view(taken.scope).get(own).assign else { return };
    let paths = [assign, taken, partner].map(|assign| path(config, assign));
    let [Some(own_path), Some(taken_path), Some(partner_path)] = paths else { return };
    let folders = [&own_path, &taken_path, &partner_path].map(|path| folder(path));
    let [Some(own_folder), Some(taken_folder), Some(partner_folder)] = folders else { return };
    if taken_folder != partner_folder || own_folder == taken_folder {
        return;
    }
    findings
        .add(
            &LINT,
            config.value_span(assign),
            format!("`{own}` is set here, but not `{other}`: TLS fails, as certificate and key do not match"),
        )
        .label(if own.contains("key") {
            "used with the certificate of another key"
        } else {
            "used with the key of another certificate"
        })
        .help(format!("Set `{other}` in this section too, to the file that belongs to this one."))
        .also(config.value_span(taken), format!("`{other}` comes from here"));
}

/// Whether a scope is a filter, or inside one.
fn is_in_filter(config: &Config<'_>, scope: ScopeId) -> bool {
    let mut scopes = std::iter::successors(Some(scope), |scope| config.scope(*scope).parent);
    scopes.any(|scope| matches!(config.scope(scope).kind, ScopeKind::Filter(_)))
}

/// The path of a file; none when only the server knows it, or when it is written wrongly.
fn path<'c>(config: &'c Config<'_>, assign: &Assign) -> Option<Cow<'c, [u8]>> {
    let file = config.file_read(assign);
    let path = match config.version().series {
        Series::V23 => file?,
        Series::V24 if file.is_some() => return None,
        Series::V24 => config.value_of(assign).text,
    };
    (path.starts_with(b"/") && !path.iter().any(|b| matches!(b, b'%' | b'$'))).then_some(path)
}

fn folder(path: &[u8]) -> Option<&[u8]> {
    Some(&path[..memchr::memrchr(b'/', path)?])
}
