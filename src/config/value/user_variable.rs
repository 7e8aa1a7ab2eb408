//! The variables of a user in a value: `%u`, `%Ln`, `%{domain}` of 2.3, `%{user | username | lower}` of 2.4.
//!
//! Source: `var-expand.c`, 2.3.21; `var-expand-parser.y`, 2.4.4.

use crate::config::Config;
use crate::schema::Line;

/// One variable: its long name, and in 2.4 the filters after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The long name: `user`, `username`, `domain`, `home`, …
    pub name: String,
    /// What is done with it, in 2.4.
    pub filters: Vec<String>,
}

/// Short names of 2.3 and the long ones.
const LONG: [(u8, &str); 4] = [(b'u', "user"), (b'n', "username"), (b'd', "domain"), (b'h', "home")];

impl Variable {
    fn has(&self, filter: &str) -> bool {
        self.filters.iter().any(|other| other == filter)
    }

    /// The user without the domain.
    pub fn is_name(&self) -> bool {
        self.name == "username" || (self.name == "user" && self.has("username"))
    }

    /// The domain of the user.
    pub fn is_domain(&self) -> bool {
        self.name == "domain" || self.has("domain")
    }

    /// The user with the domain.
    pub fn is_whole_user(&self) -> bool {
        self.name.ends_with("user") && !self.has("username") && !self.has("domain")
    }

    /// The home directory.
    pub fn is_home(&self) -> bool {
        self.name == "home"
    }
}

impl Config<'_> {
    /// Whether a format gives the name without its domain.
    pub fn drops_domain(&self, format: &[u8]) -> bool {
        let variables = self.variables_in(format);
        !variables.is_empty()
            && variables.iter().any(Variable::is_name)
            && variables.iter().all(|variable| !variable.is_domain() && !variable.is_whole_user())
    }

    /// The variables in a value, those inside `%{if;…}` too.
    pub fn variables_in(&self, text: &[u8]) -> Vec<Variable> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(percent) = memchr::memchr(b'%', text.get(at..).unwrap_or_default()) {
            at += percent + 1;
            let rest = &text[at..];
            if rest.starts_with(b"%") {
                at += 1;
            } else if self.version().line == Line::V24 {
                found.extend(rest.strip_prefix(b"{").and_then(new_variable));
            } else {
                found.extend(old_variable(rest));
            }
        }
        found
    }
}

/// `user | username | lower}`
fn new_variable(text: &[u8]) -> Option<Variable> {
    let end = memchr::memchr(b'}', text)?;
    let inside = String::from_utf8_lossy(&text[..end]).into_owned();
    let mut words = inside.split('|').map(|part| {
        let part = part.trim();
        part.split(['(', ' ']).next().unwrap_or(part).to_owned()
    });
    let name = words.next()?;
    Some(Variable { name, filters: words.collect() })
}

/// `u`, `Ln`, `-2.3n`, `{domain}`
fn old_variable(text: &[u8]) -> Option<Variable> {
    let is_modifier = |b: &u8| b.is_ascii_digit() || b"-.LUEXRHNMDT".contains(b);
    let rest = &text[text.iter().take_while(|b| is_modifier(b)).count()..];
    let name = match rest.strip_prefix(b"{") {
        Some(inside) => {
            let end = inside.iter().position(|b| b"};".contains(b))?;
            let name = String::from_utf8_lossy(&inside[..end]).into_owned();
            // `%{ldap:…}` and `%{sha256:user}`
            name.rsplit(':').next().unwrap_or(&name).to_owned()
        }
        None => {
            let short = *rest.first()?;
            let long = LONG.iter().find(|(letter, _)| *letter == short);
            long.map_or_else(|| char::from(short).to_string(), |(_, long)| (*long).to_owned())
        }
    };
    (name != "if").then_some(Variable { name, filters: Vec::new() })
}
