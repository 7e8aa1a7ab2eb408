use crate::config::Facts;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::Series;
use crate::text;

lint! {
    name: "auth-cache-exceeds-vsz",
    severity: Warning, stage: Run, profile: Default, series: [V23, V24],
    fix: None, needs: Whole,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    let root = config.root();
    let cache = root.get("auth_cache_size");
    let (Some(size), Some(assign)) = (cache.size().filter(|size| *size > 0), cache.assign) else { return };
    let Some(service) = config.service("auth") else { return };
    let limit = service.vsz_limit();
    let Some(bytes) = limit.size() else { return };
    let is_unlimited = bytes == 0 && config.version().series == Series::V23;
    if is_unlimited || size <= bytes || root.get("auth_cache_ttl").seconds() == Some(0) {
        return;
    }
    let (size, bytes) = (text::size(size), text::size(bytes));
    let finding = findings.add(
        &LINT,
        config.value_span(assign),
        format!("the auth cache may grow to {size}, but the process is limited to {bytes} (`vsz_limit`)"),
    );
    finding.label("more than the process may use").help(format!(
        "Write a smaller `auth_cache_size`, such as 10M, or a `vsz_limit` above {size} in `service auth`."
    ));
    if let Some(limit) = limit.assign {
        finding.also(config.span(limit), "the limit");
    }
}
