//! Notes: what changes, or was left out, and needs no decision.

use std::fmt;

use crate::source::Span;

/// Makes the enum of the codes with their names.
macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident $code:literal;)*) => {
        /// What a note is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum NoteCode {
            $($(#[doc = $doc])* $name,)*
        }

        impl NoteCode {
            /// Every code.
            pub const ALL: &[NoteCode] = &[$(NoteCode::$name),*];

            /// As it is written in reports.
            pub fn name(self) -> &'static str {
                match self { $(NoteCode::$name => $code,)* }
            }
        }
    };
}

codes! {
    /// Something was dropped because an answer says so.
    Answered "answered";
    /// A cache key is gone: 2.4 finds the variables itself.
    CacheKey "cache-key";
    /// A default of 2.4 differs and cannot be kept.
    ChangedDefault "changed-default";
    /// Plain text logins were switched on where `ssl = required` did not let 2.3 do it.
    CleartextNotInForce "cleartext-not-in-force";
    /// 2.4 does it anyway.
    DroppedDefault "dropped-default";
    /// A word of a list is gone.
    DroppedWord "dropped-word";
    /// Blocks of filters could not be put in the right order.
    FilterConflict "filter-conflict";
    /// A default of 2.3 is written.
    KeptDefault "kept-default";
    /// The words of a list were in a file.
    ListFileWrittenOut "list-file-written-out";
    /// The words of a list are written out, because a block would add them to others.
    ListOrder "list-order";
    /// Where 2.4.1 delivers.
    LocationForDelivery "location-for-delivery";
    /// A block of a filter is in another place.
    MovedFilter "moved-filter";
    /// The version that is written for does not know the setting yet.
    NewerSetting "newer-setting";
    /// It did nothing in 2.3.
    NoEffect "no-effect";
    /// A later line counts.
    Overridden "overridden";
    /// Logging of one passdb is for all of them now.
    PassdbAuthVerbose "passdb-auth-verbose";
    /// 2.3 did not know a variable.
    UnknownVariable "unknown-variable";
    /// After a gap in the numbers 2.3 read nothing.
    UnreadNumber "unread-number";
}

impl fmt::Display for NoteCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Something that changes, or was left out, without a decision.
#[derive(Debug, Clone)]
pub struct Note {
    /// What it is about.
    pub code: NoteCode,
    /// The place in the old tree.
    pub span: Option<Span>,
    /// One sentence.
    pub text: String,
}
