use crate::config::{Assign, Config, Facts};
use crate::edit::lines;
use crate::finding::Findings;
use crate::lints::lint;
use crate::schema::{self, Kind as Type, Series};
use crate::syntax::Kind;

lint! {
    name: "setting-overridden",
    severity: Advice, stage: Never, profile: Default, series: [V23, V24],
    fix: Unsafe, needs: Fragment,
    effect: None,
}

fn check(config: &Facts<'_>, findings: &mut Findings) {
    for later in config.assigns() {
        let Some(earlier) = config.replaced(later) else { continue };
        let (dead, alive) = (config.span(earlier), config.span(later));
        // A later file that overrides an earlier one is how conf.d/99-local.conf works.
        if dead.file != alive.file || !is_plain(config, earlier) || !is_plain(config, later) {
            continue;
        }
        let (old, new) = (config.value_of(earlier), config.value_of(later));
        // value-ends-in-brace is about what was meant to be the section header.
        if new.text.ends_with(b"{")
            || old.text == new.text
            || is_list_word(config, later)
            || adds_to_itself(config, later)
        {
            continue;
        }
        let statement = config.statement(earlier);
        let key = config.document.text(statement, statement.key);
        let old = crate::text::clipped(&old.text, 40);
        let new = crate::text::clipped(&new.text, 40);
        let finding = findings.add(
            &LINT,
            dead,
            format!("`{key}` is set to `{old}` here and to `{new}` below, so this value is never used"),
        );
        finding.label("overridden");
        finding.also(alive, "the last one wins");
        finding.help("Keep one of the two lines.");
        finding.fix_unsafe("remove the first one", lines::remove(config, dead));
    }
}

/// Whether a place is a setting under the name of what it sets, not an older name of it.
fn is_plain(config: &Config<'_>, assign: &Assign) -> bool {
    let statement = config.statement(assign);
    let written = config.document.key(statement);
    let bare = crate::text::last_part(&written);
    statement.kind == Kind::Setting && !bare.is_empty() && config.key_name(assign.key).ends_with(bare)
}

/// 2.4: a word of a list, or a list as a whole: blocks add and remove.
fn is_list_word(config: &Config<'_>, assign: &Assign) -> bool {
    if config.version().series == Series::V23 {
        return false;
    }
    let name = config.key_name(assign.key);
    let list = name.split(|b| *b == b'/').next().unwrap_or(&name);
    schema::find(schema::scope(Series::V24, "root"), list)
        .is_some_and(|setting| setting.kind(config.version()) == Type::BoolList)
}

/// `key = $key more`
fn adds_to_itself(config: &Config<'_>, assign: &Assign) -> bool {
    let statement = config.statement(assign);
    let key = config.document.key(statement);
    let words = config.document.bytes(statement, statement.value).split(|b| *b == b' ');
    words
        .filter_map(|word| word.strip_prefix(b"$"))
        .any(|name| name.strip_prefix(b"SET:").unwrap_or(name) == key.as_ref())
}
