//! dovelint reads the configuration of the Dovecot mail server the way Dovecot does and says what is
//! wrong with it.
//!
//! The stages, each of which knows only those before it: [`source`] (files and spans), [`syntax`]
//! (lines to statements), [`secret`] (what may not be shown), [`document`] (includes put together), [`config`] (what is in force),
//! [`lints`] (findings),
//! [`fix`] (what mends them), [`fmt`] (one way to lay a file out), [`report`] (what a person or a program sees). [`schema`] holds the facts about
//! Dovecot that they look up.

// The code that pest derives without its `std` feature names this crate.
extern crate alloc;

pub mod baseline;
pub mod cli;
pub mod config;
pub mod document;
pub mod edit;
pub mod finding;
pub mod fix;
pub mod fmt;
pub mod identity;
pub mod ignore;
#[path = "../lints/mod.rs"]
pub mod lints;
pub mod report;
pub mod roots;
pub mod schema;
pub mod secret;
pub mod settings;
pub mod source;
pub mod syntax;
pub mod text;
