//! Here documents where this version knows none.

use crate::config::Config;
use crate::syntax::{Form, Kind};

/// How many are looked for; more are no configuration.
const MOST: usize = 100;

/// How many statements a here document is looked through for its end.
const LONGEST: usize = 1000;

impl Config<'_> {
    /// Settings that begin with `<<MARKER` although here documents exist from 2.4.5 on only: the statement,
    /// and the line with the marker, which Dovecot refuses.
    pub fn unsupported_heredocs(&self) -> Vec<(usize, Option<usize>)> {
        let document = self.document;
        if self.version().is_24_from(5) {
            return Vec::new();
        }
        let statements = document.statements.iter().enumerate();
        let settings = statements
            .filter(|(_, s)| s.kind == Kind::Setting && document.bytes(s, s.value).starts_with(b"<<"));
        let found = settings.filter_map(|(index, statement)| {
            let value = document.value(statement);
            let marker = value.text.strip_prefix(b"<").filter(|_| value.form == Form::File)?.trim_ascii();
            let mut below = document.statements.iter().enumerate().skip(index + 1).take(LONGEST);
            let end = below.find(|(_, s)| s.kind == Kind::Malformed && document.bytes(s, s.key) == marker);
            (!marker.is_empty()).then_some((index, end.map(|(end, _)| end)))
        });
        found.take(MOST).collect()
    }
}
