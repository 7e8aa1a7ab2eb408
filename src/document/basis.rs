//! Why a configuration is read as one version of Dovecot.

use crate::schema::Series;

/// What decided as which version a configuration is read. But for [`Basis::Asked`] it decides the series, and the newest
/// version of that series that the tables know is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// An option, `dovelint.toml` or the command.
    Asked,
    /// The first setting is `dovecot_config_version`.
    VersionLine,
    /// It is not, and the settings do not say otherwise.
    NoVersionLine,
    /// Settings that only this series has.
    Settings,
    /// The configuration around a fragment.
    Neighbours,
    /// A fragment for which nothing else decides.
    Nothing,
}

impl Basis {
    /// The reason in a few words, as `newest 2.3: no dovecot_config_version at the top`.
    pub fn describe(self, series: Series) -> String {
        let choice = self.choice(series);
        let reason = match self {
            Basis::Asked => return choice,
            Basis::VersionLine => "`dovecot_config_version` is the first setting",
            Basis::NoVersionLine => "no `dovecot_config_version` at the top",
            Basis::Settings => return format!("{choice}: it has settings of {series}"),
            Basis::Neighbours => "like the configuration around it",
            Basis::Nothing => "nothing in it is of 2.4 alone",
        };
        format!("{choice}: {reason}")
    }

    /// Which version of a series it is: `newest 2.3`, or `as asked`.
    pub fn choice(self, series: Series) -> String {
        match self {
            Basis::Asked => "as asked".to_owned(),
            _ => format!("newest {series}"),
        }
    }
}
