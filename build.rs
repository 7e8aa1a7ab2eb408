//! Turns the facts in `schema/*.json` into static sorted tables, so that nothing is parsed at start-up.

use std::error::Error;
use std::path::Path;
use std::process::{Command, ExitCode};
use std::{env, fs};

#[path = "schema/build/mod.rs"]
mod schema;

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=grammar.pest");
    println!("cargo::rerun-if-changed=src/schema/hash.rs");
    println!("cargo::rerun-if-changed=schema/build");
    for file in schema::FILES {
        println!("cargo::rerun-if-changed=schema/{file}");
    }
    if let Err(error) = write_tables() {
        println!("cargo::error={error}");
        return ExitCode::FAILURE;
    }
    link_the_unwinder();
    ExitCode::SUCCESS
}

fn write_tables() -> Result<(), Box<dyn Error>> {
    let tables = schema::tables(Path::new("schema"))?;
    Ok(fs::write(Path::new(&env::var("OUT_DIR")?).join("tables.rs"), tables)?)
}

/// A small configuration is linted in less time than it takes to load a library, so on Linux the unwinder of GCC
/// is linked into the command.
fn link_the_unwinder() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let is_native = env::var("HOST") == env::var("TARGET");
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") || !is_native {
        return;
    }
    // Where it lies only the compiler of this machine knows; some have none.
    let found = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    if found.is_ok_and(|found| found.stdout.starts_with(b"/")) {
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}
