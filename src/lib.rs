//! dovelint reads the configuration of the Dovecot mail server the way Dovecot does and says what is
//! wrong with it.
//!
//! The layers, each of which knows only those before it: [`source`] (files and spans), [`host`] (a machine that runs Dovecot), [`schema`] (facts about
//! Dovecot), [`log`] (messages of Dovecot's log), [`syntax`] (lines to statements), [`secret`] (what may not be shown), [`document`] (includes put together),
//! [`config`] (what is effective), [`capacity`] (how many connections it carries), [`edit`] (changes of files), [`finding`] and [`lints`] (what is wrong), [`engine`] (reads,
//! judges, fixes), [`upgrade`] (from 2.3 to 2.4), [`report`] (what a person or a program sees), [`settings`], [`fmt`] (one way to lay a file out), [`lsp`] (the
//! language server), [`cli`].

// What cannot be printed is no reason to abort: `cli::output` is the one place that prints.
#![warn(clippy::print_stdout, clippy::print_stderr)]

#[cfg(not(unix))]
compile_error!("dovelint builds on Unix systems only, as Dovecot does; on Windows, use it in WSL");

// The code that pest derives without its `std` feature names this crate.
extern crate alloc;

pub mod capacity;
pub mod cli;
pub mod config;
pub mod document;
pub mod edit;
pub mod engine;
pub mod finding;
pub mod fmt;
pub mod hash;
pub mod host;
pub mod limits;
#[path = "../lints/mod.rs"]
pub mod lints;
pub mod log;
pub mod lsp;
pub mod report;
pub mod schema;
pub mod secret;
pub mod settings;
pub mod source;
pub mod syntax;
pub mod text;
pub mod upgrade;
pub mod write;
