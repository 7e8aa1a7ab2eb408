use crate::config::Facts;
use crate::edit::Edit;
use crate::finding::{Findings, Severity};
use crate::lints::lint;
use crate::schema::{Series, measured, service_groups};
use crate::text;

lint! {
    name: "vsz-limit-below-cache-size",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Whole,
}

/// The built-in `default_vsz_limit`.
const BUILT_IN_LIMIT: u64 = 256 << 20;

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let mut found: Vec<(u32, usize, Vec<String>)> = Vec::new();
    let services = config.enabled_services();
    let maps = service_groups(config.version().series).opens_mail;
    for service in maps.iter().filter_map(|name| services.iter().find(|service| service.is(name))) {
        let cache = config.protocol_view(&service.protocol().text).get("mail_cache_max_size");
        let Some(size) = cache.size() else { continue };
        let limit = service.vsz_limit();
        let Some(bytes) = limit.size() else { continue };
        let is_unlimited = bytes == u64::MAX || (bytes == 0 && config.version().series == Series::V23);
        // vsz-limit-too-low reports what is too low for any process.
        let own = measured(config.version()).imap_address_space * 1024;
        if is_unlimited || bytes >= size.saturating_add(own) || bytes < 1024 * 1024 || size > 1 << 30 {
            continue;
        }
        let Some(assign) = limit.assign.or(cache.assign) else { continue };
        // Who sets the cache just below the built-in limit of processes has thought of it, and to write down the
        // built-in size of the cache changes nothing. Nor is a limit that was raised worse than the built-in one.
        let is_default_cache = cache.assign.is_none() || size == 1 << 30;
        if (limit.assign.is_none() && (bytes >= size || is_default_cache))
            || (is_default_cache && bytes >= BUILT_IN_LIMIT)
        {
            continue;
        }
        let name = service.name();
        // One line for several services is one finding.
        if let Some((_, _, others)) = found.iter_mut().find(|(statement, ..)| *statement == assign.statement)
        {
            others.push(name);
            continue;
        }
        let (shown, cache_shown) = (text::size(bytes), text::size(size));
        let span = config.value_span(assign);
        found.push((assign.statement, findings.len(), Vec::new()));
        let finding = findings.add(
            &LINT,
            span,
            format!("{name} cannot map a cache file of {cache_shown}, as its `vsz_limit` is only {shown}: large folders get slow"),
        );
        finding.label("too little for the largest `dovecot.index.cache`");
        if let Some(cache) = cache.assign.filter(|cache| cache.statement != assign.statement) {
            finding.also(config.span(cache), "the size of the cache file");
        }
        let (more, less) = (text::size(size.saturating_add(size / 2)), text::size(bytes / 2));
        if let Some(limit) = limit.assign {
            // The limit of this service, of all services, or a path to it: as it is written.
            let statement = config.statement(limit);
            let key = config.document.text(statement, statement.key);
            finding
                .help(format!("Set `{key} = {more}`, or `mail_cache_max_size = {less}` at the top level."));
            finding.fix_unsafe(format!("write `{more}`"), [Edit::replace(span, more)]);
        } else {
            finding.help(format!(
                "Set `mail_cache_max_size = {less}`, or `vsz_limit = {more}` in `service {name}`."
            ));
            finding.fix_unsafe(format!("write `{less}`"), [Edit::replace(span, less)]);
        }
        if name == "doveadm" && service.owns(assign) {
            finding.severity(Severity::Advice);
        }
    }
    for (_, index, others) in found.into_iter().filter(|(_, _, others)| !others.is_empty()) {
        if let Some(finding) = findings.iter_mut().nth(index) {
            finding.label(format!(
                "too little for `dovecot.index.cache`; the same applies to {}",
                text::listed(&others)
            ));
        }
    }
}
