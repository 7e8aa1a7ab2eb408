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
    let out = env::var("OUT_DIR")?;
    fs::write(Path::new(&out).join("tables.rs"), tables)?;
    Ok(fs::write(Path::new(&out).join("log_pages.rs"), log_pages()?)?)
}

/// The pages of `docs/log`, sorted by name.
fn log_pages() -> Result<String, Box<dyn Error>> {
    println!("cargo::rerun-if-changed=docs/log");
    let mut paths: Vec<_> =
        fs::read_dir("docs/log")?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>()?;
    paths.sort();
    // The folder is named when the command is compiled: another checkout may share the target folder.
    let row = |path: &std::path::PathBuf| {
        let (name, path) = (path.file_stem().unwrap_or_default().to_string_lossy(), path.to_string_lossy());
        let path = format!("concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})", format!("/{path}"));
        format!("    LogPage {{ name: {name:?}, text: include_str!({path}) }},\n")
    };
    let rows: String = paths.iter().map(row).collect();
    Ok(format!("static PAGES: &[LogPage] = &[\n{rows}];\n"))
}

/// A small configuration is linted in less time than it takes to load a library, so on Linux the unwinder of GCC
/// is linked into the command.
fn link_the_unwinder() {
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|set| set == value);
    let is_native = env::var("HOST") == env::var("TARGET");
    if !is("CARGO_CFG_TARGET_OS", "linux") || !is("CARGO_CFG_TARGET_ENV", "gnu") || !is_native {
        return;
    }
    // Where it is only the compiler of this machine knows; some have none.
    let found = Command::new("cc").arg("-print-file-name=libgcc_eh.a").output();
    if found.is_ok_and(|found| found.stdout.starts_with(b"/")) {
        println!("cargo::rustc-link-lib=gcc_eh");
    }
}
