//! The variables of a user in a value: `%u`, `%Ln`, `%{domain}` of 2.3, `%{user | username | lower}` of 2.4.
//!
//! Source: `var-expand.c`, 2.3.21; `var-expand-parser.y`, 2.4.4.

use crate::config::Config;
use crate::schema::Line;
use crate::syntax::{PercentVariable, percent_variables};

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

/// How deep conditions are looked into. Real ones are one or two deep.
const DEEPEST: usize = 8;

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
        if self.version().line == Line::V24 {
            let starts = memchr::memmem::find_iter(text, b"%{").filter(|at| *at == 0 || text[at - 1] != b'%');
            return starts.filter_map(|at| new_variable(&text[at + 2..])).collect();
        }
        let (mut found, mut texts) = (Vec::new(), vec![(text, 0)]);
        while let Some((text, depth)) = texts.pop() {
            for variable in percent_variables(text) {
                if variable.is_long && depth < DEEPEST {
                    texts.push((variable.name, depth + 1));
                }
                found.extend(old_variable(&variable));
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

/// A variable by its long name. A condition is none; those in it are.
fn old_variable(variable: &PercentVariable<'_>) -> Option<Variable> {
    let name = if variable.is_long {
        let end = memchr::memchr(b';', variable.name).unwrap_or(variable.name.len());
        let name = String::from_utf8_lossy(&variable.name[..end]).into_owned();
        // `%{ldap:…}` and `%{sha256:user}`
        name.rsplit(':').next().unwrap_or(&name).to_owned()
    } else {
        let short = *variable.name.first()?;
        let long = LONG.iter().find(|(letter, _)| *letter == short);
        long.map_or_else(|| char::from(short).to_string(), |(_, long)| (*long).to_owned())
    };
    (name != "if").then_some(Variable { name, filters: Vec::new() })
}
