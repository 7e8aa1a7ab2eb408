//! From configurations to findings and fixes. [`Session`] is the one way in, for the command line, an editor and tests:
//! it reads, runs the lints, leaves out what comments and the baseline ask to leave out, and works out fixes. Nothing
//! is printed or written here, and what the user wants comes in as [`Rules`].

pub mod baseline;
pub mod fix;
mod foreign;
pub mod identity;
mod judge;
mod levels;
mod passes;
mod refusal;
mod report;
mod session;
mod suppression;
mod uniform;

pub use judge::{Judging, judge, run};
pub use levels::Levels;
pub use refusal::{refusal, refusal_besides, refusals};
pub use report::RootReport;
pub use session::{Checked, Opened, Rules, Session};
pub use uniform::Uniform;
