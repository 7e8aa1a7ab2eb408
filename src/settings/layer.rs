use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use super::{Color, FailOn, Format, Level};
use crate::finding::Profile;
use crate::schema::Version;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// No one settled it.
    Default,
    /// A line of a settings file.
    File(String, u32),
    /// An option of the command line.
    Option(&'static str),
}

impl Origin {
    /// Whether a settings file says so, which may be a stranger's.
    pub fn is_file(&self) -> bool {
        matches!(self, Origin::File(..))
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Origin::Default => f.write_str("default"),
            Origin::File(path, line) => write!(f, "{path}:{line}"),
            Origin::Option(name) => f.write_str(name),
        }
    }
}

/// A value and where it comes from.
#[derive(Debug, Clone)]
pub struct At<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub origin: Origin,
}

/// What one place settles: the command line, a file, or an override in it.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the table in keys.rs says what each means")]
pub struct Layer {
    pub dovecot: Option<At<Version>>,
    pub profile: Option<At<Profile>>,
    pub select: Option<At<Vec<String>>>,
    pub ignore: Option<At<Vec<String>>>,
    pub fail_on: Option<At<FailOn>>,
    pub format: Option<At<Format>>,
    pub color: Option<At<Color>>,
    pub quiet: Option<At<bool>>,
    pub statistics: Option<At<bool>>,
    pub unsafe_fixes: Option<At<bool>>,
    pub baseline: Option<At<String>>,
    pub ignores: Option<At<bool>>,
    pub require_reason: Option<At<bool>>,
    pub confine: Option<At<bool>>,
    pub host: Option<At<bool>>,
    pub remap: Vec<At<(String, String)>>,
    pub host_root: Option<String>,
    pub folders: Vec<PathBuf>,
    pub exclude: Option<At<Vec<String>>>,
    pub gitignore: Option<At<bool>>,
    pub lints: BTreeMap<String, At<Level>>,
    pub options: OptionsLayer,
}

/// The options of lints.
#[derive(Debug, Clone, Default)]
#[allow(missing_docs, reason = "the table in keys.rs says what each means")]
pub struct OptionsLayer {
    pub users: Option<At<u64>>,
    pub cores: Option<At<u64>>,
    pub mail_access_groups: Option<At<Vec<String>>>,
}
