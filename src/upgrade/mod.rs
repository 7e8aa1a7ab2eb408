//! From a tree of 2.3 to a tree of 2.4 that means the same.
//!
//! Structures are made of the effective values in each scope and not line by line: 2.3 merges by key, so that the last
//! `quota =` counts, and 2.4 has blocks, so that two would be two roots. Each part in `convert` plans what becomes of
//! the statements that it knows; `apply` then changes the tree, and the result is read again as 2.4. Nothing is
//! printed and nothing is written here.

/// Makes an enum of codes with the names that reports, answers and marks have for them.
macro_rules! named_codes {
    ($(#[$about:meta])* $codes:ident { $($(#[$doc:meta])* $name:ident $code:literal;)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $codes {
            $($(#[$doc])* $name,)*
        }

        impl $codes {
            /// Every code.
            pub const ALL: &[$codes] = &[$($codes::$name),*];

            /// As it is written.
            pub fn name(self) -> &'static str {
                match self { $($codes::$name => $code,)* }
            }
        }

        impl std::fmt::Display for $codes {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

mod apply;
mod convert;
mod decision;
mod external;
mod item;
mod job;
mod note;
mod options;
mod outcome;
mod proof;
mod said;
mod value;
mod versions;

pub use apply::MARK;
pub use decision::{Code, Severity};
pub use note::{Note, NoteCode};
pub use options::{Answer, Defaults, Placement, Reach, Wanted};
pub use outcome::{Changed, Counts, Upgrade, upgrade};
pub use proof::{Expected, proven, section_of_1, unreadable, upgrade_proven};
pub use said::{Conversion, Decision, Detail, Fate};
