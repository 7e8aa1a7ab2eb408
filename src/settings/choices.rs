use clap::ValueEnum;

use crate::finding::Severity;

/// From which severity on a run has failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FailOn {
    /// Only errors
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Advice,
    /// Never
    Never,
}

impl FailOn {
    /// The least severity that counts.
    pub fn least(self) -> Option<Severity> {
        match self {
            FailOn::Error => Some(Severity::Error),
            FailOn::Warning => Some(Severity::Warning),
            FailOn::Advice => Some(Severity::Advice),
            FailOn::Never => None,
        }
    }
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the lines of the files
    Human,
    /// One line per finding
    Concise,
    /// One JSON object
    Json,
    /// One JSON object per finding and line
    JsonLines,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// GitHub Actions workflow commands
    Github,
    /// GitLab code quality report
    Gitlab,
    /// Checkstyle XML
    Checkstyle,
    /// JUnit XML test report
    Junit,
    /// Tables, for the summary of a job
    Markdown,
    /// Reviewdog Diagnostic Format
    Rdjson,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// When the terminal supports them
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How seriously to take a lint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Level {
    /// Its findings are errors
    Error,
    /// Its findings are warnings
    Warning,
    /// Its findings are advice
    Advice,
    /// It is not run
    Off,
}

impl Level {
    /// The severity that its findings get; none when it is off.
    pub fn severity(self) -> Option<Severity> {
        match self {
            Level::Error => Some(Severity::Error),
            Level::Warning => Some(Severity::Warning),
            Level::Advice => Some(Severity::Advice),
            Level::Off => None,
        }
    }
}

/// The words that stand for the values of a choice.
pub(super) fn words<T: ValueEnum>() -> Vec<String> {
    T::value_variants().iter().map(word).collect()
}

/// The word that stands for a value.
pub(super) fn word<T: ValueEnum>(value: &T) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}
