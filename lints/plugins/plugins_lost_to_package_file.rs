use crate::config::{Assign, Config, Facts, ScopeKind};
use crate::document::is_packaged_in_conf_d;
use crate::finding::Findings;
use crate::lints::lint;
use crate::text::words::{SPACES_COMMAS, words};

lint! {
    name: "plugins-lost-to-package-file",
    severity: Warning, stage: Never, profile: Default, series: [V23],
    fix: None, needs: Whole, silent: Incomplete,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for later in config.assigns() {
        let is_protocol = matches!(&config.scope(later.scope).kind, ScopeKind::Filter(_));
        if !is_protocol || config.key_name(later.key).as_ref() != b"mail_plugins" {
            continue;
        }
        let Some(earlier) = config.replaced(later) else { continue };
        // Who sorts a file before that of the package did not mean to be replaced by it.
        let (own, packaged) = (file_name(config, earlier), file_name(config, later));
        if is_packaged_in_conf_d(own) || !is_packaged_in_conf_d(packaged) {
            continue;
        }
        let left = config.view(later.scope).plugins();
        let text = config.value_of(earlier).text.into_owned();
        let lost: Vec<_> = words(&text, SPACES_COMMAS)
            .filter(|word| {
                !word.starts_with(b"$") && !left.iter().any(|plugin| plugin.text.as_ref() == *word)
            })
            .map(|word| crate::text::clipped(word, 40))
            .collect();
        if lost.is_empty() {
            continue;
        }
        let place = config.scope_name(later.scope);
        let message = format!(
            "{} is not loaded: `{packaged}` sets the list of `{place}` again",
            crate::text::listed(&lost)
        );
        let finding = findings.add(&LINT, config.span(earlier), message);
        finding
            .label("replaced by a file that is read later")
            .help(format!("Rename `{own}` so that it is read after `{packaged}`, or add the plugin there."));
        finding.also(config.span(later), "the last one wins");
    }
}

fn file_name<'c>(config: &'c Config<'_>, assign: &Assign) -> &'c str {
    let path = config.document.sources.file(config.span(assign).file).path.as_str();
    crate::text::file_name(path)
}
