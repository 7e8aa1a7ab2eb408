//! The `dovelint` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    dovelint::cli::main()
}
