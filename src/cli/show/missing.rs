//! What is said of a name for which there is nothing to show.

use crate::config::Config;
use crate::config::effective::{Called, Leaf, Node, Question};
use crate::hash::HashSet;
use crate::schema::{self, Series, Version};

/// Whether there is nothing to show for a name, and what to say then.
pub(super) enum Missing {
    No,
    /// It is known, or is a section in which nothing is set.
    Unset(String),
    Unknown(String),
}

/// Names that differ by more letters are not thought to be mistaken for each other.
const MOST_MISTAKES: usize = 3;

/// Looks for a name in the trees that were made for it.
pub(super) fn missing(
    name: &str,
    all: bool,
    configs: &[Config<'_>],
    trees: &[Node<'_>],
    question: &Question,
) -> Missing {
    let is_shown = |leaf: &Leaf<'_, '_>, called: Called| {
        called == Called::Exactly || leaf.entry.is_none_or(|entry| !entry.is_default())
    };
    // What is known of a tree when it has been gone through once.
    let look = |config: &Config<'_>, tree: &Node<'_>, names: Option<&mut HashSet<String>>| {
        let (version, mut has_any, mut has_shown, mut names) = (config.version(), false, false, names);
        tree.each_leaf(version, &mut |leaf| {
            let called = leaf.is_called(name, version);
            has_any |= called != Called::No;
            has_shown |= called != Called::No && is_shown(&leaf, called);
            if let Some(names) = names.as_deref_mut() {
                let near = [leaf.path().pop(), Some(leaf.name())].into_iter().flatten();
                names.extend(near.filter(|near| near.len().abs_diff(name.len()) <= MOST_MISTAKES));
            }
        });
        (has_any, has_shown)
    };
    for (config, tree) in configs.iter().zip(trees) {
        if look(config, tree, None).1 {
            return Missing::No;
        }
    }
    // The trees may lack the defaults that no one asked for.
    let whole = Question { only: None, ..question.clone() };
    let mut has_defaults = false;
    let mut names: HashSet<String> = HashSet::default();
    for config in configs {
        has_defaults |= look(config, &super::resolved(config, &whole), Some(&mut names)).0;
        names.extend(known(config.version()).map(str::to_owned));
    }
    if has_defaults && all {
        return Missing::No;
    }
    if has_defaults {
        return Missing::Unset(format!("nothing is set in `{name}`; `--all` shows its defaults"));
    }
    let Some(version) = configs.first().map(Config::version) else { return Missing::No };
    if names.contains(name) || is_of_service(name, version) {
        return Missing::Unset(format!("nothing sets `{name}`, and it has no default of its own"));
    }
    let other = schema::in_other_series(version.series, "root", name.as_bytes());
    let here = other.map(|other| if other.replaces.is_empty() { other.replaced_by } else { other.replaces });
    let hint = match (schema::nearest(name, names.iter().map(String::as_str)), here) {
        (_, Some(here)) if !here.is_empty() => {
            let theirs = if version.series == Series::V24 { Series::V23 } else { Series::V24 };
            format!("it belongs to {theirs}; in {} it is `{}`", version.series, here.join("`, `"))
        }
        (Some(near), _) => format!("did you mean `{near}`?"),
        _ => "`--all` shows all settings".to_owned(),
    };
    Missing::Unknown(format!("no setting or section is called `{name}`; {hint}"))
}

/// Whether a name is a setting of a built-in service, `service/auth/client_limit`.
fn is_of_service(name: &str, version: Version) -> bool {
    let mut parts = name.split('/');
    let (Some("service"), Some(service), Some(key), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return false;
    };
    let full = format!("service_{key}");
    schema::service(version, service).is_some() && known(version).any(|known| known == full)
}

fn known(version: Version) -> impl Iterator<Item = &'static str> {
    schema::all(version.series).iter().filter(move |s| s.known_to(version)).map(|s| s.name)
}
