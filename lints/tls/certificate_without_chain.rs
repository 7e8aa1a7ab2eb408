use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::source::Span;

lint! {
    name: "certificate-without-chain",
    severity: Warning, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    about: Writing,
}

const LEAF: &str = "cert.pem";

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let names: [&str; 2] = match config.version().series {
        Series::V23 => ["ssl_cert", "ssl_alt_cert"],
        Series::V24 => ["ssl_server_cert_file", "ssl_server_alt_cert_file"],
    };
    for (name, assign) in config.everywhere_of(&names) {
        let path = match config.version().series {
            Series::V23 => config.file_read(assign),
            Series::V24 => Some(config.value_of(assign).text),
        };
        let is_leaf = |path: &std::borrow::Cow<'_, [u8]>| {
            memchr::memmem::find(path, b"/letsencrypt/live/").is_some() && path.ends_with(b"/cert.pem")
        };
        let Some(path) = path.filter(is_leaf) else { continue };
        let span = config.value_span(assign);
        let finding = findings.add(&LINT, span, format!("`{name}` sends the certificate without its chain"));
        let full = crate::text::clipped(&path, 200).replace("/cert.pem", "/fullchain.pem");
        finding
            .label("`cert.pem` contains only the server's own certificate")
            .help(format!("Name `{full}`, which certbot keeps in the same folder."));
        let source = config.document.sources.bytes(span);
        if let Some(at) = memchr::memmem::rfind(source, LEAF.as_bytes()) {
            let start = span.start + at as u32;
            let leaf = Span { start, end: start + LEAF.len() as u32, ..span };
            finding.fix_unsafe("name `fullchain.pem`", [Edit::replace(leaf, "fullchain.pem")]);
        }
    }
}
