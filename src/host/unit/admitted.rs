//! Lists that admit only what they name, or all but what they name after a `~`.

use super::{Set, Unit, value};

/// What such a list admits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admitted {
    names: Vec<String>,
    /// Whether the names are those that are admitted, and not those that are not.
    is_allowed: bool,
}

impl Admitted {
    /// Whether a name is admitted. systemd takes the names in any case.
    pub fn has(&self, name: &str) -> bool {
        self.names.iter().any(|known| known.eq_ignore_ascii_case(name)) == self.is_allowed
    }
}

impl Unit {
    /// What `CapabilityBoundingSet` or `RestrictAddressFamilies` admits, with the last line that says so; none when
    /// nothing limits it.
    pub fn admitted(&self, key: &str) -> Option<Set<Admitted>> {
        let mut admitted: Option<Set<Admitted>> = None;
        for line in self.lines("Service", key) {
            let (is_inverted, list) = match line.value.strip_prefix('~') {
                Some(rest) => (true, rest),
                None => (false, line.value.as_str()),
            };
            let names: Vec<String> = value::words(list).into_iter().filter(|word| word != "none").collect();
            let is_empty = names.is_empty();
            // For families an empty value takes every limit away; for capabilities it takes every capability away.
            if is_empty && !is_inverted && key == "RestrictAddressFamilies" && line.value != "none" {
                admitted = None;
                continue;
            }
            admitted = Some(match admitted {
                Some(mut known) if !is_empty => {
                    if is_inverted == known.value.is_allowed {
                        known.value.names.retain(|name| !names.contains(name));
                    } else {
                        known.value.names.extend(names);
                    }
                    Set { span: line.span, ..known }
                }
                _ => Set { value: Admitted { names, is_allowed: !is_inverted }, span: line.span },
            });
        }
        admitted
    }
}
