//! Writes files: the one place of the program that does.
//!
//! A regular file is replaced as a whole: the new text is written to a draft in the same folder, gets the owner,
//! the mode and the extended attributes of the file, and changes places with it. Folders are held open and no
//! link is followed below them, so that anyone who can write to one of them cannot redirect what is written. A run
//! that is killed leaves the file old or new, and at most a draft, which the next run removes.

mod attributes;
mod draft;
mod fresh;
mod holder;
mod leftover;
mod output;
mod place;
mod refusal;
mod replace;
mod watch;

pub use fresh::create;
pub use leftover::{Unknown, clear};
pub use output::{Destination, Output};
pub use refusal::{Refusal, reason};
pub use replace::{replace, replaceable};

/// Lets a write beyond a limit on the size of files (`ulimit -f`) fail as any other, instead of killing the
/// process.
///
/// # Errors
/// When the system does not allow it; the process can go on without.
pub fn ignore_size_signal() -> std::io::Result<()> {
    let flag = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, flag).map(drop)
}

#[cfg(test)]
mod tests;
