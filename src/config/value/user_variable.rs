//! The variables of a user in a value: `%u`, `%Ln`, `%{domain}` of 2.3, `%{user | username | lower}` of 2.4.
//!
//! Source: `var-expand.c`, 2.3.21; `var-expand-parser.y`, 2.4.4.

use std::ops::Range;

use crate::config::Config;
use crate::schema::Series;
use crate::syntax::{Expression, PercentVariable, expressions, percent_variables};

/// One variable: its long name, and in 2.4 the filters after it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The long name: `user`, `username`, `domain`, `home`, …
    pub name: String,
    /// What is done with it, in 2.4.
    pub filters: Vec<String>,
    /// Where it is in the text.
    pub range: Range<usize>,
}

/// Short names of 2.3 and the long ones.
const LONG: [(u8, &str); 5] =
    [(b'u', "user"), (b'n', "username"), (b'd', "domain"), (b'h', "home"), (b'w', "password")];

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
        if self.version().series == Series::V24 {
            return expressions(text).filter_map(new_variable).collect();
        }
        let (mut found, mut texts) = (Vec::new(), vec![(text, 0, 0)]);
        while let Some((text, start, depth)) = texts.pop() {
            for variable in percent_variables(text) {
                if variable.is_long && depth < DEEPEST {
                    let name = start + variable.name.as_ptr() as usize - text.as_ptr() as usize;
                    texts.push((variable.name, name, depth + 1));
                }
                found.extend(old_variable(&variable, start));
            }
        }
        found
    }

    /// The variable that is a whole text.
    pub fn only_variable(&self, text: &[u8]) -> Option<Variable> {
        self.variables_in(text).into_iter().find(|variable| variable.range == (0..text.len()))
    }

    /// What is after the home directory in a path that begins with it: `/mail` of `~/mail`, nothing of `%h`.
    pub fn below_home<'t>(&self, path: &'t [u8]) -> Option<&'t [u8]> {
        let home = match path {
            [b'~', ..] => 1,
            _ => {
                self.variables_in(path)
                    .iter()
                    .find(|first| first.range.start == 0 && first.is_home())?
                    .range
                    .end
            }
        };
        path.get(home..).filter(|rest| matches!(rest, [] | [b'/', ..]))
    }
}

/// `user | username | lower`
fn new_variable(expression: Expression<'_>) -> Option<Variable> {
    let inside = expression.is_closed.then(|| String::from_utf8_lossy(expression.inside))?;
    let mut words = inside.split('|').map(|part| {
        let part = part.trim();
        part.split(['(', ' ']).next().unwrap_or(part).to_owned()
    });
    let name = words.next()?;
    let filters = words.collect();
    Some(Variable { name, filters, range: expression.range })
}

/// A variable of a text that begins at `start`, by its long name. A condition is none; those in it are.
fn old_variable(variable: &PercentVariable<'_>, start: usize) -> Option<Variable> {
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
    let range = start + variable.range.start..start + variable.range.end;
    (name != "if").then_some(Variable { name, filters: Vec::new(), range })
}
