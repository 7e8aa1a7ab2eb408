//! Values of 2.3 as 2.4 writes them.

mod condition;
mod hashing;
pub mod location;
pub mod percent;
pub mod plain;
pub mod spelling;
