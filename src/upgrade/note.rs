//! Notes: what changes, or was left out, and needs no decision.

use crate::source::Span;

named_codes! {
    /// What a note is about.
    NoteCode {
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
