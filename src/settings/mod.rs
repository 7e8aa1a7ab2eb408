//! What was settled once: `dovelint.toml`, the options of the command line, and what comes of both.
//!
//! `find` looks for the file, `read` checks it against the table in `keys`, `merge` says the effective values for a root
//! and for a file, `wanted` which lints that means. Lints read no settings: [`crate::config::LintOptions`] carries
//! what they need.

mod automated;
mod choices;
mod file;
mod find;
mod given;
mod layer;
mod merge;
mod print;
mod root;
mod starter;
mod wanted;

pub use choices::{Color, FailOn, Format, Level};
pub use file::read::{File, Override};
pub use file::schema::schema;
pub use file::value::unknown_name;
pub use file::wrong::{Mistake, Wrong};
pub use find::{Finder, Source};
pub use layer::{At, Layer, OptionsLayer, Origin};
pub use merge::{BaselineElsewhere, Local, Settings};
pub use print::{Entry, Print, print};
pub use root::RootRules;
pub use starter::starter;
use wanted::wanted;
