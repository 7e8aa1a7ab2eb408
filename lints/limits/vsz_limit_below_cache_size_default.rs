use crate::config::{Facts, Service};
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::service_groups;

lint! {
    name: "vsz-limit-below-cache-size-default",
    severity: Advice, stage: Never, profile: Pedantic, series: [V23, V24],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let cache = config.root().get("mail_cache_max_size");
    let limit = config.root().get("default_vsz_limit");
    if cache.assign.is_some() || limit.assign.is_some() || limit.size() > cache.size() {
        return;
    }
    let maps = service_groups(config.version().series).opens_mail;
    let services = config.enabled_services();
    let uses_default = |service: &Service<'_>| {
        service.is_one_of(maps)
            && service.vsz_limit().assign.is_none()
            && service.vsz_limit().size() == limit.size()
    };
    if !services.iter().any(uses_default) {
        return;
    }
    let first = config.document.statements.first().map(|statement| statement.span);
    let Some(span) = config.protocols_span().or(first) else { return };
    findings
        .add(
            &LINT,
            span,
            "the built-in `vsz_limit` of 256M is below the built-in `mail_cache_max_size` of 1G",
        )
        .label("a large folder may need more memory than its process may use")
        .help("Set `mail_cache_max_size = 128M`, or `default_vsz_limit = 1500M`.");
}
