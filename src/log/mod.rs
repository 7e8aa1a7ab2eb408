//! What lines of Dovecot's log mean: messages are data (`schema/log`), and each has a page, that of a lint or one of its own
//! in `docs/log`.

mod line;
mod pages;
mod pattern;

pub use line::{Match, beginning_with, find, nearest};
pub use pages::{LogPage, page, pages};
