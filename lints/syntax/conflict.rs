//! The lines that git and others put around the sides of a merge conflict.

/// Begins the first side.
pub const OURS: &[u8] = b"<<<<<<< ";
/// Is between the sides.
pub const BETWEEN: &[u8] = b"=======";
/// Ends the second side.
pub const THEIRS: &[u8] = b">>>>>>> ";
