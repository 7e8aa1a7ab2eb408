//! Formats for programs.

pub(super) mod checkstyle;
pub(super) mod concise;
pub(super) mod github;
pub(super) mod gitlab;
pub(super) mod json;
pub(super) mod junit;
pub(super) mod markdown;
pub(super) mod rdjson;
pub(super) mod sarif;
pub(super) mod xml;
